/**
P7, P8: a scheduling decision with its accounting, with 2, 8, 64 and 512 domains, all of them with work or only
one, beside a plain scan of all domains in the same run.

The limits are a third of what the original's C++ objects took on the machine that the goals were measured on
(93 ns for 8 and 865 ns for 64 domains, BAND, all with work; without its two clock readings per submission).
What the rig around the policies takes is measured with a policy that does nothing, and taken off. All policies
run in one process, so their calls are those of a program that has seen them all.
*/

import {defaultsOf} from '../../../source/base/tunable.ts';
import {MS, US} from '../../../source/base/units.ts';
import {POLICIES} from '../../../source/scheduler/catalogue.ts';
import type {Decision, Pending, SchedulerPolicy} from '../../../source/scheduler/policy.ts';
import {type Bench, type BenchCase, perOperation, type Result} from '../harness.ts';
import {ScanningCredit} from '../peers/scanning-credit.ts';

const KERNEL_NS = 100 * US;
const PERIOD_NS = 30 * MS;
const COUNTS = [2, 8, 64, 512] as const;
const NAMES = ['fifo', 'credit', 'band', 'fair', 'deficit', 'best-effort', 'rtds'] as const;
/** A third of the original's figures, nanoseconds. */
const ORIGINAL_THIRD: Readonly<Record<number, number>> = {8: 31, 64: 288};

const FIRST: Decision = {run: 0};
/** Always the same domain: what the rig takes. */
const nothing: SchedulerPolicy = {
	name: 'NOTHING',
	doc: 'Nothing.',
	tunables: {},
	isWorkConserving: true,
	start: () => ({}),
	decide: () => FIRST,
	changed() {},
	charge() {},
	replenish() {},
};

type Line = {-readonly [Key in keyof Pending]: Pending[Key]};

/** A policy with so many domains, and what it takes to ask it for one kernel after the other. */
class Rig {
	readonly #policy: SchedulerPolicy;
	readonly #parameters: Readonly<Record<string, number>>;
	readonly #state: unknown;
	readonly #lines: Line[];
	readonly #pending: Line[];
	readonly #isAll: boolean;
	#nowNs = 0;
	#sequence = 0;
	#replenishAtNs = PERIOD_NS;

	constructor(policy: SchedulerPolicy, domains: number, isAll: boolean) {
		this.#policy = policy;
		this.#parameters = defaultsOf(this.#policy.tunables);
		this.#isAll = isAll;
		this.#lines = Array.from({length: domains}, (_value, domain) => ({domain, depth: 0, sequence: 0, sinceNs: 0}));
		const shares = this.#lines.map(({domain}) => ({domain, weight: 256, capPermille: 0, periodNs: 0, budgetNs: 0}));
		this.#state = this.#policy.start(shares, this.#parameters, 0);
		this.#pending = isAll ? this.#lines : this.#lines.slice(0, 1);
		for (const line of this.#pending) {
			this.#ring(line);
		}
	}

	#ring(line: Line): void {
		line.depth = 1;
		line.sequence = this.#sequence++;
		this.#policy.changed?.(this.#state, line, this.#nowNs, this.#parameters);
	}

	/** One kernel: chosen, taken off its queue, run, charged; the next doorbell arrives. */
	kernel(): void {
		const policy = this.#policy;
		let decision: Decision = policy.decide(this.#state, this.#pending, this.#nowNs, this.#parameters);
		while (decision === 'idle' || 'waitNs' in decision) {
			this.#nowNs += decision === 'idle' ? KERNEL_NS : decision.waitNs;
			decision = policy.decide(this.#state, this.#pending, this.#nowNs, this.#parameters);
		}
		const line = this.#lines[decision.run] as Line;
		if (!this.#isAll) {
			line.depth = 0;
			policy.changed?.(this.#state, line, this.#nowNs, this.#parameters);
		} else {
			this.#ring(line);
		}
		this.#nowNs += KERNEL_NS;
		policy.charge?.(this.#state, line.domain, KERNEL_NS, this.#nowNs, this.#parameters, true);
		if (!this.#isAll) {
			this.#ring(line);
		}
		if (this.#nowNs >= this.#replenishAtNs) {
			this.#replenishAtNs += PERIOD_NS;
			policy.replenish?.(this.#state, this.#nowNs, this.#parameters);
		}
	}
}

function measured(bench: Bench, domains: number, isAll: boolean): {readonly [Name in (typeof NAMES)[number] | 'scan' | 'rig']: number} {
	const kernels = bench.scale(200_000);
	const subject = (policy: SchedulerPolicy) => {
		const rig = new Rig(policy, domains, isAll);
		return () =>
			perOperation(kernels, () => {
				for (let index = 0; index < kernels; index++) {
					rig.kernel();
				}
			});
	};
	const scan = () => {
		const peer = new ScanningCredit(domains);
		for (let domain = 0; domain < (isAll ? domains : 1); domain++) {
			peer.setReady(domain, true);
		}
		const perPeriod = PERIOD_NS / KERNEL_NS;
		return () =>
			perOperation(kernels, () => {
				for (let index = 0; index < kernels; index++) {
					peer.charge(peer.decide(), KERNEL_NS);
					if (index % perPeriod === 0) {
						peer.replenish(PERIOD_NS);
					}
				}
			});
	};
	const subjects = {
		...Object.fromEntries(NAMES.map(name => [name, subject(POLICIES[name] as SchedulerPolicy)])),
		rig: subject(nothing),
		scan: scan(),
	};
	return bench.compare(subjects as never) as never;
}

export const scheduling: BenchCase = {
	id: 'P7',
	name: 'scheduling decision and accounting',
	goal: 'BAND, all with work: at most a third of the original, 31 ns with 8 and 288 ns with 64 domains',
	run(bench) {
		const results: Result[] = [];
		for (const domains of COUNTS) {
			for (const isAll of [true, false]) {
				const figures = measured(bench, domains, isAll);
				for (const name of NAMES) {
					const valueNs = Math.max(0, figures[name] - figures.rig);
					const limit = name === 'band' && isAll ? ORIGINAL_THIRD[domains] : undefined;
					results.push({
						id: 'P7',
						name: `${name}, ${isAll ? 'all' : 'one'} of ${domains} with work`,
						value: valueNs,
						unit: 'ns',
						baseline: figures.scan,
						ratio: valueNs / figures.scan,
						goal: limit === undefined ? '-' : `<= ${limit} ns`,
						...(limit === undefined ? {} : {isMet: valueNs <= limit}),
					});
				}
			}
		}
		return results;
	},
};

export const flatScheduling: BenchCase = {
	id: 'P8',
	name: 'CREDIT, one domain with work',
	goal: '1024 domains at most twice of 8',
	run(bench) {
		const kernels = bench.scale(200_000);
		const subject = (domains: number) => {
			const rig = new Rig(POLICIES.credit as SchedulerPolicy, domains, false);
			return () =>
				perOperation(kernels, () => {
					for (let index = 0; index < kernels; index++) {
						rig.kernel();
					}
				});
		};
		const {ours, few = Number.NaN} = bench.compare({ours: subject(1024), few: subject(8)});
		return [
			{
				id: 'P8',
				name: 'one of 1024 with work, against one of 8',
				value: ours,
				unit: 'ns',
				baseline: few,
				ratio: ours / few,
				goal: '<= 2x',
				isMet: ours / few <= 2,
			},
		];
	},
};
