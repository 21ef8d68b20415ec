/**
A program run step by step in one mode, with everything that it does to the card and that is done for it: a summary
of each step, then its interesting lines, the others folded into counts.
*/
import {KIB, MS} from '../../source/base/units.ts';
import {attempt, Task} from '../../source/guest/task.ts';
import type {Routine} from '../../source/guest/thread.ts';
import {describeMode, type Mode} from '../../source/machine/configuration.ts';
import {Machine} from '../../source/machine/machine.ts';
import {TraceFolder} from '../../source/machine/mmio-fold.ts';
import {describeRecord, kindsOf, nameOf} from '../../source/machine/mmio-text.ts';
import type {AccessRecord, TraceRecord} from '../../source/machine/mmio-trace.ts';
import type {TraceKind} from '../../source/machine/trace-kinds.ts';
import {BAR4, HYPERCALL} from '../../source/manual/hypercall.ts';
import {PBUS} from '../../source/manual/pbus.ts';
import {Random} from '../../source/simulation/random.ts';
import {scenarioOf} from '../lab/machine-lab.ts';

export const STEPS = ['load', 'open', 'map', 'copy', 'launch', 'free', 'close'] as const;
export type Step = (typeof STEPS)[number];

export const MEASURES = [
	'accesses',
	'exits',
	'direct',
	'calls',
	'flushes',
	'syncs',
	'marks',
	'scanned',
	'mapRuns',
	'doorbells',
	'fired',
] as const;
export type Measure = (typeof MEASURES)[number];
export type StepTally = Record<Measure | 'ns', number>;

const INTERESTING: readonly TraceKind[] = ['doorbell', 'flush', 'channel', 'call', 'sync', 'map', 'attach', 'fire', 'interrupt'];
const BAR_INSTANCES: readonly number[] = [PBUS.BAR1_INSTANCE.offset, PBUS.BAR3_INSTANCE.offset];
/** Lines of the load are the driver's, hundreds of them, and the same before every program: they are counted only. */
const TOLD: readonly Step[] = STEPS.filter(step => step !== 'load');

export class TraceLab {
	readonly machine: Machine;
	readonly tallies = {} as Record<Step, StepTally>;
	readonly lines = {} as Record<Step, string[]>;
	readonly received: number[] = [];
	readonly #singles = new SingleCalls();
	readonly #folder = new TraceFolder(record => this.#print(record));
	#step: Step = 'load';
	#boring = new Map<string, number>();
	/** Accesses of the driver are timed from the start of their step. */
	#startNs = 0;

	constructor(mode: Mode) {
		for (const step of STEPS) {
			this.tallies[step] = {...(Object.fromEntries(MEASURES.map(measure => [measure, 0])) as Record<Measure, number>), ns: 0};
			this.lines[step] = [];
		}
		const take = (record: TraceRecord) => {
			count(this.tallies[this.#step], record);
			this.#folder.add({...record, atNs: Math.max(0, record.atNs - this.#startNs)});
		};
		this.machine = new Machine(scenarioOf({domains: [{mode}]}), {checks: 'off', trace: {domain: 'dom1', take}});
		this.#run();
	}

	/** The program: small enough that every line of it can be read. */
	*#program(task: Task): Routine {
		this.#begin('open');
		const runtime = yield* task.open();
		const module = yield* runtime.moduleLoad('loop');
		this.#begin('map');
		const buffer = yield* runtime.memAlloc(16 * KIB);
		this.#begin('copy');
		yield* runtime.memcpyHtoD(
			buffer.address,
			Uint32Array.from({length: 1024}, (_, index) => index),
		);
		const words = new Uint32Array(2);
		yield* runtime.memcpyDtoH(words, buffer.address);
		this.#begin('launch');
		yield* runtime.launch(module, {x: 1, y: 1, z: 1}, {x: 32, y: 1, z: 1}, [buffer.address, 10]);
		yield* runtime.synchronize();
		yield* runtime.memcpyDtoH(words, buffer.address);
		this.received.push(...words);
		this.#begin('free');
		yield* runtime.memFree(buffer);
		this.#begin('close');
		yield* runtime.moduleUnload(module);
		yield* task.close(runtime);
	}

	#run(): void {
		const [resident] = this.machine.residents();
		const guest = resident?.guest;
		if (guest === undefined) {
			throw new Error('no domain');
		}
		this.#runUntil(() => guest.state !== 'booting');
		const task = new Task(guest.driver, new Random(7));
		let failure: string | undefined;
		let isDone = false;
		const body = this.#program(task);
		guest.driver.cpu.spawn(
			'program',
			(function* () {
				failure = yield* attempt(body);
				yield* task.exit();
				isDone = true;
			})(),
		);
		this.#runUntil(() => isDone);
		this.#end();
		this.machine.checkInvariants();
		if (failure !== undefined) {
			throw new Error(failure);
		}
	}

