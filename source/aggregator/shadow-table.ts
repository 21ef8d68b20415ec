/**
Shadow of one page table: the copy the device walks, entry by entry translated.

Owns: the log of guest entries written since the last sync. Work is in proportion to that log; what the
modelled rescan costs is computed elsewhere from the counts kept here.
See: GPUvm prototype shadow_page_table (there: every rescan reads every entry).
*/
import {assert} from '../base/assert.ts';
import type {Vram} from '../gpu/vram.ts';
import {ENTRY_BYTES, LARGE_PAGE_BYTES, PAGE_BYTES} from '../manual/mmu.ts';
import type {TrackedRegion} from './page-tracker.ts';
import {ENTRY, type PageTranslator} from './page-translator.ts';

const FIRST_LOG = 64;
const PAGE_WORDS = PAGE_BYTES / 4;

/** Who keeps totals over tables: told how a table's present entries changed. */
export type TableTotals = {
	counted(table: ShadowTable, vram: number, system: number): void;
};

/** What a sync or an attach changed. */
export type EntryTally = {
	/** Shadow entries whose words changed. */
	changed: number;
	/** Guest entries that point outside what the domain owns. */
	refused: number;
	/** Guest entries that were looked at: the changed ones, and all of a table that is new. */
	examined: number;
	/** Entries among the changed ones that lead to the guest's own memory: each needs a frame lookup. */
	system: number;
};

export class ShadowTable implements TrackedRegion {
	readonly start: number;
	readonly end: number;
	readonly entries: number;
	readonly isLarge: boolean;
	/** Host address of the shadow, in the hypervisor's VRAM. */
	readonly shadow: number;
	/** Directory entries that point here. */
	users = 0;
	/** Told of changes in what is present: the memory of the domain, and a space for each directory entry that points here. */
	readonly totals: TableTotals[] = [];
	/** Present shadow entries by target, kept as entries come and go. */
	presentVram = 0;
	presentSystem = 0;
	/** Somebody follows the shadow entry by entry (BAR3 remapping): `changes` lists entries, `isRebuilt` means all. */
	keepsChanges = false;
	readonly changes: number[] = [];
	isRebuilt = false;
	/** Counts changes, and how far the checker has seen them. */
	version = 0;
	checkedVersion = -1;
	readonly #onDirty: (table: ShadowTable) => void;
	readonly #isLogged: Uint8Array;
	#log = new Int32Array(FIRST_LOG);
	#logged = 0;

	constructor(guest: number, entries: number, isLarge: boolean, shadow: number, onDirty: (table: ShadowTable) => void) {
		this.start = guest;
		this.end = guest + entries * ENTRY_BYTES;
		this.entries = entries;
		this.isLarge = isLarge;
		this.shadow = shadow;
		this.#onDirty = onDirty;
		this.#isLogged = new Uint8Array(entries);
	}

	get pending(): number {
		return this.#logged;
	}

	get present(): number {
		return this.presentVram + this.presentSystem;
	}

	get pageBytes(): number {
		return this.isLarge ? LARGE_PAGE_BYTES : PAGE_BYTES;
	}

	stored(offset: number, bytes: number): void {
		const first = (offset / ENTRY_BYTES) | 0;
		const last = ((offset + bytes - 1) / ENTRY_BYTES) | 0;
		// An entry is two words: the second store into it is the usual one.
		if (first === last && this.#isLogged[first] !== 0) {
			return;
		}
		this.version++;
		if (this.#logged === 0) {
			this.#onDirty(this);
		}
		for (let entry = first; entry <= last; entry++) {
			if (this.#isLogged[entry] === 0) {
				this.#isLogged[entry] = 1;
				if (this.#logged === this.#log.length) {
					const grown = new Int32Array(this.#log.length * 2);
					grown.set(this.#log);
					this.#log = grown;
				}
				this.#log[this.#logged++] = entry;
			}
		}
	}

	/** Brings the logged entries up to date. */
	sync(vram: Vram, translator: PageTranslator, tally: EntryTally): void {
		this.version++;
		const {presentVram, presentSystem, isLarge} = this;
		const changedBefore = tally.changed;
		tally.examined += this.#logged;
		const guest = vram.wordsOf(this.start);
		const shadow = vram.wordsOf(this.shadow);
		assert(guest !== undefined && shadow !== undefined, 'a page table outside VRAM');
		const fromGuest = vram.indexOf(this.start);
		const fromShadow = vram.indexOf(this.shadow);
		for (let index = 0; index < this.#logged; index++) {
			const entry = this.#log[index];
			this.#isLogged[entry] = 0;
			const from = fromGuest + entry * 2;
			const to = fromShadow + entry * 2;
			const kind = translator.translate(guest[from], guest[from + 1], isLarge);
			const {low, high} = translator;
			tally.refused += kind === ENTRY.REFUSED ? 1 : 0;
			if (shadow[to] !== low || shadow[to + 1] !== high) {
				this.#count(shadow[to], shadow[to + 1], -1);
				this.#count(low, high, 1);
				shadow[to + 1] = high;
				shadow[to] = low;
				tally.changed++;
				tally.system += kind === ENTRY.SYSTEM ? 1 : 0;
				if (this.keepsChanges) {
					this.changes.push(entry);
				}
			}
		}
		this.#logged = 0;
		if (tally.changed > changedBefore) {
			vram.stored(this.shadow, this.entries * ENTRY_BYTES);
		}
		this.#tell(this.presentVram - presentVram, this.presentSystem - presentSystem);
	}

	/** Translates every entry, for a table that was just attached: `scratch` holds at least two words an entry. */
	build(vram: Vram, translator: PageTranslator, scratch: Uint32Array, tally: EntryTally): void {
		const words = scratch.subarray(0, this.entries * 2);
		vram.readBlock(this.start, words);
		this.version++;
		const {presentVram, presentSystem} = this;
		const count = {vram: 0, system: 0, refused: 0};
		translator.translateTable(words, this.isLarge, count);
		this.presentVram = count.vram;
		this.presentSystem = count.system;
		tally.refused += count.refused;
		this.#writeUsed(vram, words);
		tally.changed += this.present;
		tally.examined += this.entries;
		tally.system += this.presentSystem;
		this.isRebuilt = true;
		this.#isLogged.fill(0);
		this.#logged = 0;
		this.#tell(this.presentVram - presentVram, this.presentSystem - presentSystem);
	}

	/** Writes the pages that say something: the shadow was zero when it was made, and most tables are nearly empty. */
	#writeUsed(vram: Vram, words: Uint32Array): void {
		for (let start = 0; start < words.length; start += PAGE_WORDS) {
			const end = Math.min(words.length, start + PAGE_WORDS);
			let index = start;
			while (index < end && words[index] === 0) {
				index++;
			}
			if (index < end) {
				vram.writeBlock(this.shadow + start * 4, words.subarray(start, end));
			}
		}
	}

	#tell(vram: number, system: number): void {
		if (vram !== 0 || system !== 0) {
			for (const one of this.totals) {
				one.counted(this, vram, system);
			}
		}
	}

	#count(low: number, high: number, by: number): void {
		if ((low & 1) !== 0) {
			if ((high & 6) === 0) {
				this.presentVram += by;
			} else {
				this.presentSystem += by;
			}
		}
	}
}
