/** Keeps the house tidy: runs every rule on the sources, and every rule on samples that break it. */
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {cardCatalogue, domainCatalogue} from '../source/machine/catalogue.ts';
import {BAR0_CATALOGUE} from '../source/manual/bar0.ts';
import {COSTS} from '../source/manual/costs.ts';
import {type HouseFile, parseHouses, readHouse} from './tidy/house.ts';
import {RULES} from './tidy/rules.ts';
import {SAMPLES} from './tidy/samples.ts';

/** Faults that stand until they are mended, by rule, without numbers of lines. May only shrink: an entry that no longer applies fails too. */
const RATCHET: Readonly<Record<string, readonly string[]>> = {};

const house = readHouse(fileURLToPath(new URL('..', import.meta.url)));

describe('the sources', () => {
	test('are read and parsed', () => {
		expect(house.filter(({tree}) => tree !== undefined).length).toBeGreaterThan(30);
		expect(house.filter(({path, tree}) => /\.tsx?$/.test(path) && tree === undefined)).toEqual([]);
		expect(house.find(({path}) => path === 'machine/catalogue.ts')?.imports.map(({target}) => target)).toContain('gpu/counters.ts');
	});

	/** A fault without its line numbers, which move whenever somebody works on the file. */
	const stable = (fault: string) => fault.replace(/^(\S+?):\d+:/, '$1:').replace(/\d+ lines; at most \d+/, 'too many lines');

	test.each(Object.entries(RULES))('%s', (name, rule) => {
		const faults = rule(house);
		const standing = RATCHET[name] ?? [];
		expect(faults.filter(fault => !standing.includes(stable(fault)))).toEqual([]);
		expect(standing.filter(fault => !faults.map(stable).includes(fault))).toEqual([]);
	});
});

describe('the rules can fail', () => {
	const houses = parseHouses(SAMPLES.map(({files}) => files));
	const cases = SAMPLES.map((sample, index) => ({
		...sample,
		index,
		text: JSON.stringify(Object.values(sample.files).join(' ')).slice(0, 60),
	}));

	test.each(cases)('$rule: $text', ({rule, fault, index}) => {
		const faults = RULES[rule]?.(houses[index] as HouseFile[]) ?? ['no such rule'];
		if (fault === undefined) {
			expect(faults).toEqual([]);
		} else {
			expect(faults.join('\n')).toContain(fault);
		}
	});

	test('every rule has a sample that breaks it', () => {
		const broken = new Set(SAMPLES.filter(({fault}) => fault !== undefined).map(({rule}) => rule));
		expect(Object.keys(RULES).filter(name => !broken.has(name))).toEqual([]);
	});
});

describe('declarations', () => {
	test('every counter has a title and a sentence', () => {
		for (const {names, specs} of [domainCatalogue, cardCatalogue]) {
			expect(names.length).toBeGreaterThan(5);
			for (const name of names as readonly (keyof typeof specs)[]) {
				expect(specs[name]).toMatchObject({title: expect.stringMatching(/^\S.{0,9}$/), doc: expect.stringMatching(/^[A-Z].+\.$/)});
			}
		}
	});

	test('every register and every field of a register has a sentence', () => {
		expect(BAR0_CATALOGUE.length).toBeGreaterThan(50);
		for (const entry of BAR0_CATALOGUE) {
			expect(entry.register.doc, entry.name).toMatch(/^.+\.$/);
			for (const [field, {doc}] of Object.entries(entry.register.fields)) {
				expect(doc, `${entry.name}.${field}`).toMatch(/^.+\.$/);
			}
		}
	});

	test('every cost has a unit, a sentence and a source', () => {
		for (const [name, {value, doc, source}] of Object.entries(COSTS)) {
			expect({value, doc, source}, name).toEqual({
				value: expect.any(Number),
				doc: expect.stringMatching(/^.+\.$/),
				source: expect.stringMatching(/\S/),
			});
		}
	});
});
