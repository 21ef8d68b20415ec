/**
Who waits for an engine, in order: front ends, and stopped kernels that want to go on.

Owns: the order. A stopped kernel stands before whatever its own channel wants next, and behind everybody
else who waited when it was stopped.
Not here: who has the engine, and for how long (engine.ts).
*/
import {assert} from '../base/assert.ts';
import {NO_CHANNEL} from './board.ts';
import type {ChannelTable} from './channel-table.ts';
import type {FrontEnd} from './engine-port.ts';
import {SuspendedOperation} from './suspended-operation.ts';

export class EngineLine {
	readonly #table: ChannelTable;
	readonly #waiting: FrontEnd[] = [];

	constructor(table: ChannelTable) {
		this.#table = table;
	}

	get length(): number {
		return this.#waiting.length;
	}

	add(client: FrontEnd): void {
		if (!this.#waiting.includes(client)) {
			this.#waiting.push(client);
		}
	}

	remove(client: FrontEnd): void {
		const place = this.#waiting.indexOf(client);
		if (place >= 0) {
			this.#waiting.splice(place, 1);
		}
	}

	/** Puts a stopped kernel at the end, and what waits of its channel behind it. */
	suspend(operation: SuspendedOperation): void {
		const followers = this.#waiting.filter(client => client.channel === operation.channel);
		for (const client of followers) {
			this.remove(client);
		}
		this.#table.isSuspended[operation.channel] = 1;
		this.#waiting.push(operation, ...followers);
	}

	/** The stopped kernel of the channel; undefined if it has none here. */
	suspendedOf(channel: number): SuspendedOperation | undefined {
		if (this.#table.isSuspended[channel] === 1) {
			for (const client of this.#waiting) {
				if (client instanceof SuspendedOperation && client.channel === channel) {
					return client;
				}
			}
		}
		return undefined;
	}

	/** First of that channel that may go on now. */
	firstOf(channel: number): FrontEnd | undefined {
		if (this.#table.isSuspended[channel] === 1) {
			return this.#table.isEligible(channel) ? this.suspendedOf(channel) : undefined;
		}
		for (const client of this.#waiting) {
			if (client.channel === channel) {
				return client;
			}
		}
		return undefined;
	}

	/** First of any other channel that may go on now. NO_CHANNEL for the first of all. */
	firstBeside(channel: number): FrontEnd | undefined {
		for (const client of this.#waiting) {
			if (client.channel !== channel && this.#isReady(client.channel)) {
				return client;
			}
		}
		return undefined;
	}

	/** A front end waits only while its channel may run; a stopped kernel also while it may not. */
	#isReady(channel: number): boolean {
		return this.#table.isSuspended[channel] === 0 || this.#table.isEligible(channel);
	}

	/** `working`: channel with an operation under way on the engine. */
	checkInvariants(name: string, working: number): void {
		const {isSuspended, inFlight, generations} = this.#table;
		for (const client of this.#waiting) {
			const {channel} = client;
			assert(channel !== NO_CHANNEL, `${name}: nobody waits for it`);
			if (client instanceof SuspendedOperation) {
				assert(isSuspended[channel] === 1 && inFlight[channel] > 0, `${name}: stopped kernel of nobody`);
				assert(generations[channel] === client.generation, `${name}: stopped kernel of a channel that is gone`);
				assert(client.remainingNs > 0 && channel !== working, `${name}: channel ${channel} has two kernels`);
			}
		}
	}
}
