/**
P1 to P6: shadow page tables. A flush costs what changed, whatever is mapped; a table that is new costs each entry.

The flush is the product's own: the guest's stores go through VRAM and the page tracker, then the space is synced and
priced as a channel's rescan. Peers: a plain loop that translates every entry of the same tables, in the same run;
the same loop in C; and a write log in C. The prototype's own rescan cannot run here: its objects, compiled on the
same kind of machine, took 57 to 65 ns an entry where that C loop takes 1.1, so 10,000 times the prototype's
speed is 200 times that of the C loop, which is the goal for P1.

Why P3 is missed: half of an entry's cost is its two stores, half the sync. A store ends in a call through the chunk's
flag, the tracker's place for the chunk and the owner's log, none of which V8 can fold into the loop that
stores, where C has all of it in one; addresses beyond 31 bits are doubles. The profile shows the store path at
45%, the sync at 35%, collecting boxed addresses at 5%. C has no tally, no second store of VRAM, no totals.
*/
import {PageAllocator} from '../../../source/aggregator/page-allocator.ts';
import {PageTracker} from '../../../source/aggregator/page-tracker.ts';
import {PageTranslator} from '../../../source/aggregator/page-translator.ts';
import type {Partition} from '../../../source/aggregator/partition.ts';
import {ShadowMemory, TABLE_SCRATCH_WORDS} from '../../../source/aggregator/shadow-memory.ts';
import type {ShadowSpace} from '../../../source/aggregator/shadow-space.ts';
import {GIB, MIB} from '../../../source/base/units.ts';
import {Vram} from '../../../source/gpu/vram.ts';
import {costTable} from '../../../source/manual/costs.ts';
import {ENTRY_BYTES, PAGE_BYTES, PDE_SMALL, PTE_LOW, SMALL_TABLE_ENTRIES, VA_LIMIT} from '../../../source/manual/mmu.ts';
import {make} from '../../../source/manual/register.ts';
import {type BenchCase, perOperation, type Result, ratioResult} from '../harness.ts';

const CHANGES = 16;
const TABLE_BYTES = SMALL_TABLE_ENTRIES * ENTRY_BYTES;
const DIRECTORY = MIB;
const FIRST_TABLE = 16 * MIB;
const PARTITION: Partition = {
	vramStart: 64 * MIB,
	vramBytes: 2 * GIB,
	channelStart: 0,
	channelCount: 2,
	bar3Start: 0,
	bar3Bytes: MIB,
};

/** A domain with so many dense small tables of 32,768 entries, shadowed. */
export class ShadowedDomain {
	readonly tables: number;
	readonly vram = new Vram(6 * GIB, 4 * GIB);
	readonly translator = new PageTranslator(PARTITION, () => ({base: 4 * GIB, bytes: GIB}));
	readonly memory: ShadowMemory;
	readonly space: ShadowSpace;
	#state = 625_341_585;

	constructor(tables: number) {
		this.tables = tables;
		const {vram, translator} = this;
		this.memory = new ShadowMemory({
			vram,
			translator,
			pages: new PageAllocator(vram, 4 * GIB, 6 * GIB),
			tracker: new PageTracker(vram),
			partition: PARTITION,
			costs: costTable(),
			quotaBytes: GIB,
			scratch: new Uint32Array(TABLE_SCRATCH_WORDS),
			dropTranslations: () => {},
		});
		const words = new Uint32Array(TABLE_BYTES / 4);
		for (let table = 0; table < tables; table++) {
			for (let entry = 0; entry < SMALL_TABLE_ENTRIES; entry++) {
				words[entry * 2] = make(PTE_LOW, {PRESENT: 1, FRAME: entry});
			}
			const address = FIRST_TABLE + table * TABLE_BYTES;
			vram.writeBlock(PARTITION.vramStart + address, words);
			vram.write32(PARTITION.vramStart + DIRECTORY + table * ENTRY_BYTES + 4, make(PDE_SMALL, {PRESENT: 1, FRAME: address / PAGE_BYTES}));
		}
		const space = this.memory.acquireSpace(DIRECTORY, VA_LIMIT, {changed: 0, refused: 0, examined: 0, system: 0});
		if (space === undefined || space.present !== tables * SMALL_TABLE_ENTRIES) {
			throw new Error('shadow: the tables were not taken');
		}
		this.space = space;
	}

