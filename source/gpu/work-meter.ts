/**
Work meter: for whom engines worked, and how long. By channel, and by tally: a set of channels that whoever
holds the card wants counted together, so that time when two engines worked for the same owner counts once.

Owns: the tallies. Working is what keeps an engine from others: an operation, the switch to a channel, the
saving of a stopped kernel, which counts for the channel that is saved.
Nothing is allocated while time passes: at most one entry for each engine is open.
*/
import {assert} from '../base/assert.ts';
import {CHANNELS} from '../manual/pfifo.ts';
import type {EventQueue} from '../simulation/event-queue.ts';
import {NO_CHANNEL} from './board.ts';

export const TALLIES = CHANNELS;
const NO_TALLY = -1;
/** Engines that can work at a time. */
const ENGINES = 3;

export class WorkMeter {
	/** Called before something changes, while all times are as they were; NO_CHANNEL if no engine begins or ends. */
	onChange: (channel: number) => void = () => {};
	/** By channel: time at least one engine worked for it. */
	readonly #channelNs = new Float64Array(CHANNELS);
	/** By tally: the same for its channels together; kernels stopped; time their saving and loading took. */
	readonly #ns = new Float64Array(TALLIES);
	readonly #preemptions = new Float64Array(TALLIES);
	readonly #preemptionNs = new Float64Array(TALLIES);
	readonly #queue: EventQueue;
	readonly #tallyOf = new Int16Array(CHANNELS).fill(NO_TALLY);
	/** Channels that engines work for now, and the tallies that they had when it began. */
	readonly #channels = new Int16Array(ENGINES);
	readonly #tallies = new Int16Array(ENGINES);
	#open = 0;
	#sinceNs = 0;

	constructor(queue: EventQueue) {
		this.#queue = queue;
	}

	/** Counts these channels under that tally from now on, which starts at nothing. */
	openTally(tally: number, channelStart: number, channelCount: number): void {
		assert(tally >= 0 && tally < TALLIES, `no tally ${tally}`);
		this.closeTally(tally);
		this.#ns[tally] = 0;
		this.#preemptions[tally] = 0;
		this.#preemptionNs[tally] = 0;
		this.#tallyOf.fill(tally, channelStart, channelStart + channelCount);
	}

	/** Its channels are counted under no tally any more; what is known of it stays until it is opened again. */
	closeTally(tally: number): void {
		this.#settle(NO_CHANNEL);
		for (let channel = 0; channel < CHANNELS; channel++) {
			this.#tallyOf[channel] = this.#tallyOf[channel] === tally ? NO_TALLY : this.#tallyOf[channel];
		}
		for (let entry = 0; entry < this.#open; entry++) {
			this.#tallies[entry] = this.#tallies[entry] === tally ? NO_TALLY : this.#tallies[entry];
		}
	}

	begin(channel: number): void {
		this.#settle(channel);
		assert(this.#open < ENGINES, 'more engines at work than there are');
		this.#channels[this.#open] = channel;
		this.#tallies[this.#open++] = this.#tallyOf[channel];
	}

	end(channel: number): void {
		this.#settle(channel);
		let entry = this.#open - 1;
		while (entry >= 0 && this.#channels[entry] !== channel) {
			entry--;
		}
		assert(entry >= 0, `no engine worked for channel ${channel}`);
		this.#open--;
		this.#channels[entry] = this.#channels[this.#open];
		this.#tallies[entry] = this.#tallies[this.#open];
	}

	/** A kernel of the channel was stopped. */
	stopped(channel: number): void {
		const tally = this.#tallyOf[channel];
		if (tally !== NO_TALLY) {
			this.#preemptions[tally]++;
		}
	}

	/** Saving or loading a stopped kernel of the channel took so long. */
	preempted(channel: number, ns: number): void {
		const tally = this.#tallyOf[channel];
		if (tally !== NO_TALLY) {
			this.#preemptionNs[tally] += ns;
		}
	}

	/** Time of a channel up to now. */
	channelNs(channel: number): number {
		let isOpen = false;
		for (let entry = 0; entry < this.#open; entry++) {
			isOpen ||= this.#channels[entry] === channel;
		}
		return this.#channelNs[channel] + (isOpen ? this.#queue.nowNs - this.#sinceNs : 0);
	}

	/** Time of a tally up to that instant, which lies after the latest change. */
	workedNs(tally: number, atNs: number): number {
		for (let entry = 0; entry < this.#open; entry++) {
			if (this.#tallies[entry] === tally) {
				return this.#ns[tally] + atNs - this.#sinceNs;
			}
		}
		return this.#ns[tally];
	}

	preemptionsOf(tally: number): number {
		return this.#preemptions[tally];
	}

	preemptionNsOf(tally: number): number {
		return this.#preemptionNs[tally];
	}

	/** Brings all times up to now, because `channel` begins or ends to be worked for. */
	#settle(channelOfChange: number): void {
		this.onChange(channelOfChange);
		const elapsedNs = this.#queue.nowNs - this.#sinceNs;
		this.#sinceNs = this.#queue.nowNs;
		for (let entry = 0; elapsedNs > 0 && entry < this.#open; entry++) {
			const channel = this.#channels[entry];
			const tally = this.#tallies[entry];
			if (this.#isFirst(this.#channels, entry)) {
				this.#channelNs[channel] += elapsedNs;
			}
			if (tally !== NO_TALLY && this.#isFirst(this.#tallies, entry)) {
				this.#ns[tally] += elapsedNs;
			}
		}
	}

	/** No earlier open entry says the same. */
	#isFirst(column: Int16Array, entry: number): boolean {
		for (let earlier = 0; earlier < entry; earlier++) {
			if (column[earlier] === column[entry]) {
				return false;
			}
		}
		return true;
	}
}
