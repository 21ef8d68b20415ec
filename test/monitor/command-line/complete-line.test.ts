import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {commonPrefix, completeLine, everyName} from '../../../source/monitor/command-line/complete-line.ts';
import {fuzzyMatches, fuzzyScore} from '../../../source/monitor/command-line/fuzzy.ts';
import {paletteOf} from '../../../source/monitor/command-line/line-keys.ts';
import {openLine} from '../../../source/monitor/command-line/line-state.ts';
import {lineCommands} from '../../../source/monitor/command-line/lines.ts';
import {parseLine} from '../../../source/monitor/command-line/parse-line.ts';
import {bindings} from '../../../source/monitor/keymap/keymap.ts';
import {lineContext} from '../../lab/line-lab.ts';

const context = lineContext();

function textsAt(line: string): string[] {
	return completeLine(line, line.length, context).candidates.map(({text}) => text);
}

function hintAt(line: string): string {
	return completeLine(line, line.length, context).hint;
}

describe('what could stand at the cursor', () => {
	test('first, every command, key and screen, each with a sentence', () => {
		const names = everyName(context);
		expect(textsAt('')).toEqual(names.map(({text}) => text));
		expect(names.map(({text}) => text)).toEqual(
			expect.arrayContaining([...lineCommands.map(({name}) => name), ...bindings.map(({command}) => command), 'memory']),
		);
		expect(names.every(({doc}) => doc.length > 3)).toBe(true);
	});

	test.each([
		['wei', ['weight', 'weight-down', 'weight-up']],
		['weight ', ['web', 'batch']],
		['weight w', ['web']],
		['mode web para', ['para', 'para+multicall']],
		['policy ba', ['band']],
		['policy band ', ['period=', 'hold=', 'extraTime=']],
		['cost vmE', ['vmExitNs']],
		['cap web ', ['none']],
		['workload web lo', ['loop']],
		['workload web copy,lo', ['loop']],
		['add mode=full+r', ['full+remap', 'full+remap+lazy', 'full+remap+tracked']],
		['add we', ['weight=']],
		['add weight=3 we', []],
		['sort de', ['delay']],
		['speed m', ['max']],
		['weight web 512 ', []],
		['nonsense ', []],
	])('%s', (line, texts) => {
		if (line === 'policy band ') {
			expect(textsAt(line)[0]).toBe('period=');
		} else {
			expect(textsAt(line)).toEqual(texts);
		}
	});

	test('parameters of the workload that was named are offered, and of no other', () => {
		expect(textsAt('workload web loop it')).toEqual(['iterations=']);
		expect(textsAt('workload web copy it')).not.toContain('iterations=');
	});

	test('a value says its unit, range, default and what it is now', () => {
		expect(hintAt('weight batch ')).toContain('weight: a whole number, 1 to 65535, default 256, now 512. More of the GPU');
		expect(hintAt('period=')).toMatch(/value: 1\.00 ms to .*, default .*, now /);
		expect(hintAt('cost vmExitNs ')).toContain('default 1.00 us, now 1.00 us');
		expect(hintAt('reservation web ')).toContain('period/budget');
	});

	test('letters in order will do where nothing begins like that', () => {
		expect(textsAt('shxt')).toContain('show-exits');
		expect(textsAt('mode wb')).toEqual(['web']);
	});

	test('in the middle of a line only what is before the cursor counts, and what is behind stays', () => {
		const line = 'weight w 512';
		expect(completeLine(line, 8, context)).toMatchObject({from: 7, to: 8, candidates: [{text: 'web'}]});
	});

	test('taking any candidate of a command leads to a line that is a command, or wants one more word', () => {
		for (const {example} of lineCommands) {
			for (let cursor = 0; cursor <= example.length; cursor++) {
				const {from, to, candidates} = completeLine(example, cursor, context);
				for (const {text} of candidates.slice(0, 3)) {
					const reading = parseLine(example.slice(0, from) + text, context);
					expect(reading.ok || /missing|=|expected|is no option|no command/.test(reading.reason), `${example} at ${cursor}: ${text}`).toBe(
						true,
					);
				}
				expect(from).toBeLessThanOrEqual(to);
			}
		}
	});

	test('no line and no cursor makes it throw', () => {
		const word = fc.oneof(fc.constantFrom('weight', 'policy', 'web', 'add', 'period=', '"', '=', 'loop:', ','), fc.string());
		fc.assert(
			fc.property(fc.array(word, {maxLength: 5}), fc.nat(40), (words, cursor) => {
				const line = words.join(' ');
				const {from, to} = completeLine(line, Math.min(cursor, line.length), context);
				expect(from <= to && to <= line.length).toBe(true);
			}),
			{numRuns: 1500},
		);
	});
});

test('the common prefix is what all begin with', () => {
	const candidates = (...texts: string[]) => texts.map(text => ({text, doc: ''}));
	expect(commonPrefix(candidates('weight', 'weight-up', 'weight-down'))).toBe('weight');
	expect(commonPrefix(candidates('a', 'b'))).toBe('');
	expect(commonPrefix([])).toBe('');
});

describe('the palette', () => {
	test('finds by letters of the name, the nearest first, then by words of the sentence', () => {
		const find = (text: string) => paletteOf(openLine(true, text), context).map(one => one.text);
		expect(find('weight')[0]).toBe('weight');
		expect(find('wup')[0]).toBe('weight-up');
		expect(find('price')).toContain('cost');
		expect(find('zzz')).toEqual([]);
		expect(find('').length).toBe(everyName(context).length);
	});

	test('letters that stand together, or at beginnings of words, count more', () => {
		expect(fuzzyScore('we', 'weight')).toBeGreaterThan(fuzzyScore('we', 'show-events') as number);
		expect(fuzzyScore('x', 'weight')).toBeUndefined();
		expect(fuzzyMatches('su', ['result', 'sort-up'], name => name)).toEqual(['sort-up', 'result']);
	});
});
