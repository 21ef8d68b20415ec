import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {MODES_OFF, modesOn} from '../../../source/monitor/terminal/modes.ts';
import {ScreenWriter} from '../../../source/monitor/terminal/screen-writer.ts';
import {PLAIN} from '../../../source/monitor/terminal/style-table.ts';
import {VirtualTerminal} from '../../lab/virtual-terminal.ts';

const ENTER = '\u{1b}[?1049h';
const WIDTH = 24;
const HEIGHT = 8;
/** GPUVMTOP_FUZZ_RUNS asks for more. */
const RUNS = Number(process.env.GPUVMTOP_FUZZ_RUNS ?? 80);

/** Text whose width every terminal agrees about, and text whose width they do not. */
const glyph = fc.constantFrom(...'abcXYZ 019.,─│┌█▄⣿⠿·éÄ', '漢', '字', '가', 'あ', '😀', '🚀', 'e\u{301}', '→', '…', '‼');
const word = fc.array(glyph, {minLength: 1, maxLength: 14}).map(glyphs => glyphs.join(''));
const sgr = fc
	.constantFrom(
		'',
		'0',
		'1',
		'2',
		'3',
		'4',
		'7',
		'9',
		'22',
		'23',
		'24',
		'27',
		'29',
		'31',
		'39',
		'42',
		'49',
		'95',
		'104',
		'38;5;214',
		'48;5;25',
		'38;2;1;2;3',
		'48;2;9;8;7',
		'1;31',
		'0;4',
	)
	.map(parameters => `\u{1b}[${parameters}m`);
const small = fc.integer({min: 1, max: 9});
const move = fc.oneof(
	fc.tuple(small, fc.constantFrom('A', 'B', 'C', 'D', 'G', 'E', 'F', 'd')).map(([count, final]) => `\u{1b}[${count}${final}`),
	fc.tuple(fc.integer({min: 1, max: HEIGHT}), fc.integer({min: 1, max: WIDTH})).map(([row, column]) => `\u{1b}[${row};${column}H`),
	fc.constantFrom('\u{1b}[G', '\u{1b}[H', '\r', '\n', '\r\n'),
);
/** Erasing starts at the left margin: after a full row, terminals disagree about where the cursor is. */
const erase = fc.constantFrom('\r\u{1b}[K', '\r\u{1b}[2K', '\r\u{1b}[J', '\u{1b}[2J', '\u{1b}[2K\u{1b}[1A\u{1b}[2K\u{1b}[G');
const piece = fc.oneof(
	{weight: 5, arbitrary: word},
	{weight: 3, arbitrary: sgr},
	{weight: 2, arbitrary: move},
	{weight: 1, arbitrary: erase},
);
const frame = fc.array(piece, {minLength: 1, maxLength: 20}).map(pieces => pieces.join(''));

function newPair(width = WIDTH, height = HEIGHT) {
	const terminal = new VirtualTerminal(width, height);
	const screen = new ScreenWriter(terminal);
	const plain = new VirtualTerminal(width, height);
	return {terminal, screen, plain};
}

