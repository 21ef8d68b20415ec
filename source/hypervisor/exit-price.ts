/**
The price of an MMIO exit, from the parts of its way.

guest -> hypervisor -> device model process -> message queue -> aggregator's thread of that domain ->
(device lock) -> answer. Writes are posted: the vCPU goes on when the message is queued. Reads wait, and
so they also wait for every write of the domain that is still queued, and for whoever holds the device:
a rescan of one domain's page tables keeps everybody's reads waiting.
See: GPUvm prototype, session protocol and locks.
*/
import type {CostTable} from '../manual/costs.ts';

/** The one lock around the physical device. */
export type DeviceLock = {
	/** Virtual time until which somebody holds it. */
	heldUntilNs: number;
};

/** The aggregator's thread that serves one domain, in order. */
export class ExitThread {
	/** When the thread has finished all it was given. */
	freeAtNs = 0;
	/** Until when a rescan of the domain's page tables goes on, or went on last. */
	rescanUntilNs = 0;
	/** Time the thread worked, all accesses together. */
	servedNs = 0;
	/** Time accesses waited before the thread began with them: for those before, or for the device. */
	waitedNs = 0;
	readonly #costs: CostTable;
	readonly #lock: DeviceLock;

	constructor(costs: CostTable, lock: DeviceLock) {
		this.#costs = costs;
		this.#lock = lock;
	}

	/** Price of a posted write made at `atNs` whose handling takes `extraNs` on top. */
	post(atNs: number, extraNs: number, holdsDevice: boolean): number {
		this.#serve(atNs, extraNs, holdsDevice);
		return this.#postNs();
	}

	/** Price of a blocking read or call. */
	ask(atNs: number, extraNs: number, holdsDevice: boolean): number {
		this.#serve(atNs, extraNs, holdsDevice);
		return this.freeAtNs + this.#costs.messageHopNs - atNs;
	}

	/** When the thread will be done with a write that the vCPU makes at `atNs` and whose handling takes `extraNs` on top. */
	doneNs(atNs: number, extraNs: number): number {
		let startNs = Math.max(atNs + this.#postNs(), this.freeAtNs);
		if (extraNs > 0 && this.#lock.heldUntilNs > startNs) {
			startNs = this.#lock.heldUntilNs;
		}
		return startNs + this.#costs.aggregatorNs + extraNs;
	}

	/** The way of a message to the thread. */
	#postNs(): number {
		const {vmExitNs, deviceModelNs, messageNs} = this.#costs;
		return vmExitNs + deviceModelNs + messageNs;
	}

	#serve(atNs: number, extraNs: number, holdsDevice: boolean): void {
		const workNs = this.#costs.aggregatorNs + extraNs;
		this.freeAtNs = this.doneNs(atNs, extraNs);
		this.servedNs += workNs;
		this.waitedNs += this.freeAtNs - workNs - (atNs + this.#postNs());
		if (holdsDevice) {
			this.rescanUntilNs = this.freeAtNs;
			this.#lock.heldUntilNs = Math.max(this.#lock.heldUntilNs, this.freeAtNs);
		}
	}
}
