import {describe, expect, test} from 'vitest';
import {GIB, MIB} from '../../source/base/units.ts';
import {partitionsOf} from '../../source/gpu/board-registers.ts';
import {RAMIN} from '../../source/manual/instance-block.ts';
import {FLUSH_CHANNEL_SPACE, PFB, TARGET} from '../../source/manual/mmu.ts';
import {PBUS} from '../../source/manual/pbus.ts';
import {type AccessSize, BARS, PCI_COMMAND, PCI_CONFIG} from '../../source/manual/pci.ts';
import {PCOPY} from '../../source/manual/pcopy.ts';
import {CHANNEL_START, FAULT_REASON, FAULT_UNIT, PFIFO} from '../../source/manual/pfifo.ts';
import {CONTEXT_IMAGE_BYTES, MAILBOX, PGRAPH} from '../../source/manual/pgraph.ts';
import {BOOT_0_VALUE, PMC} from '../../source/manual/pmc.ts';
import {MEMORY_PARTITIONS_MAX, PMFB} from '../../source/manual/pmfb.ts';
import {PTIMER} from '../../source/manual/ptimer.ts';
import {element, get} from '../../source/manual/register.ts';
import {USERD} from '../../source/manual/userd.ts';
import {GpuLab, LabSpace, POLL_AREA, VA} from '../lab/gpu-lab.ts';
import {Pushbuffer} from '../lab/pushbuffer.ts';

const ONES = 0xffff_ffff;

describe('config space', () => {
	test.each([0, 1, 3, 5] as const)('BAR%i answers the probe with its size', bar => {
		const {gpu} = new GpuLab();
		const offset = PCI_CONFIG.BAR0 + bar * 4;
		const before = gpu.configRead(offset, 4);
		gpu.configWrite(offset, 4, ONES);
		const probed = gpu.configRead(offset, 4);
		const flags = BARS[bar].kind === 'io' ? 3 : 15;
		expect((~(probed & ~flags) + 1) >>> 0).toBe(BARS[bar].bytes);
		expect(probed & flags).toBe(before & flags);
		gpu.configWrite(offset, 4, 0xe000_0000);
		expect(gpu.configRead(offset, 4) - (before & flags)).toBe(0xe000_0000);
	});

	test('BARs that do not exist stay zero; identity cannot be written', () => {
		const {gpu} = new GpuLab();
		for (const offset of [PCI_CONFIG.BAR0 + 8, PCI_CONFIG.BAR0 + 16, 0x30]) {
			gpu.configWrite(offset, 4, ONES);
			expect(gpu.configRead(offset, 4)).toBe(0);
		}
		gpu.configWrite(PCI_CONFIG.VENDOR_ID, 4, 0);
		expect(gpu.configRead(PCI_CONFIG.VENDOR_ID, 4)).toBe(0x06d8_10de);
		expect(gpu.configRead(PCI_CONFIG.CLASS + 2, 1)).toBe(3);
		expect(gpu.configRead(PCI_CONFIG.REVISION, 1)).toBe(0xa3);
		expect(gpu.configRead(0x100, 2)).toBe(0xffff);
	});

	test('INTX_DISABLE keeps the line down, STATUS shows what is pending', () => {
		const lab = new GpuLab();
		lab.write(PMC.INTR_EN.offset, 1);
		lab.write(PFIFO.INTR_EN.offset, ONES);
		lab.gpu.configWrite(PCI_CONFIG.COMMAND, 2, PCI_COMMAND.INTX_DISABLE);
		lab.runlist();
		expect(lab.line).toEqual([]);
		expect(lab.gpu.configRead(PCI_CONFIG.STATUS, 2)).toBe(8);
		lab.gpu.configWrite(PCI_CONFIG.COMMAND, 2, PCI_COMMAND.MEMORY);
		lab.run();
		expect(lab.line.map(({isRaised}) => isRaised)).toEqual([true]);
		lab.gpu.barWrite(0, PBUS.MSI_REARM.offset, 1, 0xff);
		lab.run();
		expect(lab.line.map(({isRaised}) => isRaised)).toEqual([true, true]);
		lab.write(PFIFO.RUNLIST_EVENT.offset, ONES);
		lab.run();
		expect(lab.line.map(({isRaised}) => isRaised)).toEqual([true, true, false]);
	});
});

