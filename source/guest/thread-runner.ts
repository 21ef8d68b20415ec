/**
Threads of a domain on one local time, tied to the event queue by one event.

Private work may run ahead of the machine's clock by QUANTUM_NS; before a shared access a thread calls
`exact()`, and the access happens at its own time, in order with everything else. Simulators call this
temporal decoupling.

Owns: local time, threads, the level of the interrupt pin.
Not here: bus accesses (vcpu.ts).
Inaccuracies: threads are not preempted except by the interrupt handler; a thread that spins on memory
leaves the CPU to the others at once.
*/
import {assert} from '../base/assert.ts';
import {MS} from '../base/units.ts';
import type {CostTable} from '../manual/costs.ts';
import type {GpuBus} from '../manual/pci.ts';
import type {EventHandle, EventKind, EventQueue} from '../simulation/event-queue.ts';
import {type Condition, type Routine, sleepUntil, type Thread, TURN, type Wait, waitFor} from './thread.ts';

/** How far private accesses may run ahead of the machine's clock; a block access may add one piece to it. */
export const QUANTUM_NS = MS;

type ThreadRecord = {
	readonly name: string;
	readonly body: Thread;
	/** Runs as soon as local time reaches this; Infinity while nothing is known to wake it. */
	wakeAtNs: number;
	/** Stopped in the middle of its work to let earlier events go first. */
	isInTurn: boolean;
	wait: Wait | undefined;
};

export type VcpuOptions = {
	readonly queue: EventQueue;
	/** The machine's handler of this kind calls `run()`; its argument is `slot`. */
	readonly runKind: EventKind;
	readonly slot: number;
	readonly bus: GpuBus;
	readonly costs: CostTable;
};

export class ThreadRunner {
	/** This CPU's own time; never behind the machine's clock while it runs. */
	localNs = 0;
	readonly costs: CostTable;
	readonly bus: GpuBus;
	protected readonly queue: EventQueue;
	readonly #runKind: EventKind;
	readonly #slot: number;
	readonly #threads: ThreadRecord[] = [];
	readonly #pinRaised: Condition = {name: 'interrupt pin'};
	#handler: ThreadRecord | undefined;
	#isPinHigh = false;
	#event: EventHandle = 0;
	#eventAtNs = Number.POSITIVE_INFINITY;
	#memoryWaits = 0;
	#ranNs = 0;
	/** How far the event that runs may move the machine's clock. */
	#runUntilNs = 0;
	#isRunning = false;
	#isPaused = false;
	#isStopped = false;
	#pausedAtNs = 0;
	#pausedNs = 0;

	constructor(options: VcpuOptions) {
		this.queue = options.queue;
		this.#runKind = options.runKind;
		this.#slot = options.slot;
		this.bus = options.bus;
		this.costs = options.costs;
		this.localNs = options.queue.nowNs;
	}

	/** Nanoseconds spent computing and in accesses, since the start. Waiting does not count. */
	get ranNs(): number {
		return this.#ranNs;
	}

	/** Local time without the time that the operator held the domain; what timeouts are measured with. */
	get timeNs(): number {
		return this.localNs - this.#pausedNs;
	}

	get threadCount(): number {
		return this.#threads.length;
	}

	/** Adds a thread; it starts at the current time. */
	spawn(name: string, body: Thread): void {
		this.#threads.push({name, body, wakeAtNs: this.#nowNs, isInTurn: false, wait: undefined});
		this.#arrange();
	}

