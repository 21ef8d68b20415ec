/**
Replay of a journal: the same run again, from its start to a stated time, as fast as it goes.

A command takes effect at the nanosecond after the one at which it was given, before anything else of that instant
(`Machine.submit`). So the machine runs up to the nanosecond before the entry's time and is then given the command, and
everything comes out as it did. What the scenario ordered and what the machine did by itself stands in the journal too,
but comes again by itself. Speed, pause and step are entered as they were; nothing waits for them.

Owns: the place in the journal.
*/
import {type Paced, Pacer, type WallClock} from '../simulation/pacer.ts';
import type {JournalEntry} from './command.ts';
import type {Scenario} from './configuration.ts';
import type {Machine} from './machine.ts';

/** What is to be repeated: a journal, and the virtual time up to which. */
export type ReplayRequest = {readonly journal: readonly JournalEntry[]; readonly untilNs: number};

/** The run did not come out as the journal says it did: of another scenario or seed, or a fault of ours. */
export class ReplayDiverged extends Error {
	override readonly name = 'ReplayDiverged';
}

/**
What somebody outside ordered, and so must be ordered again. The guard acts by itself; so does the scenario, whose commands may
carry the name of who gave them first, in a run that was written out as a script.
*/
export function ordersOf(journal: readonly JournalEntry[], {commands}: Scenario): JournalEntry[] {
	const timed = commands.flatMap(({atNs, by}) => (by === undefined ? [] : [`${atNs} ${by}`]));
	return journal.filter(({atNs, by}) => {
		const place = timed.indexOf(`${atNs} ${by}`);
		if (place >= 0) {
			timed.splice(place, 1);
		}
		return place < 0 && by !== 'scenario' && by !== 'guard';
	});
}

export class JournalReplay {
	readonly #machine: Machine;
	readonly #entries: readonly JournalEntry[];
	readonly #untilNs: number;
	#next = 0;

	/** Of a machine at its start. */
	constructor(machine: Machine, {journal, untilNs}: ReplayRequest) {
		this.#machine = machine;
		this.#untilNs = untilNs;
		this.#entries = ordersOf(journal, machine.scenario).filter(({atNs}) => atNs <= untilNs);
	}

	/** Everything has been repeated. */
	get isDone(): boolean {
		return this.#machine.nowNs >= this.#untilNs && this.#next === this.#entries.length;
	}

	/** Runs up to that time, but not past the end. Throws `ReplayDiverged` if a command is not taken as it was. */
	runUntil(atNs: number): void {
		const machine = this.#machine;
		const goalNs = Math.min(atNs, this.#untilNs);
		for (;;) {
			const entry = this.#entries[this.#next];
			if (entry === undefined || entry.atNs > goalNs) {
				break;
			}
			machine.runUntil(entry.atNs - 1);
			const outcome = machine.submit(entry.command, entry.by);
			if (!outcome.ok || machine.nowNs !== entry.atNs) {
				const what = outcome.ok ? `came at ${machine.nowNs} ns` : `was refused: ${outcome.reason}`;
				throw new ReplayDiverged(`replay: command ${entry.sequence} (${entry.command.kind}) of ${entry.atNs} ns ${what}`);
			}
			this.#next++;
		}
		// After a command at the very end, what else is due at that instant is still to come, as it was.
		if (machine.nowNs < goalNs) {
			machine.runUntil(goalNs);
		}
	}
}

export type ReplayWatch = {
	/** Told the virtual time reached, a few times a second. */
	readonly onProgress?: (atNs: number) => void;
	/** Ends it early; the promise rejects then. */
	readonly signal?: AbortSignal;
	readonly clock?: WallClock;
};

const PROGRESS_MS = 100;

/** Repeats a journal on a machine at its start, in slices between which the event loop has its turn. Answers wall milliseconds of work. */
export async function replayJournal(
	machine: Machine,
	request: ReplayRequest,
	{onProgress, signal, clock}: ReplayWatch = {},
): Promise<number> {
	signal?.throwIfAborted();
	const replay = new JournalReplay(machine, request);
	const finished = Promise.withResolvers<void>();
	const engine: Paced = {
		get nowNs() {
			return machine.nowNs;
		},
		runUntil(atNs) {
			replay.runUntil(atNs);
			if (replay.isDone) {
				pacer.pause();
				finished.resolve();
			}
		},
	};
	const pacer = new Pacer(engine, {...(clock === undefined ? {} : {clock}), onFault: error => finished.reject(error)});
	const cancel = () => finished.reject(new Error('the replay was cancelled'));
	signal?.addEventListener('abort', cancel, {once: true});
	pacer.every(PROGRESS_MS, () => onProgress?.(machine.nowNs));
	pacer.setSpeed(0);
	pacer.resume();
	try {
		await finished.promise;
		return pacer.workedMs;
	} finally {
		signal?.removeEventListener('abort', cancel);
		pacer.stop();
	}
}

/** The same for a run that is to go on from there: it waits until somebody lets it. */
export async function replayPaused(machine: Machine, request: ReplayRequest, watch: ReplayWatch): Promise<number> {
	const workedMs = await replayJournal(machine, request, watch);
	if (!machine.configuration.isPaused) {
		machine.submit({kind: 'pause'});
	}
	return workedMs;
}
