/**
What is where on the screen, for the mouse: painters say it while they paint, so there is no second layout.

Emptied before each painting; later areas lie over earlier ones. An area counts where its region owns the cell, so a
dialog hides what is below it.
*/

/**
What can be pointed at: a row of a domain (by its id), a line of a list (by its place), a column to sort by, a screen (by their names), or a key of the key
bar (by the name of the key).
*/
export type Hit =
	| {readonly kind: 'domain'; readonly id: number}
	| {readonly kind: 'line'; readonly place: number}
	| {readonly kind: 'column'; readonly name: string}
	| {readonly kind: 'screen'; readonly name: string}
	| {readonly kind: 'key'; readonly name: string};

/** Numbers for each area: left, top, right, bottom (both excluded), owner. */
const STRIDE = 5;

export class HitMap {
	#areas = new Int16Array(STRIDE * 64);
	readonly #hits: Hit[] = [];
	#count = 0;

	clear(): void {
		this.#count = 0;
	}

	/** Takes an area of the screen, in cells. */
	add(owner: number, left: number, top: number, width: number, height: number, hit: Hit): void {
		const at = this.#count * STRIDE;
		if (at + STRIDE > this.#areas.length) {
			const larger = new Int16Array(this.#areas.length * 2);
			larger.set(this.#areas);
			this.#areas = larger;
		}
		this.#areas[at] = left;
		this.#areas[at + 1] = top;
		this.#areas[at + 2] = left + width;
		this.#areas[at + 3] = top + height;
		this.#areas[at + 4] = owner;
		this.#hits[this.#count++] = hit;
	}

	/** What is painted in a cell that belongs to `owner`. */
	at(x: number, y: number, owner: number): Hit | undefined {
		const areas = this.#areas;
		for (let index = this.#count - 1; index >= 0; index--) {
			const at = index * STRIDE;
			const isInside = x >= areas[at] && y >= areas[at + 1] && x < areas[at + 2] && y < areas[at + 3];
			if (isInside && areas[at + 4] === owner) {
				return this.#hits[index];
			}
		}
		return undefined;
	}
}
