/**
P16: what a domain costs in memory. A machine with idle domains, booted, each size in a process of its own.

Why 64 KiB a domain is missed: an idle domain is not an empty one. Its driver has booted: it has written instance blocks,
BAR tables and engine contexts into its VRAM and rings into its RAM, all real bytes in pages that the operating
system committed, and the aggregator holds shadows of its tables. Some 70 KiB a domain are JavaScript objects.
*/
import {execFileSync} from 'node:child_process';
import path from 'node:path';
import {KIB, MIB} from '../../../source/base/units.ts';
import {type BenchCase, median} from '../harness.ts';

const FOOTPRINT = path.join(import.meta.dirname, '../footprint.ts');

export const domainMemory: BenchCase = {
	id: 'P16',
	name: 'memory per domain',
	goal: 'eight idle domains within 150 MiB, 64 KiB for each further one, 20 bytes for each mapped entry',
	run(bench) {
		const rounds = bench.isQuick ? 1 : 3;
		const measured = (...words: readonly string[]) =>
			median(
				Array.from({length: rounds}, () =>
					Number(execFileSync(process.execPath, ['--expose-gc', FOOTPRINT, ...words], {encoding: 'utf8'}).split(' ', 1)[0]),
				),
			);
		const [eight, all] = [measured('domains', '8'), measured('domains', '64')];
		const [fewTables, manyTables] = [measured('tables', '8'), measured('tables', '64')];
		const each = (all - eight) / 56;
		const entry = (manyTables - fewTables) / (56 * 32_768);
		return [
			{
				id: 'P16',
				name: 'process with 8 idle domains',
				value: eight / MIB,
				unit: 'MiB',
				goal: '<= 150 MiB',
				isMet: eight <= 150 * MIB,
			},
			{id: 'P16', name: 'each further idle domain', value: each / KIB, unit: 'KiB', goal: '<= 64 KiB', isMet: each <= 64 * KIB},
			{
				id: 'P16',
				name: 'each mapped entry, guest and shadow',
				value: entry,
				unit: 'bytes',
				baseline: 16,
				ratio: entry / 16,
				goal: '<= 20 bytes',
				isMet: entry <= 20,
				note: 'baseline: the two entries themselves',
			},
		];
	},
};
