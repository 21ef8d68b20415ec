import fc from 'fast-check';
import {beforeEach, describe, expect, test} from 'vitest';
import {MIB} from '../../source/base/units.ts';
import {Mmu} from '../../source/gpu/mmu.ts';
import {View} from '../../source/gpu/view.ts';
import {ALL_ONES, Vram} from '../../source/gpu/vram.ts';
import {LARGE_PAGE_BYTES, PAGE_BYTES, PDE_SPAN, TARGET} from '../../source/manual/mmu.ts';
import {FAULT_REASON, FAULT_UNIT} from '../../source/manual/pfifo.ts';
import {TestMemory} from '../lab/gpu-lab.ts';

/** Places in VRAM: directory, small table, large table, and data from 4 MiB. */
const AT = {DIRECTORY: 0x10000, SMALL: 0x40000, LARGE: 0x90000, INSTANCE: 0x1000} as const;

let vram: Vram;
let memory: TestMemory;
let mmu: Mmu;
let view: View;

beforeEach(() => {
	vram = new Vram(16 * MIB, 8 * MIB);
	memory = new TestMemory();
	mmu = new Mmu(vram, memory);
	view = new View(FAULT_UNIT.PGRAPH, false);
	vram.write32(AT.INSTANCE + 0x200, AT.DIRECTORY);
	vram.write32(AT.INSTANCE + 0x208, 0xffff_ffff);
	vram.write32(AT.INSTANCE + 0x20c, 0xff);
	vram.write32(AT.DIRECTORY, AT.LARGE / 256 + 1);
	vram.write32(AT.DIRECTORY + 4, AT.SMALL / 256 + 1);
	view.bind(vram, mmu, AT.INSTANCE);
});

function mapSmall(va: number, physical: number, {flags = 1, high = 0} = {}): void {
	vram.write32(AT.SMALL + (va / PAGE_BYTES) * 8, physical / 256 + flags);
	vram.write32(AT.SMALL + (va / PAGE_BYTES) * 8 + 4, high);
}

function mapLarge(va: number, physical: number, {flags = 1, high = 0} = {}): void {
	vram.write32(AT.LARGE + (va / LARGE_PAGE_BYTES) * 8, physical / 256 + flags);
	vram.write32(AT.LARGE + (va / LARGE_PAGE_BYTES) * 8 + 4, high);
}

const reasonOf = (va: number, isWrite = false) => (mmu.translate(view, va, isWrite) ? 'none' : mmu.faultReason);

