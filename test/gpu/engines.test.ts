import {describe, expect, test} from 'vitest';
import {RAMIN} from '../../source/manual/instance-block.ts';
import {CLASS, ENGINE, M2MF, M2MF_EXEC, SUBCHANNEL} from '../../source/manual/methods.ts';
import {FAULT_REASON, FAULT_UNIT, PFIFO} from '../../source/manual/pfifo.ts';
import {PGRAPH} from '../../source/manual/pgraph.ts';
import {HEADER_TYPE} from '../../source/manual/pushbuffer.ts';
import {element, get, make} from '../../source/manual/register.ts';
import {USERD} from '../../source/manual/userd.ts';
import {GpuLab, VA} from '../lab/gpu-lab.ts';
import {faultReason, loop, prepareLoop} from '../lab/loop-kernel.ts';
import {Pushbuffer} from '../lab/pushbuffer.ts';

describe('engines run side by side', () => {
	test('a kernel and a copy overlap; the union is exact', () => {
		const lab = new GpuLab();
		const [kernels, copies] = [lab.channel(1), lab.channel(2)];
		lab.runlist(1, 2);
		prepareLoop(kernels);
		copies.buffer(VA.DATA, 0x20_0000);
		kernels.submit(loop(new Pushbuffer().bindAll(), 10_000));
		copies.submit(new Pushbuffer().bind(SUBCHANNEL.PCOPY0, CLASS.PCOPY0, ENGINE.PCOPY0).pcopy(VA.DATA, VA.DATA + 0x10_0000, 0x8000, 32));
		const {nowNs} = lab.queue;
		lab.run();
		const elapsedNs = lab.queue.nowNs - nowNs;
		const [graph, copy, any] = [lab.count('graphBusyNs'), lab.count('copyBusyNs'), lab.count('anyBusyNs')];
		expect(graph).toBeGreaterThan(100_000);
		expect(copy).toBeGreaterThan(25_000);
		expect(elapsedNs).toBeLessThan(graph + copy);
		expect(any).toBeLessThan(graph + copy);
		expect(any).toBeGreaterThanOrEqual(Math.max(graph, copy));
		expect(any).toBeLessThanOrEqual(elapsedNs);
	});

	test('within one channel, another engine waits for the one before, and REFERENCE for all', () => {
		const lab = new GpuLab();
		const channel = lab.channel(1);
		lab.runlist(1);
		prepareLoop(channel);
		channel.buffer(VA.DATA, 0x2000);
		channel.submit(
			loop(new Pushbuffer().bindAll(), 1_000)
				.pcopy(VA.DATA, VA.DATA + 0x1000, 0x1000)
				.reference(6),
		);
		while (lab.count('kernels') === 0) {
			lab.queue.step();
		}
		const end = lab.queue.inspect().find(event => event.name === 'gpu.graph.done')?.atNs ?? 0;
		lab.queue.runUntil(end - 1);
		expect([lab.count('copies'), channel.userdWord(USERD.REFERENCE), lab.gpu.isIdle()]).toEqual([0, 0, false]);
		expect(get(PGRAPH.STATUS, 'GPC', lab.read(PGRAPH.STATUS.offset))).toBe(1);
		expect(lab.read(PGRAPH.MACRO_STATUS.offset)).toBe(0);
		lab.run();
		expect([lab.count('copies'), channel.userdWord(USERD.REFERENCE), lab.gpu.isIdle()]).toEqual([1, 6, true]);
		expect([lab.read(PGRAPH.STATUS.offset), lab.read(PGRAPH.MACRO_STATUS.offset)]).toEqual([0, 0xf]);
	});

	test('a launch behind a kernel costs less than one from idle', () => {
		const costs = {launchNs: 3_000, launchIdleNs: 9_000};
		const durations = [false, true].map(isSerialized => {
			const lab = new GpuLab({costs});
			const channel = lab.channel(1);
			lab.runlist(1);
			prepareLoop(channel);
			const pushbuffer = loop(new Pushbuffer().bindAll(), 100);
			channel.submit(loop(isSerialized ? pushbuffer.serialize() : pushbuffer, 100));
			lab.run();
			return lab.count('graphBusyNs');
		});
		expect(durations[1] - durations[0]).toBe(costs.launchIdleNs - costs.launchNs);
	});
});

