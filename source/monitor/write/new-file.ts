/**
Files that the screen writes: names of their own, in the current directory, never over what is there.

See: README, Write out.
*/
import {writeFileSync} from 'node:fs';
import {extname} from 'node:path';
import {RecordingError} from '../../machine/recording/format.ts';

/** Names tried before giving up. */
const ATTEMPTS = 100;

/** `gpuvmtop-table-20261124-181530.csv` */
export function defaultName(what: string, extension: string, now: Date): string {
	const two = (value: number) => String(value).padStart(2, '0');
	const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
	const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
	return `gpuvmtop-${what}-${day}-${time}.${extension}`;
}

export type Written = {readonly ok: true; readonly path: string} | {readonly ok: false; readonly reason: string};

/** `make` makes the file at a path, or throws as the file system does. With `isOurs`, a name that is taken gets a number. */
export function makeNew(path: string, isOurs: boolean, make: (path: string) => void): Written {
	for (let attempt = 1; attempt <= (isOurs ? ATTEMPTS : 1); attempt++) {
		const name = attempt === 1 ? path : numbered(path, attempt);
		try {
			make(name);
			return {ok: true, path: name};
		} catch (error) {
			const {code, message} = error as NodeJS.ErrnoException;
			if (code !== 'EEXIST') {
				return {ok: false, reason: error instanceof RecordingError ? message : `cannot write ${name}: ${message}`};
			}
		}
	}
	return {ok: false, reason: `${path} is there already; type another name`};
}

export function writeNew(path: string, isOurs: boolean, text: string): Written {
	return makeNew(path, isOurs, name => writeFileSync(name, text, {flag: 'wx'}));
}

function numbered(path: string, number: number): string {
	const extension = extname(path);
	return `${path.slice(0, path.length - extension.length)}-${number}${extension}`;
}
