/** Who is worst off: who received least of what its weight promised it, and why it waits. */
import type {DomainFacts} from '../machine/snapshot.ts';
import {type Wait, waitWord} from '../machine/waiting.ts';
import type {Rates} from './rates.ts';

export type WorstOff = {
	readonly domain: DomainFacts;
	/** Received over promised GPU time of the last 500 ms. */
	readonly ratio: number;
	/** Parts of the busy time. */
	readonly received: number;
	readonly promised: number;
	readonly wait: Wait;
	/** 95 in 100 of its doorbells waited no longer; undefined before the first. */
	readonly p95Ns: number | undefined;
};

/** Least part of all promises that counts: who is promised next to nothing cannot be far from it. */
const PROMISE_MINIMUM = 0.01;

/** Those that were promised something, the worst off first; of equals the one whose doorbells wait longer. */
export function worstOff(domains: readonly DomainFacts[], rates: Rates): WorstOff[] {
	const busyNs = rates.valueOfAll('received500Ns');
	const promisedNs = rates.valueOfAll('entitled500Ns');
	return domains
		.filter(domain => rates.value(domain, 'entitled500Ns') > PROMISE_MINIMUM * promisedNs)
		.map((domain): WorstOff => {
			const received = rates.value(domain, 'received500Ns');
			const promised = rates.value(domain, 'entitled500Ns');
			return {
				domain,
				ratio: received / promised,
				received: busyNs > 0 ? received / busyNs : 0,
				promised: busyNs > 0 ? promised / busyNs : 0,
				wait: waitWord(rates.value(domain, 'waitsFor')),
				p95Ns: rates.value(domain, 'fired') > 0 ? rates.value(domain, 'queueDelayP95Ns') : undefined,
			};
		})
		.sort((a, b) => a.ratio - b.ratio || (b.p95Ns ?? 0) - (a.p95Ns ?? 0) || a.domain.configuration.id - b.domain.configuration.id);
}
