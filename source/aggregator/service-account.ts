/**
Who received how much of the device, and what their weights promised them.

Received is what the loop charged: the time that doorbells held the device. While nobody queues (DIRECT), it is
the time that engines worked, as the device counts it for each slot.

Owns: the account of each slot: time received, time promised, both cumulative and over the last 100 and 500 ms;
the machine's measures of fairness made from them.
Not here: who waits and who is next (gpu-scheduler.ts).

The promise is that of an ideal device that can be divided at will: at each instant it is shared by weight
among the domains that have work then. So a domain without work is promised nothing, and one with little work
little. Nothing is computed per domain while time passes: a virtual clock runs at 1 / (sum of weights with
work), and a domain's promise is its weight times what that clock ran while the domain had work.

Windows end at the last whole 10 ms, because they are differences of what was recorded there.
See: Parekh, Gallager: generalized processor sharing, 1993; the prototype's samplers of 100 and 500 ms.
*/
import {MS} from '../base/units.ts';
import type {WorkMeter} from '../gpu/work-meter.ts';
import {aggregatorCounters, schedulerCounters} from './counters.ts';

const STEP_NS = 10 * MS;
/** Windows in steps, as the prototype samples. */
const SHORT_STEPS = 10;
const LONG_STEPS = 50;
const RECORDS = LONG_STEPS + 1;
/** Nobody. */
export const NO_SLOT = -1;

/** Who was promised less than one part in so many is left out of ratios. */
const PROMISE_MINIMUM = 100;

const at = aggregatorCounters.at;

type Seat = {
	readonly counters: Float64Array;
	weight: number;
	/** Virtual clock when it got work; the promise up to then. */
	sinceVirtual: number;
	promisedNs: number;
	isBacklogged: boolean;
	/** Time that engines worked for it, up to where it was taken over. */
	workedNs: number;
	/** Received and promised at the latest steps, a ring by step. */
	readonly received: Float64Array;
	readonly promised: Float64Array;
	/** Step at which it came. */
	readonly firstStep: number;
};

export class ServiceAccount {
	/** Time that the device was kept busy by doorbells of domains that were gone by then. */
	orphanNs = 0;
	/** Time received, of all, while nobody queued. */
	workNs = 0;
	readonly #counters: Float64Array;
	readonly #work: WorkMeter;
	/** Received is what engines worked. */
	#isWork = false;
	readonly #seats: Array<Seat | undefined> = [];
	#nowNs = 0;
	#virtual = 0;
	#weights = 0;
	/** Seats whose queues hold something, whether it may run or not. */
	#queued = 0;
	#holder: number = NO_SLOT;
	#isHeld = false;
	#step = 0;

	/** `counters` is the scheduler's part of the machine's row. */
	constructor(counters: Float64Array, work: WorkMeter) {
		this.#counters = counters;
		this.#work = work;
	}

