import {StringDecoder} from 'node:string_decoder';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type InputEvent, KeyParser} from '../../../source/monitor/terminal/key-parser.ts';

const ESC = '\u{1b}';
/** GPUVMTOP_FUZZ_RUNS asks for more. */
const RUNS = Number(process.env.GPUVMTOP_FUZZ_RUNS ?? 300);

function parse(...pieces: readonly string[]): InputEvent[] {
	const events: InputEvent[] = [];
	const parser = new KeyParser(event => events.push(event));
	for (const piece of pieces) {
		parser.feed(piece);
	}
	for (let expiries = 0; parser.waitMs > 0; expiries++) {
		expect(expiries).toBeLessThan(3);
		parser.expire();
	}
	return events;
}

function keys(...pieces: readonly string[]): string[] {
	return parse(...pieces).map(event => (event.kind === 'key' ? event.name : `<${event.kind}>`));
}

describe('keys in the dialects of terminals', () => {
	test.each([
		['arrows of xterm', `${ESC}[A${ESC}[B${ESC}[C${ESC}[D`, ['up', 'down', 'right', 'left']],
		['arrows in application mode', `${ESC}OA${ESC}OB${ESC}OC${ESC}OD`, ['up', 'down', 'right', 'left']],
		['modified arrows', `${ESC}[1;2D${ESC}[1;5C${ESC}[1;3A${ESC}[1;8B`, ['shift+left', 'ctrl+right', 'alt+up', 'ctrl+alt+shift+down']],
		['arrows of rxvt with Shift and Ctrl', `${ESC}[a${ESC}[d${ESC}Oa${ESC}Od`, ['shift+up', 'shift+left', 'ctrl+up', 'ctrl+left']],
		['Home and End of xterm', `${ESC}[H${ESC}[F${ESC}OH${ESC}OF`, ['home', 'end', 'home', 'end']],
		['Home and End of the console and tmux', `${ESC}[1~${ESC}[4~`, ['home', 'end']],
		['Home and End of rxvt', `${ESC}[7~${ESC}[8~`, ['home', 'end']],
		['pages, Insert, Delete', `${ESC}[5~${ESC}[6~${ESC}[2~${ESC}[3~`, ['pageup', 'pagedown', 'insert', 'delete']],
		[
			'pages with modifiers',
			`${ESC}[5;5~${ESC}[6^${ESC}[5$${ESC}[6@`,
			['ctrl+pageup', 'ctrl+pagedown', 'shift+pageup', 'ctrl+shift+pagedown'],
		],
		['F1 to F4 of xterm', `${ESC}OP${ESC}OQ${ESC}OR${ESC}OS`, ['f1', 'f2', 'f3', 'f4']],
		['F1 to F5 of rxvt', `${ESC}[11~${ESC}[12~${ESC}[13~${ESC}[14~${ESC}[15~`, ['f1', 'f2', 'f3', 'f4', 'f5']],
		['F1 to F5 of the console', `${ESC}[[A${ESC}[[B${ESC}[[C${ESC}[[D${ESC}[[E`, ['f1', 'f2', 'f3', 'f4', 'f5']],
		['F6 to F12', [17, 18, 19, 20, 21, 23, 24].map(n => `${ESC}[${n}~`).join(''), ['f6', 'f7', 'f8', 'f9', 'f10', 'f11', 'f12']],
		['F keys with modifiers', `${ESC}[1;2P${ESC}[15;5~${ESC}[1;5R`, ['shift+f1', 'ctrl+f5', 'ctrl+f3']],
		['Tab backwards', `\t${ESC}[Z`, ['tab', 'shift+tab']],
		['control characters', '\r\n\b\u{7f}\u{3}\u{c}\u{1a}', ['enter', 'enter', 'backspace', 'backspace', 'ctrl+c', 'ctrl+l', 'ctrl+z']],
		['the keypad in application mode', `${ESC}Ok${ESC}Om${ESC}Op${ESC}Oy${ESC}OM`, ['+', '-', '0', '9', 'enter']],
		['kitty', `${ESC}[113u${ESC}[99;5u${ESC}[27u${ESC}[97;2u${ESC}[13;1:1u`, ['q', 'ctrl+c', 'escape', 'A', 'enter']],
		[
			'kitty: a key let go, a modifier alone, and nonsense are nothing',
			`${ESC}[113;1:3u${ESC}[57441;2u${ESC}[4294967295u${ESC}[55300u`,
			[],
		],
		['modifyOtherKeys', `${ESC}[27;5;99~${ESC}[27;2;65~${ESC}[27;6;9~`, ['ctrl+c', 'A', 'ctrl+shift+tab']],
		['letters of any script', 'aé漢😀', ['a', 'é', '漢', '😀']],
		['Alt', `${ESC}x`, ['alt+x']],
	])('%s', (_name, text, expected) => {
		expect(keys(text)).toEqual(expected);
		// And cut into single characters, as over a bad line; a chord is one read by definition.
		if (!expected.some(key => key.startsWith('alt+x'))) {
			expect(keys(...text)).toEqual(expected);
		}
	});

	test('a lone Escape is a key after less than 50 ms, and so is one before another key', () => {
		const parser = new KeyParser(() => undefined);
		parser.feed(ESC);
		expect(parser.waitMs).toBeGreaterThan(0);
		expect(parser.waitMs).toBeLessThan(50);
		expect(keys(ESC)).toEqual(['escape']);
		expect(keys(ESC, 'q')).toEqual(['escape', 'q']);
		expect(keys(`jj${ESC}q`)).toEqual(['j', 'j', 'escape', 'q']);
		expect(keys(`${ESC}${ESC}[A`)).toEqual(['escape', 'up']);
		expect(keys(`${ESC}${ESC}`)).toEqual(['escape', 'escape']);
		expect(keys(`${ESC}\u{3}`)).toEqual(['escape', 'ctrl+c']);
		expect(keys(`${ESC}\r`)).toEqual(['escape', 'enter']);
	});

	test('keys joined in one read are all there, in order', () => {
		const lump = [...Array(8).fill(`${ESC}[B`), `/web\r${ESC}[5~q`].join('');
		expect(keys(lump)).toEqual([...Array(8).fill('down'), '/', 'w', 'e', 'b', 'enter', 'pageup', 'q']);
		expect(keys('j'.repeat(5000))).toHaveLength(5000);
	});
});

