/** Feeds its own channel with garbage: words that are no methods, GP entries that point anywhere. The channel dies; others live on. */
import {MS} from '../../base/units.ts';
import {u32} from '../../base/words.ts';
import {attempt, type Task} from '../task.ts';
import {type Routine, waitFor} from '../thread.ts';
import {workload} from '../workload.ts';
import {count, pauseNs, rounds} from './parameters.ts';

const WORD_MAX = 2 ** 31 - 1;
/** How long it watches the channel die before it starts anew. */
const PATIENCE_NS = 50 * MS;

export const hostileGp = workload({
	doc: 'Submits garbage: bad method headers, GP entries that point anywhere.',
	isHostile: true,
	parameters: {
		words: count(32, 1, 512, 1, 'Garbage words in each round.'),
		entries: count(8, 0, 512, 1, 'Garbage GP entries in each round.'),
		rounds: rounds(),
		pauseNs: pauseNs(MS),
	},
	*run(task, values) {
		yield* task.repeat(values.rounds, values.pauseNs, function* () {
			yield* attempt(feedGarbage(task, values.words, values.entries));
			yield* attempt(task.abandon());
			return true;
		});
	},
});

function* feedGarbage(task: Task, words: number, entries: number): Routine {
	const {channel} = yield* task.open();
	const garbage = () => u32(task.random.integer(0, WORD_MAX) * 2 + task.random.integer(0, 1));
	yield* channel.ring.begin(words);
	for (let index = 0; index < words; index++) {
		channel.ring.raw(garbage());
	}
	yield* channel.ring.fire();
	for (let index = 0; index < entries; index++) {
		yield* channel.ring.fireEntry(garbage(), garbage());
	}
	const untilNs = task.driver.cpu.timeNs + PATIENCE_NS;
	while (channel.lostBecause === undefined && task.driver.cpu.timeNs < untilNs) {
		yield waitFor(channel.changed, task.driver.cpu.localNs + untilNs - task.driver.cpu.timeNs);
	}
}
