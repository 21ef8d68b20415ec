/**
What a recording costs: making a sample's lines and their size, with 4 and with 60 busy domains, beside the same
counters as one JSON array; and opening a file.
*/
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {MIB, MS} from '../../../source/base/units.ts';
import type {DomainConfiguration} from '../../../source/machine/configuration.ts';
import {Machine} from '../../../source/machine/machine.ts';
import {RecordingEncoder} from '../../../source/machine/recording/encoder.ts';
import {Recording} from '../../../source/machine/recording/recording.ts';
import type {Snapshot} from '../../../source/machine/snapshot.ts';
import {scenarioOf} from '../../lab/machine-lab.ts';
import {type Bench, type BenchCase, median, type Result} from '../harness.ts';

const SAMPLES = 60;
const SAMPLE_NS = 100 * MS;
const PER_SECOND = 10;
const ORIGIN = {program: '', recordedAt: '', scenario: 'bench', scenarioText: '', seed: 1};

/** Samples of domains that all work, a tenth of a virtual second apart. */
function snapshotsOf(domains: number, count: number): Snapshot[] {
	const one: Partial<DomainConfiguration> = {
		vramBytes: 16 * MIB,
		ramBytes: 16 * MIB,
		mode: {kind: 'para', multicall: true},
		workloads: [{kind: 'vector-add', parameters: {size: 4096, pauseNs: 20 * MS}}],
	};
	const machine = new Machine(scenarioOf({domains: Array.from({length: domains}, () => one)}), {checks: 'off'});
	machine.runUntil(1000 * MS);
	return Array.from({length: count}, () => {
		machine.runUntil(machine.nowNs + SAMPLE_NS);
		return machine.snapshot(1);
	});
}

function encode(snapshots: readonly Snapshot[]): string {
	const encoder = new RecordingEncoder();
	return encoder.header(ORIGIN, 0) + snapshots.map(snapshot => encoder.snapshot(snapshot)).join('');
}

function plain(snapshots: readonly Snapshot[]): string {
	return snapshots.map(({block}) => JSON.stringify([...block])).join('\n');
}

function timed(work: () => unknown): number {
	const startMs = performance.now();
	work();
	return performance.now() - startMs;
}

function resultsFor(bench: Bench, domains: number): Result[] {
	const snapshots = snapshotsOf(domains, bench.isQuick ? SAMPLES / 4 : SAMPLES);
	const {length} = snapshots;
	const figures = bench.compare({ours: () => timed(() => encode(snapshots)) / length, plain: () => timed(() => plain(snapshots)) / length});
	const bytes = encode(snapshots).length / length;
	const plainBytes = plain(snapshots).length / length;
	const file = path.join(bench.folder, `${domains}.jsonl`);
	writeFileSync(file, encode(snapshots));
	const opened = Array.from({length: bench.rounds}, () => timed(() => new Recording(file).close()) / length);
	const share = (100 * PER_SECOND * figures.ours) / 1000;
	return [
		{
			id: 'recording',
			name: `${domains} domains: a sample's lines`,
			value: figures.ours * 1000,
			unit: 'us',
			baseline: (figures.plain as number) * 1000,
			ratio: figures.ours / (figures.plain as number),
			goal: '<= 1 % of a core at 10 a second',
			isMet: share <= 1,
			note: 'baseline: all numbers as one JSON array',
		},
		{
			id: 'recording',
			name: `${domains} domains: its size`,
			value: bytes,
			unit: 'B',
			baseline: plainBytes,
			ratio: bytes / plainBytes,
			goal: '-',
		},
		{id: 'recording', name: `${domains} domains: opening, per sample`, value: median(opened) * 1000, unit: 'us', goal: '-'},
	];
}

export const recording: BenchCase = {
	id: 'recording',
	name: 'samples written down, and a file opened',
	goal: 'at most 1% of a core at ten samples a second',
	run: bench => [4, 60].flatMap(domains => resultsFor(bench, domains)),
};
