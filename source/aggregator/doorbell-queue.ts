/** The doorbells of one domain that wait for the device, in order. Typed rings: queueing allocates nothing. */
import {assert} from '../base/assert.ts';

const FIRST_CAPACITY = 64;

export class DoorbellQueue {
	depth = 0;
	#channel = new Int32Array(FIRST_CAPACITY);
	#put = new Uint32Array(FIRST_CAPACITY);
	#sinceNs = new Float64Array(FIRST_CAPACITY);
	#sequence = new Float64Array(FIRST_CAPACITY);
	#head = 0;

	push(channel: number, put: number, sinceNs: number, sequence: number): void {
		if (this.depth === this.#channel.length) {
			this.#grow();
		}
		const at = (this.#head + this.depth++) % this.#channel.length;
		this.#channel[at] = channel;
		this.#put[at] = put;
		this.#sinceNs[at] = sinceNs;
		this.#sequence[at] = sequence;
	}

	/** The oldest one; the queue must not be empty. */
	get channel(): number {
		return this.#channel[this.#head];
	}

	get put(): number {
		return this.#put[this.#head];
	}

	get sinceNs(): number {
		return this.#sinceNs[this.#head];
	}

	get sequence(): number {
		return this.#sequence[this.#head];
	}

	drop(): void {
		assert(this.depth > 0, 'drop from an empty doorbell queue');
		this.#head = (this.#head + 1) % this.#channel.length;
		this.depth--;
	}

	#grow(): void {
		const old = this.#channel.length;
		const turn = <Column extends Int32Array | Uint32Array | Float64Array>(column: Column, grown: Column): Column => {
			for (let index = 0; index < old; index++) {
				grown[index] = column[(this.#head + index) % old];
			}
			return grown;
		};
		this.#channel = turn(this.#channel, new Int32Array(old * 2));
		this.#put = turn(this.#put, new Uint32Array(old * 2));
		this.#sinceNs = turn(this.#sinceNs, new Float64Array(old * 2));
		this.#sequence = turn(this.#sequence, new Float64Array(old * 2));
		this.#head = 0;
	}
}
