/** The build's rules stop it when a package changes under them, and what they put in place behaves like what they replace. */
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import fc from 'fast-check';
import measure from 'string-width';
import {describe, expect, test} from 'vitest';
import {stringWidth} from '../source/monitor/fast-width.ts';

type Metafile = {
	readonly inputs: Readonly<Record<string, object>>;
	readonly outputs: Readonly<Record<string, {readonly imports: readonly object[]}>>;
};

type BuildRules = {
	patchYoga(text: string): string;
	wrapInkTable(text: string): string;
	refuseBundle(metafile: Metafile, seen: ReadonlySet<string>): string[];
	loadedAtStart(metafile: Metafile, file: string): string[];
};

const rules: BuildRules = await import(new URL('../source/build.mjs', import.meta.url).href);

describe('rules', () => {
	test('a yoga without its fetch stops the build', () => {
		expect(rules.patchYoga('if (typeof fetch === "function")')).toBe('if (typeof undefined === "function")');
		expect(() => rules.patchYoga('if (globalThis.fetch)')).toThrow('yoga-layout no longer says');
	});

	test('an ink-table that requires something else stops the build', () => {
		const text = readFileSync(createRequire(import.meta.url).resolve('ink-table'), 'utf8');
		expect(rules.wrapInkTable(text)).toContain('export default module.exports.default');
		expect(() => rules.wrapInkTable(`${text}\nrequire("chalk");`)).toThrow('chalk');
		expect(() => rules.wrapInkTable('import "ink";')).toThrow('requires nothing');
	});

	test('a rule that did not act on its package stops the build', () => {
		const metafile = {inputs: {'node_modules/ink/build/ink.js': {}, 'node_modules/yoga-layout/dist/a.js': {}}, outputs: {}};
		expect(rules.refuseBundle(metafile, new Set(['yoga', 'string-width']))).toEqual([]);
		expect(rules.refuseBundle(metafile, new Set(['yoga']))).toEqual([expect.stringContaining('rule "string-width" did not act')]);
	});

	test('something to load at run time that nobody promised stops the build', () => {
		const outputs = {
			'dist/cli.js': {
				imports: [
					{path: 'node:fs', external: true},
					{path: 'blessed/lib/widget.js', external: true},
					{path: 'dist/chunks/a.js'},
					{path: 'left-pad', external: true},
				],
			},
		};
		expect(rules.refuseBundle({inputs: {}, outputs}, new Set())).toEqual(['dist/cli.js would load left-pad at run time']);
	});

	test('what is loaded at start is followed through static imports only', () => {
		const outputs = {
			'dist/cli.js': {
				imports: [
					{path: 'dist/a.js', kind: 'import-statement'},
					{path: 'dist/b.js', kind: 'dynamic-import'},
				],
			},
			'dist/a.js': {imports: [{path: 'dist/c.js', kind: 'import-statement'}]},
			'dist/b.js': {imports: []},
			'dist/c.js': {imports: [{path: 'dist/a.js', kind: 'import-statement'}]},
		};
		expect(rules.loadedAtStart({inputs: {}, outputs}, 'dist/cli.js')).toEqual(['dist/cli.js', 'dist/a.js', 'dist/c.js']);
	});
});

describe('the fast width is the width', () => {
	test('of every character up to where the fast path ends, alone, after a letter and before a variation selector', () => {
		for (let code = 0; code <= 0x2fff; code++) {
			const character = String.fromCharCode(code);
			for (const text of [character, `a${character}`, `${character}\ufe0f`, `${character}\u0301`]) {
				if (stringWidth(text) !== measure(text)) {
					expect.fail(`U+${code.toString(16)} in ${JSON.stringify(text)}: ${stringWidth(text)} instead of ${measure(text)}`);
				}
			}
		}
	});

	test('of what a monitor shows', () => {
		const samples = [
			'dom1 世界',
			'👨‍👩‍👧 family',
			'⣿⣀ braille',
			'\u001b[1;32mgreen\u001b[0m ✓',
			'▁▂▃█ │─┐',
			'\u001b]8;;x\u0007link\u001b]8;;\u0007',
			'e\u0301',
			'',
			'\t',
		];
		for (const text of samples) {
			for (const options of [undefined, {ambiguousIsNarrow: false}, {countAnsiEscapeCodes: true}]) {
				expect(stringWidth(text, options), JSON.stringify(text)).toBe(measure(text, options));
			}
		}
	});

	test('of any mixture', () => {
		const piece = fc.constantFrom(
			'a',
			' ',
			'°',
			'→',
			'─',
			'█',
			'◼',
			'◽',
			'⣿',
			'世',
			'🙂',
			'\u200d',
			'\ufe0f',
			'\u0301',
			'\u001b[31m',
			'\u001b[0m',
			'\u001b[',
			'한',
			'\n',
		);
		fc.assert(
			fc.property(fc.array(piece, {maxLength: 20}), pieces => {
				const text = pieces.join('');
				return stringWidth(text) === measure(text);
			}),
			{numRuns: 500},
		);
	});
});
