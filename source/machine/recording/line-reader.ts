/** Lines of a file with their places in it, read in chunks: a recording may be larger than memory should be. */
import {readSync} from 'node:fs';

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 10;
/** A line longer than that is no line of ours. */
const LINE_MAXIMUM = 1 << 26;

export type Line = {
	readonly text: string;
	/** Counted from 1. */
	readonly number: number;
	readonly offset: number;
	readonly bytes: number;
	/** It ends with a newline; the last line of a file that was cut short does not. */
	readonly isWhole: boolean;
};

export function* linesOf(file: number, from = 0): Generator<Line> {
	const chunk = Buffer.alloc(CHUNK_BYTES);
	let rest = Buffer.alloc(0);
	let offset = from;
	let position = from;
	let number = 0;
	while (rest.length <= LINE_MAXIMUM) {
		const length = readSync(file, chunk, 0, CHUNK_BYTES, position);
		if (length === 0) {
			break;
		}
		position += length;
		rest = Buffer.concat([rest, chunk.subarray(0, length)]);
		let start = 0;
		for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, start)) {
			number++;
			yield {text: rest.toString('utf8', start, end), number, offset: offset + start, bytes: end - start, isWhole: true};
			start = end + 1;
		}
		offset += start;
		rest = rest.subarray(start);
	}
	if (rest.length > 0) {
		yield {text: rest.toString('utf8', 0, Math.min(rest.length, 1000)), number: number + 1, offset, bytes: rest.length, isWhole: false};
	}
}

/** The text of one line whose place is known. */
export function readAt(file: number, offset: number, bytes: number): string {
	const buffer = Buffer.alloc(bytes);
	const length = readSync(file, buffer, 0, bytes, offset);
	return buffer.toString('utf8', 0, length);
}
