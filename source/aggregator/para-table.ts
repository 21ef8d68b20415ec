/**
Para-virtual page tables and directories: in the hypervisor's VRAM, written entry by entry on the guest's
behalf, walked by the device as they are.

Owns: one object each, its use count (a table in a directory, a directory on a channel or BAR).
See: GPUvm prototype pv_page.
*/
import {assert} from '../base/assert.ts';
import type {Vram} from '../gpu/vram.ts';
import {HYPERCALL_SIZES} from '../manual/hypercall.ts';
import {ENTRY_BYTES, LARGE_PAGE_BYTES, PAGE_BYTES, PDE_LARGE, PDE_SMALL, PDE_SPAN, PTE_HIGH, PTE_LOW, TARGET} from '../manual/mmu.ts';
import {get, make} from '../manual/register.ts';
import type {AddressView, Resolution} from './address-view.ts';
import {ENTRY, type EntryKind, type PageTranslator} from './page-translator.ts';

export class ParaTable {
	readonly address: number;
	readonly bytes: number;
	readonly entries: number;
	readonly isLarge: boolean;
	/** Directory entries that point here. */
	users = 0;
	/** Present entries that lead to VRAM. */
	presentVram = 0;
	/** Counts changes, and how far the checker has seen them. */
	version = 0;
	checkedVersion = -1;
	/** Present entries, wherever they lead. */
	present = 0;
	readonly #vram: Vram;

	constructor(vram: Vram, address: number, bytes: number) {
		this.#vram = vram;
		this.address = address;
		this.bytes = bytes;
		this.entries = bytes / ENTRY_BYTES;
		this.isLarge = bytes === HYPERCALL_SIZES.LARGE_TABLE;
	}

	get mappedVramBytes(): number {
		return this.presentVram * (this.isLarge ? LARGE_PAGE_BYTES : PAGE_BYTES);
	}

	/** Translates and writes one guest entry; what it was found to be. */
	write(index: number, low: number, high: number, translator: PageTranslator): EntryKind {
		assert(index < this.entries, 'para-virtual entry outside its table');
		const kind = translator.translate(low, high, this.isLarge);
		const at = this.address + index * ENTRY_BYTES;
		this.version++;
		this.present += get(PTE_LOW, 'PRESENT', translator.low) - get(PTE_LOW, 'PRESENT', this.#vram.read32(at));
		this.presentVram -= isVram(this.#vram.read32(at), this.#vram.read32(at + 4)) ? 1 : 0;
		this.presentVram += kind === ENTRY.VRAM ? 1 : 0;
		this.#vram.write32(at + 4, translator.high);
		this.#vram.write32(at, translator.low);
		return kind;
	}

	low(index: number): number {
		return this.#vram.read32(this.address + index * ENTRY_BYTES);
	}

	high(index: number): number {
		return this.#vram.read32(this.address + index * ENTRY_BYTES + 4);
	}
}

export class ParaDirectory implements AddressView {
	readonly address: number;
	readonly bytes: number;
	/** Channels and BARs that use it. */
	users = 0;
	/** Counts changes, and how far the checker has seen them. */
	version = 0;
	checkedVersion = -1;
	readonly small = new Map<number, ParaTable>();
	readonly large = new Map<number, ParaTable>();
	readonly #vram: Vram;

	constructor(vram: Vram, address: number, bytes: number) {
		this.#vram = vram;
		this.address = address;
		this.bytes = bytes;
	}

	/** Points entry `index` at tables, or at nothing. */
	point(index: number, small: ParaTable | undefined, large: ParaTable | undefined): void {
		this.version++;
		swap(this.small, index, small);
		swap(this.large, index, large);
		const at = this.address + index * ENTRY_BYTES;
		this.#vram.write32(at, large === undefined ? 0 : make(PDE_LARGE, {PRESENT: 1, FRAME: large.address / PAGE_BYTES}));
		this.#vram.write32(at + 4, small === undefined ? 0 : make(PDE_SMALL, {PRESENT: 1, FRAME: small.address / PAGE_BYTES}));
	}

	*tables(): Generator<ParaTable> {
		yield* this.small.values();
		yield* this.large.values();
	}

	resolve(va: number, into: Resolution): void {
		into.address = -1;
		const entry = Math.floor(va / PDE_SPAN);
		const offset = va % PDE_SPAN;
		if (!look(this.small.get(entry), PAGE_BYTES, offset, into)) {
			look(this.large.get(entry), LARGE_PAGE_BYTES, offset, into);
		}
	}
}

function isVram(low: number, high: number): boolean {
	return get(PTE_LOW, 'PRESENT', low) === 1 && get(PTE_HIGH, 'TARGET', high) === TARGET.VRAM;
}

function swap(tables: Map<number, ParaTable>, index: number, table: ParaTable | undefined): void {
	const old = tables.get(index);
	if (old !== undefined) {
		old.users--;
		tables.delete(index);
	}
	if (table !== undefined) {
		table.users++;
		tables.set(index, table);
	}
}

function look(table: ParaTable | undefined, pageBytes: number, offset: number, into: Resolution): boolean {
	const index = Math.floor(offset / pageBytes);
	if (table === undefined || index >= table.entries || get(PTE_LOW, 'PRESENT', table.low(index)) === 0) {
		return false;
	}
	into.address = get(PTE_LOW, 'FRAME', table.low(index)) * PAGE_BYTES + (offset % pageBytes);
	into.isSystem = get(PTE_HIGH, 'TARGET', table.high(index)) !== TARGET.VRAM;
	into.isReadOnly = get(PTE_LOW, 'READ_ONLY', table.low(index)) === 1;
	return true;
}
