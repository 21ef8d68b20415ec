/**
Brings ink-table together with Ink.

ink-table is CommonJS and requires Ink, which is an ES module with top-level await and cannot be required. So
Ink's namespace is put where `require` looks first. A bundle resolves the require itself and needs none of this.
Loaded on demand: nothing on the first screen is an ink-table.
*/
import Module, {createRequire} from 'node:module';
import {fileURLToPath} from 'node:url';
import * as ink from 'ink';
import type {ComponentType} from 'react';

type Row = Readonly<Record<string, string>>;

export type TableComponent = ComponentType<{
	readonly data: Row[];
	readonly columns?: string[];
	readonly padding?: number;
	readonly skeleton?: ComponentType;
	readonly header?: ComponentType<{readonly children?: unknown}>;
	readonly cell?: ComponentType<{readonly column: number; readonly children?: unknown}>;
}>;

export async function loadTable(): Promise<TableComponent> {
	makeInkRequirable();
	const module: unknown = await import('ink-table');
	return defaultExport(module) as TableComponent;
}

/** A CommonJS module's `default` may lie under the importer's own `default`. */
function defaultExport(module: unknown): unknown {
	let inner = module;
	while (typeof inner === 'object' && inner !== null && 'default' in inner) {
		inner = inner.default;
	}
	return inner;
}

function makeInkRequirable(): void {
	let file: string;
	try {
		file = fileURLToPath(import.meta.resolve('ink'));
	} catch {
		// Bundled, with no Ink of its own to be found.
		return;
	}
	const {cache} = createRequire(import.meta.url);
	if (cache[file] === undefined) {
		const stand = new Module(file);
		stand.filename = file;
		stand.loaded = true;
		stand.exports = ink;
		cache[file] = stand;
	}
}
