/**
What a bench case is, and how two things are compared fairly.

A ratio is taken only between figures of the same run, measured in turns: first one, then the other,
round by round, the order changing each time. The figure is the median of the rounds.
*/
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

/** One line of the report. */
export type Result = {
	readonly id: string;
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	/** The peer's figure of the same run; undefined if there is no peer, or it could not be measured. */
	readonly baseline?: number | undefined;
	/** The quotient that the goal speaks of. */
	readonly ratio?: number | undefined;
	readonly goal: string;
	/** Whether the goal is met; undefined for what has none, or could not be compared. */
	readonly isMet?: boolean | undefined;
	/** Why the peer is missing, or what the peer is. */
	readonly note?: string | undefined;
};

/** `id` is the number in the list of performance goals: P1 ... P26. */
export type BenchCase = {
	readonly id: string;
	/** Further goals that it has lines of. */
	readonly also?: readonly string[];
	readonly name: string;
	/** The goal in words, as the report prints it. */
	readonly goal: string;
	run(bench: Bench): Result[] | Promise<Result[]>;
};

/** A compiled peer. */
export type Native = {
	/** Standard output of one run. */
	run(...parameters: ReadonlyArray<string | number>): string;
};

/** Every goal that a case has lines of. */
export function goalsOf({id, also = []}: BenchCase): readonly string[] {
	return [id, ...also];
}

export class Bench {
	readonly isQuick: boolean;
	readonly rounds: number;
	/** A folder that is removed at the end. */
	readonly folder = mkdtempSync(path.join(tmpdir(), 'gpuvmtop-bench-'));
	readonly #natives = new Map<string, Native | string>();

	constructor(isQuick: boolean) {
		this.isQuick = isQuick;
		this.rounds = isQuick ? 3 : 9;
	}

	/** A count of operations: a tenth of it in a quick run. */
	scale(count: number): number {
		return this.isQuick ? Math.ceil(count / 10) : count;
	}

	/**
	Median of each subject over the rounds. A subject returns its figure; one round goes before, unmeasured.
	A subject that is undefined is left out, and so is its figure.
	*/
	compare<Name extends string>(
		subjects: Readonly<Record<Name, (() => number) | undefined>>,
		rounds = this.rounds,
	): {[Key in Name]?: number} & {ours: number} {
		const names = (Object.keys(subjects) as Name[]).filter(name => subjects[name] !== undefined);
		const figures = new Map<Name, number[]>(names.map(name => [name, []]));
		for (let round = -1; round < rounds; round++) {
			for (const name of round % 2 === 0 ? names : names.toReversed()) {
				const figure = subjects[name]?.() as number;
				if (round >= 0) {
					figures.get(name)?.push(figure);
				}
			}
		}
		return Object.fromEntries([...figures].map(([name, list]) => [name, median(list)])) as {[Key in Name]?: number} & {ours: number};
	}

	/** A program of native/, compiled with -O2 on first use; a text says why there is none. */
	native(source: string): Native | string {
		const known = this.#natives.get(source) ?? this.#compile(source);
		this.#natives.set(source, known);
		return known;
	}

	#compile(source: string): Native | string {
		const environment: {readonly CC?: string; readonly CXX?: string} = process.env;
		const compiler = source.endsWith('.c') ? (environment.CC ?? 'cc') : (environment.CXX ?? 'c++');
		const program = path.join(this.folder, path.parse(source).name);
		const built = spawnSync(compiler, ['-O2', '-o', program, path.join(import.meta.dirname, 'native', source)], {encoding: 'utf8'});
		if (built.error !== undefined) {
			return `no compiler "${compiler}": no native peer`;
		}
		if (built.status !== 0) {
			return `${compiler} refused native/${source}: ${built.stderr.split('\n', 1)[0]}`;
		}
		return {run: (...parameters) => execFileSync(program, parameters.map(String), {encoding: 'utf8'})};
	}

	dispose(): void {
		rmSync(this.folder, {recursive: true, force: true});
	}
}

export function median(figures: readonly number[]): number {
	const sorted = [...figures].sort((a, b) => a - b);
	return sorted[sorted.length >> 1] as number;
}

/** Nanoseconds per operation of `work`, which does `count` of them. */
export function perOperation(count: number, work: () => void): number {
	const start = performance.now();
	work();
	return ((performance.now() - start) * 1e6) / count;
}

/** A line that compares with a peer by `value / baseline`. */
export function ratioResult(
	base: Pick<Result, 'id' | 'name' | 'unit' | 'goal'>,
	value: number,
	peer: number | string,
	limit: number,
): Result {
	return typeof peer === 'string'
		? {...base, value, note: peer}
		: {...base, value, baseline: peer, ratio: value / peer, isMet: value / peer <= limit};
}
