/**
A picture of the screen as an SVG file that stands alone: colours, bold, inverse, and every column in its place whatever
monospaced font the viewer has.

Owns: the metrics of a cell. Each run of text is stretched to the width of its columns; blocks that charts and bars are
made of are drawn as rectangles, so that they meet without gaps.
See: Unicode block elements; xterm's 256 colours.
*/
import {eachCluster} from '../terminal/cell-width.ts';
import type {Picture, Run} from '../terminal/picture.ts';
import type {Style} from '../terminal/style-table.ts';

const CELL_WIDTH = 8;
const CELL_HEIGHT = 16;
const FONT_SIZE = 13;
/** From the top of a cell to the line that letters stand on. */
const BASELINE = 12;
const MARGIN = 8;
const EIGHTH = 1 / 8;

export type Colors = {readonly foreground: string; readonly background: string};

/** What the terminal's own colours are taken to be. */
export const darkColors: Colors = {foreground: '#d0d0d0', background: '#16181c'};

const ansi: readonly string[] = [
	'#1c1c1c',
	'#cd3131',
	'#0dbc79',
	'#c5a332',
	'#3b8eea',
	'#bc3fbc',
	'#11a8cd',
	'#d0d0d0',
	'#666666',
	'#f14c4c',
	'#23d18b',
	'#f5f543',
	'#6cb6ff',
	'#d670d6',
	'#29b8db',
	'#ffffff',
];

export function svgOf({columns, rows}: Picture, title: string, colors: Colors = darkColors): string {
	const width = columns * CELL_WIDTH + 2 * MARGIN;
	const height = rows.length * CELL_HEIGHT + 2 * MARGIN;
	const body = rows.map((runs, y) => runs.map(run => drawRun(run, y, colors)).join('')).filter(row => row !== '');
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
		`<title>${escapeXml(title)}</title>`,
		`<rect width="${width}" height="${height}" rx="6" fill="${colors.background}"/>`,
		`<g transform="translate(${MARGIN} ${MARGIN})" font-family="ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="${FONT_SIZE}" xml:space="preserve">`,
		...body,
		'</g>',
		'</svg>',
		'',
	].join('\n');
}

function drawRun({x, columns, text, style}: Run, y: number, colors: Colors): string {
	const {foreground, background} = colorsOf(style, colors);
	const left = x * CELL_WIDTH;
	const top = y * CELL_HEIGHT;
	const ground = background === colors.background ? '' : rectangle(left, top, columns * CELL_WIDTH, CELL_HEIGHT, background);
	return (
		ground +
		piecesOf(text)
			.map(piece => drawPiece(piece, left, top, foreground, style))
			.join('')
	);
}

/** Text without blanks around it, or one block. */
type Piece = {readonly x: number; readonly columns: number; readonly text: string; readonly block: Block | undefined};

/** Part of a cell that a block element fills, in parts of its width and height. */
type Block = {readonly left: number; readonly top: number; readonly width: number; readonly height: number};

function piecesOf(text: string): Piece[] {
	const pieces: Piece[] = [];
	let word = '';
	let start = 0;
	let at = 0;
	const flush = () => {
		if (word !== '') {
			pieces.push({x: start, columns: at - start, text: word, block: undefined});
		}
		word = '';
	};
	eachCluster(text, (cluster, columns) => {
		const block = blockOf(cluster);
		if (cluster === ' ' || block !== undefined) {
			flush();
			if (block !== undefined) {
				pieces.push({x: at, columns, text: cluster, block});
			}
		} else {
			start = word === '' ? at : start;
			word += cluster;
		}
		at += columns;
	});
	flush();
	return pieces;
}

function drawPiece({x, columns, text, block}: Piece, left: number, top: number, fill: string, style: Style): string {
	const pieceLeft = left + x * CELL_WIDTH;
	if (block !== undefined) {
		const opacity = style.dim ? ' fill-opacity="0.6"' : '';
		return rectangle(
			pieceLeft + block.left * CELL_WIDTH,
			top + block.top * CELL_HEIGHT,
			block.width * CELL_WIDTH,
			block.height * CELL_HEIGHT,
			fill,
			opacity,
		);
	}
	const lines = [...(style.underline ? ['underline'] : []), ...(style.strike ? ['line-through'] : [])];
	const attributes = [
		`x="${pieceLeft}" y="${top + BASELINE}" textLength="${columns * CELL_WIDTH}" lengthAdjust="spacingAndGlyphs" fill="${fill}"`,
		...(style.bold ? ['font-weight="bold"'] : []),
		...(style.italic ? ['font-style="italic"'] : []),
		...(style.dim ? ['fill-opacity="0.6"'] : []),
		...(lines.length > 0 ? [`text-decoration="${lines.join(' ')}"`] : []),
	];
	return `<text ${attributes.join(' ')}>${escapeXml(text)}</text>`;
}

function rectangle(x: number, y: number, width: number, height: number, fill: string, more = ''): string {
	return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}"${more}/>`;
}

function blockOf(cluster: string): Block | undefined {
	const lower = '▁▂▃▄▅▆▇█'.indexOf(cluster);
	if (lower >= 0) {
		const height = (lower + 1) * EIGHTH;
		return {left: 0, top: 1 - height, width: 1, height};
	}
	const left = '▏▎▍▌▋▊▉'.indexOf(cluster);
	if (left >= 0) {
		return {left: 0, top: 0, width: (left + 1) * EIGHTH, height: 1};
	}
	switch (cluster) {
		case '▕':
			return {left: 1 - EIGHTH, top: 0, width: EIGHTH, height: 1};
		case '▐':
			return {left: 0.5, top: 0, width: 0.5, height: 1};
		case '▀':
			return {left: 0, top: 0, width: 1, height: 0.5};
		default:
			return undefined;
	}
}

function colorsOf({foreground, background, inverse}: Style, colors: Colors): Colors {
	const front = colorOf(foreground) ?? colors.foreground;
	const back = colorOf(background) ?? colors.background;
	return inverse ? {foreground: back, background: front} : {foreground: front, background: back};
}

/** The colour that SGR parameters set; undefined for the terminal's own. */
export function colorOf(parameters: string): string | undefined {
	const [kind, space, ...rest] = parameters.split(';').map(Number);
	if (parameters === '' || kind === undefined) {
		return undefined;
	}
	if (kind === 38 || kind === 48) {
		return space === 5 ? indexed(rest[0] ?? 0) : `#${rest.map(hex).join('')}`;
	}
	return ansi[kind >= 90 ? (kind % 10) + 8 : kind % 10];
}

/** The levels of xterm's colour cube. */
const cube: readonly number[] = [0, 95, 135, 175, 215, 255];
const CUBE_START = 16;
const GRAY_START = 232;

function indexed(index: number): string {
	if (index < CUBE_START) {
		return ansi[index] ?? '#000000';
	}
	if (index >= GRAY_START) {
		return `#${hex(8 + 10 * (index - GRAY_START)).repeat(3)}`;
	}
	const place = index - CUBE_START;
	return `#${[Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map(level => hex(cube[level] ?? 0)).join('')}`;
}

function hex(value: number): string {
	return value.toString(16).padStart(2, '0');
}

/** As XML wants it; characters that XML cannot hold are left out. */
function escapeXml(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
	const allowed = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
	return allowed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