	/** Address of an entry, over all tables. */
	addressOf(entry: number): number {
		return PARTITION.vramStart + FIRST_TABLE + entry * ENTRY_BYTES;
	}

	/**
	Maps a buffer at a place drawn at random in the first `within` tables: a run of entries, both words stored as a
	driver does; then the flush.
	*/
	flush(changes: number, within = this.tables): number {
		const {vram} = this;
		let state = this.#state;
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		this.#state = state;
		const first = this.addressOf((state >>> 0) % (within * SMALL_TABLE_ENTRIES - changes));
		for (let change = 0; change < changes; change++) {
			vram.write32(first + change * ENTRY_BYTES, (((state + change) & (2 ** 16 - 1)) << 4) | 1);
			vram.write32(first + change * ENTRY_BYTES + 4, 0);
		}
		return this.memory.sync(this.space, {kind: 'channel'}).changed + this.memory.mappedVramBytes;
	}

	/** The plain way: every entry read, translated and compared with its shadow. */
	rescan(): number {
		const {vram, translator} = this;
		let changed = 0;
		for (const table of this.space.tables()) {
			for (let entry = 0; entry < table.entries; entry++) {
				const guest = table.start + entry * ENTRY_BYTES;
				const shadow = table.shadow + entry * ENTRY_BYTES;
				translator.translate(vram.read32(guest), vram.read32(guest + 4), false);
				if (vram.read32(shadow) !== translator.low || vram.read32(shadow + 4) !== translator.high) {
					changed++;
				}
			}
		}
		return changed;
	}
}

/** The sum of what the measured work returned: it must not be optimized away, and is never a NaN. */
class Sink {
	#sum = 0;

