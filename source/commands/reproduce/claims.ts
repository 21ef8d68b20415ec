/**
What was published about GPUvm and may be claimed, as bands and orderings, each with its source; and whether our
model falls in.

Owns: the published figures. Only what was recovered from a source is here: the paper's bars, percentages and counts
were not, and nothing stands in for them.
See: Suzuki, Kato, Yamada, Kono, USENIX ATC 2014 (abstract); a reader's notes on its evaluation; the authors' report
JST-PROJECT-12102581.
*/
import {CONTROL} from './plan.ts';
import {controlShare, type ModeName, type Results, rowOf, type ScaleRow} from './results.ts';

/** Where a figure was read. */
export const SOURCES = {
	abstract: "the paper's abstract",
	report: "the authors' report on the project",
	notes: "a reader's notes on the paper's evaluation, one step removed",
	ours: 'arithmetic of ours, no published figure',
} as const;
export type Source = keyof typeof SOURCES;

export type Band = {readonly low: number; readonly high: number; readonly text: string; readonly source: Source};

/** Run time relative to native, by mode; undefined where nothing was published. */
const BANDS: Readonly<Record<ModeName, Band | undefined>> = {
	native: undefined,
	passthrough: {low: 0.95, high: 1.05, text: '~1x', source: 'abstract'},
	full: {low: 100, high: Infinity, text: '>=100x', source: 'notes'},
	'full+remap': {low: 10, high: Infinity, text: '10-100x and more', source: 'report'},
	'full+lazy': {low: 10, high: Infinity, text: '10-100x and more', source: 'report'},
	'full+remap+lazy': {low: 10, high: Infinity, text: '10-100x and more', source: 'report'},
	// Ours, not the paper's.
	'full+tracked': undefined,
	'full+remap+tracked': undefined,
	para: {low: 3, high: 10, text: '3-10x', source: 'notes'},
	'para+multicall': {low: 0.95, high: 3, text: '2-3x, some near 1x', source: 'notes'},
};

export function bandOf(mode: ModeName): Band | undefined {
	return BANDS[mode];
}

export function isWithin({low, high}: Band, ratio: number): boolean {
	return ratio >= low && ratio <= high;
}

export type Verdict = {
	readonly id: string;
	readonly claim: string;
	readonly source: Source;
	/** Undefined where our run cannot tell. */
	readonly holds: boolean | undefined;
	readonly measured: string;
};

type Judge = (results: Results) => Pick<Verdict, 'holds' | 'measured'>;

const FULL_NAMES: readonly ModeName[] = ['full', 'full+remap', 'full+lazy', 'full+remap+lazy'];
/** The paper counts nine. */
const HUNDREDFOLD_BENCHMARKS = 9;
const SINGLE_DIGITS = 9;
/** How far a ratio may move and still count as the same shape. */
const SHAPE_TOLERANCE = 0.25;

const times = (value: number) => `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0)}x`;
const percent = (value: number) => `${(value * 100).toFixed(1)}%`;

const ordering: Judge = results => {
	const ratio = (mode: ModeName) => rowOf(results, CONTROL, mode).ratio;
	const one = [ratio('full+remap'), ratio('full+lazy')];
	const rising = [1, ratio('para+multicall'), ratio('para'), ratio('full+remap+lazy'), Math.min(...one), Math.max(...one), ratio('full')];
	const isNear = isWithin(BANDS.passthrough as Band, ratio('passthrough'));
	return {
		holds: isNear && rising.every((value, index) => index === 0 || value > (rising[index - 1] as number)),
		measured: [times(ratio('passthrough')), ...rising.slice(1).map(times)].join(' < '),
	};
};

function onControl(mode: ModeName, low: number, high: number): Judge {
	return results => {
		const {ratio} = rowOf(results, CONTROL, mode);
		return {holds: ratio >= low && ratio <= high, measured: times(ratio)};
	};
}

function overBenchmarks(
	value: (results: Results, benchmark: string) => number,
	isRight: (values: readonly number[]) => boolean,
	print: (value: number) => string,
): Judge {
	return results => {
		const values = results.plan.benchmarks.map(({name}) => value(results, name));
		return {
			holds: isRight(values),
			measured: `${print(Math.min(...values))} to ${print(Math.max(...values))} over ${values.length} benchmarks`,
		};
	};
}

const contexts: Judge = ({contexts: rows, plan}) => {
	const most = Math.max(...plan.counts);
	const at = (mode: ModeName, count: number) => rows.find(row => row.mode === mode && row.count === count) as ScaleRow;
	const control = (mode: ModeName, count: number) => {
		const {init, close} = at(mode, count).measurement.phases;
		return init + close;
	};
	const added = (mode: ModeName) => (control(mode, most) - control(mode, 1)) / (most - 1) / 1e6;
	const tracks = (count: number) => at('para+multicall', count).measurement.runNs / at('passthrough', count).measurement.runNs;
	const drift = Math.max(...plan.counts.map(count => Math.abs(tracks(count) / tracks(1) - 1)));
	return {
		holds: control('full', most) > 2 * control('full', 1) && added('full') > 10 * added('passthrough') && drift < SHAPE_TOLERANCE,
		measured: `each context adds ${added('full').toFixed(0)} ms of Init+Close under full, ${added('passthrough').toFixed(1)} ms under passthrough; para+multicall keeps its ratio to passthrough within ${percent(drift)}`,
	};
};

