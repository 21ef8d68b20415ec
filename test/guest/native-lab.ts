/** A guest on the bare device: the bus is the card itself, as in the paper's baseline. */
import {MIB, SECOND} from '../../source/base/units.ts';
import {gpuCounters} from '../../source/gpu/counters.ts';
import {Gpu} from '../../source/gpu/gpu.ts';
import {type GuestCounter, guestCounters} from '../../source/guest/counters.ts';
import {Guest} from '../../source/guest/guest.ts';
import {attempt, Task} from '../../source/guest/task.ts';
import type {Routine} from '../../source/guest/thread.ts';
import type {WorkloadChoice} from '../../source/guest/workload-catalogue.ts';
import {describeRegister} from '../../source/manual/bar0.ts';
import {type CostTable, costTable} from '../../source/manual/costs.ts';
import {PAGE_BYTES} from '../../source/manual/mmu.ts';
import {type AccessSize, type GpuBus, PCI_CONFIG, type SystemMemory} from '../../source/manual/pci.ts';
import {EventQueue} from '../../source/simulation/event-queue.ts';
import {Priority} from '../../source/simulation/priority.ts';
import {Random} from '../../source/simulation/random.ts';

export type NativeOptions = {
	readonly workloads?: readonly WorkloadChoice[];
	readonly seed?: number;
	readonly vramMib?: number;
	readonly ramMib?: number;
	/** Interrupts get through. */
	readonly hasInterrupts?: boolean;
};

const BAR3_OFFSET = PCI_CONFIG.BAR0 + 12;

/** Prices of the real bus, and nothing in between. */
export class NativeBus implements GpuBus {
	priceNs = 0;
	readonly #gpu: Gpu;
	readonly #costs: CostTable;
	/** What reads answer instead; undefined lets them through. */
	override: (bar: number, offset: number) => number | undefined = () => undefined;
	/** Size that BAR3 claims to have. */
	bar3Bytes = 64 * MIB;
	#isSizing = false;
	/** Called with each BAR access: `R` or `W`. */
	onAccess: (kind: 'R' | 'W', size: number, bar: number, offset: number, value: number, count: number) => void = () => {};

	constructor(gpu: Gpu, costs: CostTable) {
		this.#gpu = gpu;
		this.#costs = costs;
	}

	configRead(offset: number, size: AccessSize): number {
		this.priceNs = this.#costs.pcieReadNs;
		if (offset === BAR3_OFFSET && this.#isSizing) {
			return 2 ** 32 - this.bar3Bytes;
		}
		return this.#gpu.configRead(offset, size);
	}

	configWrite(offset: number, size: AccessSize, value: number): void {
		this.priceNs = this.#costs.pcieWriteNs;
		this.#isSizing = offset === BAR3_OFFSET && value === 2 ** 32 - 1;
		this.#gpu.configWrite(offset, size, value);
	}

	read(bar: number, offset: number, size: AccessSize): number {
		this.priceNs = this.#costs.pcieReadNs;
		const value = this.override(bar, offset) ?? this.#gpu.barRead(bar, offset, size);
		this.onAccess('R', size, bar, offset, value, 1);
		return value;
	}

	write(bar: number, offset: number, size: AccessSize, value: number): void {
		this.priceNs = this.#costs.pcieWriteNs;
		this.onAccess('W', size, bar, offset, value, 1);
		this.#gpu.barWrite(bar, offset, size, value);
	}

	readBlock(bar: number, offset: number, into: Uint32Array): void {
		for (let index = 0; index < into.length; index++) {
			into[index] = this.#gpu.barRead(bar, offset + index * 4, 4);
		}
		this.onAccess('R', 4, bar, offset, into[0] ?? 0, into.length);
		this.priceNs = this.#costs.pcieReadNs * into.length;
	}

	writeBlock(bar: number, offset: number, from: Uint32Array): void {
		this.onAccess('W', 4, bar, offset, from[0] ?? 0, from.length);
		for (let index = 0; index < from.length; index++) {
			this.#gpu.barWrite(bar, offset + index * 4, 4, from[index]);
		}
		this.priceNs = this.#costs.pcieWriteNs * from.length;
	}

	fillBlock(bar: number, offset: number, value: number, count: number): void {
		this.onAccess('W', 4, bar, offset, value, count);
		for (let index = 0; index < count; index++) {
			this.#gpu.barWrite(bar, offset + index * 4, 4, value);
		}
		this.priceNs = this.#costs.pcieWriteNs * count;
	}
}

