/**
Shadow page tables against a model: a plain map from page to guest entry. After a sync the shadow
translates every page as the model plus the partition; before it, maybe stale, never anybody else's.
*/
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {PageAllocator} from '../../source/aggregator/page-allocator.ts';
import {PageTracker} from '../../source/aggregator/page-tracker.ts';
import {PageTranslator} from '../../source/aggregator/page-translator.ts';
import type {Partition} from '../../source/aggregator/partition.ts';
import {ShadowMemory, TABLE_SCRATCH_WORDS} from '../../source/aggregator/shadow-memory.ts';
import type {ShadowSpace} from '../../source/aggregator/shadow-space.ts';
import {MIB} from '../../source/base/units.ts';
import {Vram} from '../../source/gpu/vram.ts';
import {costTable} from '../../source/manual/costs.ts';
import {
	LARGE_PAGE_BYTES,
	PAGE_BYTES,
	PDE_LARGE,
	PDE_SMALL,
	PDE_SPAN,
	PTE_HIGH,
	PTE_LOW,
	TARGET,
	VA_LIMIT,
} from '../../source/manual/mmu.ts';
import {make} from '../../source/manual/register.ts';

const partition: Partition = {vramStart: 64 * MIB, vramBytes: 32 * MIB, channelStart: 0, channelCount: 2, bar3Start: 0, bar3Bytes: MIB};
const memory = {base: 0x2_0000_0000, bytes: MIB};
const GUEST_DIRECTORY = 0x1_0000;
const GUEST_SMALL = 0x10_0000;
const GUEST_LARGE = 0x20_0000;
const frames = partition.vramBytes / PAGE_BYTES;

function world() {
	const vram = new Vram(256 * MIB, 128 * MIB);
	const options = {
		vram,
		pages: new PageAllocator(vram, 128 * MIB, 256 * MIB),
		tracker: new PageTracker(vram),
		translator: new PageTranslator(partition, () => memory),
		partition,
		costs: costTable(),
		quotaBytes: 16 * MIB,
		dropTranslations: () => {},
		scratch: new Uint32Array(TABLE_SCRATCH_WORDS),
	};
	const shadow = new ShadowMemory(options);
	const guest = {
		put(address: number, low: number, high: number) {
			vram.write32(partition.vramStart + address, low);
			vram.write32(partition.vramStart + address + 4, high);
		},
		point(entry: number, small: number, large: number) {
			guest.put(
				GUEST_DIRECTORY + entry * 8,
				large < 0 ? 0 : make(PDE_LARGE, {PRESENT: 1, FRAME: large / PAGE_BYTES}),
				small < 0 ? 0 : make(PDE_SMALL, {PRESENT: 1, FRAME: small / PAGE_BYTES}),
			);
		},
		map(table: number, index: number, frame: number, target: number) {
			guest.put(table + index * 8, make(PTE_LOW, {PRESENT: 1, FRAME: frame}), make(PTE_HIGH, {TARGET: target}));
		},
		unmap(table: number, index: number) {
			guest.put(table + index * 8, 0, 0);
		},
	};
	return {vram, shadow, guest, pages: options.pages};
}

function at(space: ShadowSpace, va: number): number {
	const resolution = {address: 0, isSystem: false, isReadOnly: false};
	space.resolve(va, resolution);
	return resolution.address;
}

const acquire = (shadow: ShadowMemory) =>
	shadow.acquireSpace(GUEST_DIRECTORY, VA_LIMIT, {changed: 0, refused: 0, examined: 0, system: 0}) as ShadowSpace;

describe('translation', () => {
	const translator = new PageTranslator(partition, () => memory);
	const translate = (frame: number, target: number, isLarge = false) => {
		translator.translate(make(PTE_LOW, {PRESENT: 1, READ_ONLY: 1, FRAME: frame}), make(PTE_HIGH, {TARGET: target, STORAGE: 0xfe}), isLarge);
		return translator.low === 0 ? -1 : (translator.low >>> 4) * PAGE_BYTES;
	};

	test('moves VRAM by the partition and keeps the other bits', () => {
		expect(translate(5, TARGET.VRAM)).toBe(partition.vramStart + 5 * PAGE_BYTES);
		expect(translator.low & 0xf).toBe(5);
		expect(translator.high).toBe(make(PTE_HIGH, {STORAGE: 0xfe}));
	});

	test('refuses a large page that only begins inside the partition', () => {
		expect(translate(frames - 1, TARGET.VRAM)).toBe(partition.vramStart + partition.vramBytes - PAGE_BYTES);
		expect(translate(frames - 32, TARGET.VRAM, true)).toBe(partition.vramStart + partition.vramBytes - LARGE_PAGE_BYTES);
		expect(translate(frames - 31, TARGET.VRAM, true)).toBe(-1);
		expect(translate(frames, TARGET.VRAM)).toBe(-1);
	});

	test('gives system pages the machine frame of the guest, and refuses what the guest does not have', () => {
		expect(translate(3, TARGET.SYSTEM_SNOOPED)).toBe(memory.base + 3 * PAGE_BYTES);
		expect(translate(memory.bytes / PAGE_BYTES, TARGET.SYSTEM)).toBe(-1);
		expect(translate(1, TARGET.PEER)).toBe(-1);
	});
});

