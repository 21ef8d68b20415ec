import {expect, test} from 'vitest';
import {HostMemory, hostFrame} from '../../source/hypervisor/host-memory.ts';
import type {GuestPort} from '../../source/manual/guest-port.ts';

function port(bytes: number) {
	const written: Array<[number, number]> = [];
	const guest: GuestPort = {ram: new Uint32Array(bytes / 4), dmaWritten: (gpa, length) => written.push([gpa, length]), interrupt() {}};
	return {guest, written};
}

test('each guest sees only its own memory, and hears of writes to it', () => {
	const memory = new HostMemory();
	const a = port(0x10000);
	const b = port(0x10000);
	const rangeA = memory.attach(a.guest);
	const rangeB = memory.attach(b.guest);
	expect(rangeA.base + rangeA.bytes).toBeLessThanOrEqual(rangeB.base);
	const page = memory.page(rangeB.base + 0x3004, true) as Uint32Array;
	page[1] = 77;
	memory.written(rangeB.base + 0x3004, 4);
	expect(b.guest.ram[0x3004 / 4]).toBe(77);
	expect(a.guest.ram.every(word => word === 0)).toBe(true);
	expect([a.written, b.written]).toEqual([[], [[0x3004, 4]]]);
});

test('an address that belongs to nobody answers nothing, also after the owner has gone', () => {
	const memory = new HostMemory();
	const {guest} = port(0x2000);
	const range = memory.attach(guest);
	expect(memory.page(range.base + 0x2000, false)).toBeUndefined();
	memory.detach(range);
	expect(memory.page(range.base, false)).toBeUndefined();
	memory.written(range.base, 4);
	expect(memory.attach(port(0x2000).guest).base).toBe(range.base);
});

test('a frame behind the end of guest memory has no host frame', () => {
	expect(hostFrame({base: 0x10_0000, bytes: 0x3000}, 2)).toBe(0x102);
	expect(hostFrame({base: 0x10_0000, bytes: 0x3000}, 3)).toBe(-1);
});