export class NativeLab {
	readonly queue = new EventQueue();
	readonly costs = costTable();
	readonly counters = new Float64Array(guestCounters.length);
	readonly gpuCounters = new Float64Array(gpuCounters.length);
	readonly gpu: Gpu;
	readonly bus: NativeBus;
	readonly guest: Guest;
	readonly states: string[] = [];
	readonly trace: string[] = [];

	constructor(options: NativeOptions = {}) {
		const {workloads = [], seed = 1, vramMib = 512, ramMib = 64, hasInterrupts = true} = options;
		const memory: SystemMemory = {
			page: address => {
				const first = address / 4 - ((address / 4) % (PAGE_BYTES / 4));
				return address < ramMib * MIB ? this.guest.ram.subarray(first, first + PAGE_BYTES / 4) : undefined;
			},
			written: (address, bytes) => this.guest.dmaWritten(address, bytes),
		};
		const {queue, costs} = this;
		this.gpu = new Gpu({
			queue,
			costs,
			memory,
			vramBytes: vramMib * MIB,
			guestVramBytes: vramMib * MIB,
			counters: this.gpuCounters,
		});
		this.bus = new NativeBus(this.gpu, costs);
		const runKind = queue.kind('guest.run', Priority.guest, () => this.guest.run());
		this.guest = new Guest({
			queue,
			runKind,
			slot: 0,
			bus: this.bus,
			ramBytes: ramMib * MIB,
			costs,
			counters: this.counters,
			random: new Random(seed),
			workloads,
			driver: 'nouveau',
		});
		this.guest.onState = (state, reason) => this.states.push(reason === '' ? state : `${state}: ${reason}`);
		if (hasInterrupts) {
			const pin = queue.kind('guest.pin', Priority.interrupt, level => this.guest.interrupt(level === 1));
			this.gpu.onInterrupt = isRaised => queue.scheduleAfter(pin, isRaised ? costs.interruptNativeNs : 0, isRaised ? 1 : 0);
		}
	}

	count(name: GuestCounter): number {
		return this.counters[guestCounters.at[name]] as number;
	}

	deviceCount(name: (typeof gpuCounters.names)[number]): number {
		this.gpu.settleCounters();
		return this.gpuCounters[gpuCounters.at[name]] as number;
	}

	/** Starts the guest and runs until its driver is loaded. */
	boot(): this {
		this.guest.start();
		this.runUntil(() => this.guest.state !== 'booting');
		return this;
	}

	/** Runs until the condition holds; complains after 60 virtual seconds or when nothing is left to happen. */
	runUntil(isMet: () => boolean): void {
		const limitNs = this.queue.nowNs + 60 * SECOND;
		while (!isMet()) {
			if (!this.queue.step() || this.queue.nowNs > limitNs) {
				throw new Error(`at ${this.queue.nowNs} ns nothing more happens: ${JSON.stringify(this.guest.inspect())}`);
			}
		}
		this.check();
	}

	runFor(ns: number): void {
		this.queue.runUntil(this.queue.nowNs + ns);
		this.check();
	}

	/** Boots and runs the workloads to their end. */
	finish(): string {
		this.boot();
		this.runUntil(() => this.guest.state === 'done' || this.guest.state === 'failed');
		return this.guest.reason === '' ? this.guest.state : `${this.guest.state}: ${this.guest.reason}`;
	}

	/** Runs a program of the test on the booted guest, to its end; answers why it failed. */
	program(body: (task: Task) => Routine): string | undefined {
		let isDone = false;
		let failure: string | undefined;
		const task = new Task(this.guest.driver, new Random(7));
		this.guest.driver.cpu.spawn(
			'test',
			(function* () {
				failure = yield* attempt(body(task));
				yield* task.exit();
				isDone = true;
			})(),
		);
		this.runUntil(() => isDone);
		return failure;
	}

	check(): void {
		this.guest.checkInvariants();
		this.gpu.checkInvariants();
	}

	/** Starts recording BAR accesses as mmiotrace prints them, with names; blocks as one line. */
	record(): void {
		const startNs = this.queue.viewNs;
		this.bus.onAccess = (kind, size, bar, offset, value, count) => {
			const atNs = `${this.queue.viewNs - startNs}`.padStart(9);
			const [at, word] = [offset.toString(16).padStart(8, '0'), value.toString(16).padStart(8, '0')];
			const name = bar === 0 ? describeRegister(offset) : `BAR${bar}`;
			this.trace.push(`${kind} ${size} ${atNs} ${bar} ${at} ${word}  ${name}${count === 1 ? '' : ` x${count}`}`);
		};
	}
}
