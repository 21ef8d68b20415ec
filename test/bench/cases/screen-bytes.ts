/**
What the screen sends, to the byte: 200x50, forty domains, every figure changing ten times a second, on a line whose time is
counted, not measured. The same numbers on every machine, so each is held against the stored one of the release before.

Baselines: test/bench/screen-baselines.json; GPUVMTOP_BASELINES=write writes it.
*/
import {readFileSync, writeFileSync} from 'node:fs';
import process from 'node:process';
import {PaintedScreen} from '../../lab/painted-screen.ts';
import type {BenchCase, Result} from '../harness.ts';

const BASELINES = new URL('../screen-baselines.json', import.meta.url);
const [COLUMNS, ROWS, DOMAINS] = [200, 50, 40];
const SAMPLES = 300;
/** More than the stored figure by this much is a change for the worse. */
const SLACK = 1.1;
/** Bytes a millisecond of 256 kbit/s. */
const LINK = 32;

type Figure = {readonly name: string; readonly value: number; readonly unit: string; readonly limit: number; readonly isFloor?: boolean};

/** Every figure changes in every frame. */
function busy(samples: number): Figure[] {
	const painted = new PaintedScreen(COLUMNS, ROWS, DOMAINS);
	painted.run(50);
	const before = {...painted.screen.statistics};
	painted.run(samples);
	const after = painted.screen.statistics;
	const frames = after.frames - before.frames;
	return [
		{name: 'bytes for a full change', value: (after.bytes - before.bytes) / frames, unit: 'bytes', limit: 5000},
		{
			name: 'cells written for each that changed',
			value: (after.cellsWritten - before.cellsWritten) / (after.cellsChanged - before.cellsChanged),
			unit: 'x',
			limit: 1.3,
		},
		{name: 'whole repaints after the start', value: after.fullRepaints - before.fullRepaints, unit: 'count', limit: 0},
	];
}

/** Nobody works: only the clock moves. */
async function quiet(samples: number): Promise<Figure> {
	const painted = new PaintedScreen(COLUMNS, ROWS, DOMAINS);
	for (const {name} of painted.host.configuration.domains) {
		await painted.host.submit({kind: 'pause-domain', domain: name});
	}
	painted.run(400);
	const before = {...painted.screen.statistics};
	painted.run(samples);
	const after = painted.screen.statistics;
	return {
		name: 'bytes where only the clock moves',
		value: (after.bytes - before.bytes) / (after.frames - before.frames),
		unit: 'bytes',
		limit: 60,
	};
}

function thin(samples: number): Figure[] {
	const painted = new PaintedScreen(COLUMNS, ROWS, DOMAINS, LINK);
	painted.run(50);
	const before = {...painted.screen.statistics};
	painted.run(samples);
	const after = painted.screen.statistics;
	const seconds = samples / 10;
	return [
		{name: 'frames a second over 256 kbit/s', value: (after.frames - before.frames) / seconds, unit: '/s', limit: 8, isFloor: true},
		{name: 'bytes queued there at the end', value: painted.line.writableLength, unit: 'bytes', limit: 5000},
	];
}

function resultOf({name, value, unit, limit, isFloor = false}: Figure, stored: Readonly<Record<string, number>>): Result {
	const baseline = stored[name];
	const isWithin = isFloor ? value >= limit : value <= limit;
	const isNoWorse = baseline === undefined || (isFloor ? value * SLACK >= baseline : value <= baseline * SLACK + 1);
	return {
		id: 'screen-bytes',
		name,
		value,
		unit,
		baseline,
		ratio: baseline === undefined || baseline === 0 ? undefined : value / baseline,
		goal: `${isFloor ? '>=' : '<='} ${limit} ${unit}, and no worse than stored`,
		isMet: isWithin && isNoWorse,
		note: baseline === undefined ? 'nothing stored yet' : 'baseline: stored',
	};
}

export const screenBytes: BenchCase = {
	id: 'screen-bytes',
	name: 'what the screen sends',
	goal: '5000 bytes for a full change, 60 for the clock, 8 frames/s over 256 kbit/s',
	async run() {
		const figures = [...busy(SAMPLES), await quiet(SAMPLES), ...thin(SAMPLES)];
		const stored = JSON.parse(readFileSync(BASELINES, 'utf8')) as Readonly<Record<string, number>>;
		if (process.env.GPUVMTOP_BASELINES === 'write') {
			writeFileSync(
				BASELINES,
				`${JSON.stringify(Object.fromEntries(figures.map(({name, value}) => [name, Number(value.toPrecision(4))])), undefined, '\t')}\n`,
			);
		}
		return figures.map(figure => resultOf(figure, stored));
	},
};