describe('what Ink writes', () => {
	test('stands on the terminal cell by cell as without the writer', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(frame, {minLength: 1, maxLength: 6}), async frames => {
				const {terminal, screen, plain} = newPair();
				for (const text of [ENTER, ...frames]) {
					screen.write(text);
					screen.flush();
					plain.write(text);
					await terminal.settled();
				}
				screen.flush();
				await Promise.all([terminal.settled(), plain.settled()]);
				expect(terminal.differencesTo(plain)).toEqual([]);
			}),
			{numRuns: RUNS},
		);
	}, 600_000);

	test('may come in pieces cut anywhere', async () => {
		await fc.assert(
			fc.asyncProperty(frame, fc.integer({min: 1, max: 5}), async (text, size) => {
				const {terminal, screen, plain} = newPair();
				screen.write(ENTER);
				plain.write(ENTER + text);
				// Between the halves of a surrogate pair no stream is ever cut.
				const characters = [...text];
				for (let at = 0; at < characters.length; at += size) {
					screen.write(characters.slice(at, at + size).join(''));
				}
				screen.flush();
				await Promise.all([terminal.settled(), plain.settled()]);
				const split = (lines: string[]) => lines.map(line => line.normalize('NFC'));
				// A combining mark may be cut off its base: then the base stands without it.
				expect(split(terminal.lines()).map(line => line.replaceAll('é', 'e'))).toEqual(
					split(plain.lines()).map(line => line.replaceAll('é', 'e')),
				);
			}),
			{numRuns: RUNS / 2},
		);
	}, 600_000);

	test('survives resizing: a frame drawn after it is right', async () => {
		const sizes = fc.array(fc.tuple(fc.integer({min: 4, max: 40}), fc.integer({min: 3, max: 14})), {minLength: 1, maxLength: 4});
		await fc.assert(
			fc.asyncProperty(sizes, fc.array(word, {minLength: 1, maxLength: 6}), async (steps, words) => {
				const {terminal, screen} = newPair();
				screen.write(`${ENTER}${words.join('')}`);
				screen.flush();
				await terminal.settled();
				for (const [columns, rows] of steps) {
					terminal.resize(columns, rows);
					screen.write(`\u{1b}[2J\u{1b}[H${words.join(' ')}`);
					screen.flush();
					await terminal.settled();
				}
				screen.flush();
				const plain = new VirtualTerminal(terminal.columns, terminal.rows);
				plain.write(`${ENTER}${words.join(' ')}`);
				await Promise.all([terminal.settled(), plain.settled()]);
				expect(terminal.differencesTo(plain)).toEqual([]);
			}),
			{numRuns: RUNS / 2},
		);
	}, 600_000);

	test('keeps the cells after a cluster in their places, whatever width the terminal gives it', async () => {
		const {terminal, screen} = newPair(30, 3);
		terminal.xterm.unicode.activeVersion = '6';
		screen.write(`${ENTER}a😀b👩‍👩‍👧c🇯🇵d|`);
		screen.flush();
		await terminal.settled();
		const columns = [...'a  b  c  d|'].map((_, x) => terminal.cell(x, 0).text.trim());
		expect([columns[0], columns[3], columns[6], columns[9], columns[10]]).toEqual(['a', 'b', 'c', 'd', '|']);
	});
});

describe('what is sent', () => {
	test('is nothing when nothing changed', async () => {
		const {terminal, screen} = newPair();
		screen.write(`${ENTER}hello`);
		screen.flush();
		await terminal.settled();
		const {bytes} = terminal;
		screen.write('\r\u{1b}[2Khello');
		screen.flush();
		expect(terminal.bytes).toBe(bytes);
	});

	test('is one synchronized write for a frame, and accounted for to the byte', async () => {
		const {terminal, screen} = newPair();
		screen.write(ENTER);
		screen.write('\u{1b}[?2026h\u{1b}[31mred\u{1b}[39m');
		screen.flush();
		expect(terminal.written).toEqual([ENTER + modesOn(false)]);
		screen.write(' plain\u{1b}[?2026l');
		screen.flush();
		await terminal.settled();
		expect(terminal.written).toHaveLength(2);
		expect(terminal.written[1].startsWith('\u{1b}[?2026h') && terminal.written[1].endsWith('\u{1b}[?2026l')).toBe(true);
		expect(terminal.lines()[0]).toBe('red plain');
		expect(screen.statistics).toMatchObject({frames: 1, framesDropped: 0, bytes: terminal.bytes, fullRepaints: 1, unknownSequences: 0});
	});

	test('is few bytes when one digit changes', async () => {
		const {terminal, screen} = newPair();
		screen.write(`${ENTER}0:12.345 running`);
		screen.flush();
		await terminal.settled();
		const {bytes} = terminal;
		screen.write('\r\u{1b}[2K0:12.346 running');
		screen.flush();
		expect(terminal.bytes - bytes).toBeLessThanOrEqual(30);
	});

	test('passes sequences on that change no cell, and counts those nobody expected', () => {
		const {terminal, screen} = newPair();
		screen.write(`${ENTER}\u{1b}[?25l\u{1b}]0;title\u{7}\u{1b}[5z\u{1b}7`);
		expect(terminal.written.join('')).toBe(`${ENTER}${modesOn(false)}\u{1b}[?25l\u{1b}]0;title\u{7}\u{1b}[5z\u{1b}7`);
		expect(screen.statistics.unknownSequences).toBe(2);
	});

	test('is nothing after the alternate buffer was left', async () => {
		const {terminal, screen} = newPair();
		screen.write(`${ENTER}hello\u{1b}[?1049l`);
		screen.flush();
		await terminal.settled();
		expect(terminal.written).toEqual([ENTER + modesOn(false), `\u{1b}[m${MODES_OFF}\u{1b}[?1049l`]);
	});

	test('moves a row that went one column to the left', async () => {
		const {terminal, screen} = newPair(40, 3);
		const bold = screen.style({...PLAIN, bold: true});
		let start = 0;
		screen.layers.setRegion('chart', {
			x: 4,
			y: 1,
			width: 36,
			height: 1,
			paint: surface => {
				for (let x = 0; x < 36; x++) {
					surface.put(x, 0, 65 + ((start + x * 7) % 23), (start + x) % 2 === 0 ? bold : 0);
				}
			},
		});
		screen.write(`${ENTER}title\n  0`);
		screen.flush();
		await terminal.settled();
		const {bytes} = terminal;
		// Two columns on, the pattern of letters and of styles has moved as a whole.
		const before = terminal.lines()[1];
		start = 7;
		screen.layers.setRegion('chart', {
			x: 4,
			y: 1,
			width: 36,
			height: 1,
			paint: surface => {
				for (let x = 0; x < 36; x++) {
					surface.put(x, 0, 65 + ((start + x * 7) % 23), (x + 1) % 2 === 0 ? bold : 0);
				}
			},
		});
		screen.flush();
		await terminal.settled();
		expect(terminal.lines()[1]).toBe(`  0 ${before.slice(5)}${String.fromCharCode(65 + ((7 + 35 * 7) % 23))}`);
		expect(terminal.cell(4, 1).style).not.toBe(terminal.cell(5, 1).style);
		expect(terminal.bytes - bytes).toBeLessThan(60);
	});
});

