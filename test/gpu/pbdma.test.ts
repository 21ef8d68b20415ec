import {describe, expect, test} from 'vitest';
import {RAMIN} from '../../source/manual/instance-block.ts';
import {CLASS, COMPUTE, HOST, SEMAPHORE, SUBCHANNEL} from '../../source/manual/methods.ts';
import {FAULT_REASON, FAULT_UNIT, PFIFO} from '../../source/manual/pfifo.ts';
import {GP_ENTRY_HIGH, HEADER_TYPE, methodHeader} from '../../source/manual/pushbuffer.ts';
import {element, get, make, maskOf} from '../../source/manual/register.ts';
import {USERD} from '../../source/manual/userd.ts';
import {GpuLab, RING_ORDER, VA} from '../lab/gpu-lab.ts';
import {Pushbuffer} from '../lab/pushbuffer.ts';

function start(number = 2) {
	const lab = new GpuLab();
	const channel = lab.channel(number);
	lab.runlist(number);
	return {lab, channel};
}

describe('ring', () => {
	test('wraps, entry after entry, with GP_GET in USERD and RAMFC', () => {
		const {lab, channel} = start();
		const entries = 2 ** RING_ORDER;
		for (let index = 1; index <= 3 * entries + 5; index++) {
			channel.submit(new Pushbuffer().reference(index));
			lab.run();
			expect(channel.userdWord(USERD.REFERENCE)).toBe(index);
			expect(channel.userdWord(USERD.GP_GET)).toBe(index % entries);
		}
		expect(channel.ramin(RAMIN.GP_GET)).toBe(5);
		expect(lab.count('gpEntries')).toBe(3 * entries + 5);
	});

	test('takes many entries with one doorbell, and a doorbell without entries is nothing', () => {
		const {lab, channel} = start();
		channel.doorbell();
		expect(channel.activity).toBe('idle');
		for (let index = 0; index < 20; index++) {
			channel.push(new Pushbuffer().reference(index));
		}
		channel.doorbell();
		lab.run();
		expect(channel.userdWord(USERD.REFERENCE)).toBe(19);
		const {executed} = lab.queue;
		channel.doorbell();
		lab.run();
		expect(lab.queue.executed).toBe(executed);
		expect(lab.activities).toHaveLength(1);
	});

	test('MGET follows main entries only', () => {
		const {lab, channel} = start();
		channel.submit(new Pushbuffer().reference(1));
		lab.run();
		expect(channel.userdWord(USERD.MGET_LOW)).toBe(VA.PUSH + 8);
		expect(channel.userdWord(USERD.MGET_HIGH)).toBe(0x8000_0000);
		channel.pushEntry(VA.PUSH, make(GP_ENTRY_HIGH, {LENGTH: 1, NOT_MAIN: 1}));
		channel.doorbell();
		lab.run();
		expect(channel.userdWord(USERD.MGET_LOW)).toBe(VA.PUSH + 8);
	});

	test('a pushbuffer of many pages, methods across entries', () => {
		const {lab, channel} = start();
		const nops = methodHeader(HEADER_TYPE.NON_INCREASING, 0, HOST.NOP, 5000);
		channel.push([nops, ...Array.from({length: 4000}, () => 7)]);
		channel.push([...Array.from({length: 1000}, () => 7), ...new Pushbuffer().reference(5).words]);
		channel.doorbell();
		lab.run();
		expect(channel.userdWord(USERD.REFERENCE)).toBe(5);
		expect(lab.count('methods')).toBe(5001);
	});

	test('time passes for entries and methods', () => {
		const {lab, channel} = start();
		const {nowNs} = lab.queue;
		channel.submit([methodHeader(HEADER_TYPE.NON_INCREASING, 0, HOST.NOP, 100), ...Array.from({length: 100}, () => 0)]);
		lab.run();
		expect(lab.queue.nowNs - nowNs).toBe(2000 + 400 + 100 * 10);
	});
});

