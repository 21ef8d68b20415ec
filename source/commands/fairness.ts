/**
Fairness over a stretch of virtual time: who received which share of the device, against what each was entitled to.

A share says what it is a share of: the time that all domains received (busy), or the time on the clock. What a domain receives is
charged by the loop that fires doorbells one at a time; under a policy that queues nothing, and where a domain has the card for itself, it is
the time that engines worked for it, as the device counts it (counter gpuBusyNs).
Entitled is what its weight promised a domain against the others that had work at the same time; who asks for nothing is
promised nothing, and who asks for little, little. Where the engine keeps no such account (a policy that queues nothing,
an older run), it is the weight among the domains that had work in the stretch.

With x = received / entitled, of those that were promised at least a hundredth of the whole (of less, a ratio says nothing): Jain's index is (sum x)^2 / (n sum x^2), 1 if all are equal and 1/n if one has everything;
the min-max ratio is least x / most x; the deviation is the largest distance between received and entitled share.
See: Jain, Chiu, Hawe: A quantitative measure of fairness, 1984; Gdev and GPUvm for deviation over windows.
*/
import {cardValue, domainValue, type Snapshot} from '../machine/snapshot.ts';

export type DomainShare = {
	readonly name: string;
	readonly busyNs: number;
	readonly entitledNs: number;
	readonly hadWork: boolean;
	/** Of the busy time of all domains; null if there was none, or if it had no work. */
	readonly receivedPermille: number | null;
	/** Of the time on the clock; null if it had no work. */
	readonly receivedOfTimePermille: number | null;
	/** Of what was promised to all domains together; null if it had no work. */
	readonly entitledPermille: number | null;
};

export type Received = 'charged' | 'worked' | 'both';

export type Fairness = {
	/** What the received time is: charged by the GPU scheduler, or worked by engines; both where that changed meanwhile. */
	readonly received: Received;
	readonly fromNs: number;
	readonly toNs: number;
	readonly busyNs: number;
	readonly domains: readonly DomainShare[];
	/** Jain's index of the received shares; null with fewer than two domains with work. */
	readonly jain: number | null;
	/** The same of received / entitled: 1 if everybody received in proportion to what was promised. */
	readonly weightedJain: number | null;
	/** Least over most received / entitled; null with fewer than two domains with work. */
	readonly minMaxRatio: number | null;
	/** Largest difference between received and entitled share, in permille of the busy time; null if nothing was shared. */
	readonly maxDeviationPermille: number | null;
	/** Time the device was left free although doorbells were queued, in permille of the time on the clock. */
	readonly idleBackloggedPermille: number;
};

/** (sum x)^2 / (n sum x^2), rounded to six digits; null for fewer than two values or nothing to share. */
export function jainIndex(values: readonly number[]): number | null {
	const sum = values.reduce((total, value) => total + value, 0);
	const squares = values.reduce((total, value) => total + value * value, 0);
	return values.length < 2 || squares === 0 ? null : Math.round((1e6 * sum * sum) / (values.length * squares)) / 1e6;
}

/** What received time is under that configuration. */
function receivedIn({facts: {configuration}}: Snapshot): Received {
	const isAlone = configuration.domains.some(({mode}) => mode.kind === 'native' || mode.kind === 'passthrough');
	return isAlone || configuration.policy.name === 'direct' ? 'worked' : 'charged';
}

/** Least over most, rounded to six digits; null for fewer than two values or nothing to share. */
export function minMaxRatio(values: readonly number[]): number | null {
	const most = Math.max(0, ...values);
	return values.length < 2 || most === 0 ? null : Math.round((1e6 * Math.min(...values)) / most) / 1e6;
}

/** Who was promised less than one part in so many is left out of ratios. */
const PROMISE_MINIMUM = 100;

type Row = {readonly name: string; readonly busyNs: number; readonly entitledNs: number; readonly hadWork: boolean};

/** What each domain gained since the earlier snapshot. */
function rowsBetween(before: Snapshot | undefined, after: Snapshot): Row[] {
	const rows = after.facts.domains.map(({configuration: {id, name, weight}, slot}) => {
		const earlier = before?.facts.domains.find(domain => domain.configuration.id === id);
		const since = (counter: 'gpuBusyNs' | 'doorbells' | 'entitledNs') =>
			domainValue(after.block, slot, counter) -
			(earlier === undefined || before === undefined ? 0 : domainValue(before.block, slot, counter));
		const busyNs = since('gpuBusyNs');
		const hadWork = busyNs > 0 || since('doorbells') > 0 || domainValue(after.block, slot, 'queueDepth') > 0;
		return {name, weight, busyNs, entitledNs: since('entitledNs'), hadWork};
	});
	const isPromised = rows.some(({entitledNs}) => entitledNs > 0);
	const weights = rows.reduce((sum, {hadWork, weight}) => sum + (hadWork ? weight : 0), 0);
	const spanNs = after.atNs - (before?.atNs ?? 0);
	return rows.map(row => ({...row, entitledNs: isPromised ? row.entitledNs : row.hadWork ? (spanNs * row.weight) / weights : 0}));
}

/** Fairness between two snapshots of one run; `before` undefined for the start of the run. Domains that left meanwhile are not counted. `samples`: those of the stretch, that say what was received. */
export function fairnessBetween(before: Snapshot | undefined, after: Snapshot, samples: readonly Snapshot[] = [after]): Fairness {
	const kinds = new Set(samples.map(receivedIn));
	const rows = rowsBetween(before, after);
	const active = rows.filter(({hadWork, entitledNs}) => hadWork && entitledNs > 0);
	const busyNs = active.reduce((sum, row) => sum + row.busyNs, 0);
	const entitledNs = active.reduce((sum, row) => sum + row.entitledNs, 0);
	const spanNs = after.atNs - (before?.atNs ?? 0);
	const satisfaction = active.filter(row => row.entitledNs * PROMISE_MINIMUM >= entitledNs).map(row => row.busyNs / row.entitledNs);
	const deviations = active.map(row => Math.abs(row.busyNs / busyNs - row.entitledNs / entitledNs));
	const idleNs = cardValue(after.block, 'idleBackloggedNs') - (before === undefined ? 0 : cardValue(before.block, 'idleBackloggedNs'));
	const isKnown = busyNs > 0;
	return {
		received: kinds.size > 1 ? 'both' : ([...kinds][0] ?? 'charged'),
		fromNs: before?.atNs ?? 0,
		toNs: after.atNs,
		busyNs,
		domains: rows.map(({name, busyNs: own, entitledNs: promised, hadWork}) => ({
			name,
			busyNs: own,
			entitledNs: Math.round(promised),
			hadWork,
			receivedPermille: hadWork && isKnown ? Math.round((1000 * own) / busyNs) : null,
			receivedOfTimePermille: hadWork && spanNs > 0 ? Math.round((1000 * own) / spanNs) : null,
			entitledPermille: hadWork && entitledNs > 0 ? Math.round((1000 * promised) / entitledNs) : null,
		})),
		jain: isKnown ? jainIndex(active.map(row => row.busyNs)) : null,
		weightedJain: isKnown ? jainIndex(satisfaction) : null,
		minMaxRatio: isKnown ? minMaxRatio(satisfaction) : null,
		maxDeviationPermille: !isKnown ? null : Math.round(1000 * Math.max(...deviations)),
		idleBackloggedPermille: spanNs === 0 ? 0 : Math.round((1000 * idleNs) / spanNs),
	};
}