	/** Adds the thread that runs before all others once it is awake. There is one at most. */
	spawnHandler(name: string, body: Thread): void {
		assert(this.#handler === undefined, 'a second interrupt handler');
		this.spawn(name, body);
		this.#handler = this.#threads[this.#threads.length - 1];
	}

	pause(): void {
		if (!this.#isPaused && !this.#isStopped) {
			this.#isPaused = true;
			this.#pausedAtNs = this.#nowNs;
			this.#dropEvent();
		}
	}

	/** Sleeps and timeouts go on where they were. */
	resume(): void {
		if (!this.#isPaused || this.#isStopped) {
			return;
		}
		this.#isPaused = false;
		const heldNs = Math.max(0, this.queue.nowNs - this.#pausedAtNs);
		this.#pausedNs += heldNs;
		for (const thread of this.#threads) {
			if (thread.wait !== undefined && thread.wakeAtNs === thread.wait.deadlineNs) {
				thread.wait = {...thread.wait, deadlineNs: thread.wait.deadlineNs + heldNs};
				thread.wakeAtNs = thread.wait.deadlineNs;
			}
		}
		this.#arrange();
	}

	/** For good. Nothing of this CPU runs or is scheduled afterwards. */
	stop(): void {
		this.#isStopped = true;
		this.#dropEvent();
		if (!this.#isRunning) {
			this.#threads.length = 0;
		}
	}

	/** The event of this CPU: runs threads until all of them wait or an earlier event is due. */
	run(): void {
		this.#event = 0;
		this.#eventAtNs = Number.POSITIVE_INFINITY;
		if (this.#isHalted) {
			return;
		}
		assert(!this.#isRunning, 'a vCPU runs inside itself');
		this.localNs = Math.max(this.localNs, this.queue.nowNs);
		this.#isRunning = true;
		this.#runUntilNs = this.queue.nowNs + QUANTUM_NS;
		for (let thread = this.#next(); thread !== undefined; thread = this.#next()) {
			this.#continue(thread);
			if (thread.isInTurn || this.#isHalted || this.#isTooFarAhead) {
				break;
			}
		}
		this.#isRunning = false;
		if (this.#isStopped) {
			this.#threads.length = 0;
		}
		this.#arrange();
	}

	/** The interrupt pin, level. Whoever calls has let the latency of the interrupt pass. */
	setPin(isHigh: boolean): void {
		this.#isPinHigh = isHigh;
		if (isHigh) {
			this.notify(this.#pinRaised);
		}
	}

	/** Wakes every thread that waits for `condition`. */
	notify(condition: Condition): void {
		for (const thread of this.#threads) {
			if (thread.wait?.condition === condition) {
				this.#wake(thread, this.#nowNs);
			}
		}
		this.#arrange();
	}

	/** The device wrote memory: wakes who polls a word in it, `fencePollNs` later. */
	memoryWritten(address: number, bytes: number): void {
		if (this.#memoryWaits === 0) {
			return;
		}
		for (const thread of this.#threads) {
			const {wait} = thread;
			if (wait !== undefined && wait.address >= address && wait.address < address + bytes && wait.isMet()) {
				this.#wake(thread, this.queue.nowNs + this.costs.fencePollNs);
			}
		}
		this.#arrange();
	}

	/** Computes for so long, at most a fraction of the quantum; longer work is `compute`. */
	work(durationNs: number): void {
		this.localNs += durationNs;
		this.#ranNs += durationNs;
	}

	/** Computes for any time. */
	*compute(durationNs: number): Routine {
		let restNs = durationNs;
		while (restNs > QUANTUM_NS) {
			this.work(QUANTUM_NS);
			restNs -= QUANTUM_NS;
			yield* this.breathe();
		}
		this.work(restNs);
		yield* this.breathe();
	}

	/** Lets earlier events go first if this CPU is too far ahead. Between the pieces of long work. */
	*breathe(): Routine {
		if (this.#isTooFarAhead) {
			yield* this.exact();
		}
	}

	/**
	Before a shared access: returns when everything that is due before the local time has happened. With
	nothing due it moves the machine's clock itself, at most a quantum in one event, so a run that ends at a
	given time ends soon after it.
	*/
	*exact(): Routine {
		while (this.localNs > this.queue.nowNs || this.#isHalted) {
			if (this.queue.nextAtNs > this.localNs && this.localNs <= this.#runUntilNs && !this.#isHalted) {
				this.queue.advanceTo(this.localNs);
				return;
			}
			yield TURN;
		}
	}

	*sleep(durationNs: number): Routine {
		const until = this.timeNs + durationNs;
		while (this.timeNs < until) {
			yield sleepUntil(this.localNs + until - this.timeNs);
		}
	}

	/** Returns at once while the pin is high. */
	*waitForInterrupt(): Routine {
		while (!this.#isPinHigh) {
			yield waitFor(this.#pinRaised);
		}
	}

	/** Plain data, for digest and dumps. */
	inspect() {
		return {
			localNs: this.localNs,
			ranNs: this.#ranNs,
			isPinHigh: this.#isPinHigh,
			isPaused: this.#isPaused,
			threads: this.#threads.map(thread => ({
				name: thread.name,
				wakeAtNs: Number.isFinite(thread.wakeAtNs) ? thread.wakeAtNs : -1,
				isInTurn: thread.isInTurn,
			})),
		};
	}

	checkInvariants(): void {
		if (this.#isHalted) {
			assert(this.#event === 0, 'a halted vCPU has no event');
			return;
		}
		const wakeAtNs = this.#earliestWake();
		assert(wakeAtNs === Number.POSITIVE_INFINITY || this.#event !== 0, 'a thread can run and the vCPU has no event');
		assert(this.#memoryWaits === this.#threads.filter(thread => (thread.wait?.address ?? -1) >= 0).length, 'memory waits miscounted');
	}

	/** How far this CPU is ahead of the machine's clock. */
	protected get aheadNs(): number {
		return this.localNs - this.queue.nowNs;
	}

	get #isHalted(): boolean {
		return this.#isPaused || this.#isStopped;
	}

	get #isTooFarAhead(): boolean {
		return this.aheadNs > QUANTUM_NS;
	}

	/** The time of whoever calls: this CPU's own inside its run, the machine's elsewhere. */
	get #nowNs(): number {
		return this.#isRunning ? this.localNs : this.queue.nowNs;
	}

	#wake(thread: ThreadRecord, atNs: number): void {
		thread.wakeAtNs = Math.min(thread.wakeAtNs, atNs);
	}

	/** Who runs next at the local time: the interrupt handler, the thread whose turn it is, the one that woke first. */
	#next(): ThreadRecord | undefined {
		if (this.#handler !== undefined && this.#handler.wakeAtNs <= this.localNs) {
			return this.#handler;
		}
		let best: ThreadRecord | undefined;
		for (const thread of this.#threads) {
			if (thread.isInTurn) {
				return thread;
			}
			if (thread.wakeAtNs <= this.localNs && (best === undefined || thread.wakeAtNs < best.wakeAtNs)) {
				best = thread;
			}
		}
		return best;
	}