describe('what means nothing stops the channel and nobody else', () => {
	const notAMethod = new Pushbuffer().method(0, 0x44, [1]).words;
	const unbound = new Pushbuffer().method(6, 0x100, [1]).words;
	const beyond = [methodHeader(HEADER_TYPE.INCREASING, SUBCHANNEL.COMPUTE, 0x3ffc, 2), 1, 2];
	const badTrigger = new Pushbuffer().semaphore(VA.DATA, 0, 3).words;
	const badBind = new Pushbuffer().bind(1, CLASS.COMPUTE, 9).words;
	const bound = (words: readonly number[]) => [...new Pushbuffer().bindAll().words, ...words];

	test.each([
		['BAD_HEADER', [0xffff_ffff]],
		['BAD_METHOD', notAMethod],
		['BAD_METHOD', unbound],
		['BAD_METHOD', bound(beyond)],
		['BAD_METHOD', badTrigger],
		['BAD_METHOD', badBind],
	] as const)('%s: %j', (reason, words) => {
		const lab = new GpuLab();
		const bad = lab.channel(1);
		const good = lab.channel(2);
		lab.runlist(1, 2);
		for (let index = 0; index < 3; index++) {
			lab.write(element(PFIFO.PBDMA_INTR_EN, index), 0xffff_ffff);
		}
		lab.write(PFIFO.INTR_EN.offset, 0xffff_ffff);
		lab.write(0x140, 1);
		bad.submit(words);
		good.submit(new Pushbuffer().reference(9));
		lab.run();
		expect([bad.activity, good.activity]).toEqual(['stopped', 'idle']);
		expect(good.userdWord(USERD.REFERENCE)).toBe(9);
		const sources = lab.read(PFIFO.PBDMA_SOURCES.offset);
		const number = Math.log2(sources);
		expect(lab.read(element(PFIFO.PBDMA_INTR, number))).toBe(maskOf(PFIFO.PBDMA_INTR.fields[reason]));
		expect(lab.read(element(PFIFO.PBDMA_CHANNEL, number))).toBe(1);
		expect(lab.line.at(-1)?.isRaised).toBe(true);
		lab.write(element(PFIFO.PBDMA_INTR, number), 0xffff_ffff);
		lab.write(PFIFO.INTR.offset, 0xffff_ffff);
		lab.run();
		expect(lab.line.at(-1)?.isRaised).toBe(false);
		// It stays stopped, whatever is rung, until its entry is written again.
		bad.submit(new Pushbuffer().reference(1));
		lab.run();
		expect(bad.activity).toBe('stopped');
	});

	test.each([
		['no words', VA.PUSH, 0],
		['an odd address', VA.PUSH + 2, make(GP_ENTRY_HIGH, {LENGTH: 1})],
	])('an entry with %s', (_, low, high) => {
		const {lab, channel} = start();
		channel.pushEntry(low, high);
		channel.doorbell();
		lab.run();
		expect(channel.activity).toBe('stopped');
		expect(lab.gpu.inspect().pbdmas[0].interrupts).toBe(maskOf(PFIFO.PBDMA_INTR.fields.BAD_ENTRY));
	});

	test('an instance block without signature is not written to', () => {
		const {lab, channel} = start();
		lab.gpu.vram.write32(channel.instance + RAMIN.SIGNATURE, 0x1234);
		lab.gpu.vram.write32(channel.instance + RAMIN.REFERENCE, 0x5678);
		const before = new Uint32Array(64);
		lab.gpu.vram.readBlock(channel.instance, before);
		channel.submit(new Pushbuffer().reference(1));
		lab.run();
		const after = new Uint32Array(64);
		lab.gpu.vram.readBlock(channel.instance, after);
		expect(channel.activity).toBe('stopped');
		expect(after).toEqual(before);
		expect(lab.gpu.inspect().pbdmas[0].interrupts).toBe(maskOf(PFIFO.PBDMA_INTR.fields.SIGNATURE));
	});

	test('a stopped channel starts again when its entry is written, at the word that stopped it', () => {
		const {lab, channel} = start();
		channel.submit([0xffff_ffff]);
		lab.run();
		const entry = lab.read(element(PFIFO.CHANNEL, 2));
		channel.submit(new Pushbuffer().reference(4));
		lab.write(element(PFIFO.CHANNEL, 2), entry);
		lab.run();
		expect(channel.activity).toBe('stopped');
		lab.gpu.vram.write32(channel.instance + RAMIN.GP_ENTRY_HIGH, 0);
		lab.write(element(PFIFO.CHANNEL, 2), entry);
		lab.run();
		expect(channel.userdWord(USERD.REFERENCE)).toBe(4);
		expect(channel.activity).toBe('idle');
	});
});