describe('context', () => {
	test('two channels keep their method state apart while they take turns', () => {
		const lab = new GpuLab();
		const channels = [lab.channel(1), lab.channel(2)];
		lab.runlist(1, 2);
		const results = channels.map(channel => {
			channel.data(VA.DATA, [channel.number * 100, channel.number * 100 + 1]);
			return channel.buffer(VA.DATA + 0x1000, 0x1000);
		});
		const at = SUBCHANNEL.M2MF;
		// Half of the state first, then the other channel's turn, then the rest and the copy.
		for (const {number, ...channel} of channels.map(channel => ({number: channel.number, channel}))) {
			channel.channel.submit(
				new Pushbuffer()
					.bindAll()
					.method(at, M2MF.DESTINATION_HIGH, [0, VA.DATA + 0x1000 + number * 16])
					.method(at, M2MF.SOURCE_HIGH, [0, VA.DATA]),
			);
		}
		lab.run();
		for (const channel of channels) {
			channel.submit(
				new Pushbuffer()
					.method(at, M2MF.SOURCE_PITCH, [8, 8, 8, 1])
					.method(at, M2MF.EXEC, [make(M2MF_EXEC, {SOURCE_LINEAR: 1, DESTINATION_LINEAR: 1})]),
			);
		}
		lab.run();
		for (const [index, physical] of results.entries()) {
			const number = index + 1;
			expect([0, 4].map(offset => lab.gpu.vram.read32(physical + number * 16 + offset))).toEqual([number * 100, number * 100 + 1]);
		}
		expect(lab.count('channelSwitches')).toBeGreaterThanOrEqual(3);
		expect(channels.map(({activity}) => activity)).toEqual(['idle', 'idle']);
	});

	test('an inline push survives a switch in the middle', () => {
		const lab = new GpuLab();
		const channels = [lab.channel(1), lab.channel(2)];
		lab.runlist(1, 2);
		const results = channels.map(channel => channel.buffer(VA.DATA, 0x1000));
		const at = SUBCHANNEL.M2MF;
		const begin = new Pushbuffer()
			.bindAll()
			.method(at, M2MF.DESTINATION_HIGH, [0, VA.DATA + 1])
			.method(at, M2MF.SOURCE_PITCH, [0, 16, 7, 2])
			.method(at, M2MF.EXEC, [make(M2MF_EXEC, {PUSH: 1})])
			.method(at, M2MF.DATA, [0x0403_0201]);
		const rest = new Pushbuffer().method(at, M2MF.DATA, [0xff07_0605, 0x1413_1211, 0xff17_1615], HEADER_TYPE.NON_INCREASING);
		for (const channel of channels) {
			channel.submit(begin);
			lab.run();
		}
		for (const channel of channels) {
			channel.submit(rest);
			lab.run();
		}
		const bytes = (physical: number, from: number, count: number) =>
			Array.from({length: count}, (_, index) => lab.gpu.vram.read8(physical + from + index));
		for (const physical of results) {
			expect(bytes(physical, 0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 0, 0]);
			expect(bytes(physical, 16, 10)).toEqual([0, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0, 0]);
		}
		expect(channels.map(({activity}) => activity)).toEqual(['idle', 'idle']);
	});

	test('without a context pointer the state starts zeroed at every turn', () => {
		const lab = new GpuLab();
		const [plain, other] = [lab.channel(1, {withContext: false}), lab.channel(2)];
		lab.runlist(1, 2);
		plain.submit(new Pushbuffer().bindAll().serialize());
		lab.run();
		other.submit(new Pushbuffer().bindAll());
		lab.run();
		plain.submit(new Pushbuffer().serialize());
		lab.run();
		expect(plain.activity).toBe('stopped');
		expect(get(PGRAPH.INTR, 'ILLEGAL_CLASS', lab.read(PGRAPH.INTR.offset))).toBe(1);
	});

	test('a context pointer into nothing stops its channel only', () => {
		const lab = new GpuLab();
		const [bad, good] = [lab.channel(1), lab.channel(2)];
		lab.runlist(1, 2);
		lab.gpu.vram.write32(bad.instance + RAMIN.PGRAPH_CONTEXT_LOW, 0x7000_0004);
		bad.submit(new Pushbuffer().bindAll().reference(1));
		good.submit(new Pushbuffer().bindAll().reference(2));
		lab.run();
		expect([bad.activity, good.activity]).toEqual(['stopped', 'idle']);
		expect(good.userdWord(USERD.REFERENCE)).toBe(2);
		expect(faultReason(lab, FAULT_UNIT.PGRAPH)).toBe(FAULT_REASON.NO_CHANNEL);
		expect(lab.read(element(PFIFO.FAULT_ADDRESS_LOW, FAULT_UNIT.PGRAPH))).toBe(0x7000_0000);
	});

	test('a context that vanishes before it is saved stops its channel, and the next one gets the engine', () => {
		const lab = new GpuLab();
		const [bad, good] = [lab.channel(1), lab.channel(2)];
		lab.runlist(1, 2);
		bad.submit(new Pushbuffer().bindAll());
		lab.run();
		const context = lab.gpu.vram.read32(bad.instance + RAMIN.PGRAPH_CONTEXT_LOW) - 4;
		for (let page = 0; page < 8; page++) {
			bad.space.unmap(context + page * 0x1000);
		}
		lab.gpu.mmu.flush(bad.space.directory);
		good.submit(new Pushbuffer().bindAll().reference(2));
		lab.run();
		expect([bad.activity, good.activity]).toEqual(['stopped', 'idle']);
		expect(lab.count('channelSwitches')).toBe(2 + 4);
	});

	test('with work of both, the engine changes hands by time slice, not by operation', () => {
		const lab = new GpuLab();
		const channels = [lab.channel(1), lab.channel(2)];
		lab.runlist(1, 2);
		for (const channel of channels) {
			prepareLoop(channel);
			const pushbuffer = new Pushbuffer().bindAll();
			for (let index = 0; index < 40; index++) {
				loop(pushbuffer, 4_000);
			}
			channel.submit(pushbuffer);
		}
		lab.run();
		expect(lab.count('kernels')).toBe(80);
		const busyNs = lab.count('graphBusyNs');
		const switches = lab.count('channelSwitches');
		expect(busyNs).toBeGreaterThan(4_000_000);
		expect(switches).toBeGreaterThan(4);
		expect(switches).toBeLessThan(30);
	});
});

