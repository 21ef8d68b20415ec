/**
Second-level mappings of a domain: which pages of its BAR3 reach the device without an exit.

Owns: one byte a page, the count and the price of changes. Changes are made in runs: neighbouring pages
that turn the same way are one call to the hypervisor.
See: GPUvm prototype device_bar3 (there: one domain control call a page); Xen memory_mapping domctl.
*/
import type {CostTable} from '../manual/costs.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';

export class SecondLevel {
	/** One where the page is mapped through. Read on every BAR3 access. */
	readonly isDirect: Uint8Array;
	/** Runs and pages changed since the domain was made. */
	runs = 0;
	pagesChanged = 0;
	directPages = 0;
	readonly #costs: CostTable;

	constructor(barBytes: number, costs: CostTable) {
		this.isDirect = new Uint8Array(barBytes / PAGE_BYTES);
		this.#costs = costs;
	}

	/**
	Makes the pages follow `wanted`, asked for each page in `pages` (ascending, no page twice).
	Returns the modelled price in ns.
	*/
	follow(pages: readonly number[], wanted: (page: number) => boolean): number {
		let priceNs = 0;
		let previous = -2;
		let previousValue = -1;
		for (const page of pages) {
			const value = wanted(page) ? 1 : 0;
			if (this.isDirect[page] === value) {
				continue;
			}
			this.isDirect[page] = value;
			this.directPages += value === 1 ? 1 : -1;
			this.pagesChanged++;
			if (page !== previous + 1 || value !== previousValue) {
				this.runs++;
				priceNs += this.#costs.mapRunNs;
			}
			priceNs += this.#costs.mapPageNs;
			previous = page;
			previousValue = value;
		}
		return priceNs;
	}

	/** Every access traps again. Returns the price of one run over all pages, 0 if none was mapped. */
	clear(): number {
		if (this.directPages === 0) {
			return 0;
		}
		const priceNs = this.#costs.mapRunNs + this.directPages * this.#costs.mapPageNs;
		this.runs++;
		this.pagesChanged += this.directPages;
		this.directPages = 0;
		this.isDirect.fill(0);
		return priceNs;
	}
}
