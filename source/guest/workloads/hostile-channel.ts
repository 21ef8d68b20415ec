/** Meddles with channels that are not its own: doorbells, channel table, kick, runlist. Nobody else may notice. */
import {MS} from '../../base/units.ts';
import {PAGE_BYTES} from '../../manual/mmu.ts';
import {CHANNEL_START, CHANNELS, PFIFO, RUNLIST_ENTRY} from '../../manual/pfifo.ts';
import {element, make} from '../../manual/register.ts';
import {USERD} from '../../manual/userd.ts';
import type {Task} from '../task.ts';
import type {Routine} from '../thread.ts';
import {workload} from '../workload.ts';
import {count, pauseNs, rounds} from './parameters.ts';

export const hostileChannel = workload({
	doc: 'Rings, re-enters, kicks and schedules channels of others.',
	isHostile: true,
	parameters: {
		targets: count(16, 1, CHANNELS, 1, 'Foreign channels in each round.'),
		rounds: rounds(),
		pauseNs: pauseNs(MS),
	},
	*run(task, values) {
		yield* task.repeat(values.rounds, values.pauseNs, function* () {
			for (let target = 0; target < values.targets; target++) {
				yield* meddle(task, foreignChannel(task));
			}
			yield* scheduleEveryone(task);
			// Its own channels go on as if nothing had happened.
			yield* task.driver.fifo.rebuildRunlist();
			return true;
		});
	},
});

/** Any channel number that its driver does not use. */
function foreignChannel(task: Task): number {
	for (;;) {
		const channel = task.random.integer(1, CHANNELS - 1);
		if (!task.driver.channels.has(channel)) {
			return channel;
		}
	}
}

function* meddle(task: Task, channel: number): Routine {
	const {cpu, fifo, channels} = task.driver;
	const own = channels.get(0)?.instance.address ?? 0;
	yield* cpu.exact();
	cpu.write32(1, fifo.userd(channel).address + USERD.GP_PUT, task.random.integer(0, 4095));
	yield* cpu.exact();
	cpu.write32(0, PFIFO.KICK.offset, channel);
	yield* cpu.exact();
	cpu.write32(0, element(PFIFO.CHANNEL, channel), make(PFIFO.CHANNEL, {FRAME: own / PAGE_BYTES, POLL: 1, VALID: 1}));
	cpu.write32(0, element(PFIFO.CHANNEL_STATE, channel), CHANNEL_START);
	yield* cpu.exact();
	cpu.write32(0, element(PFIFO.CHANNEL_STATE, channel), 0);
	cpu.write32(0, element(PFIFO.CHANNEL, channel), 0);
}

/** A runlist of all channels of the card. */
function* scheduleEveryone(task: Task): Routine {
	const {cpu, instanceMemory} = task.driver;
	const list = yield* instanceMemory.allocate(PAGE_BYTES, {isZeroed: false, isMapped: true});
	for (let channel = 0; channel < CHANNELS; channel++) {
		instanceMemory.write32(list, channel * RUNLIST_ENTRY.BYTES, channel);
		instanceMemory.write32(list, channel * RUNLIST_ENTRY.BYTES + 4, RUNLIST_ENTRY.SECOND_WORD);
		yield* cpu.breathe();
	}
	yield* cpu.exact();
	cpu.write32(0, PFIFO.RUNLIST_BASE.offset, make(PFIFO.RUNLIST_BASE, {FRAME: list.address / PAGE_BYTES}));
	cpu.write32(0, PFIFO.RUNLIST_COMMIT.offset, make(PFIFO.RUNLIST_COMMIT, {LENGTH: CHANNELS, ENGINES: 0x1f}));
	yield* cpu.sleep(MS);
	yield* instanceMemory.free(list);
}
