/** Who held the GPU: gathered from snapshots, each interval once, gaps known as gaps. */
import {describe, expect, test} from 'vitest';
import {TIMELINE_INTERVALS, Timeline} from '../../source/aggregator/timeline.ts';
import {MS} from '../../source/base/units.ts';
import {BLOCK_LENGTH, TIMELINE_START} from '../../source/machine/catalogue.ts';
import {Occupancy} from '../../source/monitor/occupancy.ts';
import {FakeHost} from '../lab/fake-host.ts';

class Film {
	readonly block = new Float64Array(BLOCK_LENGTH);
	readonly timeline = new Timeline(this.block.subarray(TIMELINE_START));
	readonly occupancy = new Occupancy();

	hold(domain: number, fromMs: number, toMs: number): void {
		this.timeline.begin(domain, fromMs * MS);
		this.timeline.end(toMs * MS);
	}

	look(atMs: number): void {
		const snapshot = new FakeHost(1).latest();
		if (snapshot === undefined) {
			throw new Error('no snapshot');
		}
		this.occupancy.push({...snapshot, atNs: atMs * MS, block: this.block.slice()});
	}

	/** Parts of each of the last columns of 10 ms held by a domain, oldest first. */
	held(domain: number, columns: number): number[] {
		return this.occupancy
			.slices(10 * MS, columns)
			.map(({held}) => Number((held.get(domain) ?? 0).toFixed(6)))
			.reverse();
	}

	unknown(columns: number): number[] {
		return this.occupancy
			.slices(10 * MS, columns)
			.map(({unknown}) => Number(unknown.toFixed(6)))
			.reverse();
	}
}

describe('occupancy', () => {
	test('an interval is cut at the borders of columns', () => {
		const film = new Film();
		film.hold(1, 5, 25);
		film.hold(2, 25, 28);
		film.look(40);
		expect(film.held(1, 4)).toEqual([0.5, 1, 0.5, 0]);
		expect(film.held(2, 4)).toEqual([0, 0, 0.3, 0]);
		expect(film.unknown(4)).toEqual([0, 0, 0, 0]);
	});

	test('an interval that is seen growing is counted once', () => {
		const film = new Film();
		film.timeline.begin(1, 0);
		film.look(10);
		film.look(20);
		film.timeline.end(30 * MS);
		film.look(40);
		expect(film.held(1, 4)).toEqual([1, 1, 1, 0]);
	});

	test('an interval that turns out to go on the one before it is counted once', () => {
		const film = new Film();
		film.hold(1, 0, 10);
		film.timeline.begin(1, 10 * MS + 1000);
		film.look(20);
		film.timeline.end(30 * MS);
		film.look(30);
		expect(film.held(1, 3)).toEqual([1, 1, 1]);
	});

	test('what went by unseen is unknown, not idle', () => {
		const film = new Film();
		film.hold(1, 0, 10);
		film.look(10);
		for (let index = 0; index < TIMELINE_INTERVALS + 100; index++) {
			film.hold(2 + (index % 2), 10 + index * 0.1, 10.1 + index * 0.1);
		}
		film.look(80);
		// The first hundred of the intervals of 0.1 ms are lost: 10 ms.
		expect(film.unknown(7)).toEqual([1, 0, 0, 0, 0, 0, 0]);
		expect(film.held(2, 7)[1]).toBeCloseTo(0.5);
	});

	test('before the oldest interval kept nothing is known', () => {
		const film = new Film();
		film.look(0);
		for (let index = 0; index < 40_000; index++) {
			film.hold(1 + (index % 2), index * 0.1, 0.1 + index * 0.1);
			if (index % 200 === 0) {
				film.look(index * 0.1);
			}
		}
		film.look(4000);
		expect(film.unknown(400)[0]).toBe(1);
		expect(film.unknown(300)[0]).toBe(0);
	});

	test('a run that starts over forgets the one before', () => {
		const film = new Film();
		film.hold(1, 0, 50);
		film.look(50);
		const again = new Film();
		again.hold(2, 0, 10);
		film.block.set(again.block);
		film.look(20);
		expect(film.held(1, 2)).toEqual([0, 0]);
		expect(film.held(2, 2)).toEqual([1, 0]);
	});
});
