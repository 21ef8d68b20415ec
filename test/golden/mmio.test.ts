/**
Golden MMIO traces: what one small program does to the card in each mode, and what is done for it.

Read two of the texts side by side to see what a mode is. Rewritten by `npm run golden`; look at the difference and
commit what you can explain.
*/
import {expect, test} from 'vitest';
import {MODE_NAMES, type Mode, parseMode} from '../../source/machine/configuration.ts';
import {expectGolden} from './golden-text.ts';
import {describeRun, layRows, MEASURES, STEPS, TraceLab} from './trace-lab.ts';

const runs = MODE_NAMES.map(name => {
	const mode = parseMode(name) as Mode;
	return {name, mode, lab: new TraceLab(mode)};
});

test.each(runs)('$name: open, map, copy, launch, free, close', ({name, mode, lab}) => {
	expect(lab.received[0]).toBe(10);
	expectGolden(`mmio-${name}.txt`, describeRun(lab, mode));
});

test('all modes beside each other', () => {
	const sections = STEPS.map(step => {
		const rows = runs.map(({name, lab}) => [
			name,
			...MEASURES.map(measure => String(lab.tallies[step][measure])),
			`${(lab.tallies[step].ns / 1000).toFixed(1)} us`,
		]);
		return [`## ${step}`, ...layRows([['mode', ...MEASURES, 'vcpu time'], ...rows])].join('\n');
	});
	expectGolden('mmio-all.txt', `# The program of mmio-*.txt: what each step takes in each mode.\n\n${sections.join('\n\n')}\n`);
});

test('every doorbell of the guest is fired once, in every virtualized mode', () => {
	for (const {name, lab} of runs.filter(({mode}) => mode.kind === 'full' || mode.kind === 'para')) {
		const sum = (measure: 'doorbells' | 'fired') => STEPS.reduce((total, step) => total + lab.tallies[step][measure], 0);
		expect([name, sum('doorbells')]).toEqual([name, sum('fired')]);
		expect(sum('doorbells')).toBeGreaterThan(0);
	}
});

test('an access is an exit, direct, or on a bare bus: nothing is lost and nothing counted twice', () => {
	for (const {mode, lab} of runs) {
		for (const step of STEPS) {
			const {accesses, exits, direct} = lab.tallies[step];
			const isBare = mode.kind === 'native' || mode.kind === 'passthrough';
			expect(exits + direct).toBe(isBare ? 0 : accesses);
		}
	}
});