describe('a terminal that does not keep up', () => {
	test('gets no queue of frames but the newest picture', async () => {
		const {terminal, screen} = newPair();
		screen.write(`${ENTER}0`);
		screen.flush();
		await terminal.settled();
		terminal.isStuck = true;
		for (let count = 1; count <= 9; count++) {
			screen.write(`\r\u{1b}[2K${count}`);
			screen.flush();
		}
		await Promise.resolve();
		expect(terminal.written.length).toBeLessThanOrEqual(3);
		expect(screen.statistics.framesDropped).toBeGreaterThanOrEqual(8);
		terminal.unstick();
		await terminal.settled();
		await terminal.settled();
		expect(terminal.lines()[0]).toBe('9');
		expect(terminal.written.length).toBeLessThanOrEqual(4);
	});
});

describe('layers', () => {
	const fill = (letter: string) => ({
		paint: (surface: {
			width: number;
			height: number;
			fill(x: number, y: number, w: number, h: number, style: number, code: number): void;
		}) => surface.fill(-2, -2, surface.width + 9, surface.height + 9, 0, letter.charCodeAt(0)),
	});

	test('a region paints its own cells and no others; a cover keeps them for Ink', async () => {
		const {terminal, screen} = newPair(12, 5);
		screen.write(`${ENTER}${Array(5).fill('iiiiiiiiiiii').join('\n')}`);
		screen.layers.setRegion('one', {x: 2, y: 1, width: 6, height: 3, ...fill('a')});
		screen.layers.setRegion('two', {x: 6, y: 2, width: 20, height: 1, ...fill('b')});
		screen.layers.setCover('dialog', {x: 3, y: 2, width: 4, height: 9});
		screen.flush();
		await terminal.settled();
		expect(terminal.lines()).toEqual(['iiiiiiiiiiii', 'iiaaaaaaiiii', 'iiaiiiibbbbb', 'iiaiiiiaiiii', 'iiiiiiiiiiii']);
		screen.layers.deleteCover('dialog');
		screen.layers.deleteRegion('two');
		screen.flush();
		await terminal.settled();
		expect(terminal.lines()[2]).toBe('iiaaaaaaiiii');
	});

	test('wide characters are cut at the edge of a region, never halved', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({min: -3, max: 9}), fc.integer({min: 1, max: 9}), word, async (x, width, text) => {
				const {terminal, screen} = newPair(12, 1);
				screen.write(`${ENTER}漢字漢字漢字`);
				screen.layers.setRegion('one', {x, y: 0, width, height: 1, paint: surface => surface.text(0, 0, text, 0)});
				screen.flush();
				await terminal.settled();
				expect(screen.toLines()[0]).toBe(terminal.lines()[0]);
			}),
		);
	});
});