describe('the polls of a driver end', () => {
	test('falcon start, mailbox, context size', () => {
		const lab = new GpuLab();
		lab.write(PGRAPH.SCRATCH_0.offset, 0xc0);
		lab.write(PGRAPH.FALCON_ENTRY.offset, 0);
		expect(lab.read(PGRAPH.SCRATCH_0.offset)).toBe(0xc0);
		lab.write(PGRAPH.FALCON_START.offset, 2);
		expect(get(PGRAPH.SCRATCH_0, 'DONE', lab.read(PGRAPH.SCRATCH_0.offset))).toBe(1);
		expect(lab.read(PGRAPH.CONTEXT_BYTES.offset)).toBe(CONTEXT_IMAGE_BYTES);
		for (const command of [MAILBOX.SET_CHANNEL, MAILBOX.SAVE_CONTEXT]) {
			lab.write(PGRAPH.SCRATCH_CLEAR.offset, 0x8000_0000);
			expect(get(PGRAPH.SCRATCH_0, 'DONE', lab.read(PGRAPH.SCRATCH_0.offset))).toBe(0);
			lab.write(PGRAPH.MAILBOX_DATA.offset, 0x8000_0000);
			lab.write(PGRAPH.MAILBOX_COMMAND.offset, command);
			expect(get(PGRAPH.SCRATCH_0, 'DONE', lab.read(PGRAPH.SCRATCH_0.offset))).toBe(1);
		}
		lab.write(PGRAPH.ICMD.offset, 1);
		expect(get(PGRAPH.STATUS, 'ICMD', lab.read(PGRAPH.STATUS.offset))).toBe(0);
	});

	test('the first context is made through the mailbox: an image with a mark lands behind the context pointer', () => {
		const lab = new GpuLab();
		const channel = lab.channel(0);
		const pointer = channel.ramin(RAMIN.PGRAPH_CONTEXT_LOW) - 4;
		const image = Math.floor(lab.gpu.vram.read32(channel.space.entryOf(pointer)) / 16) * 4096;
		lab.write(PGRAPH.MAILBOX_DATA.offset, 0x8000_0000 + channel.instance / 4096);
		lab.write(PGRAPH.MAILBOX_COMMAND.offset, MAILBOX.SET_CHANNEL);
		expect(lab.read(PGRAPH.CURRENT.offset)).toBe(0x8000_0000 + channel.instance / 4096);
		expect(lab.gpu.vram.read32(image)).toBe(0);
		lab.write(PGRAPH.MAILBOX_COMMAND.offset, MAILBOX.SAVE_CONTEXT);
		expect(lab.gpu.vram.read32(image)).not.toBe(0);
	});

	test('runlist, TLB flush, BAR flush, kick', () => {
		const lab = new GpuLab();
		lab.write(PFIFO.RUNLIST_COMMIT.offset, 0x01f0_0000);
		expect(get(PFIFO.RUNLIST_STATUS, 'BUSY', lab.read(PFIFO.RUNLIST_STATUS.offset))).toBe(1);
		lab.runFor(7_999);
		expect(get(PFIFO.RUNLIST_STATUS, 'BUSY', lab.read(PFIFO.RUNLIST_STATUS.offset))).toBe(1);
		lab.runFor(1);
		expect(lab.read(PFIFO.RUNLIST_STATUS.offset)).toBe(0);
		expect(get(PFIFO.INTR, 'RUNLIST_EVENT', lab.read(PFIFO.INTR.offset))).toBe(1);
		const slots = () => get(PFB.FLUSH_CONTROL, 'FREE_SLOTS', lab.read(PFB.FLUSH_CONTROL.offset));
		const free = slots();
		expect(get(PFB.FLUSH_CONTROL, 'ACCEPTED', lab.read(PFB.FLUSH_CONTROL.offset))).toBe(0);
		for (let index = 0; index < 2 * free; index++) {
			lab.write(PFB.FLUSH_TRIGGER.offset, FLUSH_CHANNEL_SPACE);
		}
		expect(get(PFB.FLUSH_CONTROL, 'ACCEPTED', lab.read(PFB.FLUSH_CONTROL.offset))).toBe(1);
		expect([free > 0, slots()]).toEqual([true, 0]);
		lab.run();
		expect([slots(), lab.count('tlbFlushes')]).toEqual([free, 2 * free]);
		lab.write(PBUS.FLUSH.offset, 1);
		expect(get(PBUS.FLUSH, 'BUSY', lab.read(PBUS.FLUSH.offset))).toBe(0);
		lab.write(PFIFO.KICK.offset, 77);
		expect(lab.read(PFIFO.KICK.offset)).toBe(77);
	});

	test('a list committed during a switch is taken after it', () => {
		const lab = new GpuLab();
		lab.channel(1);
		lab.channel(2);
		lab.commitRunlist(1);
		lab.runFor(4_000);
		lab.commitRunlist(2, 1);
		lab.runFor(4_000);
		expect(get(PFIFO.RUNLIST_STATUS, 'BUSY', lab.read(PFIFO.RUNLIST_STATUS.offset))).toBe(1);
		lab.run();
		expect(lab.gpu.inspect().runlist).toEqual([2, 1]);
		expect(lab.queue.nowNs).toBe(16_000);
	});

	test('PTIMER is the time as the access sees it, 64 bits', () => {
		const lab = new GpuLab();
		lab.queue.advanceTo(5 * 2 ** 32 + 7);
		expect([PTIMER.TIME_HIGH, PTIMER.TIME_LOW].map(register => lab.read(register.offset))).toEqual([5, 7]);
		lab.queue.viewNs = lab.queue.nowNs + 100;
		expect(lab.read(PTIMER.TIME_LOW.offset)).toBe(107);
	});

	test.each([6 * GIB, 192 * MIB, 256 * MIB, 64 * MIB, MIB])('partitions add up to %i bytes of VRAM', bytes => {
		const {count, mib} = partitionsOf(bytes);
		expect(count * mib * MIB).toBe(bytes);
		expect(count).toBeLessThanOrEqual(MEMORY_PARTITIONS_MAX);
	});

	test('a driver finds VRAM, clusters and PBDMAs', () => {
		const lab = new GpuLab();
		let mib = 0;
		for (let partition = 0; partition < lab.read(PMFB.PARTITION_COUNT.offset); partition++) {
			mib += lab.read(element(PMFB.PARTITION_MIB, partition));
		}
		expect(mib * MIB).toBe(lab.gpu.vram.bytes);
		const clusters = get(PGRAPH.UNITS, 'GPCS', lab.read(PGRAPH.UNITS.offset));
		const multiprocessors = Array.from({length: clusters}, (_, index) => lab.read(element(PGRAPH.TPCS, index)));
		expect(multiprocessors.reduce((sum, value) => sum + value, 0)).toBe(14);
		lab.write(PFIFO.PBDMA_EN.offset, ONES);
		expect(lab.read(PFIFO.PBDMA_EN.offset)).toBe(7);
		expect(lab.read(PMC.BOOT_0.offset)).toBe(BOOT_0_VALUE);
	});
});

