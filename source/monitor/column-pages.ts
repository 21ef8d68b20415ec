/**
Which columns of a table fit next to each other, and what there is to the right of them.

A table that does not fit has pages: the first holds what matters most, the next ones the rest; the first column is
on all of them. The cell cursor turns the pages by walking over their edges.
*/

/** A column as this sees it. */
export type Fitted = {
	readonly width: number;
	/** Columns with the highest numbers go first when the screen is narrow; 0 always stays. */
	readonly priority: number;
};

const GAP = 1;

function widthOf(items: readonly Fitted[]): number {
	return items.reduce((sum, {width}) => sum + width + GAP, -GAP);
}

/** Pages of at most `room` columns of cells. `isOrdered`: the operator's own order counts, not the priorities. */
export function pagesOf<Item extends Fitted>(items: readonly Item[], room: number, isOrdered = false): Item[][] {
	const [pinned] = items;
	if (pinned === undefined) {
		return [];
	}
	const first = isOrdered ? inOrder(items, room) : byPriority(items, room);
	const pages = [first];
	let rest = items.filter(item => !first.includes(item));
	while (rest.length > 0) {
		const page = inOrder([pinned, ...rest], room);
		pages.push(page);
		rest = rest.filter(item => !page.includes(item));
	}
	return pages;
}

/** As many as fit from the left on; two at least, so that every page shows something new. */
function inOrder<Item extends Fitted>(items: readonly Item[], room: number): Item[] {
	let count = Math.min(2, items.length);
	while (count < items.length && widthOf(items.slice(0, count + 1)) <= room) {
		count++;
	}
	return items.slice(0, count);
}

/** Drops the least important until the rest fits. */
function byPriority<Item extends Fitted>(items: readonly Item[], room: number): Item[] {
	const kept = new Set(items);
	// Of equals the one further to the right.
	for (const item of [...items].reverse().sort((a, b) => b.priority - a.priority)) {
		if (item.priority > 0 && widthOf([...kept]) > room) {
			kept.delete(item);
		}
	}
	return items.filter(item => kept.has(item));
}

/** All items in the order in which the cell cursor walks: page by page, the pinned one once. */
export function walkOf<Item>(pages: ReadonlyArray<readonly Item[]>): Item[] {
	return [...new Set(pages.flat())];
}

/** The page that shows the item; the first where it is the pinned one, or none. */
export function pageWith<Item>(pages: ReadonlyArray<readonly Item[]>, item: Item | undefined): number {
	return Math.max(
		0,
		pages.findIndex(page => item !== undefined && page.includes(item)),
	);
}
