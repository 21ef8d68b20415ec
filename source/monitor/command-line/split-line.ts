/** A line cut into its words: at spaces, except between double quotes; `\"` and `\\` stand for themselves there. */

export type Piece = {
	/** What it says, quotes taken off. */
	readonly text: string;
	/** First character of it in the line, and the one after its last. */
	readonly start: number;
	readonly end: number;
};

export function splitLine(line: string): readonly Piece[] {
	const pieces: Piece[] = [];
	let at = 0;
	while (at < line.length) {
		if (isSpace(line[at] as string)) {
			at++;
			continue;
		}
		const start = at;
		let text = '';
		let isQuoted = false;
		while (at < line.length && (isQuoted || !isSpace(line[at] as string))) {
			const character = line[at] as string;
			if (character === '"') {
				isQuoted = !isQuoted;
			} else if (isQuoted && character === '\\' && at + 1 < line.length) {
				at++;
				text += line[at];
			} else {
				text += character;
			}
			at++;
		}
		pieces.push({text, start, end: at});
	}
	return pieces;
}

function isSpace(character: string): boolean {
	return character.trim() === '';
}

/** A word that is read back as one, whatever is in it. */
export function quoted(text: string): string {
	return text !== '' && !/[\s"\\]/.test(text) ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
