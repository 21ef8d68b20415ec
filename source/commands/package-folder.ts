/** Where this package lies: the sources and the bundle are at different depths below it. */
import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {assert} from '../base/assert.ts';

/** The nearest folder above this file that holds a package.json. */
export function packageFolder(): string {
	let folder = dirname(fileURLToPath(import.meta.url));
	while (!existsSync(join(folder, 'package.json'))) {
		const above = dirname(folder);
		assert(above !== folder, 'no package.json above the program');
		folder = above;
	}
	return folder;
}

export function packageVersion(): string {
	return (JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as {version: string}).version;
}