describe('what is no key', () => {
	test.each([
		['an unknown CSI', `${ESC}[?1;2c${ESC}[>0;276;0c${ESC}[3;5R${ESC}[8;50;200t${ESC}[I${ESC}[O${ESC}[99~`],
		['an unknown SS3', `${ESC}O@`],
		['a device control string', `${ESC}P1$r0m${ESC}\\`],
		['an application program command', `${ESC}_Gi=1;OK${ESC}\\`],
		['a mouse in the old encoding', `${ESC}[M !!`],
		['a mouse that moves', `${ESC}[<35;10;10M`],
		['second controls', '\u{9b}\u{85}'],
		['a byte that is no character', '\u{fffd}'],
		['a report of a mode', `${ESC}[?2026;2$y`],
	])('%s is swallowed whole', (_name, text) => {
		expect(keys(`${text}q`)).toEqual(['q']);
		expect(keys(...text, 'q')).toEqual(['q']);
	});

	test('the answer to a question is handed on, however it ends', () => {
		for (const end of ['\u{7}', `${ESC}\\`]) {
			expect(parse(`${ESC}]11;rgb:ffff/ffff/eeee${end}`)).toEqual([{kind: 'answer', text: '11;rgb:ffff/ffff/eeee'}]);
		}
	});

	test('a string without an end keeps nothing back for long: time or Ctrl-C ends it', () => {
		expect(keys(`${ESC}]11;rgb:`)).toEqual([]);
		expect(keys(`${ESC}]11;rgb:qqq\u{3}q`)).toEqual(['ctrl+c', 'q']);
		const events: InputEvent[] = [];
		const parser = new KeyParser(event => events.push(event));
		parser.feed(`${ESC}P+q`);
		const {begun} = parser;
		parser.feed('jjj');
		// The wait was not begun anew: holding a key down does not prolong it.
		expect(parser.begun).toBe(begun);
		parser.expire();
		parser.feed('q');
		expect(events).toEqual([{kind: 'key', name: 'q'}]);
	});

	test('a wheel, a press, a release', () => {
		expect(parse(`${ESC}[<64;10;5M${ESC}[<65;10;5M${ESC}[<0;200;60M${ESC}[<0;200;60m`)).toEqual([
			{kind: 'mouse', event: {what: 'wheel-up', button: 0, x: 9, y: 4}},
			{kind: 'mouse', event: {what: 'wheel-down', button: 0, x: 9, y: 4}},
			{kind: 'mouse', event: {what: 'press', button: 0, x: 199, y: 59}},
			{kind: 'mouse', event: {what: 'release', button: 0, x: 199, y: 59}},
		]);
	});
});

