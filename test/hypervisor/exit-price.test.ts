import {expect, test} from 'vitest';
import {ExitThread} from '../../source/hypervisor/exit-price.ts';
import {costTable} from '../../source/manual/costs.ts';

const costs = costTable({vmExitNs: 1000, deviceModelNs: 4000, messageNs: 100, aggregatorNs: 300, messageHopNs: 8000});

test('a posted write keeps the vCPU only until the message is queued', () => {
	const thread = new ExitThread(costs, {heldUntilNs: 0});
	expect(thread.post(0, 50_000, false)).toBe(5100);
	expect(thread.freeAtNs).toBe(5100 + 300 + 50_000);
});

test('a read waits for the writes before it and for its own answer', () => {
	const thread = new ExitThread(costs, {heldUntilNs: 0});
	expect(thread.ask(0, 1700, false)).toBe(5100 + 300 + 1700 + 8000);
	const busyUntil = thread.freeAtNs;
	thread.post(busyUntil, 1_000_000, false);
	const price = thread.ask(busyUntil + 5100, 0, false);
	expect(price).toBe(1_000_000 + 300 + 300 + 8000);
});

test('a rescan of one domain keeps the other from the device, but not from its virtual registers', () => {
	const lock = {heldUntilNs: 0};
	const scanner = new ExitThread(costs, lock);
	const other = new ExitThread(costs, lock);
	scanner.post(0, 30_000_000, true);
	expect(other.ask(10_000, 0, false)).toBe(5100 + 300 + 8000);
	expect(other.waitedNs).toBe(0);
	const withDevice = other.ask(100_000, 1700, false);
	expect(other.servedNs).toBe(300 + 300 + 1700);
	expect(other.waitedNs).toBe(lock.heldUntilNs - 100_000 - 5100);
	expect(withDevice).toBe(lock.heldUntilNs + 300 + 1700 + 8000 - 100_000);
});

test('what a write sets off is done only after its own work: a doorbell after the sync that it caused', () => {
	const lock = {heldUntilNs: 0};
	const thread = new ExitThread(costs, lock);
	expect(thread.doneNs(0, 0)).toBe(5100 + 300);
	const doneNs = thread.doneNs(0, 35_000_000);
	expect(doneNs).toBe(5100 + 300 + 35_000_000);
	thread.post(0, 35_000_000, true);
	expect(thread.freeAtNs).toBe(doneNs);
	expect(new ExitThread(costs, lock).doneNs(0, 1)).toBe(doneNs + 300 + 1);
});