describe('walk', () => {
	test('small pages, large pages, and a small one wins', () => {
		mapLarge(0x20000, 5 * MIB);
		mapSmall(0x21000, 6 * MIB);
		vram.write32(5 * MIB + 4, 1);
		vram.write32(6 * MIB + 8, 2);
		vram.write32(5 * MIB + 0x1f000, 3);
		const value = (va: number) => (mmu.read32(view, va) ? mmu.value : 'fault');
		expect([value(0x20004), value(0x21008), value(0x3f000)]).toEqual([1, 2, 3]);
	});

	test('reads and writes go over pages and targets', () => {
		memory.add(0x7000);
		mapSmall(0x1000, 4 * MIB);
		mapSmall(0x2000, 0x7000, {high: TARGET.SYSTEM_SNOOPED * 2 + 1});
		mapSmall(0x3000, 2 ** 39);
		const words = Uint32Array.from({length: 2049}, (_, index) => index + 1);
		expect(mmu.writeWords(view, 0x1ffc, words, 2049)).toBe(true);
		expect(vram.read32(4 * MIB + 0xffc)).toBe(1);
		expect(memory.page(0x7000)?.[1023]).toBe(1025);
		expect(memory.writes).toEqual([{address: 0x7000, bytes: 4096}]);
		const back = new Uint32Array(2049);
		expect(mmu.readWords(view, 0x1ffc, back, 2049)).toBe(true);
		expect([back[0], back[1], back[1024], back[1025], back[2048]]).toEqual([1, 2, 1025, ALL_ONES, ALL_ONES]);
	});

	test.each([
		['TABLE_NOT_PRESENT', PDE_SPAN, false],
		['PAGE_NOT_PRESENT', 0x5000, false],
		['READ_ONLY', 0x6000, true],
		['SUPERVISOR_ONLY', 0x7000, false],
		['BAD_STORAGE_TYPE', 0x8000, false],
		['COMPRESSED_SYSTEM_MEMORY', 0x9000, false],
		['PAGE_NOT_PRESENT', 0xa000, false],
		['PAGE_NOT_PRESENT', 0xb000, false],
		['LIMIT_EXCEEDED', 2 ** 40, false],
	] as const)('%s at %i', (reason, va, isWrite) => {
		mapSmall(0x6000, 4 * MIB, {flags: 1 + 4});
		mapSmall(0x7000, 4 * MIB, {flags: 1 + 2});
		mapSmall(0x8000, 4 * MIB, {high: 0xff * 16});
		mapSmall(0x9000, 0, {high: 0xdb * 16 + TARGET.SYSTEM * 2});
		mapSmall(0xa000, 4 * MIB, {high: TARGET.PEER * 2});
		mapSmall(0xb000, 0x5000, {high: TARGET.SYSTEM * 2});
		expect(reasonOf(va, isWrite)).toBe(FAULT_REASON[reason]);
		expect([mmu.faultAddress, mmu.faultIsWrite]).toEqual([va, isWrite]);
	});

	test('a read-only page reads, a supervisor page serves the privileged', () => {
		mapSmall(0x6000, 4 * MIB, {flags: 1 + 4});
		mapSmall(0x7000, 4 * MIB, {flags: 1 + 2});
		expect(reasonOf(0x6000)).toBe('none');
		expect(reasonOf(0x6000, true)).toBe(FAULT_REASON.READ_ONLY);
		view.isPrivileged = true;
		expect(reasonOf(0x7000, true)).toBe('none');
	});

	test.each([0, 1, 2, 3])('a large table of size %i ends where it ends', size => {
		vram.write32(AT.DIRECTORY, AT.LARGE / 256 + 1 + size * 4);
		vram.write32(AT.DIRECTORY + 4, 0);
		const entries = 1024 / 2 ** size;
		mapLarge((entries - 1) * LARGE_PAGE_BYTES, 5 * MIB);
		expect(reasonOf((entries - 1) * LARGE_PAGE_BYTES)).toBe('none');
		expect(reasonOf(entries * LARGE_PAGE_BYTES)).toBe(size === 0 ? FAULT_REASON.TABLE_NOT_PRESENT : FAULT_REASON.TABLE_TOO_SHORT);
	});

	test('the limit of the instance block holds, and no run goes past it', () => {
		vram.write32(AT.INSTANCE + 0x208, 0x1fff);
		vram.write32(AT.INSTANCE + 0x20c, 0);
		view.bind(vram, mmu, AT.INSTANCE);
		mapLarge(0, 5 * MIB);
		expect(reasonOf(0x1ffc)).toBe('none');
		expect(mmu.runBytes).toBe(4);
		expect(reasonOf(0x2000)).toBe(FAULT_REASON.LIMIT_EXCEEDED);
		expect(mmu.readWords(view, 0x1ff8, new Uint32Array(3), 3)).toBe(false);
	});

	test('copies charge bytes to the way they took', () => {
		memory.add(0x7000);
		mapSmall(0x1000, 4 * MIB);
		mapSmall(0x2000, 5 * MIB);
		mapSmall(0x3000, 0x7000, {high: TARGET.SYSTEM * 2 + 1});
		for (let index = 0; index < 1024; index++) {
			vram.write32(4 * MIB + index * 4, index * 0x0101_0101);
		}
		expect(mmu.copy(view, 0x2000, 0x1000, 4096) && mmu.copy(view, 0x3000, 0x1000, 4096)).toBe(true);
		expect([mmu.vramBytes, mmu.systemBytes]).toEqual([4096, 4096]);
		expect(vram.read32(5 * MIB + 400)).toBe((100 * 0x0101_0101) >>> 0);
		expect(memory.page(0x7000)?.[100]).toBe((100 * 0x0101_0101) >>> 0);
		expect(mmu.copy(view, 0x2001, 0x3402, 7)).toBe(true);
		expect([0, 1, 2, 3, 4, 5, 6, 7, 8].map(index => vram.read8(5 * MIB + index))).toEqual([0, 1, 1, 1, 2, 2, 2, 2, 2]);
	});
});

