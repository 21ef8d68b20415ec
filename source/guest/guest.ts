/**
The software inside a domain: memory, one vCPU, a driver, and workloads as its programs.

It meets the machine through a bus on one side and `GuestPort` on the other, and knows nothing else
of it: the same guest runs on the bare device and behind any hypervisor.

What goes wrong in here is the guest's own: its state becomes `failed` with a reason. Only a broken
invariant, our fault, leaves as an exception.
*/
import {assert} from '../base/assert.ts';
import {defaultsOf} from '../base/tunable.ts';
import type {CostTable} from '../manual/costs.ts';
import type {GuestPort} from '../manual/guest-port.ts';
import {BATCH_LARGE} from '../manual/hypercall.ts';
import type {GpuBus} from '../manual/pci.ts';
import type {EventKind, EventQueue} from '../simulation/event-queue.ts';
import type {Random} from '../simulation/random.ts';
import {guestCounters} from './counters.ts';
import {Driver} from './driver.ts';
import {attempt, Task} from './task.ts';
import type {Thread} from './thread.ts';
import {Vcpu} from './vcpu.ts';
import type {WorkloadSpec} from './workload.ts';
import {refuseWorkload, WORKLOADS, type WorkloadChoice} from './workload-catalogue.ts';

/** booting: the driver loads. done: every workload ended well. failed: the driver gave up, or all workloads ended and one failed. */
export type GuestState = 'booting' | 'running' | 'done' | 'failed';

export type GuestOptions = {
	readonly queue: EventQueue;
	/** Its handler calls `run()` of the guest in `slot`, which is the event's argument. */
	readonly runKind: EventKind;
	readonly slot: number;
	readonly bus: GpuBus;
	/** Guest memory; pages are committed as they are touched. */
	readonly ramBytes: number;
	readonly costs: CostTable;
	/** `guestCounters.length` cells. */
	readonly counters: Float64Array;
	readonly random: Random;
	/** Each must be one that `refuseWorkload` accepts. */
	readonly workloads: readonly WorkloadChoice[];
	readonly driver: 'nouveau';
	/** Page table entries in one para-virtual call, where there is such a door: 1 to 2048. */
	readonly paraBatch?: number;
};

export class Guest implements GuestPort {
	readonly ram: Uint32Array;
	readonly driver: Driver;
	/** Called after each change of state. Must not change the guest. */
	onState: (state: GuestState, reason: string) => void = () => {};
	readonly #vcpu: Vcpu;
	readonly #counters: Float64Array;
	readonly #random: Random;
	readonly #workloads: readonly WorkloadChoice[];
	#state: GuestState = 'booting';
	#reason = '';
	#running = 0;
	#failures: string[] = [];

	constructor(options: GuestOptions) {
		assert(options.counters.length === guestCounters.length, 'a cell for each guest counter');
		for (const choice of options.workloads) {
			const reason = refuseWorkload(choice);
			assert(reason === undefined, `workload accepted before: ${reason}`);
		}
		this.ram = new Uint32Array(options.ramBytes / 4);
		this.#counters = options.counters;
		this.#random = options.random;
		this.#workloads = options.workloads;
		this.#vcpu = new Vcpu(options);
		this.driver = new Driver(this.#vcpu, this.ram, options.counters, options.paraBatch ?? BATCH_LARGE);
	}

	get state(): GuestState {
		return this.#state;
	}

	/** Why it failed; empty otherwise. */
	get reason(): string {
		return this.#reason;
	}

	/** Virtual nanoseconds that the vCPU was computing or in accesses. */
	get ranNs(): number {
		return this.#vcpu.ranNs;
	}

	/** Virtual time up to which its vCPU has computed or been in accesses; in the past while it sleeps. */
	get busyUntilNs(): number {
		return this.#vcpu.localNs;
	}

	/** Powers on. */
	start(): void {
		this.#vcpu.spawn('boot', this.#boot());
	}

	/** Holds the vCPU; its sleeps and timeouts stand still. */
	pause(): void {
		this.#vcpu.pause();
	}

	resume(): void {
		this.#vcpu.resume();
	}

	/** Powers off, for good, at once. */
	stop(): void {
		this.#vcpu.stop();
	}

	/** The vCPU's event. */
	run(): void {
		this.#vcpu.run();
	}

	dmaWritten(guestPhysical: number, bytes: number): void {
		this.#vcpu.memoryWritten(guestPhysical, bytes);
	}

	interrupt(isRaised: boolean): void {
		this.#vcpu.setPin(isRaised);
	}

	/** Plain data, for digest and dumps. */
	inspect() {
		return {
			state: this.#state,
			reason: this.#reason,
			workloadsRunning: this.#running,
			vcpu: this.#vcpu.inspect(),
			driver: this.driver.inspect(),
		};
	}

	checkInvariants(): void {
		this.#vcpu.checkInvariants();
		this.driver.checkInvariants();
		assert(this.#running >= 0 && this.#running <= this.#workloads.length, 'workloads miscounted');
	}

	*#boot(): Thread {
		const failure = yield* attempt(this.driver.load());
		if (failure !== undefined) {
			this.#change('failed', `driver: ${failure}`);
			return;
		}
		this.#counters[guestCounters.at.isReady] = 1;
		this.#running = this.#workloads.length;
		this.#change('running', '');
		for (const [index, {kind, parameters}] of this.#workloads.entries()) {
			const spec = WORKLOADS[kind] as WorkloadSpec;
			const values = {...defaultsOf(spec.parameters), ...parameters};
			const random = this.#random.fork(`workload ${index} ${kind}`);
			this.#vcpu.spawn(`${index} ${kind}`, this.#program(kind, spec, values, random));
		}
	}

	/** A workload from its first to its last breath. */
	*#program(kind: string, spec: WorkloadSpec, values: Readonly<Record<string, number>>, random: Random): Thread {
		const task = new Task(this.driver, random);
		const failure = yield* attempt(spec.run(task, values));
		const exitFailure = yield* attempt(task.exit());
		const reason = failure ?? exitFailure;
		if (reason !== undefined) {
			this.#failures.push(`${kind}: ${reason}`);
			this.#counters[guestCounters.at.workloadErrors] += 1;
		}
		this.#running--;
		if (this.#running === 0) {
			this.#change(this.#failures.length === 0 ? 'done' : 'failed', this.#failures[0] ?? '');
		}
	}

	#change(state: GuestState, reason: string): void {
		this.#state = state;
		this.#reason = reason;
		if (state === 'failed') {
			this.#counters[guestCounters.at.hasFailed] = 1;
		}
		this.onState(state, reason);
	}
}
