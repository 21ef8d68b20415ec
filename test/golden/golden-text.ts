/** Expected texts in this folder: compared, or rewritten with GPUVMTOP_GOLDEN=write (`npm run golden`). */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {expect} from 'vitest';

export function expectGolden(name: string, text: string): void {
	const path = fileURLToPath(new URL(name, import.meta.url));
	if (process.env.GPUVMTOP_GOLDEN === 'write') {
		writeFileSync(path, text);
		return;
	}
	const expected = existsSync(path) ? readFileSync(path, 'utf8') : '';
	expect(text, `test/golden/${name} is no longer what happens. Run "npm run golden", look at the diff, commit what you can explain`).toBe(
		expected,
	);
}
