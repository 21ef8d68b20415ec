/**
Width of text on the screen, fast for what a monitor shows: ASCII, arrows, box and block characters, braille.

The build puts this in the place of `string-width` for Ink and its helpers; the answers are the same, and
a test compares them. The package asks Intl.Segmenter about every character of every line that is not plain
ASCII, which costs more than the rest of a frame.

Not here: wide, combining and emoji characters; those go to the package.
*/
import measure, {type Options} from 'string-width';

/** One column each, when ambiguous characters count as narrow. U+25FD and U+25FE are wide and stay out. */
const narrow = /^[\u0020-\u007e\u00b0-\u00b7\u2190-\u21ff\u2500-\u25fc\u2800-\u28ff]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: ESC is what a colour sequence begins with.
const colours = /\u001b\[[\d;]*m/g;

/** Columns that `text` takes; colour sequences count as nothing unless asked for. */
export function stringWidth(text: string, options?: Options): number {
	if (typeof text !== 'string' || text === '') {
		return 0;
	}
	if (options?.ambiguousIsNarrow === false) {
		return measure(text, options);
	}
	if (narrow.test(text)) {
		return text.length;
	}
	if (text.includes('\u001b') && options?.countAnsiEscapeCodes !== true) {
		const plain = text.replaceAll(colours, '');
		if (narrow.test(plain)) {
			return plain.length;
		}
	}
	return measure(text, options);
}
