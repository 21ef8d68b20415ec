/** P17, P18, P19: what a flat buffer of VRAM costs to have, to touch and to copy, against C. */
import {readFileSync} from 'node:fs';
import {GIB, KIB, MIB} from '../../../source/base/units.ts';
import {type BenchCase, perOperation, type Result, ratioResult} from '../harness.ts';

const VRAM_BYTES = 6 * GIB;

/** Resident bytes. Linux counts pages in batches per core; only the roll-up is exact. */
function residentBytes(): number {
	try {
		const kib = /^Rss:\s+(\d+) kB/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'))?.[1];
		return kib === undefined ? process.memoryUsage.rss() : Number(kib) * KIB;
	} catch {
		return process.memoryUsage.rss();
	}
}

/** Reserved memory must cost nothing until it is touched. */
export const vramReserve: BenchCase = {
	id: 'P17',
	name: 'VRAM reserve',
	goal: '6 GiB in at most 20 ms and 2 MiB',
	run(bench) {
		const times: number[] = [];
		let reservedMib = 0;
		let touchedMib = 0;
		for (let round = 0; round < bench.rounds; round++) {
			const before = residentBytes();
			let buffer: ArrayBuffer | undefined;
			times.push(
				perOperation(1, () => {
					buffer = new ArrayBuffer(VRAM_BYTES);
				}) / 1e6,
			);
			reservedMib = Math.max(reservedMib, (residentBytes() - before) / MIB);
			const bytes = new Uint8Array(buffer as ArrayBuffer);
			for (let page = 0; page < 256; page++) {
				bytes[(page * VRAM_BYTES) / 256] = 1;
			}
			touchedMib = Math.max(touchedMib, (residentBytes() - before) / MIB);
		}
		const worst = Math.max(...times);
		return [
			{id: 'P17', name: 'reserve 6 GiB', value: worst, unit: 'ms', goal: '<= 20 ms', isMet: worst <= 20},
			{id: 'P17', name: 'resident after reserving', value: reservedMib, unit: 'MiB', goal: '<= 2 MiB', isMet: reservedMib <= 2},
			{id: 'P17', name: 'resident after touching 256 pages', value: touchedMib, unit: 'MiB', goal: '<= 4 MiB', isMet: touchedMib <= 4},
		];
	},
};

function sumAt(words: Uint32Array, accesses: number): number {
	const mask = words.length - 1;
	let state = 625_341_585;
	let sum = 0;
	for (let index = 0; index < accesses; index++) {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		sum = (sum + words[state & mask]) | 0;
	}
	return sum;
}

export const memoryAccess: BenchCase = {
	id: 'P18',
	name: 'random 32-bit access',
	goal: 'at most 2.2x C in a set of 1 MiB, 1.3x in 64 MiB',
	run(bench) {
		const native = bench.native('memory.c');
		return [
			[MIB, 2.2],
			[64 * MIB, 1.3],
		].map(([bytes, limit]) => {
			const accesses = bench.scale(4_000_000);
			const words = new Uint32Array(new ArrayBuffer(VRAM_BYTES), 0, (bytes as number) / 4);
			for (let index = 0; index < words.length; index++) {
				words[index] = index;
			}
			let sum = 0;
			const figures = bench.compare({
				ours: () =>
					perOperation(accesses, () => {
						sum = sumAt(words, accesses);
					}),
				native: typeof native === 'string' ? undefined : () => Number(native.run('random', bytes as number, accesses)),
			});
			if (!Number.isInteger(sum)) {
				throw new Error('random access: no sum');
			}
			const base = {id: 'P18', name: `read, ${(bytes as number) / MIB} MiB set`, unit: 'ns', goal: `<= ${limit}x C`};
			return ratioResult(base, figures.ours, figures.native ?? (native as string), limit as number);
		});
	},
};

export const pageCopy: BenchCase = {
	id: 'P19',
	name: 'copy',
	goal: 'at most 2x memcpy for a page, 1.7x for 64 MiB',
	run(bench) {
		const native = bench.native('memory.c');
		const lines: Result[] = [];
		for (const [bytes, limit, count, name] of [
			[4 * KIB, 2, 400_000, '4 KiB'],
			[64 * MIB, 1.7, 10, '64 MiB'],
		] as const) {
			const rounds = bench.scale(count);
			const places = bytes < MIB ? 64 : 1;
			const memory = new Uint8Array(2 * bytes * places).fill(1);
			const figures = bench.compare({
				ours: () => perOperation(rounds, () => copyPages(memory, bytes, places, rounds)),
				native: typeof native === 'string' ? undefined : () => Number(native.run('copy', bytes, rounds)),
			});
			const base = {id: 'P19', name: `copy ${name}`, unit: 'ns', goal: `<= ${limit}x memcpy`};
			lines.push(ratioResult(base, figures.ours, figures.native ?? (native as string), limit));
		}
		return lines;
	},
};

function copyPages(memory: Uint8Array, bytes: number, places: number, rounds: number): void {
	for (let index = 0; index < rounds; index++) {
		const from = (index % places) * bytes;
		memory.copyWithin((places + ((index * 7) % places)) * bytes, from, from + bytes);
	}
}