describe('TLB', () => {
	test('a cached translation stays until its directory is flushed', () => {
		mapSmall(0x1000, 4 * MIB);
		vram.write32(4 * MIB, 1);
		vram.write32(5 * MIB, 2);
		expect(mmu.read32(view, 0x1000)).toBe(true);
		mapSmall(0x1000, 5 * MIB);
		mmu.read32(view, 0x1000);
		expect(mmu.value).toBe(1);
		mmu.flush(AT.DIRECTORY + PAGE_BYTES);
		mmu.read32(view, 0x1000);
		expect(mmu.value).toBe(1);
		mmu.flush(AT.DIRECTORY);
		mmu.read32(view, 0x1000);
		expect(mmu.value).toBe(2);
		mapSmall(0x1000, 0, {flags: 0});
		expect(reasonOf(0x1000)).toBe('none');
		mmu.flushAll();
		expect(reasonOf(0x1000)).toBe(FAULT_REASON.PAGE_NOT_PRESENT);
	});

	test('faults are not cached', () => {
		expect(reasonOf(0x1000)).toBe(FAULT_REASON.PAGE_NOT_PRESENT);
		mapSmall(0x1000, 4 * MIB);
		expect(reasonOf(0x1000)).toBe('none');
	});

	/** The model: what each page maps to now, and what was cached for it at the last look since a flush. */
	test('map, unmap, look and flush in any order agree with a map of pages', () => {
		const page = fc.integer({min: 0, max: 127});
		const frame = fc.integer({min: 1024, max: 2047});
		const step = fc.oneof(
			fc.record({kind: fc.constant('small' as const), page, frame}),
			fc.record({kind: fc.constant('large' as const), page: fc.integer({min: 0, max: 3}), frame: frame.map(value => value & ~31)}),
			fc.record({kind: fc.constant('unmap' as const), page, frame}),
			fc.record({kind: fc.constant('look' as const), page, frame}),
			fc.record({kind: fc.constant('flush' as const), page, frame}),
		);
		fc.assert(
			fc.property(fc.array(step, {maxLength: 60}), steps => {
				vram.fill(AT.SMALL, 0, 256);
				vram.fill(AT.LARGE, 0, 8);
				mmu.flush(AT.DIRECTORY);
				const small = new Map<number, number>();
				const large = new Map<number, number>();
				const cached = new Map<number, number>();
				for (const {kind, page: number, frame: to} of steps) {
					if (kind === 'small') {
						mapSmall(number * PAGE_BYTES, to * PAGE_BYTES);
						small.set(number, to);
					} else if (kind === 'large') {
						mapLarge(number * LARGE_PAGE_BYTES, to * PAGE_BYTES);
						large.set(number, to);
					} else if (kind === 'unmap') {
						mapSmall(number * PAGE_BYTES, 0, {flags: 0});
						small.delete(number);
					} else if (kind === 'flush') {
						mmu.flush(AT.DIRECTORY);
						cached.clear();
					} else {
						const wide = large.get(number >> 5);
						const now = small.get(number) ?? (wide === undefined ? undefined : wide + (number & 31));
						const expected = cached.get(number) ?? now;
						const isFound = mmu.translate(view, number * PAGE_BYTES + 12, false);
						expect(isFound ? mmu.physical : undefined).toBe(expected === undefined ? undefined : expected * PAGE_BYTES + 12);
						if (expected !== undefined) {
							cached.set(number, expected);
						}
					}
				}
			}),
		);
	});
});
