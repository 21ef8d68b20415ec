/** Words into lines of a width; the last line that is allowed takes what is left, cut where it must be. */
import {textWidth, truncate} from './cell-width.ts';

export function wrapText(text: string, width: number, most: number): readonly string[] {
	const lines: string[] = [];
	let words = text.split(' ');
	while (words.length > 0 && lines.length < most - 1) {
		let line = words[0] as string;
		let taken = 1;
		while (words[taken] !== undefined && textWidth(line) + 1 + textWidth(words[taken] as string) <= width) {
			line = `${line} ${words[taken]}`;
			taken++;
		}
		lines.push(truncate(line, width));
		words = words.slice(taken);
	}
	return words.length > 0 ? [...lines, truncate(words.join(' '), width)] : lines;
}
