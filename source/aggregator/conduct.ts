/**
A domain's conduct: what it tried that is not its own, counted, told to the operator, and in the end
answered by parking: its channels leave the runlist and its doorbells are dropped. Others run on.

Telling is throttled: the first of a kind at once, then every power of ten.
*/
import {aggregatorCounters} from './counters.ts';

export type Violation = 'foreign-channel' | 'foreign-memory' | 'foreign-runlist' | 'device-fault' | 'denied-register' | 'bad-call';

const titles: Readonly<Record<Violation, string>> = {
	'foreign-channel': 'named a channel that is not its own',
	'foreign-memory': 'reached for memory outside its partition',
	'foreign-runlist': 'put a channel that is not its own on its runlist',
	'device-fault': 'made the device stop a channel',
	'denied-register': 'touched a register that is denied',
	'bad-call': 'made a para-virtual call with bad arguments',
};

/** Worth of a violation towards parking. Denied registers are common in honest drivers. */
const weights: Readonly<Record<Violation, number>> = {
	'foreign-channel': 1,
	'foreign-memory': 1,
	'foreign-runlist': 1,
	'device-fault': 8,
	'denied-register': 0,
	'bad-call': 1,
};

export const PARK_LIMIT = 64;

export class Conduct {
	/** Why the domain is parked; empty if it is not. */
	parkedReason = '';
	readonly #counts = new Map<Violation, number>();
	readonly #counters: Float64Array;
	readonly #tell: (severity: 'warning' | 'error', text: string) => void;
	readonly #park: () => void;
	#score = 0;

	constructor(counters: Float64Array, tell: (severity: 'warning' | 'error', text: string) => void, park: () => void) {
		this.#counters = counters;
		this.#tell = tell;
		this.#park = park;
	}

	count(violation: Violation): number {
		return this.#counts.get(violation) ?? 0;
	}

	/** `detail` names what it reached for, in guest terms. */
	note(violation: Violation, detail: string): void {
		const count = this.count(violation) + 1;
		this.#counts.set(violation, count);
		if (violation === 'device-fault') {
			this.#counters[aggregatorCounters.at.faults]++;
		} else {
			this.#counters[aggregatorCounters.at.deniedAccesses]++;
		}
		if (violation !== 'denied-register' && Number.isInteger(Math.log10(count))) {
			this.#tell('warning', `${titles[violation]}: ${detail}${count > 1 ? ` (${count} times)` : ''}`);
		}
		this.#score += weights[violation];
		if (this.#score >= PARK_LIMIT && this.parkedReason === '') {
			this.parkedReason = `${titles[violation]}, again and again`;
			this.#tell('error', `parked: ${this.parkedReason}`);
			this.#park();
		}
	}
}