describe('accesses', () => {
	test('all sizes on registers: a narrow one acts on the word around it', () => {
		const {gpu} = new GpuLab();
		gpu.barWrite(0, PBUS.PRAMIN_WINDOW.offset, 4, 0x0012_3456);
		gpu.barWrite(0, PBUS.PRAMIN_WINDOW.offset + 1, 1, 0xab);
		gpu.barWrite(0, PBUS.PRAMIN_WINDOW.offset + 2, 2, 0x0177);
		expect(gpu.barRead(0, PBUS.PRAMIN_WINDOW.offset, 4)).toBe(0x0177_ab56);
		expect(gpu.barRead(0, PBUS.PRAMIN_WINDOW.offset + 1, 1)).toBe(0xab);
		expect(gpu.barRead(0, PBUS.PRAMIN_WINDOW.offset + 2, 2)).toBe(0x0177);
		const pair = new Uint32Array(2);
		gpu.barRead64(0, PMC.BOOT_0.offset, pair);
		expect([...pair]).toEqual([BOOT_0_VALUE, 0]);
		gpu.barWrite64(0, PGRAPH.ICMD.offset, 1, 99);
		expect(gpu.barRead(0, PGRAPH.ICMD_DATA.offset, 4)).toBe(99);
	});

	test.each([1, 3] as const)('all sizes on BAR%i, physical and translated', bar => {
		for (const isTranslated of [false, true]) {
			const lab = new GpuLab();
			const {gpu} = lab;
			const physical = isTranslated ? translateBar(lab, bar, 0x4000) : 0x4000;
			gpu.barWrite64(bar, 0x4000, 0x0403_0201, 0x0807_0605);
			gpu.barWrite(bar, 0x4001, 1, 0xaa);
			gpu.barWrite(bar, 0x4006, 2, 0xbbcc);
			expect([gpu.vram.read32(physical), gpu.vram.read32(physical + 4)]).toEqual([0x0403_aa01, 0xbbcc_0605]);
			expect([1, 2, 4].map(size => gpu.barRead(bar, 0x4004, size as AccessSize))).toEqual([5, 0x0605, 0xbbcc_0605]);
			expect(gpu.peek32(bar, 0x4004)).toBe(0xbbcc_0605);
		}
	});

	test.each([
		[1, FAULT_UNIT.BAR1],
		[3, FAULT_UNIT.BAR3],
	] as const)('BAR%i latches its faults and reads ones', (bar, unit) => {
		const lab = new GpuLab();
		translateBar(lab, bar, 0x4000);
		expect(lab.gpu.peek32(bar, 0x8000)).toBe(ONES);
		expect(lab.read(PFIFO.FAULT_SOURCES.offset)).toBe(0);
		expect(lab.gpu.barRead(bar, 0x8000, 4)).toBe(ONES);
		lab.gpu.barWrite(bar, 0x9000, 4, 1);
		expect(lab.read(PFIFO.FAULT_SOURCES.offset)).toBe(1 << unit);
		expect(lab.read(element(PFIFO.FAULT_ADDRESS_LOW, unit))).toBe(0x9000);
		const info = lab.read(element(PFIFO.FAULT_INFO, unit));
		expect([get(PFIFO.FAULT_INFO, 'REASON', info), get(PFIFO.FAULT_INFO, 'WRITE', info)]).toEqual([FAULT_REASON.PAGE_NOT_PRESENT, 1]);
	});

	test('PRAMIN shows VRAM and system memory', () => {
		const lab = new GpuLab();
		const page = lab.memory.add(0x2_0000);
		lab.write(PBUS.PRAMIN_WINDOW.offset, 0x12);
		lab.write(0x70_0010, 5);
		lab.gpu.barWrite(0, 0x70_0012, 1, 7);
		expect(lab.gpu.vram.read32(0x12_0010)).toBe(0x0007_0005);
		lab.write(PBUS.PRAMIN_WINDOW.offset, 2 + TARGET.SYSTEM_SNOOPED * 2 ** 24);
		lab.write(0x70_0004, 9);
		expect([page[1], lab.read(0x70_0004), lab.read(0x70_1004)]).toEqual([9, 9, ONES]);
		expect(lab.memory.writes).toEqual([{address: 0x2_0004, bytes: 4}]);
	});

	test('what nobody claims reads ones, drops writes and is counted; peeking is not', () => {
		const lab = new GpuLab();
		expect([lab.read(0x00f0), lab.read(0x1ff_fffc), lab.gpu.barRead(2, 0, 2), lab.gpu.barRead(5, 0, 1)]).toEqual([
			ONES,
			ONES,
			0xffff,
			0xff,
		]);
		expect(lab.gpu.barRead(1, BARS[1].bytes, 4)).toBe(ONES);
		lab.write(0x00f0, 1);
		expect(lab.gpu.peek32(0, 0x00f0)).toBe(ONES);
		expect(lab.count('unknownAccesses')).toBe(6);
	});

	test('units that are off do not work, and begin when they are on', () => {
		const lab = new GpuLab();
		const channel = lab.channel(1);
		lab.write(PFIFO.ENABLE.offset, 0);
		lab.runlist(1);
		channel.submit(new Pushbuffer().bindAll().reference(5));
		lab.run();
		expect([channel.activity, channel.userdWord(USERD.REFERENCE)]).toEqual(['waiting', 0]);
		lab.write(element(PCOPY.FIFO_CONTROL, 0), 0);
		lab.write(PFIFO.ENABLE.offset, 1);
		lab.run();
		expect([channel.activity, channel.userdWord(USERD.REFERENCE)]).toEqual(['busy', 0]);
		lab.write(element(PCOPY.FIFO_CONTROL, 0), 3);
		lab.run();
		expect([channel.activity, channel.userdWord(USERD.REFERENCE)]).toEqual(['idle', 5]);
	});
});

