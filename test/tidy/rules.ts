/**
The house rules: what each room may import, and what no file may contain. A rule takes the house and returns
its faults, one sentence each with file and line; none means tidy.
*/
import {type Node, type SourceFile, SyntaxKind} from 'typescript/unstable/ast';
import {isIdentifier, isNewExpression, isNumericLiteral, isPropertyAccessExpression, isVariableStatement} from 'typescript/unstable/ast/is';
import {COMPUTED, type HouseFile, type Import, lineOf, nodesOf} from './house.ts';

export type Rule = (house: readonly HouseFile[]) => string[];

const FILE_LINES = 400;
const FUNCTION_LINES = 60;
const LARGEST_HEX = 0xff;

/** Everything below `machine`, in the order in which it may look down. */
const FLOORS = ['base', 'simulation', 'manual', 'scheduler', 'gpu', 'hypervisor', 'aggregator', 'guest', 'machine'] as const;

/** Room -> rooms it may import. The files at the top of source/ are rooms of their own. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	base: [],
	simulation: ['base'],
	manual: ['base'],
	scheduler: ['base'],
	gpu: ['base', 'simulation', 'manual'],
	guest: ['base', 'simulation', 'manual'],
	hypervisor: ['base', 'simulation', 'manual'],
	aggregator: ['base', 'simulation', 'manual', 'scheduler', 'gpu', 'hypervisor'],
	machine: FLOORS,
	commands: ['base', 'manual', 'machine'],
	monitor: ['base', 'manual', 'machine'],
	'cli.tsx': ['commands'],
	'index.ts': FLOORS,
	'build.mjs': [],
	'launcher.cjs': [],
};

/** Room -> rooms it may import dynamically besides. */
const MAY_LOAD: Readonly<Record<string, readonly string[]>> = {'cli.tsx': ['monitor']};

/** Room -> packages. Rooms not named here stand on the language alone. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
	simulation: /^pure-rand(\/.*)?$/,
	machine: /^(immer|yaml|zod|node:(worker_threads|url|path|fs|v8))$/,
	commands: /^(meow|node:.*)$/,
	monitor: /^(ink|ink-table|react|immer|string-width|blessed|blessed-contrib|drawille-canvas-blessed-contrib|node:.*|blessed-contrib\/.*)$/,
	'cli.tsx': /^(meow|node:.*)$/,
	'build.mjs': /^(esbuild|node:.*)$/,
};

/** Started by something else than an import: the shell, the library user, the worker thread, the build. */
export const ENTRIES = [
	'build.mjs',
	'cli.tsx',
	'index.ts',
	'launcher.cjs',
	'machine/engine-worker.ts',
	'commands/run-worker.ts',
	'monitor/fast-width.ts',
];

/** The room of a path below source/: its folder, or the file itself at the top. */
export function roomOf(path: string): string {
	return path.split('/', 1)[0] as string;
}

function perTree(check: (file: HouseFile, tree: SourceFile) => string[]): Rule {
	return house => house.flatMap(file => (file.tree === undefined ? [] : check(file, file.tree)));
}

/** The one place that loads a module named by the operator: a policy of their own. */
const LOADS_BY_NAME = 'machine/policy-module.ts';

function refuseImport(path: string, {specifier, kind, target}: Import): string | undefined {
	const room = roomOf(path);
	if (specifier === COMPUTED) {
		return path === LOADS_BY_NAME ? undefined : `${room} may not load a module by a computed name`;
	}
	if (target === undefined) {
		return PACKAGES[room]?.test(specifier) === true ? undefined : `${room} may not use the package ${specifier}`;
	}
	const other = roomOf(target);
	const allowed = [room, ...(MAY_IMPORT[room] ?? []), ...(kind === 'static' ? [] : (MAY_LOAD[room] ?? []))];
	return allowed.includes(other) ? undefined : `${room} may not import ${other}${kind === 'static' ? '' : ` (${kind})`}`;
}

export const importTable: Rule = house =>
	house.flatMap(({path, imports}) => {
		const room = roomOf(path);
		if (MAY_IMPORT[room] === undefined) {
			return [`${path}: no room called ${room}`];
		}
		return imports
			.map(one => refuseImport(path, one))
			.filter(fault => fault !== undefined)
			.map(fault => `${path}: ${fault}`);
	});

const CLOCKS = new Set([
	'Date',
	'performance',
	'setTimeout',
	'setInterval',
	'setImmediate',
	'hrtime',
	'crypto',
	'getRandomValues',
	'randomUUID',
]);
const CLOCK_MODULES = /^(node:)?(timers|timers\/promises|perf_hooks|crypto)$/;

/** Results depend on scenario, seed and commands; only the pacer and the screen know what time it is. */
export const noClockOrChance: Rule = perTree((file, tree) => {
	if (file.path === 'simulation/pacer.ts' || roomOf(file.path) === 'monitor') {
		return [];
	}
	const faults = file.imports
		.filter(({specifier}) => CLOCK_MODULES.test(specifier))
		.map(({specifier}) => `${file.path}: imports ${specifier}`);
	for (const node of nodesOf(tree)) {
		const isRandom = isPropertyAccessExpression(node) && node.getText(tree) === 'Math.random';
		const isClock = isIdentifier(node) && CLOCKS.has(node.text) && !isOnlyAName(node);
		if (isRandom || isClock) {
			faults.push(`${file.path}:${lineOf(tree, node)}: ${node.getText(tree)}`);
		}
	}
	return faults;
});