	take(value: number): void {
		this.#sum += value;
		if (!(this.#sum >= 0)) {
			throw new Error('shadow: no result');
		}
	}
}

export const shadowFlush: BenchCase = {
	id: 'P1',
	also: ['P2', 'P3'],
	name: 'TLB flush after few changes',
	goal: '200 times as fast as a full rescan in C (10,000 times the prototype), flat in the number of tables',
	run(bench) {
		const sink = new Sink();
		const [one, eight, many] = [new ShadowedDomain(1), new ShadowedDomain(8), new ShadowedDomain(64)] as const;
		const count = bench.scale(100_000);
		const native = bench.native('shadow.c');
		const inC = (...words: ReadonlyArray<string | number>) => (typeof native === 'string' ? undefined : () => Number(native.run(...words)));
		const flush = (subject: ShadowedDomain, within: number) => () =>
			perOperation(count, () => {
				for (let index = 0; index < count; index++) {
					sink.take(subject.flush(CHANGES, within));
				}
			});
		const entries = 8 * SMALL_TABLE_ENTRIES;
		const figures = bench.compare({
			ours: flush(eight, 8),
			one: flush(one, 1),
			many: flush(many, 1),
			rescan: () => perOperation(1, () => sink.take(eight.rescan())),
			scanC: inC('scan', 8, 8),
			logC: inC('log', 8, CHANGES, count),
		});
		const scan = figures.scanC === undefined ? undefined : figures.scanC * entries;
		const lines: Result[] = [
			speedLine('16 of 262,144 changed, full rescan in this language', figures.ours, figures.rescan as number, undefined),
			scan === undefined
				? {...flushBase, name: '16 of 262,144 changed, full rescan in C', value: figures.ours, goal: '-', note: native as string}
				: speedLine('16 of 262,144 changed, full rescan in C', figures.ours, scan, 200),
			ratioResult(
				{id: 'P2', name: '64 tables mapped over 1, changes in one', unit: 'ns', goal: '<= 1.2x'},
				figures.many as number,
				figures.one as number,
				1.2,
			),
			ratioResult(
				{id: 'P3', name: 'store and flush of a changed entry, write log in C', unit: 'ns', goal: '<= 2x C'},
				figures.ours / CHANGES,
				figures.logC === undefined ? (native as string) : figures.logC / CHANGES,
				2,
			),
		];
		return lines;
	},
};

const flushBase = {id: 'P1', unit: 'ns'} as const;

/** Baseline over value: how many times faster. */
function speedLine(name: string, value: number, baseline: number, least: number | undefined): Result {
	const ratio = baseline / value;
	const line = {...flushBase, name, value, baseline, ratio, note: 'ratio: times faster'};
	return least === undefined ? {...line, goal: '-'} : {...line, goal: `>= ${least}x`, isMet: ratio >= least};
}

/**
Why the goal is missed: two words go in and two come out of typed arrays with bounds and mask for each entry, which V8
compiles to about three times the instructions of C; 1.65 to 3.1 ns by version of V8 for the bare loop. Only WebAssembly
comes to the level of C, and would need a copy of VRAM's words in its own memory each way. A table is built once, when
it is attached: 32,768 entries in a tenth of a millisecond, so that is not bought.
*/
export const shadowBuild: BenchCase = {
	id: 'P4',
	name: 'full build of a shadow page table',
	goal: 'at most 1.5x a scan in C',
	run(bench) {
		const sink = new Sink();
		const subject = new ShadowedDomain(1);
		const [table] = [...subject.space.tables()];
		if (table === undefined) {
			throw new Error('shadow: no table');
		}
		const scratch = new Uint32Array(TABLE_SCRATCH_WORDS);
		const rounds = bench.scale(200);
		const native = bench.native('shadow.c');
		const figures = bench.compare({
			ours: () =>
				perOperation(rounds * SMALL_TABLE_ENTRIES, () => {
					for (let round = 0; round < rounds; round++) {
						const tally = {changed: 0, refused: 0, examined: 0, system: 0};
						table.build(subject.vram, subject.translator, scratch, tally);
						sink.take(tally.changed);
					}
				}),
			rescan: () => perOperation(SMALL_TABLE_ENTRIES, () => sink.take(subject.rescan())),
			scanC: typeof native === 'string' ? undefined : () => Number(native.run('scan', 1, rounds)),
		});
		const base = {id: 'P4', unit: 'ns/entry'};
		return [
			ratioResult({...base, name: 'dense table, scan in C', goal: '<= 1.5x C'}, figures.ours, figures.scanC ?? (native as string), 1.5),
			{
				...base,
				name: 'dense table, entry by entry',
				value: figures.ours,
				baseline: figures.rescan,
				ratio: figures.ours / (figures.rescan as number),
				goal: '-',
			},
		];
	},
};

/** VRAM as it would be if nobody could watch: the same two stores, the same bounds, no test. */
class UnwatchedVram {
	readonly guestBytes = 4 * GIB;
	readonly bytes = 6 * GIB;
	readonly #lower = {words: new Uint32Array(new ArrayBuffer(4 * GIB))};
	readonly #upper = {words: new Uint32Array(new ArrayBuffer(2 * GIB))};

	write32(address: number, value: number): void {
		if (address < this.guestBytes) {
			this.#lower.words[(address / 4) | 0] = value;
		} else if (address < this.bytes) {
			this.#upper.words[((address - this.guestBytes) / 4) | 0] = value;
		}
	}
}

/** What it costs every store into VRAM that somebody may be watching. */
export const trackingTax: BenchCase = {
	id: 'P6',
	name: 'tracking tax on a store',
	goal: 'at most 1 ns',
	run(bench) {
		const {vram} = new ShadowedDomain(1);
		const unwatched = new UnwatchedVram();
		const count = bench.scale(4_000_000);
		const start = 3 * GIB;
		const figures = bench.compare({
			ours: () =>
				perOperation(count, () => {
					for (let index = 0; index < count; index++) {
						vram.write32(start + ((index * 68) & (MIB - 4)), index);
					}
				}),
			unwatched: () =>
				perOperation(count, () => {
					for (let index = 0; index < count; index++) {
						unwatched.write32(start + ((index * 68) & (MIB - 4)), index);
					}
				}),
		});
		const taxNs = figures.ours - (figures.unwatched as number);
		return [
			{
				id: 'P6',
				name: 'store into VRAM that nobody watches',
				value: figures.ours,
				unit: 'ns',
				baseline: figures.unwatched,
				ratio: figures.ours / (figures.unwatched as number),
				goal: '<= +1 ns',
				isMet: taxNs <= 1,
				note: 'baseline: the same without the test',
			},
		];
	},
};