	#runUntil(isMet: () => boolean): void {
		for (const limitNs = this.machine.nowNs + 10_000 * MS; !isMet(); ) {
			if (this.machine.nowNs > limitNs) {
				throw new Error(`step ${this.#step} does not end`);
			}
			this.machine.runUntil(this.machine.nowNs + MS);
		}
	}

	#begin(step: Step): void {
		this.#end();
		this.#step = step;
		this.#startNs = this.#vcpuNs();
	}

	#end(): void {
		this.#folder.flush();
		this.#printSingles();
		this.#printBoring();
		this.tallies[this.#step].ns = this.#vcpuNs() - this.#startNs;
	}

	#vcpuNs(): number {
		return this.machine.residents()[0]?.guest.driver.cpu.localNs ?? 0;
	}

	#print(record: TraceRecord): void {
		if (!TOLD.includes(this.#step)) {
			return;
		}
		const part = isCallOfNext(record) ? 'taken' : this.#singles.take(record);
		if (part === 'taken') {
			return;
		}
		if (part === 'other') {
			this.#printSingles();
		}
		if (isInteresting(record)) {
			this.#printBoring();
			this.lines[this.#step].push(describeRecord(record, 'dom1'));
			if (part === 'other') {
				this.#singles.follow(record);
			}
		} else if (record.kind === 'access') {
			const what = boringName(record);
			this.#boring.set(what, (this.#boring.get(what) ?? 0) + record.count);
		}
	}

	#printSingles(): void {
		const text = this.#singles.end();
		if (text !== undefined) {
			this.lines[this.#step].push(text);
		}
	}

	#printBoring(): void {
		if (this.#boring.size > 0) {
			const parts = [...this.#boring].map(([name, times]) => `${name} x${times}`);
			this.lines[this.#step].push(`   ... ${parts.join(', ')}`);
			this.#boring = new Map();
		}
	}
}

/** The write that starts a call: the line of the call says it all. */
function isCallOfNext(record: TraceRecord): boolean {
	return record.kind === 'access' && record.bar === 4 && record.offset === BAR4.EXECUTE;
}

/** Calls that map or unmap one entry after another of one table, as a driver without batches makes them, in one line. */
class SingleCalls {
	#operation = -1;
	#table = -1;
	#next = -1;
	#calls = 0;
	#runs = 0;

	/** Remembers a call that others may continue. */
	follow(record: TraceRecord): void {
		const [operation, table = -1, entry = -1] = record.kind === 'act' && record.act.kind === 'call' ? record.act.words : [];
		const isSingle = operation === HYPERCALL.MAP || operation === HYPERCALL.UNMAP_BATCH;
		this.#operation = isSingle ? operation : -1;
		this.#table = isSingle ? table : -1;
		this.#next = isSingle ? entry + 1 : -1;
	}

	/** `taken` if the record continues the run, `shown` if it belongs to the first call of one, else `other`. */
	take(record: TraceRecord): 'taken' | 'shown' | 'other' {
		if (this.#table < 0 || record.kind !== 'act') {
			return 'other';
		}
		const {act} = record;
		if (act.kind === 'map' || act.kind === 'flush') {
			this.#runs += act.kind === 'map' && this.#calls > 0 ? act.runs : 0;
			return this.#calls > 0 ? 'taken' : 'shown';
		}
		if (act.kind !== 'call' || act.words[0] !== this.#operation || act.words[1] !== this.#table || act.words[2] !== this.#next) {
			return 'other';
		}
		this.#next++;
		this.#calls++;
		return 'taken';
	}

	/** What was taken, as a line; undefined if nothing. */
	end(): string | undefined {
		const [calls, runs] = [this.#calls, this.#runs];
		this.#calls = 0;
		this.#runs = 0;
		this.#table = -1;
		return calls === 0
			? undefined
			: `   ... the same for the entries that follow, one call each, x${calls}${runs > 0 ? `, BAR3 mappings in ${runs} runs` : ''}`;
	}
}

function isInteresting(record: TraceRecord): boolean {
	const isBarInstance = record.kind === 'access' && record.bar === 0 && record.isWrite && BAR_INSTANCES.includes(record.offset);
	return isBarInstance || kindsOf(record).some(kind => INTERESTING.includes(kind));
}

/** `W BAR3 direct`: direction, what, and the way that it took. */
function boringName(record: AccessRecord): string {
	const name = nameOf(record).replace(/\[\d+\].*$/, '');
	const ways = [record.exits > 0 ? 'exit' : '', record.direct > 0 ? 'direct' : ''].filter(way => way !== '');
	return [record.isWrite ? 'W' : 'R', name, ...ways].join(' ');
}

function count(tally: StepTally, record: TraceRecord): void {
	if (record.kind === 'access') {
		tally.accesses += record.count;
		tally.exits += record.exits;
		tally.direct += record.direct;
		const kinds = kindsOf(record);
		tally.doorbells += kinds.includes('doorbell') ? record.count : 0;
		tally.flushes += kinds.includes('flush') ? record.count : 0;
		return;
	}
	const {act} = record;
	switch (act.kind) {
		case 'sync':
			tally.syncs++;
			tally.scanned += act.scanned;
			break;
		case 'mark':
			tally.marks++;
			break;
		case 'call':
			tally.calls++;
			break;
		case 'map':
			tally.mapRuns += act.runs;
			break;
		case 'fire':
			tally.fired++;
			break;
		default:
	}
}

/** Right-aligned columns under titles; the first to the left. */
export function layRows(rows: ReadonlyArray<readonly string[]>): string[] {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] as string).length)));
	return rows.map(row =>
		row
			.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] as number) : cell.padStart(widths[column] as number)))
			.join('  ')
			.trimEnd(),
	);
}

/** The whole text of one mode. */
export function describeRun(lab: TraceLab, mode: Mode): string {
	const rows = STEPS.map(step => [
		step,
		...MEASURES.map(measure => String(lab.tallies[step][measure])),
		`${(lab.tallies[step].ns / 1000).toFixed(1)} us`,
	]);
	return `${[
		`# ${describeMode(mode)}: the driver loads; a program opens the card, maps 16 KiB, copies 4 KiB in and 8 bytes back, launches a`,
		'# kernel and fetches its result, frees and closes. Times from the start of each step.',
		'',
		...layRows([['step', ...MEASURES, 'vcpu time'], ...rows]),
		...TOLD.flatMap(step => ['', `## ${step}`, ...lab.lines[step]]),
	].join('\n')}\n`;
}