describe('faults of the front end', () => {
	test.each([
		['ring', (channel: ReturnType<typeof start>['channel']) => channel.space.unmap(VA.RING), VA.RING],
		['pushbuffer', (channel: ReturnType<typeof start>['channel']) => channel.space.unmap(VA.PUSH), VA.PUSH],
	])('in the %s', (_, spoil, address) => {
		const {lab, channel} = start();
		const other = lab.channel(5);
		lab.runlist(2, 5);
		spoil(channel);
		channel.submit(new Pushbuffer().reference(1));
		other.submit(new Pushbuffer().reference(8));
		lab.run();
		expect([channel.activity, other.activity]).toEqual(['stopped', 'idle']);
		expect(other.userdWord(USERD.REFERENCE)).toBe(8);
		expect(lab.read(PFIFO.FAULT_SOURCES.offset)).toBe(1 << FAULT_UNIT.PFIFO);
		expect(lab.read(element(PFIFO.FAULT_INSTANCE, FAULT_UNIT.PFIFO))).toBe(channel.instance / 4096);
		expect(lab.read(element(PFIFO.FAULT_ADDRESS_LOW, FAULT_UNIT.PFIFO))).toBe(address);
		const info = lab.read(element(PFIFO.FAULT_INFO, FAULT_UNIT.PFIFO));
		expect(get(PFIFO.FAULT_INFO, 'REASON', info)).toBe(FAULT_REASON.PAGE_NOT_PRESENT);
		expect(get(PFIFO.INTR, 'MMU_FAULT', lab.read(PFIFO.INTR.offset))).toBe(1);
		lab.write(PFIFO.FAULT_SOURCES.offset, 1 << FAULT_UNIT.PFIFO);
		expect(get(PFIFO.INTR, 'MMU_FAULT', lab.read(PFIFO.INTR.offset))).toBe(0);
		expect(lab.count('mmuFaults')).toBe(1);
	});
});

describe('header types reach the engine', () => {
	test('increasing, fixed, increase-once, immediate and legacy', () => {
		const {lab, channel} = start();
		channel.buffer(VA.DATA, 0x1000);
		const at = SUBCHANNEL.COMPUTE;
		const constants = new Pushbuffer().bindAll().method(at, COMPUTE.CONSTANT_BYTES, [0x100, 0, VA.DATA]);
		constants.method(at, COMPUTE.CONSTANT_OFFSET, [0, 11, 12], HEADER_TYPE.INCREASE_ONCE);
		constants.method(at, COMPUTE.CONSTANT_DATA, [13, 14], HEADER_TYPE.NON_INCREASING);
		constants.immediate(at, COMPUTE.CONSTANT_DATA, 15);
		constants.raw(0, 0);
		// Legacy headers reach the methods below 0x2000: a query with its four words, then the reference.
		constants.raw((4 << 18) | (at << 13) | COMPUTE.QUERY_HIGH, 0, VA.DATA + 0x80, 99, 1 << 28);
		constants.raw((2 << 29) | (1 << 18) | HOST.REFERENCE, 3);
		channel.submit(constants);
		lab.run();
		expect(channel.activity).toBe('idle');
		const physical = lab.gpu.vram.read32(channel.space.entryOf(VA.DATA));
		const data = Math.floor(physical / 16) * 4096;
		expect([0, 4, 8, 12, 16, 20].map(offset => lab.gpu.vram.read32(data + offset))).toEqual([11, 12, 13, 14, 15, 0]);
		expect(lab.gpu.vram.read32(data + 0x80)).toBe(99);
		expect(channel.userdWord(USERD.REFERENCE)).toBe(3);
	});
});

