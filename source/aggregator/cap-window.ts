/**
A domain's cap: at most so much of any stretch of time on the clock that is as long as the window. A doorbell
may be fired while less than that was used in the window that ends now; since a doorbell is not stopped,
no window holds more than the cap and one doorbell.

Owns: when the domain used the device, for one window back.
*/

const FIRST_CAPACITY = 16;

export class CapWindow {
	readonly #windowNs: number;
	#fromNs = new Float64Array(FIRST_CAPACITY);
	#toNs = new Float64Array(FIRST_CAPACITY);
	#head = 0;
	#count = 0;
	/** Length of all kept stretches together. */
	#sumNs = 0;

	constructor(windowNs: number) {
		this.#windowNs = windowNs;
	}

	/** The device was used from `fromNs` to `toNs`; stretches come in order of time and do not overlap. */
	use(fromNs: number, toNs: number): void {
		if (toNs <= fromNs) {
			return;
		}
		this.#forget(toNs);
		const last = this.#place(this.#count - 1);
		if (this.#count > 0 && this.#toNs[last] === fromNs) {
			this.#toNs[last] = toNs;
		} else {
			if (this.#count === this.#fromNs.length) {
				this.#grow();
			}
			const at = this.#place(this.#count++);
			this.#fromNs[at] = fromNs;
			this.#toNs[at] = toNs;
		}
		this.#sumNs += toNs - fromNs;
	}

	/** Time used in the window that ends at `nowNs`. */
	usedNs(nowNs: number): number {
		this.#forget(nowNs);
		const startNs = nowNs - this.#windowNs;
		const cutNs = this.#count > 0 ? Math.max(0, startNs - this.#fromNs[this.#head]) : 0;
		return this.#sumNs - cutNs;
	}

	/** From when on less than `limitNs` will have been used, if nothing more is; `nowNs` if that is so already. */
	freeAtNs(limitNs: number, nowNs: number): number {
		// A doorbell may be fired below the limit, so one nanosecond less has to be left.
		let surplusNs = this.usedNs(nowNs) - (limitNs - 1);
		let atNs = nowNs;
		for (let index = 0; index < this.#count && surplusNs > 0; index++) {
			const at = this.#place(index);
			const fromNs = Math.max(this.#fromNs[at], nowNs - this.#windowNs);
			const takenNs = Math.min(surplusNs, this.#toNs[at] - fromNs);
			surplusNs -= takenNs;
			atNs = fromNs + takenNs + this.#windowNs;
		}
		return Math.max(nowNs, atNs);
	}

	/** Drops stretches that lie before the window. */
	#forget(nowNs: number): void {
		const startNs = nowNs - this.#windowNs;
		while (this.#count > 0 && this.#toNs[this.#head] <= startNs) {
			this.#sumNs -= this.#toNs[this.#head] - this.#fromNs[this.#head];
			this.#head = (this.#head + 1) % this.#fromNs.length;
			this.#count--;
		}
	}

	#place(index: number): number {
		return (this.#head + index + this.#fromNs.length) % this.#fromNs.length;
	}

	#grow(): void {
		const from = new Float64Array(this.#fromNs.length * 2);
		const to = new Float64Array(this.#fromNs.length * 2);
		for (let index = 0; index < this.#count; index++) {
			from[index] = this.#fromNs[this.#place(index)];
			to[index] = this.#toNs[this.#place(index)];
		}
		this.#fromNs = from;
		this.#toNs = to;
		this.#head = 0;
	}
}
