/**
A domain: one virtual machine as the hypervisor knows it. Its memory, its bus and its interrupt pin.

Owns: nothing of the GPU; the device behind the bus is the aggregator's.
*/

import type {CostTable} from '../manual/costs.ts';
import type {GuestPort} from '../manual/guest-port.ts';
import type {EventKind, EventQueue} from '../simulation/event-queue.ts';
import {exitCounters} from './counters.ts';
import {DomainBus} from './domain-bus.ts';
import {type DeviceLock, ExitThread} from './exit-price.ts';
import type {HostListener} from './host-act.ts';
import type {HostMemory, MemoryRange} from './host-memory.ts';

const INJECTED = exitCounters.at.interruptsInjected;

export type DomainOptions = {
	readonly id: number;
	/** Place in the tables of the machine, 0 to 63; reused after the domain is gone. */
	readonly slot: number;
	readonly name: string;
	readonly queue: EventQueue;
	readonly costs: CostTable;
	readonly lock: DeviceLock;
	/** exitCounters.length cells. */
	readonly counters: Float64Array;
	/** Event that calls `deliverInterrupt` of the domain in the slot that is its argument. */
	readonly injectKind: EventKind;
};

export class Domain {
	readonly id: number;
	readonly slot: number;
	readonly name: string;
	readonly thread: ExitThread;
	readonly bus: DomainBus;
	memory: MemoryRange = {base: 0, bytes: 0};
	port: GuestPort | undefined;
	/** Told what is done on the domain's behalf. */
	onAct: HostListener | undefined;
	readonly #options: DomainOptions;
	#wanted = false;
	#delivered = false;
	#isScheduled = false;
	#dueNs = 0;

	constructor(options: DomainOptions) {
		this.#options = options;
		this.id = options.id;
		this.slot = options.slot;
		this.name = options.name;
		this.thread = new ExitThread(options.costs, options.lock);
		this.bus = new DomainBus(options.queue, options.costs, options.counters, this.thread);
	}

	plug(port: GuestPort, memory: HostMemory): void {
		this.port = port;
		this.memory = memory.attach(port);
	}

	unplug(memory: HostMemory): void {
		memory.detach(this.memory);
		this.port = undefined;
		this.#wanted = false;
	}

	/** Level of the virtual interrupt line. Raising it reaches the guest after the price of an injection. */
	setInterrupt(isRaised: boolean): void {
		this.#wanted = isRaised;
		if (isRaised && !this.#delivered && !this.#isScheduled) {
			this.#isScheduled = true;
			const {queue, injectKind, costs} = this.#options;
			this.#dueNs = queue.nowNs + costs.interruptInjectNs;
			queue.scheduleAt(injectKind, this.#dueNs, this.slot);
		} else if (!isRaised && this.#delivered) {
			this.#delivered = false;
			this.port?.interrupt(false);
		}
	}

	/** The event may be an old one, of a domain that has left the slot to this one. */
	deliverInterrupt(): void {
		if (!this.#isScheduled || this.#options.queue.nowNs < this.#dueNs) {
			return;
		}
		this.#isScheduled = false;
		if (this.#wanted && this.port !== undefined) {
			this.#delivered = true;
			this.#options.counters[INJECTED]++;
			this.onAct?.({kind: 'inject'});
			this.port.interrupt(true);
		}
	}
}
