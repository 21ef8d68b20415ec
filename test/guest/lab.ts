/** Doubles and rigs for tests of guest software. */

import {attempt} from '../../source/guest/task.ts';
import type {Routine} from '../../source/guest/thread.ts';
import {Vcpu} from '../../source/guest/vcpu.ts';
import {costTable} from '../../source/manual/costs.ts';
import type {AccessSize, GpuBus} from '../../source/manual/pci.ts';
import type {EventKind} from '../../source/simulation/event-queue.ts';
import {EventQueue} from '../../source/simulation/event-queue.ts';
import {Priority} from '../../source/simulation/priority.ts';

/** A bus whose other side is two functions of the test. Every access costs `accessNs`. */
export class BusDouble implements GpuBus {
	priceNs = 0;
	accessNs = 100;
	onRead: (bar: number, offset: number, size: number) => number = () => 0;
	onWrite: (bar: number, offset: number, value: number, size: number) => void = () => {};

	configRead(offset: number, size: AccessSize): number {
		this.priceNs = this.accessNs;
		return this.onRead(-1, offset, size);
	}

	configWrite(offset: number, size: AccessSize, value: number): void {
		this.priceNs = this.accessNs;
		this.onWrite(-1, offset, value, size);
	}

	read(bar: number, offset: number, size: AccessSize): number {
		this.priceNs = this.accessNs;
		return this.onRead(bar, offset, size);
	}

	write(bar: number, offset: number, size: AccessSize, value: number): void {
		this.priceNs = this.accessNs;
		this.onWrite(bar, offset, value, size);
	}

	readBlock(bar: number, offset: number, into: Uint32Array): void {
		for (let index = 0; index < into.length; index++) {
			into[index] = this.onRead(bar, offset + index * 4, 4);
		}
		this.priceNs = this.accessNs * into.length;
	}

	writeBlock(bar: number, offset: number, from: Uint32Array): void {
		for (const [index, value] of from.entries()) {
			this.onWrite(bar, offset + index * 4, value, 4);
		}
		this.priceNs = this.accessNs * from.length;
	}

	fillBlock(bar: number, offset: number, value: number, count: number): void {
		for (let index = 0; index < count; index++) {
			this.onWrite(bar, offset + index * 4, value, 4);
		}
		this.priceNs = this.accessNs * count;
	}
}

/** One vCPU on an event queue of its own. */
export class VcpuLab {
	readonly queue = new EventQueue();
	readonly costs = costTable();
	readonly bus: BusDouble;
	readonly cpu: Vcpu;
	readonly runKind: EventKind;

	constructor(bus = new BusDouble()) {
		this.bus = bus;
		this.runKind = this.queue.kind('vcpu', Priority.guest, () => this.cpu.run());
		this.cpu = new Vcpu({queue: this.queue, runKind: this.runKind, slot: 0, bus, costs: this.costs});
	}

	/** Runs events until none is left. */
	drain(): void {
		while (this.queue.step()) {
			this.cpu.checkInvariants();
		}
	}

	/** Runs one routine to its end. */
	run(routine: () => Routine): void {
		let isDone = false;
		this.cpu.spawn('test', wrap());
		this.drain();
		if (!isDone) {
			throw new Error('the routine still waits');
		}

		function* wrap(): Routine {
			yield* routine();
			isDone = true;
		}
	}

	/** Runs a routine that gives up with a `DriverError`; its message. */
	runToFailure(routine: () => Routine): string | undefined {
		let reason: string | undefined;
		this.run(function* () {
			reason = yield* attempt(routine());
		});
		return reason;
	}
}
