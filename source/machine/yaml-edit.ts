/** YAML text for people: new text from values, and single values changed in text that somebody wrote. */
import {Document, parseDocument} from 'yaml';

/** Lists stand in one line, as people write them. */
const LAYOUT = {lineWidth: 0, flowCollectionPadding: false} as const;

/** A value at a place; undefined takes it away. */
export type YamlChange = {readonly path: readonly string[]; readonly value: unknown};

/** `key: value`, without a line end. */
export function yamlEntry(key: string, value: unknown): string {
	const document = new Document({});
	document.set(key, document.createNode(value, {flow: Array.isArray(value)}));
	return document.toString(LAYOUT).trimEnd();
}

/** The text with those values; comments and order of the rest stay. The text must be YAML with a map at its top. */
export function editYaml(text: string, changes: readonly YamlChange[]): string {
	if (changes.length === 0) {
		return text;
	}
	const document = parseDocument(text, {merge: true});
	for (const {path, value} of changes) {
		if (value === undefined) {
			document.deleteIn(path);
		} else {
			document.setIn(path, document.createNode(value, {flow: Array.isArray(value)}));
		}
	}
	return document.toString(LAYOUT);
}

/** The single values that differ between two trees of plain values. */
export function changesBetween(old: unknown, next: unknown, path: readonly string[]): YamlChange[] {
	if (isTree(old) && isTree(next)) {
		return [...new Set([...Object.keys(old), ...Object.keys(next)])].flatMap(key => changesBetween(old[key], next[key], [...path, key]));
	}
	return isSame(old, next) ? [] : [{path, value: next}];
}

/** Equal as text would have them. */
export function isSame(first: unknown, second: unknown): boolean {
	return JSON.stringify(first) === JSON.stringify(second);
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
