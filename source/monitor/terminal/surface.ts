/**
What a region is painted on: a window of the screen's cells, clipped to the region and to what covers it.

Owns: nothing; the writer points it at one region after the other.
*/
import {BLANK, type CellGrid, type ClusterTable} from './cell-grid.ts';
import {eachCluster, isPlain} from './cell-width.ts';
import type {Hit, HitMap} from './hit-map.ts';

export type Rectangle = {readonly x: number; readonly y: number; readonly width: number; readonly height: number};

export type Region = Rectangle & {
	/** Paints the whole region; it starts blank. */
	readonly paint: (surface: Surface) => void;
};

export class Surface {
	width = 0;
	height = 0;
	#grid: CellGrid;
	#owners: Uint8Array;
	#owner = 0;
	#left = 0;
	#top = 0;
	readonly #clusters: ClusterTable;
	readonly #hits: HitMap;

	constructor(grid: CellGrid, owners: Uint8Array, clusters: ClusterTable, hits: HitMap) {
		this.#grid = grid;
		this.#owners = owners;
		this.#clusters = clusters;
		this.#hits = hits;
	}

	/** Points the surface at a region: cells are painted only where `owners` holds `owner`. */
	aim(grid: CellGrid, owners: Uint8Array, owner: number, region: Rectangle): void {
		this.#grid = grid;
		this.#owners = owners;
		this.#owner = owner;
		this.#left = region.x;
		this.#top = region.y;
		this.width = region.width;
		this.height = region.height;
	}

	/** Paints a part of the surface as if it were one of its own. */
	inside(area: Rectangle, paint: (surface: Surface) => void): void {
		const {width, height} = this;
		const [left, top] = [this.#left, this.#top];
		this.#left += area.x;
		this.#top += area.y;
		this.width = Math.max(0, Math.min(area.width, width - area.x));
		this.height = Math.max(0, Math.min(area.height, height - area.y));
		paint(this);
		this.#left = left;
		this.#top = top;
		this.width = width;
		this.height = height;
	}

	/** Says what the mouse points at in these cells. */
	hit(x: number, y: number, width: number, height: number, hit: Hit): void {
		const right = Math.min(x + width, this.width);
		const bottom = Math.min(y + height, this.height);
		if (x < right && y < bottom) {
			this.#hits.add(this.#owner, this.#left + x, this.#top + y, right - x, bottom - y, hit);
		}
	}

	/** One character of one column. */
	put(x: number, y: number, codePoint: number, style: number): void {
		this.#put(x, y, codePoint, 1, style);
	}

	/** Writes from column `x`, cut at `limit` columns; returns the column after the text. */
	text(x: number, y: number, text: string, style: number, limit = this.width): number {
		const end = Math.min(this.width, x + limit);
		let at = x;
		for (let index = 0; index < text.length; index++) {
			const code = text.charCodeAt(index);
			if (!isPlain(code)) {
				return this.#clusterText(at, y, text.slice(index), style, end);
			}
			if (at >= end) {
				return at;
			}
			this.#put(at++, y, code, 1, style);
		}
		return at;
	}

	/** Text that ends at column `end` (excluded). */
	textRight(end: number, y: number, text: string, style: number): void {
		this.text(end - text.length, y, text, style);
	}

	fill(x: number, y: number, width: number, height: number, style: number, codePoint = BLANK): void {
		for (let row = y; row < y + height; row++) {
			for (let column = x; column < x + width; column++) {
				this.#put(column, row, codePoint, 1, style);
			}
		}
	}

	#clusterText(x: number, y: number, text: string, style: number, end: number): number {
		let at = x;
		let isFull = false;
		eachCluster(text, (cluster, width) => {
			isFull ||= at + width > end;
			if (!isFull) {
				this.#put(at, y, this.#clusters.numberOf(cluster), width, style);
				at += width;
			}
		});
		return at;
	}

	#put(x: number, y: number, character: number, columns: 1 | 2, style: number): void {
		if (x < 0 || y < 0 || x + columns > this.width || y >= this.height) {
			return;
		}
		const column = x + this.#left;
		const row = y + this.#top;
		if (column < 0 || row < 0 || column + columns > this.#grid.width || row >= this.#grid.height) {
			return;
		}
		const at = row * this.#grid.width + column;
		if (this.#owners[at] !== this.#owner || this.#owners[at + columns - 1] !== this.#owner) {
			return;
		}
		this.#grid.put(column, row, character, columns, style);
	}
}
