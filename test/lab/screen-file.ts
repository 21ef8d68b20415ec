/** Screens as files: what the terminal shows against test/screens/NAME.txt; GPUVMTOP_GOLDEN=write writes it anew. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {expect} from 'vitest';

export function expectScreen(name: string, lines: readonly string[]): void {
	const file = new URL(`../screens/${name}.txt`, import.meta.url);
	const text = `${lines.join('\n')}\n`;
	if (process.env.GPUVMTOP_GOLDEN === 'write' || !existsSync(file)) {
		expect(process.env.GPUVMTOP_GOLDEN, `${file.pathname} is missing; GPUVMTOP_GOLDEN=write makes it`).toBe('write');
		writeFileSync(file, text);
	}
	expect(text).toBe(readFileSync(file, 'utf8'));
}
