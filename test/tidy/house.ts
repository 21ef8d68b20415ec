/**
Reads a source tree the way the tidy rules want it: every TypeScript file parsed, its imports listed.

The parser is the TypeScript compiler's own, so comments, strings and templates cannot fool a rule.
*/
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, posix, relative} from 'node:path';
import {type Node, type SourceFile, SyntaxKind} from 'typescript/unstable/ast';
import {isCallExpression, isImportTypeNode, isLiteralTypeNode, isStringLiteral} from 'typescript/unstable/ast/is';
import {createVirtualFileSystem} from 'typescript/unstable/fs';
import {API} from 'typescript/unstable/sync';

export type Import = {
	/** As written. */
	readonly specifier: string;
	readonly kind: 'static' | 'dynamic' | 'type';
	/** Path below source/ of the file meant; undefined for a package. */
	readonly target: string | undefined;
};

/** Stands for the specifier of a dynamic import that is no literal. */
export const COMPUTED = '(computed)';

export type HouseFile = {
	/** Path below source/, with slashes. */
	readonly path: string;
	readonly text: string;
	/** Undefined for the few files that are plain JavaScript. */
	readonly tree: SourceFile | undefined;
	readonly imports: readonly Import[];
};

/** Every node of a tree, outermost first. */
export function* nodesOf(root: Node): Generator<Node, void, void> {
	const pending: Node[] = [root];
	for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
		yield node;
		const children: Node[] = [];
		node.forEachChild(child => {
			children.push(child);
			return undefined;
		});
		pending.push(...children.reverse());
	}
}

export function lineOf(tree: SourceFile, node: Node): number {
	return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

type Texts = Readonly<Record<string, string>>;

/** The sources of the repository at `root`. */
export function readHouse(root: string): HouseFile[] {
	const files: Record<string, string> = {};
	for (const entry of readdirSync(join(root, 'source'), {recursive: true, withFileTypes: true})) {
		if (entry.isFile()) {
			const path = join(entry.parentPath, entry.name);
			files[relative(root, path).replaceAll('\\', '/')] = readFileSync(path, 'utf8');
		}
	}
	return parseHouses([files])[0] as HouseFile[];
}

/** Houses made of texts by path from their root (`source/gpu/mmu.ts`). All are parsed by one compiler, which takes a while to start. */
export function parseHouses(houses: readonly Texts[]): HouseFile[][] {
	const settings = {compilerOptions: {jsx: 'react-jsx', noLib: true, noResolve: true, types: []}, include: ['*/source']};
	const disk: Record<string, string> = {'/houses/tsconfig.json': JSON.stringify(settings)};
	for (const [index, files] of houses.entries()) {
		for (const [path, text] of Object.entries(files)) {
			disk[`/houses/${index}/${path}`] = text;
		}
	}
	const api = new API({cwd: '/houses', fs: createVirtualFileSystem(disk)});
	try {
		const [project] = api.updateSnapshot({openProject: '/houses/tsconfig.json'}).getProjects();
		const treeOf = (path: string) => (/\.tsx?$/.test(path) ? project?.program.getSourceFile(path) : undefined);
		return houses.map((files, index) =>
			Object.entries(files).map(([path, text]) => houseFile(path, text, treeOf(`/houses/${index}/${path}`))),
		);
	} finally {
		api.close();
	}
}

function houseFile(path: string, text: string, tree: SourceFile | undefined): HouseFile {
	const below = path.replace(/^source\//, '');
	return {path: below, text, tree, imports: tree === undefined ? plainImports(below, text) : importsOf(below, tree)};
}

function describe(path: string, specifier: string, kind: Import['kind']): Import {
	const target = specifier.startsWith('.') ? posix.normalize(posix.join(dirname(path), specifier)) : undefined;
	return {specifier, kind, target};
}

function importsOf(path: string, tree: SourceFile): Import[] {
	const found: Import[] = [];
	for (const node of nodesOf(tree)) {
		if (node.kind === SyntaxKind.ImportDeclaration || node.kind === SyntaxKind.ExportDeclaration) {
			const {moduleSpecifier} = node as Node & {moduleSpecifier?: Node & {text: string}};
			if (moduleSpecifier !== undefined) {
				found.push(describe(path, moduleSpecifier.text, 'static'));
			}
		} else if (isImportTypeNode(node) && isLiteralTypeNode(node.argument) && isStringLiteral(node.argument.literal)) {
			found.push(describe(path, node.argument.literal.text, 'type'));
		} else if (isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword) {
			const [argument] = node.arguments;
			found.push(describe(path, argument !== undefined && isStringLiteral(argument) ? argument.text : COMPUTED, 'dynamic'));
		}
	}
	return found;
}

function plainImports(path: string, text: string): Import[] {
	return [...text.matchAll(/^import .* from '([^']+)';$/gm)].map(match => describe(path, match[1] as string, 'static'));
}