describe('a paste', () => {
	const begin = `${ESC}[200~`;
	const end = `${ESC}[201~`;

	test('is text, not keys, wherever it is cut', () => {
		const text = `${begin}web\rq${ESC}[A${end}j`;
		const expected = [
			{kind: 'paste', text: `web\nq${ESC}[A`, length: 8},
			{kind: 'key', name: 'j'},
		];
		expect(parse(text)).toEqual(expected);
		for (let cut = 1; cut < text.length; cut++) {
			// Escape at the end of a read is waited for, so any cut gives the same.
			expect(parse(text.slice(0, cut), text.slice(cut))).toEqual(expected);
		}
	});

	test('of a megabyte takes no time and little memory', () => {
		const start = performance.now();
		const pieces = Array.from({length: 256}, () => 'q x\r'.repeat(1024));
		const events = parse(begin, ...pieces, end, 'q');
		expect(events).toHaveLength(2);
		expect(events[0]).toMatchObject({kind: 'paste', length: 1024 * 1024});
		expect(events[0]?.kind === 'paste' && events[0].text.length).toBeLessThanOrEqual(4096);
		expect(events[1]).toEqual({kind: 'key', name: 'q'});
		expect(performance.now() - start).toBeLessThan(1000);
	});

	test('without an end ends by itself', () => {
		expect(parse(`${begin}abc`)).toEqual([{kind: 'paste', text: 'abc', length: 3}]);
	});

	test('without brackets is known by its size, and its tail belongs to it', () => {
		const events = parse('x web\r'.repeat(400), 'q\r');
		expect(events).toHaveLength(1);
		expect(events[0]).toMatchObject({kind: 'paste', length: 2402});
		// Escape and Ctrl-C are typed.
		expect(keys('x web\r'.repeat(400), ESC, 'q')).toEqual(['<paste>', 'escape', 'q']);
		expect(keys('x web\r'.repeat(400), '\u{3}')).toEqual(['<paste>', 'ctrl+c']);
	});
});

describe('whatever comes', () => {
	const bytes = fc.array(
		fc.oneof(
			{weight: 4, arbitrary: fc.uint8Array({minLength: 1, maxLength: 40})},
			{
				weight: 3,
				arbitrary: fc
					.array(
						fc.constantFrom(ESC, '[', 'O', ']', 'P', '?', '<', '0', '5', ';', '~', 'M', 'A', '$', '\u{7}', '\\', 'u', '200~', '201~', 'é'),
						{
							minLength: 1,
							maxLength: 20,
						},
					)
					.map(pieces => new TextEncoder().encode(pieces.join(''))),
			},
		),
		{maxLength: 12},
	);

	test('nothing is thrown, nothing waits for ever, and q is q afterwards', () => {
		fc.assert(
			fc.property(bytes, pieces => {
				const events: InputEvent[] = [];
				const parser = new KeyParser(event => events.push(event));
				const decoder = new StringDecoder('utf8');
				for (const piece of pieces) {
					parser.feed(decoder.write(Buffer.from(piece)));
				}
				for (let expiries = 0; parser.waitMs > 0; expiries++) {
					expect(parser.waitMs).toBeLessThanOrEqual(1000);
					expect(expiries).toBeLessThan(2);
					parser.expire();
				}
				events.length = 0;
				parser.feed('q');
				expect(events).toEqual([{kind: 'key', name: 'q'}]);
			}),
			{numRuns: RUNS},
		);
	});

	test('cutting a stream anywhere but after Escape changes nothing', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom('a', 'q', `${ESC}[A`, `${ESC}[1;5B`, `${ESC}OP`, `${ESC}[5~`, `${ESC}]11;x\u{7}`, '漢'), {maxLength: 20}),
				fc.nat(),
				(parts, seed) => {
					const text = parts.join('');
					const cut = text.length === 0 ? 0 : seed % text.length;
					expect(parse(text.slice(0, cut), text.slice(cut))).toEqual(parse(text));
				},
			),
			{numRuns: RUNS},
		);
	});
});
