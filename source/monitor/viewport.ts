/** The visible part of a list: keeps the selected line in view and never scrolls past the end. */
export class Viewport {
	#top = 0;
	#rows = 1;
	#total = 0;

	/** Fits the window to a list of `total` lines on `rows` rows that must show line `selected` (-1: any). */
	fit(total: number, rows: number, selected = -1): void {
		this.#total = total;
		this.#rows = Math.max(1, rows);
		if (selected >= 0) {
			this.#top = Math.max(selected - this.#rows + 1, Math.min(this.#top, selected));
		}
		this.scrollBy(0);
	}

	scrollBy(lines: number): void {
		this.#top = Math.max(0, Math.min(this.#total - this.#rows, this.#top + lines));
	}

	/** First visible line. */
	get top(): number {
		return this.#top;
	}

	/** Lines in view at once. */
	get rows(): number {
		return this.#rows;
	}

	get total(): number {
		return this.#total;
	}

	get isScrollable(): boolean {
		return this.#total > this.#rows;
	}

	/** Row of the scroll bar's thumb and its length, for a bar of `rows` rows. */
	thumb(): {readonly start: number; readonly length: number} {
		const length = Math.max(1, Math.round((this.#rows * this.#rows) / Math.max(1, this.#total)));
		const travel = Math.max(1, this.#total - this.#rows);
		return {start: Math.round((this.#top / travel) * (this.#rows - length)), length};
	}
}
