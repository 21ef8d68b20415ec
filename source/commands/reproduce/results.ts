/** Everything that `gpuvmtop reproduce` measures, and the order in which it does. */
import {MODE_NAMES, type Mode, parseMode} from '../../machine/configuration.ts';
import type {Fairness} from '../fairness.ts';
import type {Services} from '../services.ts';
import {Bench, type Measurement, measureFairness} from './measure.ts';
import {type Plan, SCALED} from './plan.ts';

export type ModeName = (typeof MODE_NAMES)[number];

export type Row = {
	readonly benchmark: string;
	readonly mode: ModeName;
	readonly measurement: Measurement;
	/** Run time over that of the native run. */
	readonly ratio: number;
};

/** One program in so many domains, or in so many contexts of one domain; times of one program on average. */
export type ScaleRow = {readonly count: number; readonly mode: ModeName; readonly measurement: Measurement};

export type Results = {
	readonly plan: Plan;
	readonly rows: readonly Row[];
	readonly domains: readonly ScaleRow[];
	readonly contexts: readonly ScaleRow[];
	/** By policy that charges time. */
	readonly fairness: ReadonlyArray<{readonly policy: string; readonly fairness: Fairness}>;
};

/** Modes in which several domains share the card. */
const SHARED: readonly ModeName[] = ['full', 'full+remap+lazy', 'para', 'para+multicall'];

/** `onProgress` is told what comes next. */
export async function reproduce(services: Services, plan: Plan, onProgress: (what: string) => void): Promise<Results> {
	const bench = new Bench(services);
	const rows: Row[] = [];
	for (const {name, workload} of plan.benchmarks) {
		onProgress(name);
		let nativeNs = 0;
		for (const mode of MODE_NAMES) {
			const measurement = await bench.measure({mode: modeOf(mode), workload});
			nativeNs = mode === 'native' ? measurement.runNs : nativeNs;
			rows.push({benchmark: name, mode, measurement, ratio: measurement.runNs / nativeNs});
		}
	}
	const workload = plan.benchmarks.find(({name}) => name === SCALED)?.workload;
	const scale = async (modes: readonly ModeName[], by: 'domains' | 'contexts'): Promise<ScaleRow[]> => {
		const scaled: ScaleRow[] = [];
		for (const count of plan.counts) {
			onProgress(`${count} ${by}`);
			for (const mode of modes) {
				scaled.push({count, mode, measurement: await bench.measure({mode: modeOf(mode), workload, [by]: count})});
			}
		}
		return scaled;
	};
	const domains = await scale(SHARED, 'domains');
	const contexts = await scale(['passthrough', ...SHARED], 'contexts');
	const fairness: Array<Results['fairness'][number]> = [];
	const policies = (await chargingPolicies(services)).filter(name => plan.policies?.includes(name) ?? true);
	for (const policy of policies) {
		onProgress(`policy ${policy}`);
		fairness.push({policy, fairness: await measureFairness(services, policy, plan.fairnessNs)});
	}
	return {plan, rows, domains, contexts, fairness};
}

/** Under DIRECT nobody is charged, so there is no share to judge. */
async function chargingPolicies(services: Services): Promise<string[]> {
	const {policies} = await services.offerings();
	return Object.keys(policies).filter(name => name !== 'direct');
}

function modeOf(name: ModeName): Mode {
	return parseMode(name) as Mode;
}

export function rowOf(results: Results, benchmark: string, mode: ModeName): Row {
	return results.rows.find(row => row.benchmark === benchmark && row.mode === mode) as Row;
}

/** Part of the run time that opening and closing take, 0 to 1. */
export function controlShare({runNs, phases}: Measurement): number {
	return (phases.init + phases.close) / runNs;
}
