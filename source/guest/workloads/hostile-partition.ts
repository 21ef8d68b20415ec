/**
Reaches for VRAM beyond its own: by page table entries that name it, by a directory entry that points
into it, and through the window of BAR0. Nothing it reads or writes there may be another domain's.
*/
import {KIB, MIB, MS} from '../../base/units.ts';
import {u32} from '../../base/words.ts';
import {PAGE_BYTES, PDE_SPAN} from '../../manual/mmu.ts';
import {PBUS, PRAMIN, PRAMIN_UNIT} from '../../manual/pbus.ts';
import {make} from '../../manual/register.ts';
import type {PageTable} from '../page-table-writer.ts';
import {entryRun} from '../page-table-writer.ts';
import {attempt, type Task} from '../task.ts';
import type {Routine} from '../thread.ts';
import {workload} from '../workload.ts';
import {count, pauseNs, rounds} from './parameters.ts';

/** What it leaves behind where it can write: easy to find in a dump. */
const MARK = u32(-0x42);
const WINDOW_WORDS = 16;

export const hostilePartition = workload({
	doc: 'Maps and copies VRAM beyond its own and writes there through the window.',
	isHostile: true,
	parameters: {
		reachMib: count(4096, 1, 6144, 64, 'How far beyond the end of its VRAM it reaches, in MiB.'),
		rounds: rounds(),
		pauseNs: pauseNs(MS),
	},
	*run(task, values) {
		yield* task.repeat(values.rounds, values.pauseNs, function* () {
			const beyond = task.driver.vramBytes + task.random.integer(0, (values.reachMib * MIB) / PAGE_BYTES - 1) * PAGE_BYTES;
			yield* reachThroughWindow(task, beyond);
			yield* attempt(reachThroughTables(task, beyond));
			yield* attempt(task.exit());
			return true;
		});
	},
});

function* reachThroughWindow(task: Task, beyond: number): Routine {
	const {cpu, instanceMemory} = task.driver;
	const within = beyond % PRAMIN_UNIT;
	yield* cpu.exact();
	cpu.write32(0, PBUS.PRAMIN_WINDOW.offset, make(PBUS.PRAMIN_WINDOW, {BASE: (beyond - within) / PRAMIN_UNIT}));
	for (let word = 0; word < WINDOW_WORDS; word++) {
		cpu.write32(0, PRAMIN.offset + within + word * 4, MARK);
		cpu.read32(0, PRAMIN.offset + within + word * 4);
	}
	// Its own driver must not trust what it remembers of the window.
	instanceMemory.forgetWindow();
}

/** One of its own pages made to name a foreign frame, then copied from and to. */
function* reachThroughTables(task: Task, beyond: number): Routine {
	const runtime = yield* task.open();
	const {tables} = task.driver;
	const page = yield* runtime.memAlloc(PAGE_BYTES);
	const pinned = yield* runtime.pinnedAlloc(64 * KIB);
	const index = Math.floor(page.address / PDE_SPAN);
	const table = runtime.space.table(index, PAGE_BYTES) as PageTable;
	const entry = (page.address % PDE_SPAN) / PAGE_BYTES;
	yield* tables.writeRun(table, entryRun({kind: 'vram', address: beyond}, PAGE_BYTES, entry, 1));
	yield* tables.flush(runtime.space.directory, false);
	pinned.words.fill(MARK);
	const from = {destination: pinned.deviceAddress, source: page.address, bytes: PAGE_BYTES};
	const to = {destination: page.address, source: pinned.deviceAddress + PAGE_BYTES, bytes: PAGE_BYTES};
	yield* runtime.waitFence(yield* runtime.copyAsync(from, 'm2mf'));
	yield* runtime.waitFence(yield* runtime.copyAsync(to, 'm2mf'));
}