const fairness: Judge = ({fairness: runs}) => {
	const deviation = (policy: string) => runs.find(run => run.policy === policy)?.fairness.maxDeviationPermille ?? undefined;
	const [fifo, credit, band] = [deviation('fifo'), deviation('credit'), deviation('band')];
	if (fifo === undefined || credit === undefined || band === undefined) {
		return {holds: undefined, measured: `policies at hand: ${runs.map(({policy}) => policy).join(', ')}`};
	}
	return {
		holds: fifo > credit && credit >= band,
		measured: `largest deviation ${fifo / 10} > ${credit / 10} >= ${band / 10} points`,
	};
};

/** With one kernel each in flight, of lengths 5:1, FIFO must give 5/6 and 1/6. */
const fifoShares: Judge = ({fairness: runs}) => {
	const run = runs.find(({policy}) => policy === 'fifo')?.fairness;
	const points = run?.maxDeviationPermille === null || run === undefined ? undefined : run.maxDeviationPermille / 10;
	return {
		holds: points === undefined ? undefined : Math.abs(points - 100 / 3) < 2,
		measured: points === undefined ? 'not run' : `${points.toFixed(1)} points, Jain ${run?.jain?.toFixed(3) ?? '-'}`,
	};
};

const CLAIMS: ReadonlyArray<{readonly id: string; readonly claim: string; readonly source: Source; readonly judge: Judge}> = [
	{
		id: 'ordering',
		claim: `${CONTROL}: native and pass-through < PV Multicall < PV Naive < FV Optimized < FV with one optimization < FV Naive`,
		source: 'notes',
		judge: ordering,
	},
	{id: 'pv-multicall', claim: `${CONTROL}: PV Multicall is 2-3x slower`, source: 'abstract', judge: onControl('para+multicall', 2, 3)},
	{id: 'pv-naive', claim: `${CONTROL}: PV Naive is 3-10x slower`, source: 'notes', judge: onControl('para', 3, 10)},
	{
		id: 'fv-naive',
		claim: 'FV Naive is at least 100x slower on nine benchmarks',
		source: 'notes',
		judge: overBenchmarks(
			(results, name) => rowOf(results, name, 'full').ratio,
			ratios => ratios.filter(ratio => ratio >= 100).length >= HUNDREDFOLD_BENCHMARKS,
			times,
		),
	},
	{
		id: 'fv-scale',
		claim: 'Full virtualization is 10-100x slower, or more',
		source: 'report',
		judge: overBenchmarks(
			(results, name) => Math.min(...FULL_NAMES.map(mode => rowOf(results, name, mode).ratio)),
			ratios => ratios.every(ratio => ratio >= 10),
			times,
		),
	},
	{
		id: 'combined',
		claim: 'Both optimizations together beat either alone',
		source: 'notes',
		judge: overBenchmarks(
			(results, name) =>
				Math.min(rowOf(results, name, 'full+remap').ratio, rowOf(results, name, 'full+lazy').ratio) /
				rowOf(results, name, 'full+remap+lazy').ratio,
			gains => gains.every(gain => gain > 1),
			times,
		),
	},
	{
		id: 'control-share',
		claim: 'Init and Close are more than 90 % of the time under FV',
		source: 'notes',
		judge: overBenchmarks(
			(results, name) => controlShare(rowOf(results, name, 'full').measurement),
			shares => shares.every(share => share > 0.9),
			percent,
		),
	},
	{
		id: 'control-share-shrinks',
		claim: 'The optimizations shrink that share',
		source: 'notes',
		judge: overBenchmarks(
			(results, name) =>
				controlShare(rowOf(results, name, 'full+remap+lazy').measurement) - controlShare(rowOf(results, name, 'full').measurement),
			changes => changes.every(change => change < 0),
			percent,
		),
	},
	{
		id: 'lazy-syncs',
		claim: 'Lazy shadowing brings updates of shadow page tables down to about 7 for each benchmark: single digits',
		source: 'notes',
		judge: overBenchmarks(
			(results, name) => rowOf(results, name, 'full+lazy').measurement.counted.channelSyncs,
			counts => counts.every(count => count > 0 && count <= SINGLE_DIGITS),
			count => `${count}`,
		),
	},
	{
		id: 'contexts',
		claim: 'Contexts in one VM: under FV, Init and Close grow with their number; PV follows pass-through',
		source: 'notes',
		judge: contexts,
	},
	{id: 'fairness', claim: 'Kernels of unequal length: BAND is fairest, then CREDIT, then FIFO', source: 'notes', judge: fairness},
	{
		id: 'fifo-shares',
		claim: 'FIFO, kernels of lengths 5:1, one each in flight: shares 5/6 and 1/6, off by 33.3 points, Jain 0.692',
		source: 'ours',
		judge: fifoShares,
	},
];

export function judge(results: Results): Verdict[] {
	return CLAIMS.map(({id, claim, source, judge: ask}) => ({id, claim, source, ...ask(results)}));
}
