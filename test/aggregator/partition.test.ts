import fc from 'fast-check';
import {expect, test} from 'vitest';
import {guestAddress, hostAddress, type Partition, PartitionTable} from '../../source/aggregator/partition.ts';
import {GIB, MIB} from '../../source/base/units.ts';

const overlaps = (a: Partition, b: Partition) =>
	(a.vramStart < b.vramStart + b.vramBytes && b.vramStart < a.vramStart + a.vramBytes) ||
	(a.channelStart < b.channelStart + b.channelCount && b.channelStart < a.channelStart + a.channelCount) ||
	(a.bar3Start < b.bar3Start + b.bar3Bytes && b.bar3Start < a.bar3Start + a.bar3Bytes);

test('64 domains share the card, and a 65th is refused in words', () => {
	const table = new PartitionTable(4 * GIB);
	const taken: Partition[] = [];
	for (let domain = 0; domain < 64; domain++) {
		const request = {vramBytes: 64 * MIB, channelCount: 2};
		expect(table.refuse(request)).toBeUndefined();
		taken.push(table.take(request));
	}
	for (const [index, partition] of taken.entries()) {
		for (const other of taken.slice(index + 1)) {
			expect(overlaps(partition, other)).toBe(false);
		}
	}
	expect(table.refuse({vramBytes: 64 * MIB, channelCount: 2})).toBe('VRAM of 64 MiB does not fit; 0 B free, largest gap 0 B');
	for (const partition of taken) {
		table.free(partition);
	}
	expect(table.freeBytes).toBe(4 * GIB);
	expect(table.take({vramBytes: 4 * GIB, channelCount: 128}).channelCount).toBe(128);
});

test('a request that cannot be met says what was asked and what there is', () => {
	const table = new PartitionTable(256 * MIB);
	expect(table.refuse({vramBytes: 8 * MIB, channelCount: 2})).toMatch(/at least 16 MiB/);
	expect(table.refuse({vramBytes: 100 * MIB + 1, channelCount: 2})).toMatch(/whole MiB/);
	expect(table.refuse({vramBytes: 512 * MIB, channelCount: 2})).toMatch(/256 MiB free/);
	expect(table.refuse({vramBytes: 16 * MIB, channelCount: 129})).toBe('129 channels do not fit; 128 of 128 free, largest run 128');
});

test('guest and host addresses are inverse inside the partition and refuse everything outside', () => {
	fc.assert(
		fc.property(
			fc.integer({min: 0, max: 64}),
			fc.integer({min: 0, max: 1_200_000_000}),
			fc.integer({min: 1, max: 70_000}),
			(start, guest, bytes) => {
				const partition: Partition = {
					vramStart: start * MIB,
					vramBytes: 1024 * MIB,
					channelStart: 0,
					channelCount: 2,
					bar3Start: 0,
					bar3Bytes: MIB,
				};
				const host = hostAddress(partition, guest, bytes);
				if (guest + bytes <= partition.vramBytes) {
					expect(host).toBe(guest + partition.vramStart);
					expect(guestAddress(partition, host)).toBe(guest);
				} else {
					expect(host).toBe(-1);
				}
				expect(guestAddress(partition, partition.vramStart - 1)).toBe(-1);
				expect(guestAddress(partition, partition.vramStart + partition.vramBytes)).toBe(-1);
			},
		),
	);
});