describe('semaphores', () => {
	test.each([
		['equal', SEMAPHORE.ACQUIRE_EQUAL, 5, [4, 6], 5],
		['greater or equal, wrapping', SEMAPHORE.ACQUIRE_GREATER_OR_EQUAL, 0xffff_fffe, [0xffff_fffd, 0x7fff_fffe], 3],
		['mask', SEMAPHORE.ACQUIRE_MASK, 0x30, [0xf, 0x40], 0x1f],
	])('acquire %s', (_, operation, payload, refused, accepted) => {
		const lab = new GpuLab();
		const channel = lab.channel(1);
		const semaphore = channel.buffer(VA.DATA, 0x1000);
		lab.runlist(1);
		lab.gpu.vram.write32(semaphore, refused[0]);
		channel.submit(new Pushbuffer().acquire(VA.DATA, payload, operation).reference(1));
		lab.runFor(50_000);
		expect(channel.activity).toBe('waiting');
		expect(get(PFIFO.CHANNEL_STATE, 'ACQUIRE_PENDING', lab.read(element(PFIFO.CHANNEL_STATE, 1)))).toBe(1);
		lab.gpu.vram.write32(semaphore, refused[1]);
		lab.runFor(2_000_000);
		expect(channel.activity).toBe('waiting');
		lab.gpu.vram.write32(semaphore, accepted);
		lab.runFor(2_000_000);
		expect(channel.userdWord(USERD.REFERENCE)).toBe(1);
		expect(lab.activities.map(({activity}) => activity)).toEqual(['waiting', 'idle']);
		expect(lab.queue.pending).toBe(0);
	});

	test('a release of another channel is seen at the short distance, and three blocked ones leave the PBDMAs free', () => {
		const lab = new GpuLab();
		const waiting = [1, 2, 3, 4].map(number => lab.channel(number));
		const giver = lab.channel(9);
		const semaphore = lab.allocate(0x1000);
		for (const channel of [...waiting, giver]) {
			channel.space.map(VA.DATA, semaphore, 0x1000);
		}
		lab.runlist(1, 2, 3, 4, 9);
		for (const channel of waiting) {
			channel.submit(new Pushbuffer().acquire(VA.DATA, 7).reference(1));
		}
		lab.runFor(5_000_000);
		giver.submit(new Pushbuffer().release(VA.DATA, 7, false));
		const {nowNs} = lab.queue;
		lab.run();
		for (const channel of waiting) {
			expect(channel.userdWord(USERD.REFERENCE)).toBe(1);
		}
		expect(lab.queue.nowNs - nowNs).toBeLessThan(20_000);
		expect(lab.gpu.vram.read32(semaphore + 8)).toBeGreaterThan(5_000_000);
	});

	test('an acquire that never ends costs few events', () => {
		const lab = new GpuLab();
		const channel = lab.channel(1);
		channel.buffer(VA.DATA, 0x1000);
		lab.runlist(1);
		channel.submit(new Pushbuffer().acquire(VA.DATA, 7));
		lab.runFor(10_000_000);
		const {executed} = lab.queue;
		lab.runFor(1_000_000_000);
		expect(lab.queue.executed - executed).toBeLessThan(1_000);
		expect(lab.activities).toHaveLength(1);
	});

	test('NOTIFY_INTERRUPT raises the line, YIELD and FLUSH pass', () => {
		const {lab, channel} = start();
		lab.write(PFIFO.INTR_EN.offset, 0xffff_ffff);
		lab.write(PFIFO.INTR.offset, 0xffff_ffff);
		lab.write(PFIFO.RUNLIST_EVENT.offset, 0xffff_ffff);
		lab.write(0x140, 1);
		channel.submit(new Pushbuffer().method(0, HOST.YIELD, [0]).method(0, HOST.FLUSH, [0]).method(0, HOST.NOTIFY_INTERRUPT, [0]));
		lab.run();
		expect(lab.line.map(({isRaised}) => isRaised)).toEqual([true]);
		expect(lab.read(PFIFO.INTR.offset)).toBe(0x8000_0000);
		expect(lab.read(0x100)).toBe(1 << 8);
		lab.write(PFIFO.INTR.offset, 0x8000_0000);
		lab.run();
		expect(lab.line.map(({isRaised}) => isRaised)).toEqual([true, false]);
		expect(lab.count('interrupts')).toBe(1);
	});
});
