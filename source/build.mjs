/**
The build: bundles the command line, the engine's worker thread and the library door into dist/.

Everything but a few old packages goes into the bundle, because loading Ink file by file takes
longer than the whole start may. Chunks are split at dynamic imports, so `--help` and `run` never load the screen.
A few packages need a change on the way; each change is a rule that stops the build when what it
changes is no longer there, instead of shipping something that breaks later.
Runs on any Node from 20 on: it is what `npm ci` calls.
*/
import {existsSync} from 'node:fs';
import {readFile, rm} from 'node:fs/promises';
import {builtinModules} from 'node:module';
import {dirname, join, relative} from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Loaded on demand from node_modules: both look for files of their own at run time. */
const external = ['blessed', 'blessed-contrib', 'drawille-canvas-blessed-contrib'];

/** Yoga reads its inlined WebAssembly through `fetch`, which costs 60 ms of start; without it, it decodes the bytes itself. */
export function patchYoga(text) {
	if (!text.includes('typeof fetch')) {
		throw new Error('yoga-layout no longer says `typeof fetch`: look again at how it loads its WebAssembly');
	}
	return text.replaceAll('typeof fetch', 'typeof undefined');
}

/** ink-table is CommonJS and requires Ink, which has top-level await: it is given the modules instead. */
export function wrapInkTable(text) {
	const wanted = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(match => match[1]).sort();
	if (wanted.join() !== 'ink,object-hash,react') {
		throw new Error(`ink-table requires ${wanted.join(', ') || 'nothing'}; expected ink, object-hash and react`);
	}
	return [
		"import * as ink from 'ink'; import react from 'react'; import * as hash from 'object-hash';",
		'const module = {exports: {}};',
		'((exports, require) => {',
		text,
		"})(module.exports, name => ({ink, react, 'object-hash': hash})[name]);",
		'export default module.exports.default;',
	].join('\n');
}

/** The rules as an esbuild plugin. `seen` collects the names of those that acted. */
function rules(seen) {
	const patched = (filter, name, patch) => hooks =>
		hooks.onLoad({filter}, async ({path}) => {
			seen.add(name);
			return {contents: patch(await readFile(path, 'utf8'))};
		});
	const hooked = [
		patched(/yoga-layout[\\/].*yoga-wasm-base64-esm\.js$/, 'yoga', patchYoga),
		patched(/ink-table[\\/]dist[\\/]index\.js$/, 'ink-table', wrapInkTable),
		hooks => {
			hooks.onResolve({filter: /^react-devtools-core$/}, ({path}) => {
				seen.add('devtools');
				return {path, namespace: 'no-devtools'};
			});
			hooks.onLoad({filter: /.*/, namespace: 'no-devtools'}, () => ({
				contents: 'export default {initialize() {}, connectToDevTools() {}};',
			}));
		},
		hooks => {
			const fast = join(root, 'source/monitor/fast-width.ts');
			hooks.onResolve({filter: /^string-width$/}, ({importer, path}) => {
				if (importer === fast) {
					return undefined;
				}
				seen.add('string-width');
				return {path, namespace: 'fast-width'};
			});
			hooks.onLoad({filter: /.*/, namespace: 'fast-width'}, () => ({
				contents: `export {stringWidth as default} from ${JSON.stringify(fast)};`,
				resolveDir: root,
			}));
		},
	];
	return {
		name: 'rules',
		setup(hooks) {
			for (const hook of hooked) {
				hook(hooks);
			}
		},
	};
}

/** Every rule whose package is in the bundle must have acted, and nothing unknown may be left to load at run time. */
export function refuseBundle(metafile, seen) {
	const inputs = Object.keys(metafile.inputs);
	const faults = [];
	const needs = (name, pattern) => {
		if (inputs.some(input => pattern.test(input)) && !seen.has(name)) {
			faults.push(`rule "${name}" did not act although ${pattern} is in the bundle`);
		}
	};
	needs('yoga', /node_modules\/yoga-layout\//);
	needs('devtools', /node_modules\/ink\/build\/devtools\.js$/);
	needs('string-width', /node_modules\/ink\/build\/ink\.js$/);
	needs('ink-table', /node_modules\/ink-table\//);
	const known = new Set([...external, ...builtinModules]);
	for (const [file, output] of Object.entries(metafile.outputs)) {
		for (const {path, external: isExternal} of output.imports) {
			const name = path.replace(/^node:/, '').split('/')[0];
			if (isExternal && !known.has(name)) {
				faults.push(`${file} would load ${path} at run time`);
			}
		}
	}
	return faults;
}

/** The files that the entry `file` loads before it runs its first line. */
export function loadedAtStart(metafile, file) {
	const loaded = new Set([file]);
	for (const name of loaded) {
		for (const {path, kind} of metafile.outputs[name]?.imports ?? []) {
			if (kind !== 'dynamic-import' && metafile.outputs[path] !== undefined) {
				loaded.add(path);
			}
		}
	}
	return [...loaded];
}

function refuseStart(metafile) {
	const heavy = /node_modules\/(ink|react|react-reconciler|yoga-layout|zod|yaml)\//;
	return loadedAtStart(metafile, 'dist/cli.js').flatMap(file =>
		Object.keys(metafile.outputs[file].inputs)
			.filter(input => heavy.test(input))
			.slice(0, 1)
			.map(input => `dist/cli.js loads ${input} at start; import it dynamically`),
	);
}

/** Writes dist/ anew and returns esbuild's account of it. */
export async function buildAll() {
	const entries = {
		cli: 'source/cli.tsx',
		index: 'source/index.ts',
		'engine-worker': 'source/machine/engine-worker.ts',
		'run-worker': 'source/commands/run-worker.ts',
	};
	const seen = new Set();
	await rm(join(root, 'dist'), {recursive: true, force: true});
	const {metafile} = await build({
		absWorkingDir: root,
		entryPoints: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(join(root, file)))),
		outdir: 'dist',
		chunkNames: 'chunks/[name]-[hash]',
		bundle: true,
		splitting: true,
		platform: 'node',
		format: 'esm',
		// Any older target makes esbuild move regular expressions with \p into functions that run per character.
		target: 'esnext',
		jsx: 'automatic',
		// Names stay: a stack trace in a bug report must be readable.
		minifySyntax: true,
		minifyWhitespace: true,
		sourcemap: true,
		legalComments: 'none',
		metafile: true,
		logLevel: 'warning',
		external,
		define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
		banner: {js: "import {createRequire as __createRequire} from 'node:module'; const require = __createRequire(import.meta.url);"},
		plugins: [rules(seen)],
	});
	const faults = [...refuseBundle(metafile, seen), ...refuseStart(metafile)];
	if (faults.length > 0) {
		await rm(join(root, 'dist'), {recursive: true, force: true});
		throw new Error(faults.join('\n'));
	}
	return metafile;
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === process.argv[1]) {
	try {
		const metafile = await buildAll();
		for (const [file, {bytes}] of Object.entries(metafile.outputs)) {
			if (!file.endsWith('.map')) {
				console.log(`${relative('.', file)} ${Math.ceil(bytes / 1024)} KiB`);
			}
		}
	} catch (error) {
		console.error(`build: ${error.message}`);
		process.exitCode = 1;
	}
}
