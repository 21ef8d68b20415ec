/** How well letters typed in a hurry fit a name: all of them, in order, the closer together and the nearer to beginnings of words the better. */

/** Larger is better; undefined if a letter is missing. */
export function fuzzyScore(typed: string, name: string): number | undefined {
	const wanted = typed.toLowerCase();
	const text = name.toLowerCase();
	let score = 0;
	let at = -1;
	for (const letter of wanted) {
		const found = text.indexOf(letter, at + 1);
		if (found < 0) {
			return undefined;
		}
		const isStart = found === 0 || !/[a-z0-9]/.test(text[found - 1] as string);
		score += found === at + 1 ? 4 : isStart ? 3 : 0;
		at = found;
	}
	return score - text.length / 100;
}

/** Those that fit, the best first; the others' order is kept. */
export function fuzzyMatches<Item>(typed: string, items: readonly Item[], nameOf: (item: Item) => string): readonly Item[] {
	return items
		.map(item => ({item, score: fuzzyScore(typed, nameOf(item))}))
		.filter((scored): scored is {item: Item; score: number} => scored.score !== undefined)
		.sort((first, second) => second.score - first.score)
		.map(({item}) => item);
}