/** True where the word is the name of a member or of a declaration of ours: `that.x`, `{x: 1}`, `x(): void`. */
function isOnlyAName(node: Node): boolean {
	const parent = node.parent as Node & {name?: Node};
	const isGlobal = isPropertyAccessExpression(parent) && ['globalThis', 'global', 'process'].includes(parent.expression.getText());
	return parent.name === node && !isGlobal;
}

/** Module-level `let`, `var`, and containers that start empty: state that two machines in one process would share. */
export const noModuleState: Rule = perTree((file, tree) => {
	const faults: string[] = [];
	for (const statement of tree.statements) {
		if (!isVariableStatement(statement)) {
			continue;
		}
		const keyword = statement.declarationList.getText(tree).split(/\s/, 1)[0];
		for (const {name, initializer} of statement.declarationList.declarations) {
			const text = initializer?.getText(tree) ?? '';
			const isEmpty =
				text === '[]' || text === '{}' || (initializer !== undefined && isNewExpression(initializer) && isEmptyContainer(text));
			if (keyword !== 'const' || isEmpty) {
				faults.push(
					`${file.path}:${lineOf(tree, statement)}: module-level ${keyword} ${name.getText(tree)}${isEmpty ? ' starts empty' : ''}`,
				);
			}
		}
	}
	return faults;
});

function isEmptyContainer(text: string): boolean {
	return /^new (Map|Set|WeakMap|WeakSet)(<.*>)?\(\)$/s.test(text);
}

/** Numbers of the hardware stand in the manual. Rooms that know no hardware have hash and generator constants of their own. */
export const hexInManualOnly: Rule = perTree((file, tree) => {
	if (['manual', 'base', 'simulation'].includes(roomOf(file.path))) {
		return [];
	}
	const faults: string[] = [];
	for (const node of nodesOf(tree)) {
		const text = isNumericLiteral(node) || node.kind === SyntaxKind.BigIntLiteral ? node.getText(tree) : '';
		if (/^0x/i.test(text) && Number(text.replaceAll('_', '').replace(/n$/, '')) > LARGEST_HEX) {
			faults.push(`${file.path}:${lineOf(tree, node)}: ${text}`);
		}
	}
	return faults;
});

export const shortFiles: Rule = house =>
	house
		.map(({path, text}) => ({path, lines: text.split('\n').length - 1}))
		.filter(({lines}) => lines > FILE_LINES)
		.map(({path, lines}) => `${path}: ${lines} lines; at most ${FILE_LINES}`);

const FUNCTIONS = new Set([
	SyntaxKind.FunctionDeclaration,
	SyntaxKind.FunctionExpression,
	SyntaxKind.ArrowFunction,
	SyntaxKind.MethodDeclaration,
	SyntaxKind.Constructor,
	SyntaxKind.GetAccessor,
	SyntaxKind.SetAccessor,
]);

export const shortFunctions: Rule = perTree((file, tree) => {
	const faults: string[] = [];
	for (const node of nodesOf(tree)) {
		if (FUNCTIONS.has(node.kind)) {
			const first = lineOf(tree, node);
			const lines = tree.getLineAndCharacterOfPosition(node.getEnd()).line + 1 - first + 1;
			if (lines > FUNCTION_LINES) {
				faults.push(`${file.path}:${first}: a function of ${lines} lines; at most ${FUNCTION_LINES}`);
			}
		}
	}
	return faults;
});

export const kebabNames: Rule = house =>
	house
		.filter(({path}) => !path.split('/').every(part => /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/.test(part)))
		.map(({path}) => `${path}: not kebab-case`);

export const noDefaultExport: Rule = perTree((file, tree) =>
	tree.statements
		.filter(
			statement =>
				statement.kind === SyntaxKind.ExportAssignment || /^export\s+(default\b|\{[^}]*\bas\s+default\b)/.test(statement.getText(tree)),
		)
		.map(statement => `${file.path}:${lineOf(tree, statement)}: default export`),
);

/** What is left for later belongs to the tracker, not into the source. */
export const nothingLeftOver: Rule = house =>
	house.flatMap(({path, text}) =>
		text.split('\n').flatMap((line, index) => {
			const word = /\b(TODO|FIXME|XXX|HACK)\b/.exec(line)?.[1];
			return word === undefined ? [] : [`${path}:${index + 1}: ${word}`];
		}),
	);

export const headerFirst: Rule = house =>
	house.filter(({text}) => !/^(#!.*\n)?\/\*/.test(text)).map(({path}) => `${path}: does not open with a comment that says what it is`);

/** Every file is reached from an entry by imports; what only a test imports is dead. */
export const everyFileUsed: Rule = house => {
	const files = new Map(house.map(file => [file.path, file]));
	const reached = new Set(ENTRIES.filter(path => files.has(path)));
	for (const path of reached) {
		for (const {target} of files.get(path)?.imports ?? []) {
			if (target !== undefined && files.has(target)) {
				reached.add(target);
			}
		}
	}
	return house.filter(({path}) => !reached.has(path)).map(({path}) => `${path}: no entry reaches it`);
};

export const RULES: Readonly<Record<string, Rule>> = {
	'rooms import what the table allows': importTable,
	'no wall clock and no chance outside pacer and monitor': noClockOrChance,
	'no state at module level': noModuleState,
	'no hex literal above 0xff outside the manual': hexInManualOnly,
	'files of at most 400 lines': shortFiles,
	'functions of at most 60 lines': shortFunctions,
	'kebab-case names': kebabNames,
	'no default exports': noDefaultExport,
	'nothing left over': nothingLeftOver,
	'every file opens by saying what it is': headerFirst,
	'every file is used': everyFileUsed,
};
