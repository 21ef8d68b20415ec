/** The clipboard of whoever sits at the terminal, however far away it is. */

/** OSC 52: the terminal puts the text on the clipboard, if it is one that lets programs do that. */
export function clipboardSequence(text: string): string {
	return `\u{1b}]52;c;${Buffer.from(text).toString('base64')}\u{7}`;
}