describe('channels through the registers', () => {
	test('a channel runs only if listed, valid and runnable', () => {
		const lab = new GpuLab();
		const channel = lab.channel(1);
		channel.submit(new Pushbuffer().reference(1));
		lab.run();
		expect(channel.activity).toBe('waiting');
		lab.commitRunlist(1);
		expect(channel.activity).toBe('busy');
		lab.run();
		expect(channel.userdWord(USERD.REFERENCE)).toBe(1);
		lab.write(element(PFIFO.CHANNEL_STATE, 1), CHANNEL_START - 1);
		channel.submit(new Pushbuffer().reference(2));
		lab.run();
		expect([channel.activity, channel.userdWord(USERD.REFERENCE)]).toEqual(['waiting', 1]);
		expect(get(PFIFO.CHANNEL_STATE, 'PENDING', lab.read(element(PFIFO.CHANNEL_STATE, 1)))).toBe(1);
		lab.write(element(PFIFO.CHANNEL_STATE, 1), CHANNEL_START);
		lab.run();
		expect(channel.userdWord(USERD.REFERENCE)).toBe(2);
		lab.runlist();
		channel.submit(new Pushbuffer().reference(3));
		lab.run();
		expect([channel.activity, channel.userdWord(USERD.REFERENCE)]).toEqual(['waiting', 2]);
	});

	test('four channels share three PBDMAs', () => {
		const lab = new GpuLab();
		const channels = [4, 3, 2, 1].map(number => lab.channel(number));
		lab.runlist(4, 3, 2, 1);
		for (const channel of channels) {
			for (let index = 1; index <= 10; index++) {
				channel.push(new Pushbuffer().reference(index));
			}
			channel.doorbell();
		}
		lab.queue.step();
		const loaded = () => lab.gpu.inspect().pbdmas.map(({channel}) => channel);
		while (loaded().every(channel => channel === undefined)) {
			lab.queue.step();
		}
		expect(loaded()).toEqual([4, 3, 2]);
		expect(get(PFIFO.CHANNEL_STATE, 'LOADED', lab.read(element(PFIFO.CHANNEL_STATE, 4)))).toBe(1);
		expect(lab.read(element(PFIFO.PBDMA_CHANNEL, 1))).toBe(3);
		lab.run();
		expect(channels.map(channel => channel.userdWord(USERD.REFERENCE))).toEqual([10, 10, 10, 10]);
		expect(lab.activities.map(({activity}) => activity)).toEqual(['idle', 'idle', 'idle', 'idle']);
	});

	test('RAMFC carries the channel from one PBDMA to another in the middle of everything', () => {
		const lab = new GpuLab();
		const channel = lab.channel(1);
		const semaphore = channel.buffer(VA.DATA, 0x1000);
		lab.runlist(1);
		channel.submit(
			new Pushbuffer()
				.bindAll()
				.acquire(VA.DATA, 1)
				.m2mf(VA.DATA, VA.DATA + 0x100, 16)
				.reference(7),
		);
		lab.runFor(500_000);
		expect([channel.activity, channel.ramin(RAMIN.SEMAPHORE_PAYLOAD), channel.ramin(RAMIN.SUBCHANNELS + 4)]).toEqual([
			'waiting',
			1,
			0x1f1f_1f05,
		]);
		// Another instance block with the same words, under another number, on the last PBDMA.
		const copy = lab.allocate(0x1000);
		lab.write(element(PFIFO.CHANNEL_STATE, 1), CHANNEL_START - 1);
		lab.write(PFIFO.KICK.offset, 1);
		expect(lab.read(PFIFO.KICK.offset)).toBe(1);
		lab.gpu.vram.copy(copy, channel.instance, 0x1000);
		lab.write(element(PFIFO.CHANNEL, 1), 0);
		lab.write(PFIFO.PBDMA_EN.offset, 4);
		lab.write(element(PFIFO.CHANNEL, 40), 0xc000_0000 + copy / 4096);
		lab.write(element(PFIFO.CHANNEL_STATE, 40), CHANNEL_START);
		lab.gpu.vram.write32(semaphore, 1);
		lab.gpu.vram.write32(semaphore + 4, 0x55);
		lab.runlist(40);
		expect(channel.userdWord(USERD.REFERENCE)).toBe(7);
		expect(lab.gpu.vram.read32(semaphore + 0x104)).toBe(0x55);
		expect(lab.gpu.channelActivity(40)).toBe('idle');
	});

	test('a stale translation serves the engines until the flush register is written', () => {
		const lab = new GpuLab();
		const channel = lab.channel(1);
		const [first, second] = [channel.buffer(VA.DATA, 0x1000), lab.allocate(0x1000)];
		lab.runlist(1);
		channel.submit(new Pushbuffer().release(VA.DATA, 1));
		lab.run();
		channel.space.mapPage(VA.DATA, second);
		channel.submit(new Pushbuffer().release(VA.DATA, 2));
		lab.run();
		expect([lab.gpu.vram.read32(first), lab.gpu.vram.read32(second)]).toEqual([2, 0]);
		lab.write(PFB.FLUSH_TARGET.offset, channel.space.directory / 256);
		lab.write(PFB.FLUSH_TRIGGER.offset, FLUSH_CHANNEL_SPACE);
		channel.submit(new Pushbuffer().release(VA.DATA, 3));
		lab.run();
		expect([lab.gpu.vram.read32(first), lab.gpu.vram.read32(second)]).toEqual([2, 3]);
	});

	test('the doorbell lands in the USERD page that BAR1 maps', () => {
		const lab = new GpuLab();
		const channel = lab.channel(5);
		lab.runlist(5);
		const space = new LabSpace(lab);
		space.map(POLL_AREA + 5 * 0x1000, channel.userd, 0x1000);
		bindBar(lab, 1, space.directory);
		channel.push(new Pushbuffer().reference(0x99));
		lab.gpu.barWrite(1, POLL_AREA + 5 * 0x1000 + USERD.GP_PUT, 4, 1);
		lab.run();
		expect(lab.gpu.barRead(1, POLL_AREA + 5 * 0x1000 + USERD.REFERENCE, 4)).toBe(0x99);
		expect(lab.gpu.barRead(1, POLL_AREA + 5 * 0x1000 + USERD.GP_GET, 4)).toBe(1);
	});
});

function bindBar(lab: GpuLab, bar: 1 | 3, directory: number): void {
	const instance = lab.allocate(0x1000);
	lab.gpu.vram.write32(instance + RAMIN.PD_LOW, directory);
	lab.gpu.vram.write32(instance + RAMIN.LIMIT_LOW, BARS[bar].bytes - 1);
	lab.write((bar === 1 ? PBUS.BAR1_INSTANCE : PBUS.BAR3_INSTANCE).offset, 0x8000_0000 + instance / 4096);
}

/** Gives the BAR an address space with one page at `va`; returns where the page is. */
function translateBar(lab: GpuLab, bar: 1 | 3, va: number): number {
	const space = new LabSpace(lab);
	const physical = lab.allocate(0x1000);
	space.map(va, physical, 0x1000);
	bindBar(lab, bar, space.directory);
	return physical;
}
