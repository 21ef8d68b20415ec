/**
Whole machines of several sizes in one process, run in turns: a window of virtual time of the first, of the
second, and so on, then again in the other order.

	node whole.ts ROUNDS WARM_MS WINDOW_MS DOMAINS...

Prints one JSON object per size: medians over the rounds of CPU nanoseconds per doorbell, of virtual seconds per
CPU second, and of the bare event queue's CPU nanoseconds for as many events as one doorbell took.
CPU time, not wall time: the machine below may be shared, the work is the same.
*/
import {MIB} from '../../source/base/units.ts';
import {domainCatalogue, ROW_LENGTH} from '../../source/machine/catalogue.ts';
import {Machine} from '../../source/machine/machine.ts';
import {EventQueue} from '../../source/simulation/event-queue.ts';
import {Priority} from '../../source/simulation/priority.ts';
import {scenarioOf} from '../lab/machine-lab.ts';
import {median} from './harness.ts';

/** A kernel of 1 ms: with its arguments, its fence and the copy back it is five doorbells, one for each 200 us of the card. */
const ITERATIONS = 15_000;
/** Doorbells of each domain before a machine counts as booted. */
const BOOTED = 8;
const BOOT_LIMIT_NS = 60e9;
const PENDING_PER_DOMAIN = 2;

type Window = {readonly nsPerCommand: number; readonly virtualPerCpu: number; readonly eventsPerCommand: number; readonly bareNs: number};

function cpuNs(): number {
	const {user, system} = process.cpuUsage();
	return (user + system) * 1000;
}

class Subject {
	readonly domains: number;
	readonly windows: Window[] = [];
	readonly #machine: Machine;
	readonly #bare = new EventQueue();

	constructor(domains: number) {
		this.domains = domains;
		this.#machine = new Machine(
			scenarioOf({
				domains: Array.from({length: domains}, () => ({
					mode: {kind: 'para', multicall: true},
					vramBytes: 32 * MIB,
					ramBytes: 16 * MIB,
					workload: ['loop', {iterations: ITERATIONS}],
				})),
			}),
			{checks: 'off'},
		);
		const tick = this.#bare.kind('tick', Priority.device, argument => {
			this.#bare.scheduleAfter(tick, (argument * 7919) % 10_007, (argument + 1) % 65_536);
		});
		for (let index = 0; index < PENDING_PER_DOMAIN * domains; index++) {
			this.#bare.scheduleAfter(tick, index, index);
		}
	}

	boot(): void {
		while (this.#doorbells() < this.domains * BOOTED) {
			this.run(50);
			if (this.#machine.nowNs > BOOT_LIMIT_NS) {
				throw new Error(`${this.domains} domains did not boot`);
			}
		}
	}

	run(milliseconds: number): void {
		this.#machine.runUntil(this.#machine.nowNs + milliseconds * 1e6);
	}

	measure(milliseconds: number): void {
		const doorbells = this.#doorbells();
		const events = this.#machine.queue.executed;
		const fromNs = this.#machine.nowNs;
		const startNs = cpuNs();
		this.run(milliseconds);
		const spentNs = cpuNs() - startNs;
		const commands = this.#doorbells() - doorbells;
		const executed = this.#machine.queue.executed - events;
		const bareNs = cpuNs();
		for (let index = 0; index < executed; index++) {
			this.#bare.step();
		}
		this.windows.push({
			nsPerCommand: spentNs / commands,
			virtualPerCpu: (this.#machine.nowNs - fromNs) / spentNs,
			eventsPerCommand: executed / commands,
			bareNs: (cpuNs() - bareNs) / commands,
		});
	}

	report(): string {
		const of = (name: keyof Window) => median(this.windows.map(window => window[name]));
		return JSON.stringify({
			domains: this.domains,
			nsPerCommand: of('nsPerCommand'),
			virtualPerCpu: of('virtualPerCpu'),
			eventsPerCommand: of('eventsPerCommand'),
			bareNs: of('bareNs'),
		});
	}

	#doorbells(): number {
		const {block} = this.#machine.snapshot();
		let sum = 0;
		for (const {slot} of this.#machine.residents()) {
			sum += block[ROW_LENGTH * (1 + slot) + domainCatalogue.at.doorbells];
		}
		return sum;
	}
}

const [rounds, warmMs, windowMs, ...sizes] = process.argv.slice(2).map(Number) as [number, number, number, ...number[]];
const subjects = sizes.map(domains => new Subject(domains));
for (const subject of subjects) {
	subject.boot();
	subject.run(warmMs);
}
for (let round = 0; round < rounds; round++) {
	for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
		subject.measure(windowMs);
	}
}
for (const subject of subjects) {
	console.log(subject.report());
}
