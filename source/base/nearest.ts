/** What somebody may have meant: the known word nearest to a mistyped one. */

/** Single-letter edits (insert, delete, replace, swap of neighbours) between two words. */
export function editDistance(from: string, to: string): number {
	const rows: number[][] = [Array.from({length: to.length + 1}, (_, column) => column)];
	for (let row = 1; row <= from.length; row++) {
		const cells = [row];
		const above = rows[row - 1] as number[];
		for (let column = 1; column <= to.length; column++) {
			const isSame = from[row - 1] === to[column - 1];
			let best = Math.min(
				(above[column] as number) + 1,
				(cells[column - 1] as number) + 1,
				(above[column - 1] as number) + (isSame ? 0 : 1),
			);
			if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
				best = Math.min(best, (rows[row - 2]?.[column - 2] as number) + 1);
			}
			cells.push(best);
		}
		rows.push(cells);
	}
	return rows[from.length]?.[to.length] as number;
}

/** The known word nearest to `word`, letter case aside; undefined if none is near enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
	const wanted = word.slice(0, 64).toLowerCase();
	let best: string | undefined;
	let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
	for (const candidate of known) {
		const distance = editDistance(wanted, candidate.toLowerCase());
		if (distance < bestDistance) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best;
}

/** ` (did you mean "fifo"?)`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
	const meant = nearest(word, known);
	return meant === undefined ? '' : ` (did you mean "${meant}"?)`;
}
