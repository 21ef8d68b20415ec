/**
BAR3 remapping: pages of a domain's BAR3 that the guest reaches without an exit.

Owns: for each page of the window, the physical BAR3 entry and the second-level mapping. Pages that show a
live instance block keep trapping (the write barrier needs them), and so do pages outside VRAM.
Work follows the entries that changed; second-level mappings change in runs.
See: GPUvm prototype device_bar3.
*/
import {LARGE_PAGE_BYTES, PAGE_BYTES} from '../manual/mmu.ts';
import type {BarView} from './bar-view.ts';
import {aggregatorCounters} from './counters.ts';
import type {VirtualState} from './virtual-state.ts';

const at = aggregatorCounters.at;
const NO_FRAME = -1;
const LARGE_PAGE_PAGES = LARGE_PAGE_BYTES / PAGE_BYTES;

export class Bar3Remap {
	readonly #state: VirtualState;
	readonly #view: BarView;
	/** A page that must keep trapping: a live instance block, or a table whose writes are tracked. */
	readonly #mustTrap: (host: number) => boolean;
	readonly #pageCount: number;
	/** Host frame that each page shows; NO_FRAME if none in VRAM. */
	readonly #frames: Int32Array;
	/** Counts changes, and how far the checker has seen them. */
	version = 0;
	checkedVersion = -1;
	#seenPointers = -1;

	constructor(state: VirtualState, view: BarView, mustTrap: (host: number) => boolean) {
		this.#state = state;
		this.#view = view;
		this.#mustTrap = mustTrap;
		this.#pageCount = state.partition.bar3Bytes / PAGE_BYTES;
		this.#frames = new Int32Array(this.#pageCount).fill(NO_FRAME);
	}

	/** The option was turned on or off. */
	setEnabled(isEnabled: boolean): void {
		if (isEnabled) {
			this.refreshAll();
		} else {
			this.clear();
		}
	}

	/** The shadow of BAR3's address space was synced, or moved to another directory. */
	follow(): void {
		const {space} = this.#view;
		if (!this.#state.options.barRemap) {
			return;
		}
		let isAll = space === undefined || space.pointerChanges !== this.#seenPointers;
		const pages: number[] = [];
		for (const table of space?.tables() ?? []) {
			isAll ||= table.isRebuilt || !table.keepsChanges;
			const perEntry = table.isLarge ? LARGE_PAGE_PAGES : 1;
			for (const entry of table.changes) {
				for (let page = entry * perEntry; page < Math.min(this.#pageCount, (entry + 1) * perEntry); page++) {
					pages.push(page);
				}
			}
			table.keepsChanges = true;
			table.isRebuilt = false;
			table.changes.length = 0;
		}
		this.#seenPointers = space?.pointerChanges ?? -1;
		if (isAll) {
			this.refreshAll();
		} else if (pages.length > 0) {
			this.#refresh([...new Set(pages)].sort((a, b) => a - b));
		}
	}

	/** Para-virtual: entries [first, first + count) of the table of BAR3 were written. */
	entriesChanged(first: number, count: number): void {
		if (this.#state.options.barRemap) {
			const end = Math.min(this.#pageCount, first + count);
			this.#refresh(Array.from({length: Math.max(0, end - first)}, (_, index) => first + index));
		}
	}

	refreshAll(): void {
		this.#refresh(Array.from({length: this.#pageCount}, (_, page) => page));
	}

	/** What lies in this range (host addresses) became a page table, or is none any more: pages that show it turn. */
	trackedChanged(start: number, end: number): void {
		if (!this.#state.options.barRemap || !this.#state.options.tracked) {
			return;
		}
		const first = Math.floor(start / PAGE_BYTES);
		const last = Math.ceil(end / PAGE_BYTES);
		const pages: number[] = [];
		for (let page = 0; page < this.#pageCount; page++) {
			if (this.#frames[page] >= first && this.#frames[page] < last) {
				pages.push(page);
			}
		}
		this.#map(pages);
	}

	/** Every page is asked anew whether it traps. */
	reconsider(): void {
		if (this.#state.options.barRemap) {
			this.#map(Array.from({length: this.#pageCount}, (_, page) => page));
		}
	}

	/** A channel's instance block came to life or went: pages that show it turn. */
	instanceChanged(host: number): void {
		if (!this.#state.options.barRemap) {
			return;
		}
		const frame = host / PAGE_BYTES;
		const pages: number[] = [];
		for (let page = this.#frames.indexOf(frame); page >= 0; page = this.#frames.indexOf(frame, page + 1)) {
			pages.push(page);
		}
		this.#map(pages);
	}

	/** Everything traps again and the physical window is empty. */
	clear(): void {
		this.version++;
		const {partition, device, secondLevel} = this.#state;
		this.#change(() => secondLevel.clear());
		for (let page = 0; page < this.#pageCount; page++) {
			if (this.#frames[page] !== NO_FRAME) {
				device.setBar3Page(partition.bar3Start / PAGE_BYTES + page, -1);
				this.#frames[page] = NO_FRAME;
			}
		}
		device.flushBar3();
		for (const table of this.#view.space?.tables() ?? []) {
			table.keepsChanges = false;
			table.changes.length = 0;
		}
		this.#seenPointers = -1;
		this.#count();
	}

	#refresh(pages: readonly number[]): void {
		this.version++;
		const {partition, device} = this.#state;
		const turned: number[] = [];
		for (const page of pages) {
			const address = this.#view.writableVramAt(page * PAGE_BYTES);
			const frame = address < 0 ? NO_FRAME : address / PAGE_BYTES;
			if (frame !== this.#frames[page]) {
				this.#frames[page] = frame;
				device.setBar3Page(partition.bar3Start / PAGE_BYTES + page, frame === NO_FRAME ? -1 : address);
				turned.push(page);
			}
		}
		device.flushBar3();
		this.#map(turned);
	}

	#map(pages: readonly number[]): void {
		this.version++;
		const {secondLevel} = this.#state;
		this.#change(() =>
			secondLevel.follow(pages, page => {
				const frame = this.#frames[page];
				return frame !== NO_FRAME && !this.#mustTrap(frame * PAGE_BYTES);
			}),
		);
		this.#count();
	}

	/** Pays for a change of second-level mappings, and tells of it if there was one. */
	#change(change: () => number): void {
		const {secondLevel, toll, domain} = this.#state;
		const {runs, pagesChanged} = secondLevel;
		const priceNs = change();
		toll.extraNs += priceNs;
		if (secondLevel.pagesChanged > pagesChanged) {
			const pages = secondLevel.pagesChanged - pagesChanged;
			domain.onAct?.({kind: 'map', runs: secondLevel.runs - runs, pages, directPages: secondLevel.directPages, priceNs});
		}
	}

	#count(): void {
		const {counters, secondLevel} = this.#state;
		counters[at.mapRuns] = secondLevel.runs;
		counters[at.mapPages] = secondLevel.pagesChanged;
	}
}
