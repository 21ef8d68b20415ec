/** Details of channels and memory agree with the device, and asking for them changes nothing. */
import {describe, expect, test} from 'vitest';
import {MIB, MS} from '../../source/base/units.ts';
import type {Scenario} from '../../source/machine/configuration.ts';
import {detailsOf, userNames} from '../../source/machine/details-of.ts';
import {Machine} from '../../source/machine/machine.ts';
import {openEngineHost} from '../../source/machine/open-engine-host.ts';
import {full, scenarioOf} from '../lab/machine-lab.ts';

const scenario: Scenario = scenarioOf({
	domains: [
		{workload: ['bursts', {}], mode: full(true, true)},
		{workload: ['bursts', {}], mode: {kind: 'para', multicall: true}, vramBytes: 256 * MIB},
		{workload: ['bursts', {}], mode: full(false, false)},
	],
});

function ranTo(atNs: number): Machine {
	const machine = new Machine(scenario);
	machine.runUntil(atNs);
	return machine;
}

describe('details', () => {
	test('each live channel is there once, on its own physical channel, with the ring as the device has it', () => {
		const machine = ranTo(400 * MS);
		const {channels} = detailsOf(machine);
		expect(new Set(channels.map(({physicalChannel}) => physicalChannel)).size).toBe(channels.length);
		expect(channels.length).toBe(machine.gpu.inspect().channels.length);
		for (const {gpGet, gpPut, rung, activity, faults} of channels) {
			expect(faults).toBe(0);
			expect(activity).not.toBe('stopped');
			expect(rung).toBeGreaterThanOrEqual(gpPut);
			expect(gpPut).toBeGreaterThanOrEqual(gpGet);
		}
		expect(channels.some(({gpGet}) => gpGet > 0)).toBe(true);
		expect(channels.map(({runlistPosition}) => runlistPosition).filter(position => position >= 0)).toHaveLength(
			machine.gpu.inspect().runlist.length,
		);
	});

	test('para-virtual spaces are the hypervisor’s, shadowed ones follow a guest directory and know their last sync', () => {
		const machine = ranTo(1200 * MS);
		const {memory, atNs} = detailsOf(machine);
		const [shadowed, para, naive] = memory;
		expect(para?.spaces.map(({isPara}) => isPara)).not.toContain(false);
		expect(para?.spaces.every(({present, guestDirectory}) => present > 0 && guestDirectory === -1)).toBe(true);
		for (const domain of [shadowed, naive]) {
			const used = domain?.spaces.filter(({usedBy}) => usedBy.startsWith('ch')) ?? [];
			expect(used.length).toBeGreaterThan(0);
			for (const {syncedAtNs, syncPriceNs, syncScanned, present, entries, guestDirectory} of used) {
				expect(syncedAtNs).toBeGreaterThan(0);
				expect(syncedAtNs).toBeLessThanOrEqual(atNs);
				expect(syncPriceNs).toBeGreaterThan(0);
				expect(syncScanned).toBeGreaterThan(0);
				expect(present).toBeGreaterThan(0);
				expect(present).toBeLessThanOrEqual(entries);
				expect(guestDirectory).toBeGreaterThanOrEqual(0);
			}
			expect(domain?.shadowBytes).toBeGreaterThan(0);
			expect(domain?.shadowBytes).toBeLessThanOrEqual(domain?.quotaBytes ?? 0);
		}
		expect(shadowed?.directPages).toBeGreaterThan(0);
		expect(naive?.directPages).toBe(0);
	});

	test('memory that was touched lies in partitions or in the hypervisor’s part', () => {
		const machine = ranTo(400 * MS);
		const {touched, unitBytes, memory} = detailsOf(machine);
		expect(touched).toHaveLength(machine.gpu.vram.bytes / unitBytes);
		const taken = memory.reduce((sum, {partitionBytes}) => sum + partitionBytes, 0);
		const lastUsed = touched.slice(0, machine.gpu.vram.guestBytes / unitBytes).findLastIndex(bytes => bytes > 0);
		expect(lastUsed).toBeLessThan(taken / unitBytes);
		for (const {partitionStart, partitionBytes} of memory) {
			const units = touched.slice(partitionStart / unitBytes, (partitionStart + partitionBytes) / unitBytes);
			expect(units.some(bytes => bytes > 0)).toBe(true);
		}
	});

	test('a domain that has the card alone shows the device’s own channels', () => {
		const machine = new Machine(scenarioOf({domains: [{workload: ['bursts', {}], mode: {kind: 'native'}}]}));
		machine.runUntil(400 * MS);
		const {channels, memory} = detailsOf(machine);
		expect(channels.length).toBeGreaterThan(0);
		expect(channels.every(({rung, gpPut, faults}) => rung === gpPut && faults === -1)).toBe(true);
		expect(memory).toMatchObject([{partitionStart: 0, mappedBytes: -1, spaces: []}]);
	});

	test('asking leaves the digest as it is', () => {
		const asked = ranTo(100 * MS);
		for (let atNs = 100 * MS; atNs < 300 * MS; atNs += 7 * MS) {
			asked.runUntil(atNs);
			detailsOf(asked);
		}
		asked.runUntil(300 * MS);
		expect(asked.digest()).toBe(ranTo(300 * MS).digest());
	});

	test('a worker answers too, and rejects when it has ended', async () => {
		const host = await openEngineHost({...scenario, initial: {...scenario.initial, speed: 0}}, {inWorker: true, intervalMs: 20});
		try {
			const details = await host.inspect();
			expect(details.memory).toHaveLength(3);
		} finally {
			await host.close();
		}
		await expect(host.inspect()).rejects.toThrow('closed');
	});
});

test('users are named in runs', () => {
	expect([userNames([], []), userNames(['BAR3'], []), userNames(['BAR1'], [0, 1, 2, 5])]).toEqual(['-', 'BAR3', 'BAR1 ch 0-2,5']);
});
