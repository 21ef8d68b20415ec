/** For each rule: sources that break it, and sources that come close and do not. A rule that cannot fail guards nothing. */
export type Sample = {
	readonly rule: string;
	readonly files: Readonly<Record<string, string>>;
	/** What the fault must name; undefined where there must be none. */
	readonly fault: string | undefined;
};

const LONG = Array.from({length: 70}, (_, index) => `\tconsole.log(${index});`).join('\n');

function sample(rule: string, path: string, text: string, fault?: string): Sample {
	return {rule, files: {[`source/${path}`]: text}, fault};
}

const IMPORTS = 'rooms import what the table allows';
const CLOCK = 'no wall clock and no chance outside pacer and monitor';
const STATE = 'no state at module level';
const HEX = 'no hex literal above 0xff outside the manual';

export const SAMPLES: readonly Sample[] = [
	sample(IMPORTS, 'guest/a.ts', `import {x} from '../gpu/mmu.ts';`, 'guest may not import gpu'),
	sample(IMPORTS, 'guest/a.ts', `export * from '../gpu/mmu.ts';`, 'guest may not import gpu'),
	sample(IMPORTS, 'guest/a.ts', `export type A = import('../gpu/mmu.ts').Mmu;`, 'guest may not import gpu'),
	sample(IMPORTS, 'monitor/a.ts', `const x = await import('../aggregator/a.ts');`, 'monitor may not import aggregator'),
	sample(IMPORTS, 'commands/a.ts', `import {x} from '../simulation/pacer.ts';`, 'commands may not import simulation'),
	sample(IMPORTS, 'cli.tsx', `import {x} from './monitor/monitor.ts';`, 'cli.tsx may not import monitor'),
	sample(IMPORTS, 'cli.tsx', `const x = await import('./monitor/monitor.ts');`),
	sample(IMPORTS, 'cli.tsx', `import {x} from './machine/machine.ts';`, 'cli.tsx may not import machine'),
	sample(IMPORTS, 'gpu/a.ts', `import {readFileSync} from 'node:fs';`, 'gpu may not use the package node:fs'),
	sample(IMPORTS, 'scheduler/a.ts', `import {u32} from '../base/words.ts'; // import {x} from '../gpu/mmu.ts'`),
	sample(
		IMPORTS,
		'machine/a.ts',
		'export const load = (path: string) => import(path);',
		'machine may not load a module by a computed name',
	),
	sample(IMPORTS, 'machine/policy-module.ts', 'export const load = (path: string) => import(path);'),
	sample(IMPORTS, 'attic/a.ts', 'export {};', 'no room called attic'),
	sample(CLOCK, 'gpu/a.ts', 'export const now = () => Date.now();', 'gpu/a.ts:1: Date'),
	sample(CLOCK, 'gpu/a.ts', 'export const now = () => Math.random();', 'gpu/a.ts:1: Math.random'),
	sample(CLOCK, 'commands/a.ts', 'export const now = () => globalThis.performance.now();', 'performance'),
	sample(CLOCK, 'machine/a.ts', `import {setTimeout} from 'node:timers/promises';`, 'imports node:timers/promises'),
	sample(CLOCK, 'machine/a.ts', 'export const now = () => process.hrtime();', 'hrtime'),
	sample(CLOCK, 'simulation/pacer.ts', 'export const now = () => performance.now();'),
	sample(CLOCK, 'monitor/a.ts', 'setTimeout(() => {}, 10);'),
	sample(CLOCK, 'gpu/a.ts', '/** Date.now() */ export const text = "Math.random()"; export const b = {crypto: 1}.crypto;'),
	sample(STATE, 'base/a.ts', 'export let count = 0;', 'module-level let count'),
	sample(STATE, 'base/a.ts', 'var count = 0;', 'module-level var count'),
	sample(STATE, 'base/a.ts', 'const cache = new Map<string, number>();', 'starts empty'),
	sample(STATE, 'base/a.ts', 'const list: number[] = [];', 'starts empty'),
	sample(STATE, 'base/a.ts', 'const names = new Map([[1, "a"]]); export function f() { let x = names.size; return x++; }'),
	sample(HEX, 'gpu/a.ts', 'export const offset = 0x2270;', 'gpu/a.ts:1: 0x2270'),
	sample(HEX, 'gpu/a.ts', 'export const mask = 0x1_00n;', '0x1_00n'),
	sample(HEX, 'gpu/a.ts', 'export const text = "0x2270"; export const byte = 0xff; // 0x2270'),
	sample(HEX, 'manual/a.ts', 'export const offset = 0x2270;'),
	sample('files of at most 400 lines', 'gpu/a.ts', '\n'.repeat(401), '401 lines'),
	sample('files of at most 400 lines', 'gpu/a.ts', '\n'.repeat(400)),
	sample('functions of at most 60 lines', 'gpu/a.ts', `export function f() {\n${LONG}\n}`, 'a function of 72 lines'),
	sample('functions of at most 60 lines', 'gpu/a.ts', `export const f = () => {\n${LONG}\n};`, 'a function of 72 lines'),
	sample('functions of at most 60 lines', 'gpu/a.ts', `export class A {\n\tread() {\n${LONG}\n}\n}`, 'gpu/a.ts:2: a function of 72 lines'),
	sample('functions of at most 60 lines', 'gpu/a.ts', `/**\n${LONG}\n*/\nexport function f() {}`),
	sample('kebab-case names', 'gpu/pageTable.ts', '', 'not kebab-case'),
	sample('kebab-case names', 'gpu/page_table.ts', '', 'not kebab-case'),
	sample('kebab-case names', 'gpu/page-table.ts', ''),
	sample('no default exports', 'gpu/a.ts', 'export default 1;', 'default export'),
	sample('no default exports', 'gpu/a.ts', 'export default function f() {}', 'default export'),
	sample('no default exports', 'gpu/a.ts', 'const a = 1; export {a as default};', 'default export'),
	sample('no default exports', 'gpu/a.ts', 'export const text = "export default 1";'),
	sample('nothing left over', 'gpu/a.ts', '// TO' + 'DO: the rest', 'gpu/a.ts:1: TO' + 'DO'),
	sample('nothing left over', 'gpu/a.ts', '// methods'),
	sample('every file opens by saying what it is', 'gpu/a.ts', 'export {};', 'gpu/a.ts'),
	sample('every file opens by saying what it is', 'gpu/a.ts', '/** An empty file. */\nexport {};'),
	sample('every file is used', 'gpu/a.ts', '', 'gpu/a.ts: no entry reaches it'),
	{rule: 'every file is used', files: {'source/index.ts': `export * from './gpu/a.ts';`, 'source/gpu/a.ts': ''}, fault: undefined},
	{
		rule: 'every file is used',
		files: {'source/gpu/a.ts': `import './b.ts';`, 'source/gpu/b.ts': `import './a.ts';`},
		fault: 'gpu/b.ts: no entry reaches it',
	},
];
