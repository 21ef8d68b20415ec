/**
Fairness over a stretch of virtual time: who received which share of the busy time, against what each was entitled to.

A share says what it is a share of: the time that the device was charged to domains, not the time on a clock. Only domains
that had work count: who asks for nothing is not treated unfairly.
*/
import {domainValue, type Snapshot} from '../machine/snapshot.ts';

export type DomainShare = {
	readonly name: string;
	readonly busyNs: number;
	readonly hadWork: boolean;
	/** Of the busy time of all domains; null if there was none, or if it had no work. */
	readonly receivedPermille: number | null;
	/** Its weight among the domains that had work. */
	readonly entitledPermille: number | null;
};

export type Fairness = {
	/** False where the GPU's time is charged to nobody, for all or part of the stretch: then no share is known. */
	readonly isCharged: boolean;
	readonly fromNs: number;
	readonly toNs: number;
	readonly busyNs: number;
	readonly domains: readonly DomainShare[];
	/** Jain's index of the received shares, 1 if all are equal, 1/n if one has everything; null with fewer than two domains with work. */
	readonly jain: number | null;
	/** The same of received / entitled: 1 if everybody received in proportion to its weight. */
	readonly weightedJain: number | null;
	/** Largest difference between received and entitled share, in permille of the busy time; null if nothing was shared. */
	readonly maxDeviationPermille: number | null;
};

/** (sum x)^2 / (n sum x^2), rounded to six digits; null for fewer than two values or nothing to share. */
export function jainIndex(values: readonly number[]): number | null {
	const sum = values.reduce((total, value) => total + value, 0);
	const squares = values.reduce((total, value) => total + value * value, 0);
	return values.length < 2 || squares === 0 ? null : Math.round((1e6 * sum * sum) / (values.length * squares)) / 1e6;
}

/**
True if the time of the GPU is charged to domains: by the loop that fires doorbells one at a time, so neither under DIRECT nor where
a native driver has the card for itself.
*/
export function isCharged({facts: {configuration}}: Snapshot): boolean {
	return configuration.policy.name !== 'direct' && configuration.domains.every(({mode}) => mode.kind !== 'native');
}

/**
Fairness between two snapshots of one run; `before` undefined for the start of the run. Domains that left meanwhile are not counted.
`charged` says whether time was charged all the while.
*/
export function fairnessBetween(before: Snapshot | undefined, after: Snapshot, charged: boolean): Fairness {
	const rows = after.facts.domains.map(({configuration: {id, name, weight}, slot}) => {
		const earlier = before?.facts.domains.find(domain => domain.configuration.id === id);
		const since = (counter: 'gpuBusyNs' | 'doorbells') =>
			domainValue(after.block, slot, counter) -
			(earlier === undefined || before === undefined ? 0 : domainValue(before.block, slot, counter));
		const busyNs = since('gpuBusyNs');
		return {name, weight, busyNs, hadWork: busyNs > 0 || since('doorbells') > 0 || domainValue(after.block, slot, 'queueDepth') > 0};
	});
	const active = rows.filter(({hadWork}) => hadWork);
	const busyNs = active.reduce((sum, row) => sum + row.busyNs, 0);
	const weights = active.reduce((sum, row) => sum + row.weight, 0);
	const deviations = active.map(row => Math.abs(row.busyNs / busyNs - row.weight / weights));
	const isKnown = charged && busyNs > 0;
	return {
		isCharged: charged,
		fromNs: before?.atNs ?? 0,
		toNs: after.atNs,
		busyNs,
		domains: rows.map(({name, weight, busyNs: own, hadWork}) => ({
			name,
			busyNs: own,
			hadWork,
			receivedPermille: hadWork && isKnown ? Math.round((1000 * own) / busyNs) : null,
			entitledPermille: hadWork ? Math.round((1000 * weight) / weights) : null,
		})),
		jain: isKnown ? jainIndex(active.map(row => row.busyNs)) : null,
		weightedJain: isKnown ? jainIndex(active.map(row => row.busyNs / row.weight)) : null,
		maxDeviationPermille: !isKnown ? null : Math.round(1000 * Math.max(...deviations)),
	};
}
