import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {GIB, MIB} from '../../source/base/units.ts';
import {ALL_ONES, CHUNK_BYTES, Vram} from '../../source/gpu/vram.ts';

const KIB64 = 0x10000;
/** Two chunks below, two above: small enough to compare byte by byte, and every range may straddle. */
const small = () => new Vram(4 * KIB64, 2 * KIB64);

describe('vram', () => {
	test('every width reads what every other wrote, in both stores', () => {
		const vram = small();
		for (const base of [0x100, 2 * KIB64 + 0x100]) {
			vram.write32(base, 0x8765_4321);
			expect([vram.read8(base), vram.read8(base + 3), vram.read16(base), vram.read16(base + 2)]).toEqual([0x21, 0x87, 0x4321, 0x8765]);
			vram.write8(base + 1, 0xaa);
			vram.write16(base + 2, 0xbbcc);
			expect(vram.read32(base)).toBe(0xbbcc_aa21);
		}
	});

	test('outside there are only ones, and writes are lost', () => {
		const vram = small();
		const end = vram.bytes;
		vram.write32(end, 1);
		vram.write8(end + 5, 1);
		vram.fill(end - 4, 7, 3);
		vram.writeBlock(end - 4, Uint32Array.of(9, 9));
		const block = new Uint32Array(2);
		vram.readBlock(end - 4, block);
		expect([...block]).toEqual([9, ALL_ONES]);
		expect(vram.read8(end)).toBe(0xff);
		expect(vram.read32(2 ** 40 - 4)).toBe(ALL_ONES);
	});

	test('copy is memmove, at any alignment and across the stores', () => {
		const end = 4 * KIB64;
		const near = fc.integer({min: 0, max: 300}).map(offset => 2 * KIB64 - 150 + offset);
		fc.assert(
			fc.property(near, near, fc.integer({min: 0, max: 9000}), (destination, source, bytes) => {
				const vram = small();
				const model = new Uint8Array(end);
				for (let at = 2 * KIB64 - 400; at < 2 * KIB64 + 10_000; at++) {
					model[at] = (at * 7) & 0xff;
					vram.write8(at, model[at]);
				}
				vram.copy(destination, source, bytes);
				model.copyWithin(destination, source, source + bytes);
				for (let at = 2 * KIB64 - 400; at < 2 * KIB64 + 10_000; at++) {
					if (vram.read8(at) !== model[at]) {
						throw new Error(`byte ${at}`);
					}
				}
			}),
			{numRuns: 40},
		);
	});

	test('blocks and fills go across the border of the stores', () => {
		const vram = small();
		const border = 2 * KIB64;
		vram.writeBlock(border - 8, Uint32Array.of(1, 2, 3, 4));
		const block = new Uint32Array(4);
		vram.readBlock(border - 8, block);
		expect([...block]).toEqual([1, 2, 3, 4]);
		vram.fill(border - 4, 5, 2);
		expect([-8, -4, 0, 4].map(offset => vram.read32(border + offset))).toEqual([1, 5, 5, 4]);
	});

	test('every kind of store into a watched chunk is reported after it happened, others are not', () => {
		const vram = small();
		const seen: string[] = [];
		vram.onStore = (chunk, offset, bytes) => {
			const address = chunk * CHUNK_BYTES + offset;
			seen.push(`${address}+${bytes}:${vram.read8(address)}`);
		};
		vram.watch(KIB64 + 5, 1);
		vram.write32(0, 1);
		vram.write32(KIB64, 2);
		vram.write16(KIB64 + 2, 3);
		vram.write8(KIB64 + 3, 4);
		vram.fill(KIB64 - 4, 5, 2);
		vram.writeBlock(2 * KIB64 - 4, Uint32Array.of(6, 6));
		vram.copy(KIB64 - 1, 0, 3);
		expect(seen).toEqual([`${KIB64}+4:2`, `${KIB64 + 2}+2:3`, `${KIB64 + 3}+1:4`, `${KIB64}+4:5`, `${2 * KIB64 - 4}+4:6`, `${KIB64}+2:0`]);
		seen.length = 0;
		vram.watch(KIB64, 4);
		vram.unwatch(KIB64, 4);
		vram.write32(KIB64, 1);
		expect(seen).toHaveLength(1);
		vram.unwatch(KIB64 + 5, 1);
		vram.write32(KIB64, 1);
		expect(seen).toHaveLength(1);
		expect(() => vram.unwatch(KIB64, 1)).toThrow('watched');
	});

	test('zeroes into memory that was never written commit nothing, and are reported; into written memory they count', () => {
		const vram = new Vram(2 * GIB, GIB);
		const seen: string[] = [];
		vram.onStore = (chunk, offset, bytes) => seen.push(`${chunk}:${offset}+${bytes}`);
		vram.watch(KIB64, 4);
		const before = process.memoryUsage().rss;
		vram.fill(0, 0, (512 * MIB) / 4);
		expect(process.memoryUsage().rss - before).toBeLessThan(64 * MIB);
		expect(seen).toEqual([`1:0+${KIB64}`]);
		vram.write32(8 * KIB64, 5);
		vram.fill(8 * KIB64, 0, 1);
		expect(vram.read32(8 * KIB64)).toBe(0);
		vram.fill(9 * KIB64, 7, 1);
		vram.scrub(9 * KIB64, KIB64);
		expect(vram.read32(9 * KIB64)).toBe(0);
	});

	test('6 GiB cost what is touched', () => {
		const before = process.memoryUsage().rss;
		const vram = new Vram(6 * GIB, 4 * GIB);
		for (let page = 0; page < 256; page++) {
			vram.write32(page * 24 * MIB, page + 1);
		}
		expect(process.memoryUsage().rss - before).toBeLessThan(64 * MIB);
		expect(vram.read32(255 * 24 * MIB)).toBe(256);
		expect(vram.read32(6 * GIB - 4)).toBe(0);
	});
});