	#continue(thread: ThreadRecord): void {
		if ((thread.wait?.address ?? -1) >= 0) {
			this.#memoryWaits--;
		}
		thread.wait = undefined;
		thread.isInTurn = false;
		const result = thread.body.next();
		if (result.done) {
			this.#threads.splice(this.#threads.indexOf(thread), 1);
			if (thread === this.#handler) {
				this.#handler = undefined;
			}
			return;
		}
		if (result.value === TURN) {
			thread.isInTurn = true;
			thread.wakeAtNs = this.localNs;
			return;
		}
		thread.wait = result.value;
		thread.wakeAtNs = result.value.deadlineNs;
		if (result.value.address >= 0) {
			this.#memoryWaits++;
		}
	}

	#earliestWake(): number {
		let atNs = Number.POSITIVE_INFINITY;
		for (const thread of this.#threads) {
			atNs = Math.min(atNs, thread.wakeAtNs);
		}
		return atNs;
	}

	/** Makes the event of this CPU agree with its threads. */
	#arrange(): void {
		if (this.#isRunning || this.#isHalted) {
			return;
		}
		const earliestNs = this.#earliestWake();
		const atNs = earliestNs === Number.POSITIVE_INFINITY ? earliestNs : Math.max(earliestNs, this.localNs, this.queue.nowNs);
		if (atNs === this.#eventAtNs) {
			return;
		}
		this.#dropEvent();
		if (atNs !== Number.POSITIVE_INFINITY) {
			this.#event = this.queue.scheduleAt(this.#runKind, atNs, this.#slot);
			this.#eventAtNs = atNs;
		}
	}

	#dropEvent(): void {
		if (this.#event !== 0) {
			this.queue.cancel(this.#event);
		}
		this.#event = 0;
		this.#eventAtNs = Number.POSITIVE_INFINITY;
	}
}
