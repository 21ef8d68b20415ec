/**
TLB: translations that were walked once, by (address space, page).

Owns: 8192 direct-mapped entries in typed arrays. An address space has a tag; dropping the tag drops all
its translations at once, so a flush costs the same whatever was cached.
Inaccuracies: one TLB for the whole device; hardware has one in every cluster and in the hub. "Hub only"
flushes drop everything.
*/

/** One page directory, as the TLB knows it. */
export type Space = {readonly directory: number; tag: number};

/** What a translation says besides the address. Bits 0-1 are the TARGET. */
export const PAGE_FLAG = {TARGET: 3, READ_ONLY: 4, SUPERVISOR: 8, LARGE: 16} as const;

const ENTRIES = 8192;
/** Spreads address spaces over the entries; odd, and not near a power of two. */
const SPREAD = 40_503;
const TAG_LIMIT = 2 ** 31 - 1;

export class Tlb {
	readonly #tags = new Int32Array(ENTRIES);
	readonly #pages = new Int32Array(ENTRIES);
	readonly #flags = new Uint8Array(ENTRIES);
	readonly #physical = new Float64Array(ENTRIES);
	readonly #spaces = new Map<number, Space>();
	#nextTag = 1;

	/** The space of a page directory; always the same object for the same address. */
	space(directory: number): Space {
		let space = this.#spaces.get(directory);
		if (space === undefined) {
			space = {directory, tag: this.#newTag()};
			this.#spaces.set(directory, space);
		}
		return space;
	}

	/** Entry that holds the page, or -1. `page` counts 4 KiB. */
	find(space: Space, page: number): number {
		const entry = (page ^ Math.imul(space.tag, SPREAD)) & (ENTRIES - 1);
		return this.#tags[entry] === space.tag && this.#pages[entry] === page ? entry : -1;
	}

	/** Keeps a translation; returns its entry. */
	insert(space: Space, page: number, physical: number, flags: number): number {
		const entry = (page ^ Math.imul(space.tag, SPREAD)) & (ENTRIES - 1);
		this.#tags[entry] = space.tag;
		this.#pages[entry] = page;
		this.#physical[entry] = physical;
		this.#flags[entry] = flags;
		return entry;
	}

	/** Physical address of the 4 KiB page. */
	physicalAt(entry: number): number {
		return this.#physical[entry];
	}

	flagsAt(entry: number): number {
		return this.#flags[entry];
	}

	flush(directory: number): void {
		const space = this.#spaces.get(directory);
		if (space !== undefined) {
			space.tag = this.#newTag();
		}
	}

	flushAll(): void {
		this.#tags.fill(0);
	}

	/** How many translations are cached for a directory, for dumps and tests. */
	countOf(directory: number): number {
		const tag = this.#spaces.get(directory)?.tag ?? 0;
		return tag === 0 ? 0 : this.#tags.reduce((count, entryTag) => count + (entryTag === tag ? 1 : 0), 0);
	}

	#newTag(): number {
		if (this.#nextTag === TAG_LIMIT) {
			this.#nextTag = 1;
			this.#tags.fill(0);
			for (const space of this.#spaces.values()) {
				space.tag = this.#nextTag++;
			}
		}
		return this.#nextTag++;
	}
}
