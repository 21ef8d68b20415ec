/**
Details of channels and memory that were asked for, kept as far back as their number allows.

The engine is asked only while a screen shows them, so of most of the past nothing of the kind is known; what is
not known is not shown.

Owns: the details, in order of virtual time; when there are too many, the older half is thinned to every second one.
*/
import type {Details} from '../../machine/details.ts';
import type {SampleStore} from '../../machine/sample-store.ts';

/** With four domains about 5 KB each, with sixty-four about 60 KB. */
const MOST = 256;

export class KeptDetails {
	#kept: Details[] = [];

	get length(): number {
		return this.#kept.length;
	}

	/** Keeps the details; time that goes backwards (another run) drops what lay after it. */
	push(details: Details): void {
		while ((this.#kept.at(-1)?.atNs ?? -1) >= details.atNs) {
			this.#kept.pop();
		}
		this.#kept.push(details);
		if (this.#kept.length > MOST) {
			this.#kept = this.#kept.filter((_, index) => index >= MOST / 2 || index % 2 === 0);
		}
	}

	/** What was known at a sample, if the engine was asked between the sample before it and the one after it. */
	near(samples: SampleStore, index: number): Details | undefined {
		const fromNs = index === 0 ? 0 : samples.atNs(index - 1);
		const toNs = index + 1 < samples.length ? samples.atNs(index + 1) : Number.POSITIVE_INFINITY;
		return this.#kept.findLast(({atNs}) => atNs >= fromNs && atNs <= toNs);
	}

	/** Forgets what is later: another run goes on from there. */
	cut(atNs: number): void {
		this.#kept = this.#kept.filter(details => details.atNs <= atNs);
	}
}
