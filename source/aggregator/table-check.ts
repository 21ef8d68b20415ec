/**
What must be true of the page tables that the device walks for a domain, at any moment: entries lead to
what the domain owns, directories to its own tables, and what is clean equals the guest's translated.

Tables and directories count their changes, so a check costs a walk over what changed since the one before.
*/
import {assert} from '../base/assert.ts';
import {hex, high32, low32} from '../base/words.ts';
import {
	ENTRY_BYTES,
	LARGE_PAGE_BYTES,
	PAGE_BYTES,
	PD_BYTES,
	PDE_LARGE,
	PDE_SMALL,
	PTE_HIGH,
	PTE_LOW,
	SMALL_TABLE_ENTRIES,
	TARGET,
} from '../manual/mmu.ts';
import {get} from '../manual/register.ts';
import type {ParaMemory} from './para-memory.ts';
import {ParaDirectory, type ParaTable} from './para-table.ts';
import type {ShadowSpace} from './shadow-space.ts';
import type {ShadowTable} from './shadow-table.ts';
import type {VirtualState} from './virtual-state.ts';

/** `changed`: what changed since the latest check. `all`: everything, also what should not have changed. */
export type CheckDepth = 'changed' | 'all';

/** Something whose changes are counted. */
type Versioned = {readonly version: number; checkedVersion: number};

export function checkTables(state: VirtualState, depth: CheckDepth): void {
	const {memory, para} = state;
	for (const table of memory.tables()) {
		if (isDue(table, depth)) {
			checkTable(state, table);
		}
	}
	for (const space of memory.spaces()) {
		if (isDue(space, depth)) {
			checkSpace(state, space);
		}
	}
	if (para !== undefined) {
		checkPara(state, para, depth);
	}
}

function isDue(object: Versioned, depth: CheckDepth): boolean {
	const isChanged = object.checkedVersion !== object.version;
	object.checkedVersion = object.version;
	return isChanged || depth === 'all';
}

function checkTable(state: VirtualState, table: ShadowTable): void {
	const {domain, device, translator} = state;
	const {vram} = device.gpu;
	const shadow = new Uint32Array(table.entries * 2);
	vram.readBlock(table.shadow, shadow);
	const what = `${domain.name}: table ${hex(table.start)}`;
	const present = countPresent(state, shadow, table.isLarge, what);
	assert(present === table.present, `${what} counts ${table.present} present entries, has ${present}`);
	if (table.pending > 0) {
		return;
	}
	const guest = new Uint32Array(table.entries * 2);
	vram.readBlock(table.start, guest);
	for (let at = 0; at < guest.length; at += 2) {
		translator.translate(guest[at], guest[at + 1], table.isLarge);
		if (translator.low !== shadow[at] || translator.high !== shadow[at + 1]) {
			assert(false, `${what}: clean entry ${at / 2} differs from the translated guest entry`);
		}
	}
}

/** Present entries; every one must lead to the domain's own memory, with all of its page. */
function countPresent({partition, domain}: VirtualState, words: Uint32Array, isLarge: boolean, what: string): number {
	const pageBytes = isLarge ? LARGE_PAGE_BYTES : PAGE_BYTES;
	const vram = {base: partition.vramStart, bytes: partition.vramBytes};
	let present = 0;
	for (let at = 0; at < words.length; at += 2) {
		if (get(PTE_LOW, 'PRESENT', words[at]) === 1) {
			present++;
			const address = get(PTE_LOW, 'FRAME', words[at]) * PAGE_BYTES;
			const {base, bytes} = get(PTE_HIGH, 'TARGET', words[at + 1]) === TARGET.VRAM ? vram : domain.memory;
			if (address < base || address + pageBytes > base + bytes) {
				assert(false, `${what}: entry ${at / 2} leads to ${hex(address)}, outside the domain`);
			}
		}
	}
	return present;
}

/** Tables by directory entry: where the device finds each. */
type Pointed = {readonly small: (entry: number) => number | undefined; readonly large: (entry: number) => number | undefined};

/** Every entry of the directory at `address` points at the table that is kept for it, or nowhere. */
function checkDirectory({device}: VirtualState, address: number, {small, large}: Pointed, what: string): void {
	const words = new Uint32Array(PD_BYTES / 4);
	device.gpu.vram.readBlock(address, words);
	for (let entry = 0; entry * 2 < words.length; entry++) {
		const isLarge = get(PDE_LARGE, 'PRESENT', words[entry * 2]) === 1;
		const isSmall = get(PDE_SMALL, 'PRESENT', words[entry * 2 + 1]) === 1;
		const isRight =
			(isLarge ? get(PDE_LARGE, 'FRAME', words[entry * 2]) * PAGE_BYTES : undefined) === large(entry) &&
			(isSmall ? get(PDE_SMALL, 'FRAME', words[entry * 2 + 1]) * PAGE_BYTES : undefined) === small(entry);
		if (!isRight) {
			assert(false, `${what}: entry ${entry} points elsewhere than to its tables`);
		}
	}
}

function checkSpace(state: VirtualState, space: ShadowSpace): void {
	const known = new Set(state.memory.tables());
	const what = `${state.domain.name}: directory ${hex(space.start)}`;
	for (const table of space.tables()) {
		assert(known.has(table) && table.users > 0, `${what} uses a table that is gone`);
		assert(table.entries <= SMALL_TABLE_ENTRIES, `${what} uses a table of ${table.entries} entries`);
	}
	const {small, large} = space.pointers();
	checkDirectory(state, space.shadow, {small: entry => small.get(entry)?.shadow, large: entry => large.get(entry)?.shadow}, what);
}

function checkPara(state: VirtualState, para: ParaMemory, depth: CheckDepth): void {
	const objects = new Set(para.objects());
	const uses = new Map<ParaTable | ParaDirectory, number>();
	const use = (object: ParaTable | ParaDirectory | undefined) => {
		if (object !== undefined) {
			assert(objects.has(object), `${state.domain.name}: a freed object ${hex(object.address)} is in use`);
			uses.set(object, (uses.get(object) ?? 0) + 1);
		}
	};
	for (const directory of [...para.directories(), para.bar1, para.bar3]) {
		use(directory);
	}
	for (const object of objects) {
		if (object instanceof ParaDirectory) {
			for (const table of object.tables()) {
				use(table);
			}
		}
	}
	for (const object of objects) {
		const what = `${state.domain.name}: object ${hex(object.address)}`;
		assert(object.users === (uses.get(object) ?? 0), `${what} counts ${object.users} users, has ${uses.get(object) ?? 0}`);
		if (isDue(object, depth)) {
			if (object instanceof ParaDirectory) {
				const {small, large} = object;
				checkDirectory(state, object.address, {small: entry => small.get(entry)?.address, large: entry => large.get(entry)?.address}, what);
			} else {
				const words = new Uint32Array(object.bytes / 4);
				state.device.gpu.vram.readBlock(object.address, words);
				countPresent(state, words, object.isLarge, what);
			}
		}
	}
}

/** Low and high word of an address lie at `at`. */
export function isPairAt({device}: VirtualState, at: number, address: number): boolean {
	const {vram} = device.gpu;
	return vram.read32(at) === low32(address) && vram.read32(at + ENTRY_BYTES / 2) === high32(address);
}
