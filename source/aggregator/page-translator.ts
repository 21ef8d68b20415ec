/**
Translation of one page table entry from guest to host: the point where isolation is decided.

VRAM entries move by the start of the partition and must lie in it with all of their page; system memory
entries get the machine frames of the guest's own memory; anything else is refused and stays a hole.
See: GPUvm prototype guest_to_host (there: large pages are checked at their first 4 KiB only, and a
failed frame lookup maps frame 0).
*/
import {hostFrame, type MemoryRange} from '../hypervisor/host-memory.ts';
import {LARGE_PAGE_BYTES, PAGE_BYTES, TARGET} from '../manual/mmu.ts';
import {type Partition, partitionFrames} from './partition.ts';

const PRESENT = 1;
/** Low word: everything but the frame. */
const LOW_FLAGS = 0xf;
const TARGET_SHIFT = 1;
const TARGET_MASK = 3;
/** The target where it stands in the high word; zero is VRAM. */
const TARGET_IN_HIGH = TARGET_MASK << TARGET_SHIFT;
const LARGE_PAGE_FRAMES = LARGE_PAGE_BYTES / PAGE_BYTES;

/** What an entry turned out to be. */
export const ENTRY = {ABSENT: 0, VRAM: 1, SYSTEM: 2, REFUSED: 3} as const;
export type EntryKind = (typeof ENTRY)[keyof typeof ENTRY];

/** Entries of a table by what they turned out to be. */
export type TableCount = {vram: number; system: number; refused: number};

export class PageTranslator {
	/** Result of the latest `translate`: the host entry, zero if absent or refused. */
	low = 0;
	high = 0;
	readonly #firstFrame: number;
	readonly #frames: number;
	readonly #memory: () => MemoryRange;

	constructor(partition: Partition, memory: () => MemoryRange) {
		this.#firstFrame = partition.vramStart / PAGE_BYTES;
		this.#frames = partitionFrames(partition);
		this.#memory = memory;
	}

	/** Words of a guest entry in, kind out; the host entry is in `low` and `high`. */
	translate(low: number, high: number, isLarge: boolean): EntryKind {
		this.low = 0;
		this.high = 0;
		if ((low & PRESENT) === 0) {
			return ENTRY.ABSENT;
		}
		const frames = isLarge ? LARGE_PAGE_FRAMES : 1;
		const frame = low >>> 4;
		const target = (high >>> TARGET_SHIFT) & TARGET_MASK;
		if (target === TARGET.VRAM) {
			if (frame + frames > this.#frames) {
				return ENTRY.REFUSED;
			}
			this.low = (((frame + this.#firstFrame) << 4) | (low & LOW_FLAGS)) >>> 0;
			this.high = high >>> 0;
			return ENTRY.VRAM;
		}
		if (target === TARGET.PEER) {
			return ENTRY.REFUSED;
		}
		const memory = this.#memory();
		const first = hostFrame(memory, frame);
		if (first < 0 || hostFrame(memory, frame + frames - 1) < 0) {
			return ENTRY.REFUSED;
		}
		this.low = ((first << 4) | (low & LOW_FLAGS)) >>> 0;
		this.high = high >>> 0;
		return ENTRY.SYSTEM;
	}

	/**
	Translates a whole table in place, two words an entry, and counts what became of it. Entries of VRAM, nearly all, are
	done right here: a call for each costs more than the translation.
	*/
	translateTable(words: Uint32Array, isLarge: boolean, count: TableCount): void {
		const first = this.#firstFrame << 4;
		// The first frame at which a page no longer fits.
		const limit = this.#frames - (isLarge ? LARGE_PAGE_FRAMES : 1) + 1;
		let vram = 0;
		for (let index = 0; index < words.length; index += 2) {
			const low = words[index];
			const high = words[index + 1];
			if ((low & PRESENT) !== 0 && (high & TARGET_IN_HIGH) === 0 && low >>> 4 < limit) {
				words[index] = low + first;
				vram++;
			} else if ((low | high) !== 0) {
				const kind = this.translate(low, high, isLarge);
				words[index] = this.low;
				words[index + 1] = this.high;
				count.system += kind === ENTRY.SYSTEM ? 1 : 0;
				count.refused += kind === ENTRY.REFUSED ? 1 : 0;
			}
		}
		count.vram += vram;
	}
}
