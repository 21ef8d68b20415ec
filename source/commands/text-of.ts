/** Reads a file that a command line or a configuration named. */
import {readFileSync} from 'node:fs';
import {UsageError} from './subcommand.ts';

/**
The text of a file; undefined where there is none. Throws `UsageError` where there is one that cannot be read; `expected` says in it
what should have been there, as "a scenario file".
*/
export function textOf(path: string, expected: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		const {code, message} = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ENOTDIR') {
			return undefined;
		}
		throw new UsageError(code === 'EISDIR' ? `${path} is a folder; expected ${expected}` : `cannot read ${path}: ${message}`);
	}
}
