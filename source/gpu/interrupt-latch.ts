/**
Interrupts of an engine that were not acknowledged yet, and what each is about: the instance block that the
engine held when it was raised. Several of one channel are one record; those of another channel stand behind.
The registers show the oldest record.

An engine may have turned to another channel by the time somebody reads CURRENT, so the answer to "whose
interrupt is this" is kept from the moment it was raised.
*/

import {CHANNELS} from '../manual/pfifo.ts';

type Pending = {bits: number; readonly instance: number; address: number; data: number};

export class InterruptLatch {
	/** Method and datum of the latest record that was shown. */
	address = 0;
	data = 0;
	readonly #pending: Pending[] = [];

	/** Bits of the oldest record; 0 if nothing is pending. */
	get bits(): number {
		return this.#pending[0]?.bits ?? 0;
	}

	/** Instance block of the oldest record; undefined if nothing is pending, or if no channel raised it. */
	get instance(): number | undefined {
		const instance = this.#pending[0]?.instance ?? -1;
		return instance < 0 ? undefined : instance;
	}

	raise(bits: number, instance: number | undefined, address: number, data: number): void {
		const known = this.#pending.find(pending => pending.instance === (instance ?? -1));
		// A driver that never acknowledges cannot make the list grow for ever.
		if (known === undefined && this.#pending.length < CHANNELS) {
			this.#pending.push({bits, instance: instance ?? -1, address, data});
		} else if (known !== undefined) {
			known.bits |= bits;
			known.address = address;
			known.data = data;
		}
		this.#show();
	}

	/** Clears bits of the oldest record; the next one stands behind it. */
	acknowledge(bits: number): void {
		const [first] = this.#pending;
		if (first !== undefined) {
			first.bits &= ~bits;
			if (first.bits === 0) {
				this.#pending.shift();
				this.#show();
			}
		}
	}

	reset(): void {
		this.#pending.length = 0;
		this.address = 0;
		this.data = 0;
	}

	#show(): void {
		const [first] = this.#pending;
		if (first !== undefined) {
			this.address = first.address;
			this.data = first.data;
		}
	}
}
