/**
Who owns which cell: Ink's own output below, painted regions over it, covers (dialogs) above both.
*/
import type {CellGrid, ClusterTable} from './cell-grid.ts';
import {type Hit, HitMap} from './hit-map.ts';
import {type Rectangle, type Region, Surface} from './surface.ts';

/** A cell that belongs to Ink. */
const INK = 0;

export class ScreenLayers {
	readonly #regions = new Map<string, Region>();
	readonly #covers = new Map<string, Rectangle>();
	#owners = new Uint8Array(0);
	#isStale = true;
	#surface: Surface | undefined;
	readonly #clusters: ClusterTable;
	readonly #hits = new HitMap();
	#width = 0;

	constructor(clusters: ClusterTable) {
		this.#clusters = clusters;
	}

	setRegion(name: string, region: Region): void {
		this.#regions.set(name, region);
		this.#isStale = true;
	}

	deleteRegion(name: string): void {
		this.#regions.delete(name);
		this.#isStale = true;
	}

	/** Keeps regions from painting there: what Ink wrote shows through. */
	setCover(name: string, cover: Rectangle): void {
		this.#covers.set(name, cover);
		this.#isStale = true;
	}

	deleteCover(name: string): void {
		this.#covers.delete(name);
		this.#isStale = true;
	}

	/** The grid has another size now. */
	invalidate(): void {
		this.#isStale = true;
	}

	paint(grid: CellGrid): void {
		if (this.#isStale) {
			this.#assignOwners(grid);
		}
		this.#hits.clear();
		this.#width = grid.width;
		this.#surface ??= new Surface(grid, this.#owners, this.#clusters, this.#hits);
		let owner = INK;
		for (const region of this.#regions.values()) {
			owner++;
			this.#surface.aim(grid, this.#owners, owner, region);
			region.paint(this.#surface);
		}
	}

	/** What the mouse points at in a cell, as of the last painting. */
	hitAt(x: number, y: number): Hit | undefined {
		const owner = x < this.#width ? this.#owners[y * this.#width + x] : undefined;
		return owner === undefined || owner === INK ? undefined : this.#hits.at(x, y, owner);
	}

	#assignOwners(grid: CellGrid): void {
		this.#owners = new Uint8Array(grid.width * grid.height);
		let owner = INK;
		for (const region of this.#regions.values()) {
			owner++;
			this.#assign(grid, region, owner);
		}
		for (const cover of this.#covers.values()) {
			this.#assign(grid, cover, INK);
		}
		this.#isStale = false;
	}

	#assign(grid: CellGrid, area: Rectangle, owner: number): void {
		const from = Math.max(0, area.x);
		const to = Math.min(grid.width, area.x + area.width);
		for (let y = Math.max(0, area.y); y < Math.min(grid.height, area.y + area.height); y++) {
			if (from < to) {
				this.#owners.fill(owner, y * grid.width + from, y * grid.width + to);
			}
		}
	}
}
