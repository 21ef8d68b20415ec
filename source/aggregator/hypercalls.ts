/**
Para-virtual operations: a slot is copied once, parsed to a typed call, every argument checked, then done.

Owns: BAR4's registers and the meaning of the operations.
Not here: the objects (para-memory.ts), their entries (para-table.ts).
See: GPUvm prototype context_bar4 (there: channel numbers and BAR1 indices are not checked, slots are read
again while the guest can change them, counts run past the slot, live tables can be freed).
*/
import {join64} from '../base/words.ts';
import {
	BAR4,
	CHANNEL_BAR1,
	CHANNEL_BAR3,
	HYPERCALL,
	HYPERCALL_RESULT,
	HYPERCALL_SIZES,
	HYPERCALL_SLOTS,
	SLOT_BYTES,
} from '../manual/hypercall.ts';
import {FLUSH_BAR_SPACE, LARGE_PAGE_BYTES, PAGE_BYTES, PDE_COUNT} from '../manual/mmu.ts';
import {aggregatorCounters} from './counters.ts';
import {ENTRY} from './page-translator.ts';
import type {ParaMemory} from './para-memory.ts';
import type {ParaTable} from './para-table.ts';
import type {VirtualState} from './virtual-state.ts';

const at = aggregatorCounters.at;
const {OK, INVALID, NO_MEMORY, BUSY} = HYPERCALL_RESULT;
/** Counter of each operation, by number. */
const COUNTER_BY_OPERATION = [
	'callsSetDirectory',
	'callsMapTable',
	'callsMap',
	'callsMapBatch',
	'callsMapScattered',
	'callsUnmapBatch',
	'callsFlush',
	'callsAllocate',
	'callsFree',
	'callsBar3Table',
	'callsMapTables',
] as const;
const SLOT_WORDS = SLOT_BYTES / 4;
const COOKIE = 2 ** 32 - 1;

export type HypercallHost = {
	/** BAR1 or BAR3 follows another directory from now on. */
	barDirectoryChanged(bar: 1 | 3): void;
	/** The channel is in the channel table. */
	isLive(channel: number): boolean;
	/** The channel uses another directory from now on. */
	channelDirectoryChanged(channel: number): void;
	onBar3Entries(first: number, count: number): void;
};

export class Hypercalls {
	readonly #state: VirtualState;
	readonly #memory: ParaMemory;
	readonly #host: HypercallHost;
	/** The guest's arguments, copied before anything is looked at. */
	readonly #slot = new Uint32Array(SLOT_WORDS);
	#slotsAddress = -1;
	#low = 0;
	#high = 0;

	constructor(state: VirtualState, memory: ParaMemory, host: HypercallHost) {
		this.#state = state;
		this.#memory = memory;
		this.#host = host;
	}

	readRegister(offset: number): number {
		switch (offset) {
			case BAR4.REGISTER:
				return this.#register() >>> 0;
			case BAR4.SLOTS_LOW:
				return this.#low;
			case BAR4.SLOTS_HIGH:
				return this.#high;
			default:
				return COOKIE;
		}
	}

	writeRegister(offset: number, word: number): void {
		switch (offset) {
			case BAR4.SLOTS_LOW:
				this.#low = word;
				break;
			case BAR4.SLOTS_HIGH:
				this.#high = word;
				break;
			case BAR4.EXECUTE:
				this.#execute(word);
				break;
			default:
		}
	}

	#register(): number {
		const address = join64(this.#low, this.#high);
		const isUsable = address % PAGE_BYTES === 0 && address + HYPERCALL_SLOTS * SLOT_BYTES <= this.#state.domain.memory.bytes;
		this.#slotsAddress = isUsable ? address : -1;
		return isUsable ? OK : INVALID;
	}

