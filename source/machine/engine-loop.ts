/**
Engine loop: a machine, the pacer that ties it to the wall clock, and the commands in between.

Owns: what speed, pause and step mean for the pacer; when a viewer gets a new snapshot; what happens when
the machine breaks (our own fault): it stops, says so, and stays readable.
*/
import {InvariantBroken} from '../base/assert.ts';
import {type Paced, Pacer, type WallClock} from '../simulation/pacer.ts';
import type {Actor, Command, Outcome} from './command.ts';
import type {Machine} from './machine.ts';
import type {Facts, Snapshot} from './snapshot.ts';

export type EngineLoopOptions = {
	readonly machine: Machine;
	/** Wall milliseconds between snapshots. */
	readonly intervalMs: number;
	readonly publish: () => void;
	readonly clock?: WallClock;
	/** Wall milliseconds that the machine has been worked on before. */
	readonly workedMs?: number;
};

export const INTERVAL_MINIMUM_MS = 20;
export const INTERVAL_MAXIMUM_MS = 60_000;

export class EngineLoop {
	readonly machine: Machine;
	readonly pacer: Pacer;
	readonly #publish: () => void;
	#endTicks: () => void = () => {};
	#broken: string | undefined;
	#brokenFacts: Facts | undefined;

	constructor(options: EngineLoopOptions) {
		this.machine = options.machine;
		this.#publish = options.publish;
		const {machine} = options;
		const engine: Paced = {
			get nowNs() {
				return machine.nowNs;
			},
			runUntil: atNs => this.#runUntil(atNs),
		};
		this.pacer = new Pacer(engine, {
			...(options.clock === undefined ? {} : {clock: options.clock}),
			onFault: error => this.#break(error),
		});
		this.pacer.workedMs = options.workedMs ?? 0;
		this.setInterval(options.intervalMs);
		this.#follow();
	}

	submit(command: Command, by?: Actor): Outcome {
		if (this.#broken !== undefined) {
			return {ok: false, reason: 'the machine has stopped'};
		}
		if (command.kind === 'step' && !this.machine.configuration.isPaused) {
			return {ok: false, reason: 'a step needs a paused machine'};
		}
		try {
			const outcome = this.machine.submit(command, by);
			if (outcome.ok) {
				this.#follow();
				if (command.kind === 'step') {
					this.pacer.step(command.durationNs);
				}
				this.#publish();
			}
			return outcome;
		} catch (error) {
			this.#break(error);
			return {ok: false, reason: this.#broken ?? 'the machine has stopped'};
		}
	}

	setInterval(milliseconds: number): void {
		this.#endTicks();
		this.#endTicks = this.pacer.every(Math.min(INTERVAL_MAXIMUM_MS, Math.max(INTERVAL_MINIMUM_MS, milliseconds)), this.#publish);
	}

	facts(): Facts {
		const facts = this.machine.facts();
		if (this.#broken === undefined) {
			return facts;
		}
		this.#brokenFacts ??= {...facts, broken: this.#broken};
		return this.#brokenFacts;
	}

	snapshot(): Snapshot {
		return {...this.machine.snapshot(this.pacer.achievedSpeed), workedMs: this.pacer.workedMs, facts: this.facts()};
	}

	stop(): void {
		this.#endTicks();
		this.pacer.stop();
	}

	/**
	Runs up to a time, but no further than the next command of the scenario: it may change the speed or stop
	the clock, and must do so at its own instant.
	*/
	#runUntil(atNs: number): void {
		const {machine} = this;
		const commandNs = machine.nextCommandNs;
		machine.runUntil(Math.min(atNs, commandNs));
		if (commandNs <= atNs) {
			this.#follow();
		}
	}

	/** Speed and pause of the configuration reach the pacer. */
	#follow(): void {
		const {speed, isPaused} = this.machine.configuration;
		if (this.pacer.speed !== speed) {
			this.pacer.setSpeed(speed);
		}
		if (isPaused && !this.pacer.isPaused) {
			this.pacer.pause();
		} else if (!isPaused && this.pacer.isPaused) {
			this.pacer.resume();
		}
	}

	#break(error: unknown): void {
		const {scenario, nowNs} = this.machine;
		const what = error instanceof InvariantBroken ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
		this.#broken = `${what}; scenario ${scenario.name}, seed ${scenario.seed}, virtual time ${nowNs} ns`;
		this.pacer.stop();
		this.#publish();
	}
}
