import {expect, test} from 'vitest';
import {PageTracker, type TrackedRegion} from '../../source/aggregator/page-tracker.ts';
import {KIB, MIB} from '../../source/base/units.ts';
import {Vram} from '../../source/gpu/vram.ts';

function region(start: number, bytes: number, stored: (offset: number, bytes: number) => void): TrackedRegion {
	return {start, end: start + bytes, stored};
}

test('a store is told to every region it touches, clipped to the region and to its chunk', () => {
	const vram = new Vram(MIB, MIB / 2);
	const tracker = new PageTracker(vram);
	const told: string[] = [];
	tracker.add(region(60 * KIB, 8 * KIB, (offset, bytes) => told.push(`a ${offset}+${bytes}`)));
	tracker.add(region(62 * KIB, KIB, (offset, bytes) => told.push(`b ${offset}+${bytes}`)));
	vram.fill(61 * KIB, 1, (6 * KIB) / 4);
	expect(told).toEqual([`a ${KIB}+${3 * KIB}`, `b 0+${KIB}`, `a ${4 * KIB}+${3 * KIB}`]);
});

test('an owner may drop all others while it is told, and track new ranges', () => {
	const vram = new Vram(MIB, MIB / 2);
	const tracker = new PageTracker(vram);
	const told: string[] = [];
	const others = [1, 2, 3].map(page => region(page * 4 * KIB, 4 * KIB, () => told.push(`other ${page}`)));
	let isDone = false;
	const owner = region(16 * KIB, 4 * KIB, () => {
		told.push('owner');
		if (!isDone) {
			isDone = true;
			for (const other of others) {
				tracker.remove(other);
			}
			tracker.add(region(20 * KIB, 4 * KIB, () => told.push('new')));
		}
	});
	for (const one of [owner, ...others]) {
		tracker.add(one);
	}
	vram.fill(0, 1, (64 * KIB) / 4);
	expect(told).toEqual(['owner']);
	vram.fill(0, 2, (64 * KIB) / 4);
	expect(told).toEqual(['owner', 'owner', 'new']);
});
