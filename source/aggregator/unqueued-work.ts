/**
Who has work on the device while nobody queues it: under DIRECT a doorbell is fired at once, and the device
says when a channel is no longer busy. A channel that a semaphore lets go again counts from when an engine
begins to work for it.
*/
import {CHANNELS} from '../manual/pfifo.ts';
import type {Line} from './scheduler-line.ts';
import type {ServiceAccount} from './service-account.ts';

export class UnqueuedWork {
	readonly #account: ServiceAccount;
	/** By physical channel: whose doorbell was fired on it last. */
	readonly #lines = new Array<Line | undefined>(CHANNELS).fill(undefined);
	readonly #isBusy = new Uint8Array(CHANNELS);
	/** Busy channels by domain. */
	readonly #counts: number[] = [];

	constructor(account: ServiceAccount) {
		this.#account = account;
	}

	/** Remembers whose channel it is. */
	fired(line: Line, channel: number): void {
		this.#lines[channel] = line;
	}

	/** The channel has work. */
	begin(channel: number): void {
		const line = this.#lines[channel];
		if (line !== undefined && this.#isBusy[channel] === 0) {
			this.#isBusy[channel] = 1;
			this.#count(line, 1);
		}
	}

	/** It has none any more. */
	end(channel: number): void {
		const line = this.#lines[channel];
		if (line !== undefined && this.#isBusy[channel] === 1) {
			this.#isBusy[channel] = 0;
			this.#count(line, -1);
		}
	}

	/** The domain leaves. */
	forget(line: Line): void {
		for (let channel = 0; channel < CHANNELS; channel++) {
			if (this.#lines[channel] === line) {
				this.end(channel);
				this.#lines[channel] = undefined;
			}
		}
	}

	/** Doorbells are queued from now on. */
	clear(): void {
		for (let channel = 0; channel < CHANNELS; channel++) {
			this.end(channel);
		}
	}

	#count(line: Line, by: 1 | -1): void {
		this.#counts[line.domain] = (this.#counts[line.domain] ?? 0) + by;
		this.#account.setBacklogged(line.domain, (this.#counts[line.domain] as number) > 0);
	}
}
