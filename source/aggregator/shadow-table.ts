/**
Shadow of one page table: the copy the device walks, entry by entry translated.

Owns: the log of guest entries written since the last sync. Work is in proportion to that log; what the
modelled rescan costs is computed elsewhere from the counts kept here.
See: GPUvm prototype shadow_page_table (there: every rescan reads every entry).
*/
import type {Vram} from '../gpu/vram.ts';
import {ENTRY_BYTES, LARGE_PAGE_BYTES, PAGE_BYTES} from '../manual/mmu.ts';
import type {TrackedRegion} from './page-tracker.ts';
import {ENTRY, type EntryKind, type PageTranslator} from './page-translator.ts';

const FIRST_LOG = 64;

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

	get mappedVramBytes(): number {
		return this.presentVram * (this.isLarge ? LARGE_PAGE_BYTES : PAGE_BYTES);
	}

	stored(offset: number, bytes: number): void {
		const first = Math.floor(offset / ENTRY_BYTES);
		const last = Math.floor((offset + bytes - 1) / ENTRY_BYTES);
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
		tally.examined += this.#logged;
		for (let index = 0; index < this.#logged; index++) {
			const entry = this.#log[index];
			this.#isLogged[entry] = 0;
			const guest = this.start + entry * ENTRY_BYTES;
			const host = this.shadow + entry * ENTRY_BYTES;
			const kind = translator.translate(vram.read32(guest), vram.read32(guest + 4), this.isLarge);
			tally.refused += kind === ENTRY.REFUSED ? 1 : 0;
			const oldLow = vram.read32(host);
			const oldHigh = vram.read32(host + 4);
			if (oldLow !== translator.low || oldHigh !== translator.high) {
				this.#count(oldLow, oldHigh, -1);
				this.#count(translator.low, translator.high, 1);
				vram.write32(host + 4, translator.high);
				vram.write32(host, translator.low);
				tally.changed++;
				tally.system += kind === ENTRY.SYSTEM ? 1 : 0;
				if (this.keepsChanges) {
					this.changes.push(entry);
				}
			}
		}
		this.#logged = 0;
	}

	/** Translates every entry, for a table that was just attached: `scratch` holds at least two words an entry. */
	build(vram: Vram, translator: PageTranslator, scratch: Uint32Array, tally: EntryTally): void {
		const words = scratch.subarray(0, this.entries * 2);
		vram.readBlock(this.start, words);
		this.version++;
		this.presentVram = 0;
		this.presentSystem = 0;
		const {isLarge} = this;
		for (let index = 0; index < words.length; index += 2) {
			if (words[index] === 0 && words[index + 1] === 0) {
				continue;
			}
			const kind: EntryKind = translator.translate(words[index], words[index + 1], isLarge);
			if (kind === ENTRY.VRAM) {
				this.presentVram++;
			} else if (kind === ENTRY.SYSTEM) {
				this.presentSystem++;
			} else if (kind === ENTRY.REFUSED) {
				tally.refused++;
			}
			words[index] = translator.low;
			words[index + 1] = translator.high;
		}
		vram.writeBlock(this.shadow, words);
		tally.changed += this.present;
		tally.examined += this.entries;
		tally.system += this.presentSystem;
		this.isRebuilt = true;
		this.#isLogged.fill(0);
		this.#logged = 0;
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