	#execute(number: number): void {
		const ram = this.#state.domain.port?.ram;
		this.#state.toll.extraNs += this.#state.costs.hypercallNs;
		if (this.#slotsAddress < 0 || number >= HYPERCALL_SLOTS || ram === undefined) {
			this.#state.conduct.note('bad-call', `slot ${number}`);
			return;
		}
		const first = (this.#slotsAddress + number * SLOT_BYTES) / 4;
		// One copy: what is checked is what is done, whatever the guest writes meanwhile.
		const words = wordsOf(ram[first] & 0xff, ram[first + 3]);
		this.#slot.set(ram.subarray(first, first + Math.min(SLOT_WORDS, words)));
		const given = this.#state.domain.onAct === undefined ? [] : [...this.#slot.subarray(0, 8)];
		const result = this.#perform();
		if (result === INVALID) {
			this.#state.conduct.note('bad-call', `operation ${this.#slot[0] & 0xff}`);
		}
		ram[first] = result;
		ram[first + 1] = this.#slot[1];
		this.#state.counters[at.vramMappedBytes] = this.#memory.mappedVramBytes;
		this.#state.domain.onAct?.({kind: 'call', words: given, result});
	}

	#perform(): number {
		const slot = this.#slot;
		const operation = slot[0] & 0xff;
		const counter = COUNTER_BY_OPERATION[operation];
		if (counter !== undefined) {
			this.#state.counters[at[counter]]++;
		}
		switch (operation) {
			case HYPERCALL.SET_DIRECTORY:
				return this.#setDirectory(slot[1], slot[2] | 0);
			case HYPERCALL.MAP_TABLE:
				return this.#mapTables(slot[1], slot[4], 1, 2);
			case HYPERCALL.MAP:
				return this.#map(slot[1], slot[2], 1, 4, 0);
			case HYPERCALL.MAP_BATCH:
				return this.#map(slot[1], slot[2], slot[4], 6, slot[3]);
			case HYPERCALL.MAP_SCATTERED:
				return this.#mapScattered(slot[1], slot[2], slot[3]);
			case HYPERCALL.UNMAP_BATCH:
				return this.#unmap(slot[1], slot[2], slot[3]);
			case HYPERCALL.FLUSH:
				return this.#flush(slot[1], slot[2]);
			case HYPERCALL.ALLOCATE:
				return this.#allocate(slot[1]);
			case HYPERCALL.FREE: {
				const result = this.#memory.free(slot[1]);
				return result === 'freed' ? OK : result === 'in use' ? BUSY : INVALID;
			}
			case HYPERCALL.BAR3_TABLE:
				// The directory of BAR3 names its table; the call has nothing left to say here.
				return this.#memory.table(slot[1]) === undefined ? INVALID : OK;
			case HYPERCALL.MAP_TABLES:
				return this.#mapTables(slot[1], slot[2], slot[3], 4);
			default:
				return INVALID;
		}
	}

	#setDirectory(number: number, channel: number): number {
		const directory = this.#memory.directory(number);
		if (directory === undefined) {
			return INVALID;
		}
		if (channel === CHANNEL_BAR1 || channel === CHANNEL_BAR3) {
			const bar = channel === CHANNEL_BAR1 ? 1 : 3;
			this.#memory.setBar(bar, directory);
			this.#host.barDirectoryChanged(bar);
			return OK;
		}
		if (channel < 0 || channel >= this.#state.partition.channelCount) {
			this.#state.conduct.note('foreign-channel', `directory of channel ${channel}`);
			return INVALID;
		}
		const old = this.#memory.directoryOf(channel);
		if (old !== undefined && old !== directory && this.#host.isLive(channel)) {
			// The device may be walking the old one.
			return BUSY;
		}
		this.#memory.setChannel(channel, directory);
		this.#host.channelDirectoryChanged(channel);
		return OK;
	}

	/** `count` directory entries from `index`; pairs of small and large table numbers at word `first`. */
	#mapTables(number: number, index: number, count: number, first: number): number {
		const directory = this.#memory.directory(number);
		if (directory === undefined || index + count > PDE_COUNT || first + count * 2 > SLOT_WORDS) {
			return INVALID;
		}
		const pairs: Array<readonly [small: ParaTable | undefined, large: ParaTable | undefined]> = [];
		for (let entry = 0; entry < count; entry++) {
			const small = this.#table(this.#slot[first + entry * 2], false);
			const large = this.#table(this.#slot[first + entry * 2 + 1], true);
			if (small === null || large === null) {
				return INVALID;
			}
			pairs.push([small, large]);
		}
		// All of them are good, or none is done.
		for (const [entry, [small, large]] of pairs.entries()) {
			directory.point(index + entry, small, large);
		}
		this.#pay(count);
		if (directory === this.#memory.bar3) {
			this.#host.barDirectoryChanged(3);
		} else if (directory === this.#memory.bar1) {
			this.#host.barDirectoryChanged(1);
		}
		return OK;
	}

	/** Table of that number and kind; undefined for number 0, null for anything else. */
	#table(number: number, isLarge: boolean): ParaTable | undefined | null {
		if (number === 0) {
			return undefined;
		}
		const table = this.#memory.table(number);
		return table !== undefined && table.isLarge === isLarge ? table : null;
	}

	/** `count` entries that follow from the first by adding `step` to the low word. */
	#map(number: number, index: number, count: number, first: number, step: number): number {
		const table = this.#memory.table(number);
		if (table === undefined || index + count > table.entries) {
			return INVALID;
		}
		let low = this.#slot[first];
		const high = this.#slot[first + 1];
		for (let entry = 0; entry < count; entry++) {
			this.#write(table, index + entry, low, high);
			low = (low + step) >>> 0;
		}
		return this.#written(table, index, count);
	}

	#mapScattered(number: number, index: number, count: number): number {
		const table = this.#memory.table(number);
		if (table === undefined || index + count > table.entries || 4 + count * 2 > SLOT_WORDS) {
			return INVALID;
		}
		for (let entry = 0; entry < count; entry++) {
			this.#write(table, index + entry, this.#slot[4 + entry * 2], this.#slot[5 + entry * 2]);
		}
		return this.#written(table, index, count);
	}

	#unmap(number: number, index: number, count: number): number {
		const table = this.#memory.table(number);
		if (table === undefined || index + count > table.entries) {
			return INVALID;
		}
		for (let entry = 0; entry < count; entry++) {
			this.#write(table, index + entry, 0, 0);
		}
		return this.#written(table, index, count);
	}

	#write(table: ParaTable, index: number, low: number, high: number): void {
		const state = this.#state;
		const kind = table.write(index, low, high, state.translator);
		if (kind === ENTRY.REFUSED) {
			state.counters[at.entriesRefused]++;
			state.conduct.note('foreign-memory', `page table entry ${index}`);
		} else if (kind === ENTRY.SYSTEM) {
			state.toll.extraNs += state.costs.frameLookupNs;
		}
	}

	#written(table: ParaTable, index: number, count: number): number {
		this.#pay(count);
		this.#state.counters[at.hypercallEntries] += count;
		this.#state.counters[at.shadowEntriesChanged] += count;
		const {bar3} = this.#memory;
		// BAR3 is shorter than what the first directory entry spans.
		if (bar3 !== undefined && (bar3.small.get(0) === table || bar3.large.get(0) === table)) {
			const pages = table.isLarge ? LARGE_PAGE_BYTES / PAGE_BYTES : 1;
			this.#host.onBar3Entries(index * pages, count * pages);
		}
		return OK;
	}

	#flush(number: number, engine: number): number {
		const directory = this.#memory.directory(number);
		if (directory === undefined || (engine !== 1 && engine !== 5)) {
			return INVALID;
		}
		this.#state.counters[at.flushes]++;
		this.#state.device.flushTlb(directory.address, engine === 5 ? FLUSH_BAR_SPACE : undefined);
		this.#state.toll.extraNs += this.#state.costs.tlbFlushNs;
		return OK;
	}

	#allocate(bytes: number): number {
		if (!(Object.values(HYPERCALL_SIZES) as number[]).includes(bytes)) {
			return INVALID;
		}
		const number = this.#memory.allocate(bytes);
		if (number === undefined) {
			return NO_MEMORY;
		}
		this.#slot[1] = number;
		this.#state.toll.extraNs += (bytes / 4) * this.#state.costs.shadowWriteNs;
		return OK;
	}

	/** Two words an entry through the VRAM window. */
	#pay(entries: number): void {
		this.#state.toll.extraNs += entries * 2 * this.#state.costs.shadowWriteNs;
	}
}

/** Words of a slot that an operation reads; counts come from the guest, so the caller cuts at the slot's end. */
function wordsOf(operation: number, count: number): number {
	switch (operation) {
		case HYPERCALL.MAP_SCATTERED:
		case HYPERCALL.MAP_TABLES:
			return 4 + count * 2;
		default:
			return 8;
	}
}
