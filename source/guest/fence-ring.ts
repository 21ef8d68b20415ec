/**
Fences as Gdev keeps them: 4096 records of 16 bytes in guest memory, mapped for the device. A fence is
the number of its record; the device writes the number into the record when it gets there. Waiting
costs no bus access.
See: Gdev nvc0 fences (record = sequence, 1 to 4095 then again, reset to all ones).
*/
import {u32} from '../base/words.ts';
import type {SystemBuffer} from './system-buffer.ts';
import type {Routine} from './thread.ts';

export const FENCE_RECORDS = 4096;
const RECORD_BYTES = 16;
export const FENCE_BYTES = FENCE_RECORDS * RECORD_BYTES;
const PENDING = u32(-1);

export type Fence = number;

export class FenceRing {
	readonly #buffer: SystemBuffer;
	/** Virtual address of the records. */
	readonly #address: number;
	#sequence = 0;

	constructor(buffer: SystemBuffer, address: number) {
		this.#buffer = buffer;
		this.#address = address;
		buffer.words.fill(0);
	}

	get sequence(): number {
		return this.#sequence;
	}

	/** Takes the next fence and resets its record; waits with `wait` if its last use is still outstanding. */
	*next(wait: (fence: Fence) => Routine): Routine<Fence> {
		const fence = (this.#sequence % (FENCE_RECORDS - 1)) + 1;
		if (this.#word(fence) === PENDING) {
			yield* wait(fence);
		}
		this.#sequence = fence;
		this.#buffer.words[(fence * RECORD_BYTES) / 4] = PENDING;
		return fence;
	}

	isDone(fence: Fence): boolean {
		return this.#word(fence) === fence;
	}

	/** Where the device writes. */
	deviceAddress(fence: Fence): number {
		return this.#address + fence * RECORD_BYTES;
	}

	/** Where the CPU looks: guest physical. */
	guestAddress(fence: Fence): number {
		return this.#buffer.address + fence * RECORD_BYTES;
	}

	#word(fence: Fence): number {
		return this.#buffer.words[(fence * RECORD_BYTES) / 4];
	}
}