describe('ends that come early', () => {
	function midKernel() {
		const lab = new GpuLab();
		const channel = lab.channel(1);
		lab.runlist(1);
		prepareLoop(channel);
		const query = channel.buffer(VA.DATA, 0x1000);
		channel.submit(loop(new Pushbuffer().bindAll(), 100_000).query(VA.DATA, 5).reference(9));
		while (lab.count('kernels') === 0) {
			lab.queue.step();
		}
		lab.runFor(1_000);
		expect([channel.activity, lab.gpu.isIdle()]).toEqual(['busy', false]);
		return {lab, channel, query};
	}

	test('PGRAPH reset cancels the kernel; the channel goes on when the unit is back', () => {
		const {lab, channel, query} = midKernel();
		lab.write(0x200, 0xffff_efff);
		expect(lab.gpu.isIdle()).toBe(true);
		lab.run();
		expect(lab.gpu.vram.read32(query)).toBe(0);
		lab.write(0x200, 0xffff_ffff);
		lab.run();
		// Its state is gone with the unit, so the query finds no class on its subchannel unless the image had one.
		expect(['stopped', 'idle']).toContain(channel.activity);
		expect(lab.gpu.isIdle()).toBe(true);
	});

	test('PFIFO reset forgets channels; the kernel ends without a word', () => {
		const {lab, channel, query} = midKernel();
		lab.write(0x200, 0xffff_feff);
		lab.write(0x200, 0xffff_ffff);
		expect(channel.activity).toBe('busy');
		lab.run();
		expect([lab.gpu.vram.read32(query), channel.userdWord(USERD.REFERENCE)]).toEqual([0, 0]);
		expect(lab.read(element(PFIFO.CHANNEL, 1))).toBe(0);
		expect(channel.activity).toBe('idle');
	});

	test('a channel whose entry is cleared under its kernel writes nothing any more', () => {
		const {lab, channel, query} = midKernel();
		const before = new Uint32Array(1024);
		lab.gpu.vram.readBlock(channel.instance, before);
		lab.write(element(PFIFO.CHANNEL, 1), 0);
		lab.run();
		const after = new Uint32Array(1024);
		lab.gpu.vram.readBlock(channel.instance, after);
		expect([lab.gpu.vram.read32(query), channel.userdWord(USERD.REFERENCE)]).toEqual([0, 0]);
		expect(after).toEqual(before);
		expect(lab.gpu.isIdle()).toBe(true);
	});

	test('a kick waits for the kernel, then saves the context; the channel goes on when it may run again', () => {
		const {lab, channel, query} = midKernel();
		lab.write(element(PFIFO.CHANNEL_STATE, 1), 0x001f_0000);
		lab.write(PFIFO.KICK.offset, 1);
		expect(get(PFIFO.KICK, 'PENDING', lab.read(PFIFO.KICK.offset))).toBe(1);
		expect(lab.read(PGRAPH.CURRENT.offset)).toBe(0x8000_0000 + channel.instance / 4096);
		lab.run();
		expect(lab.read(PFIFO.KICK.offset)).toBe(1);
		expect(lab.read(PGRAPH.CURRENT.offset)).toBe(0);
		expect(lab.gpu.vram.read32(query)).toBe(0);
		expect(channel.activity).toBe('waiting');
		lab.write(element(PFIFO.CHANNEL_STATE, 1), 0x001f_0001);
		lab.run();
		expect([lab.gpu.vram.read32(query), channel.userdWord(USERD.REFERENCE)]).toEqual([5, 9]);
	});

	test('reset of the function leaves nothing behind but memory', () => {
		const {lab, query} = midKernel();
		lab.gpu.reset();
		lab.run();
		expect(lab.gpu.inspect()).toMatchObject({channels: [], runlist: [], faultSources: 0, isLineRaised: false});
		expect(lab.gpu.vram.read32(query)).toBe(0);
		const channel = lab.channel(1);
		lab.runlist(1);
		channel.submit(new Pushbuffer().reference(3));
		lab.run();
		expect(channel.userdWord(USERD.REFERENCE)).toBe(3);
	});
});