	open(slot: number, weight: number, counters: Float64Array): void {
		while (this.#seats.length <= slot) {
			this.#seats.push(undefined);
		}
		this.#seats[slot] = {
			counters,
			weight,
			sinceVirtual: 0,
			promisedNs: 0,
			isBacklogged: false,
			workedNs: this.#work.workedNs(slot, this.#nowNs),
			received: new Float64Array(RECORDS),
			promised: new Float64Array(RECORDS),
			firstStep: this.#step,
		};
	}

	close(slot: number): void {
		this.setBacklogged(slot, false);
		this.#takeWork(slot, this.#nowNs);
		this.#seats[slot] = undefined;
		this.#holder = this.#holder === slot ? NO_SLOT : this.#holder;
	}

	/** From now on received is what engines work, or what is charged. Let time pass first. */
	receiveWork(isWork: boolean): void {
		for (let slot = 0; slot < this.#seats.length; slot++) {
			this.#takeWork(slot, this.#nowNs);
		}
		this.#isWork = isWork;
	}

	setWeight(slot: number, weight: number): void {
		const seat = this.#seats[slot];
		if (seat !== undefined) {
			const {isBacklogged} = seat;
			this.setBacklogged(slot, false);
			seat.weight = weight;
			this.setBacklogged(slot, isBacklogged);
		}
	}

	/** The domain has work that may run or runs; a promise is made to it. */
	setBacklogged(slot: number, isBacklogged: boolean): void {
		const seat = this.#seats[slot];
		if (seat === undefined || seat.isBacklogged === isBacklogged) {
			return;
		}
		seat.isBacklogged = isBacklogged;
		if (isBacklogged) {
			seat.sinceVirtual = this.#virtual;
			this.#weights += seat.weight;
		} else {
			seat.promisedNs += seat.weight * (this.#virtual - seat.sinceVirtual);
			this.#weights -= seat.weight;
		}
	}

	/** A queue got its first doorbell, or lost its last. */
	countQueued(by: 1 | -1): void {
		this.#queued += by;
	}

	/** The device begins to work for that slot; NO_SLOT for a domain that is gone. */
	begin(slot: number): void {
		this.#holder = slot;
		this.#isHeld = true;
	}

	end(): void {
		this.#isHeld = false;
		this.#holder = NO_SLOT;
	}

	/** Lets time pass up to now. Before anything else changes. */
	advance(nowNs: number): void {
		for (let stepNs = (this.#step + 1) * STEP_NS; stepNs <= nowNs; stepNs = (this.#step + 1) * STEP_NS) {
			this.#pass(stepNs);
			this.#step++;
			if (nowNs - stepNs > RECORDS * STEP_NS && !this.#isHeld && this.#weights === 0) {
				// Nothing happens in a long silence: only its end need be recorded.
				this.#step = Math.floor(nowNs / STEP_NS) - RECORDS;
			}
			for (let slot = 0; slot < this.#seats.length; slot++) {
				const seat = this.#seats[slot];
				if (seat !== undefined) {
					if (this.#isWork) {
						this.#takeWork(slot, stepNs);
					}
					seat.received[this.#step % RECORDS] = seat.counters[at.gpuBusyNs];
					seat.promised[this.#step % RECORDS] = this.#promisedNs(seat);
				}
			}
		}
		this.#pass(nowNs);
	}

	/** Writes gauges and measures. Has no influence on the run. */
	sample(nowNs: number): void {
		this.advance(nowNs);
		for (let slot = 0; slot < this.#seats.length; slot++) {
			const seat = this.#seats[slot];
			if (seat !== undefined) {
				this.#takeWork(slot, nowNs);
				seat.counters[at.engineNs] = seat.workedNs;
				seat.counters[at.preemptions] = this.#work.preemptionsOf(slot);
				seat.counters[at.preemptionNs] = this.#work.preemptionNsOf(slot);
				seat.counters[at.entitledNs] = Math.round(this.#promisedNs(seat));
				seat.counters[at.received100Ns] = this.#over(seat, seat.received, SHORT_STEPS);
				seat.counters[at.received500Ns] = this.#over(seat, seat.received, LONG_STEPS);
				seat.counters[at.entitled100Ns] = Math.round(this.#over(seat, seat.promised, SHORT_STEPS));
				seat.counters[at.entitled500Ns] = Math.round(this.#over(seat, seat.promised, LONG_STEPS));
			}
		}
		const own = schedulerCounters.at;
		const short = this.#measure(at.received100Ns, at.entitled100Ns);
		const long = this.#measure(at.received500Ns, at.entitled500Ns);
		this.#counters[own.jain100Permille] = short.jain;
		this.#counters[own.deviation100Permille] = short.deviation;
		this.#counters[own.jain500Permille] = long.jain;
		this.#counters[own.deviation500Permille] = long.deviation;
		this.#counters[own.minMax500Permille] = long.minMax;
		this.#counters[own.orphanBusyNs] = this.orphanNs;
	}

	/** Takes over what engines worked for the slot up to then; it is received if nobody queues. */
	#takeWork(slot: number, atNs: number): void {
		const seat = this.#seats[slot];
		if (seat !== undefined) {
			const workedNs = this.#work.workedNs(slot, atNs);
			if (this.#isWork) {
				seat.counters[at.gpuBusyNs] += workedNs - seat.workedNs;
				this.workNs += workedNs - seat.workedNs;
			}
			seat.workedNs = workedNs;
		}
	}

	#promisedNs({promisedNs, isBacklogged, weight, sinceVirtual}: Seat): number {
		return promisedNs + (isBacklogged ? weight * (this.#virtual - sinceVirtual) : 0);
	}

	/** What a ring of cumulative times grew by over so many steps. */
	#over(seat: Seat, ring: Float64Array, steps: number): number {
		const from = Math.max(seat.firstStep, this.#step - steps);
		return ring[this.#step % RECORDS] - (from === seat.firstStep ? 0 : ring[from % RECORDS]);
	}

	/** Nothing changes until then but time. */
	#pass(toNs: number): void {
		const elapsedNs = toNs - this.#nowNs;
		if (elapsedNs <= 0) {
			return;
		}
		this.#nowNs = toNs;
		if (this.#weights > 0) {
			this.#virtual += elapsedNs / this.#weights;
		}
		if (this.#isHeld) {
			this.#counters[schedulerCounters.at.schedulerBusyNs] += elapsedNs;
			const seat = this.#seats[this.#holder];
			if (seat === undefined) {
				this.orphanNs += elapsedNs;
			} else {
				seat.counters[at.gpuBusyNs] += elapsedNs;
			}
		} else if (this.#queued > 0) {
			this.#counters[schedulerCounters.at.idleBackloggedNs] += elapsedNs;
		}
	}

	/**
	Measures of received against promised. Ratios are taken of those that were promised at least a hundredth of the
	whole, and are NaN with fewer than two of them; the deviation is that of all.
	*/
	#measure(received: number, entitled: number): {readonly jain: number; readonly minMax: number; readonly deviation: number} {
		let receivedNs = 0;
		let entitledNs = 0;
		for (const seat of this.#seats) {
			receivedNs += seat === undefined ? 0 : seat.counters[received];
			entitledNs += seat === undefined ? 0 : seat.counters[entitled];
		}
		let count = 0;
		let sum = 0;
		let squares = 0;
		let least = Number.POSITIVE_INFINITY;
		let most = 0;
		let deviation = 0;
		for (const seat of this.#seats) {
			if (seat !== undefined && seat.counters[entitled] > 0) {
				const satisfaction = seat.counters[received] / seat.counters[entitled];
				if (seat.counters[entitled] * PROMISE_MINIMUM >= entitledNs) {
					count++;
					sum += satisfaction;
					squares += satisfaction * satisfaction;
					least = Math.min(least, satisfaction);
					most = Math.max(most, satisfaction);
				}
				deviation = Math.max(deviation, Math.abs(seat.counters[received] / receivedNs - seat.counters[entitled] / entitledNs));
			}
		}
		return count < 2 || squares === 0
			? {jain: Number.NaN, minMax: Number.NaN, deviation: Number.NaN}
			: {
					jain: Math.round((1000 * sum * sum) / (count * squares)),
					minMax: Math.round((1000 * least) / most),
					deviation: Math.round(1000 * deviation),
				};
	}
}
