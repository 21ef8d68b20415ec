/** What a run is judged by, declared once: columns of comparisons, their direction and their sentences. */
import {formatDuration} from '../base/units.ts';
import type {domainCatalogue} from '../machine/catalogue.ts';
import type {Report} from './report.ts';

export type Measure = {
	/** At most ten characters, capitals. */
	readonly title: string;
	/** Which values are better; undefined where neither is. */
	readonly better: 'low' | 'high' | undefined;
	readonly doc: string;
	/** Null where it is not known. */
	readonly of: (report: Report) => number | null;
	readonly show: (value: number) => string;
};

const percent = (permille: number) => `${(permille / 10).toFixed(1)}%`;

type Counter = (typeof domainCatalogue.names)[number];

/** Largest value of a domain's counter among those that fired something. */
function worst(report: Report, counter: Counter): number | null {
	const values = report.domains.filter(({counters}) => (counters.fired as number) > 0).map(({counters}) => counters[counter] as number);
	return values.length === 0 ? null : Math.max(...values);
}

/** Deviations of the windows in which something was shared between two or more. */
function deviations({fairness}: Report): number[] {
	return fairness.windows.flatMap(({weightedJain, maxDeviationPermille}) =>
		weightedJain === null || maxDeviationPermille === null ? [] : [maxDeviationPermille],
	);
}

const delay = (title: string, counter: Counter, doc: string): Measure => ({
	title,
	better: 'low',
	doc,
	of: report => worst(report, counter),
	show: formatDuration,
});

export const MEASURES = {
	jain: {
		title: 'JAIN',
		better: 'high',
		doc: "Jain's index of received / entitled GPU time over the run; 1 is fair.",
		of: ({fairness}) => fairness.whole.weightedJain,
		show: value => value.toFixed(3),
	},
	minMax: {
		title: 'MIN/MAX',
		better: 'high',
		doc: 'Least over most received / entitled GPU time over the run; 1 is fair.',
		of: ({fairness}) => fairness.whole.minMaxRatio,
		show: value => value.toFixed(3),
	},
	deviationMean: {
		title: 'DEV MEAN',
		better: 'low',
		doc: 'Largest distance between received and entitled share in a window, mean over the windows.',
		of: report => mean(deviations(report)),
		show: percent,
	},
	deviationMax: {
		title: 'DEV MAX',
		better: 'low',
		doc: 'The same, of the worst window.',
		of: report => (deviations(report).length === 0 ? null : Math.max(...deviations(report))),
		show: percent,
	},
	delayP50: delay('DELAY P50', 'queueDelayP50Ns', 'Half of the doorbells of each domain waited no longer.'),
	delayP95: delay('DELAY P95', 'queueDelayP95Ns', 'Of the doorbells of each domain, 95 in 100 waited no longer.'),
	delayP99: delay('DELAY P99', 'queueDelayP99Ns', 'Of the doorbells of each domain, 99 in 100 waited no longer.'),
	starved: delay('STARVED', 'starvedMaxNs', 'Longest time that any domain with work went without service.'),
	idleBacklogged: {
		title: 'IDLE+WORK',
		better: 'low',
		doc: 'Time the device was left free although doorbells were queued, of the time on the clock.',
		of: ({fairness}) => fairness.whole.idleBackloggedPermille,
		show: percent,
	},
	busy: {
		title: 'BUSY',
		better: 'high',
		doc: 'Time at least one engine was busy, of the time on the clock.',
		of: ({machine, virtualNs}) => (virtualNs === 0 ? null : (1000 * (machine.counters.anyBusyNs as number)) / virtualNs),
		show: percent,
	},
	rounds: {
		title: 'ROUNDS',
		better: 'high',
		doc: 'Rounds that all workloads completed.',
		of: ({domains}) => domains.reduce((sum, {counters}) => sum + (counters.workloadRounds as number), 0),
		show: String,
	},
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof MEASURES;

function mean(values: readonly number[]): number | null {
	return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