test('a flush brings in exactly what changed, priced as a full rescan', () => {
	const {shadow, guest} = world();
	guest.point(0, GUEST_SMALL, -1);
	const space = acquire(shadow);
	guest.map(GUEST_SMALL, 7, 100, TARGET.VRAM);
	guest.map(GUEST_SMALL, 8, 101, TARGET.VRAM);
	expect(at(space, 7 * PAGE_BYTES)).toBe(-1);
	const report = shadow.sync(space, {kind: 'channel'});
	expect(report).toMatchObject({changed: 2, refused: 0, scanned: 8192 + 32768});
	expect(at(space, 7 * PAGE_BYTES + 12)).toBe(partition.vramStart + 100 * PAGE_BYTES + 12);
	const again = shadow.sync(space, {kind: 'channel'});
	expect(again.changed).toBe(0);
	expect(again.priceNs).toBe(report.priceNs);
});

test('a directory that moves to another table takes the new entries along and frees the old shadow', () => {
	const {shadow, guest, pages} = world();
	const free = pages.freeBytes;
	guest.point(3, GUEST_SMALL, -1);
	guest.map(GUEST_SMALL, 0, 1, TARGET.VRAM);
	guest.map(0x18_0000, 0, 2, TARGET.VRAM);
	const space = acquire(shadow);
	const used = shadow.shadowBytes;
	expect(at(space, 3 * PDE_SPAN)).toBe(partition.vramStart + PAGE_BYTES);
	guest.point(3, 0x18_0000, -1);
	shadow.sync(space, {kind: 'channel'});
	expect(at(space, 3 * PDE_SPAN)).toBe(partition.vramStart + 2 * PAGE_BYTES);
	expect(shadow.shadowBytes).toBe(used);
	shadow.releaseSpace(space);
	shadow.close();
	expect(pages.freeBytes).toBe(free);
});

test('a table outside the partition, or more tables than the quota, is refused and stays a hole', () => {
	const {shadow, guest} = world();
	guest.point(0, partition.vramBytes - PAGE_BYTES, -1);
	for (let entry = 1; entry < 100; entry++) {
		guest.point(entry, GUEST_SMALL + entry * PAGE_BYTES, -1);
	}
	const tally = {changed: 0, refused: 0, examined: 0, system: 0};
	const space = shadow.acquireSpace(GUEST_DIRECTORY, VA_LIMIT, tally) as ShadowSpace;
	expect(tally.refused).toBeGreaterThan(30);
	expect(shadow.shadowBytes).toBeLessThanOrEqual(16 * MIB);
	expect(at(space, 0)).toBe(-1);
	expect(shadow.acquireSpace(partition.vramBytes, VA_LIMIT, tally)).toBeUndefined();
});

const step = fc.oneof(
	fc.record({
		do: fc.constant('map' as const),
		isLarge: fc.boolean(),
		index: fc.nat(1023),
		frame: fc.nat(frames + 64),
		target: fc.constantFrom(0, 1, 2, 3),
	}),
	fc.record({do: fc.constant('unmap' as const), isLarge: fc.boolean(), index: fc.nat(1023)}),
	fc.record({do: fc.constant('point' as const), entry: fc.nat(3), small: fc.boolean(), large: fc.boolean()}),
	fc.record({do: fc.constant('flush' as const)}),
);

test('after a sync the shadow is the model plus the partition; never anything outside the domain', () => {
	fc.assert(
		fc.property(fc.array(step, {maxLength: 80}), steps => {
			const {shadow, guest} = world();
			const space = acquire(shadow);
			const small = new Map<number, {frame: number; target: number}>();
			const large = new Map<number, {frame: number; target: number}>();
			const directory = new Map<number, {small: boolean; large: boolean}>();
			const legal = (entry: {frame: number; target: number} | undefined, pages: number): number => {
				if (entry === undefined || entry.target === TARGET.PEER) {
					return -1;
				}
				const limit = entry.target === TARGET.VRAM ? frames : memory.bytes / PAGE_BYTES;
				const base = entry.target === TARGET.VRAM ? partition.vramStart : memory.base;
				return entry.frame + pages <= limit ? base + entry.frame * PAGE_BYTES : -1;
			};
			for (const action of [...steps, {do: 'flush' as const}]) {
				if (action.do === 'map') {
					guest.map(action.isLarge ? GUEST_LARGE : GUEST_SMALL, action.index, action.frame, action.target);
					(action.isLarge ? large : small).set(action.index, {frame: action.frame, target: action.target});
				} else if (action.do === 'unmap') {
					guest.unmap(action.isLarge ? GUEST_LARGE : GUEST_SMALL, action.index);
					(action.isLarge ? large : small).delete(action.index);
				} else if (action.do === 'point') {
					guest.point(action.entry, action.small ? GUEST_SMALL : -1, action.large ? GUEST_LARGE : -1);
					directory.set(action.entry, action);
				} else {
					shadow.sync(space, {kind: 'channel'});
					shadow.checkInvariants();
					for (const [entry, tables] of directory) {
						for (const index of new Set([...small.keys(), ...[...large.keys()].flatMap(key => [key * 32, key * 32 + 31])])) {
							const va = entry * PDE_SPAN + index * PAGE_BYTES;
							const bySmall = tables.small ? legal(small.get(index), 1) : -1;
							const byLarge = tables.large ? legal(large.get(Math.floor(index / 32)), 32) : -1;
							const expected = bySmall >= 0 ? bySmall : byLarge >= 0 ? byLarge + (index % 32) * PAGE_BYTES : -1;
							expect(at(space, va)).toBe(expected);
						}
					}
				}
			}
		}),
		{numRuns: 60},
	);
});
