/** Runs once before all tests: the end-to-end tests start the built program, never a stale one. */
import {execFileSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';

export function setup(): void {
	execFileSync(process.execPath, [fileURLToPath(new URL('../source/build.mjs', import.meta.url))], {
		stdio: ['ignore', 'ignore', 'inherit'],
	});
}
