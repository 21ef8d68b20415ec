import {describe, expect, test} from 'vitest';
import {KIB, MIB, MS, SECOND} from '../../source/base/units.ts';
import {PFB} from '../../source/manual/mmu.ts';
import {PBUS} from '../../source/manual/pbus.ts';
import {PFIFO} from '../../source/manual/pfifo.ts';
import {PGRAPH} from '../../source/manual/pgraph.ts';
import {PMC} from '../../source/manual/pmc.ts';
import {PMFB} from '../../source/manual/pmfb.ts';
import type {Register} from '../../source/manual/register.ts';
import {element} from '../../source/manual/register.ts';
import {USERD} from '../../source/manual/userd.ts';
import {NativeLab} from './native-lab.ts';

/** The lab's bus answers `value` to every read of a register. */
function stuck(lab: NativeLab, register: Register, value: number): NativeLab {
	lab.bus.override = (bar, offset) => (bar === 0 && offset === register.offset ? value : undefined);
	return lab;
}

describe('loading', () => {
	test('ends with an idle kernel channel and one state change', () => {
		const lab = new NativeLab().boot();
		expect(lab.states).toEqual(['running']);
		expect(lab.count('isReady')).toBe(1);
		expect(lab.guest.inspect().driver.channels).toMatchObject([{id: 0, lostBecause: ''}]);
		lab.runFor(SECOND);
		expect(lab.queue.pending).toBe(0);
	});

	test('does not depend on interrupts', () => {
		expect(new NativeLab({hasInterrupts: false}).boot().states).toEqual(['running']);
	});

	test('finds all of VRAM but its first 256 KiB and last MiB', () => {
		const lab = new NativeLab({vramMib: 512}).boot();
		expect(lab.guest.driver.vramBytes).toBe(512 * MIB);
		const whole = new Set<number>();
		for (;;) {
			const page = lab.guest.driver.vram.tryAllocate(MIB);
			if (page === undefined) {
				break;
			}
			whole.add(page);
		}
		expect(Math.min(...whole)).toBeGreaterThanOrEqual(256 * KIB);
		expect(Math.max(...whole) + MIB).toBeLessThanOrEqual(511 * MIB);
	});

	test('clears the page size before it names the instance blocks, BAR1 first', () => {
		const lab = new NativeLab();
		const writes: number[] = [];
		lab.bus.onAccess = (kind, _size, bar, offset) => {
			if (kind === 'W' && bar === 0 && [0x10_0c80, 0x1704, 0x1714].includes(offset)) {
				writes.push(offset);
			}
		};
		lab.boot();
		expect(writes).toEqual([PFB.FLUSH_CONTROL.offset, PBUS.BAR1_INSTANCE.offset, PBUS.BAR3_INSTANCE.offset]);
	});

	test.each([
		['PGRAPH.SCRATCH_0 did not answer within 2 s', PGRAPH.SCRATCH_0, 0],
		['PFB.FLUSH_CONTROL did not answer within 2 s', PFB.FLUSH_CONTROL, 0],
		['PBUS.FLUSH did not answer within 2 s', PBUS.FLUSH, 3],
		['PFIFO.RUNLIST_STATUS did not answer within 2 s', PFIFO.RUNLIST_STATUS, 0x10_0000],
		['PGRAPH.STATUS did not answer within 2 s', PGRAPH.STATUS, 3],
		['PMC.BOOT_0 is 0xffffffff: not a GF100', PMC.BOOT_0, 0xffff_ffff],
		['the card is set to big endian', PMC.ENDIAN, 0x0100_0001],
		['PMFB.PARTITION_COUNT_OLD is 0', PMFB.PARTITION_COUNT_OLD, 0],
		['PGRAPH.CONTEXT_BYTES is 4294967295', PGRAPH.CONTEXT_BYTES, 0xffff_ffff],
	] as const)('gives up with "%s"', (reason, register, value) => {
		const lab = stuck(new NativeLab(), register, value);
		lab.boot();
		expect(lab.states).toEqual([`failed: driver: ${reason}`]);
		expect(lab.count('hasFailed')).toBe(1);
		expect(lab.count('isReady')).toBe(0);
	});

	test('refuses a bus without a card', () => {
		const lab = new NativeLab();
		lab.bus.configRead = () => 0xffff;
		lab.boot();
		expect(lab.states).toEqual(['failed: driver: no driver for PCI device 0xffff:0xffff']);
	});
});

describe('what the driver cannot choose', () => {
	test.each([256 * KIB, MIB, 4 * MIB])('works with a BAR3 of %i bytes, through the window when that is full', bytes => {
		const workloads = [
			{kind: 'vector-add', parameters: {rounds: 2, size: 100_000}},
			{kind: 'open-close', parameters: {rounds: 2, pauseNs: MS}},
		];
		const lab = new NativeLab({workloads});
		lab.bus.bar3Bytes = bytes;
		let beyond = 0;
		lab.bus.onAccess = (_kind, _size, bar, offset, _value, count) => {
			beyond = bar === 3 ? Math.max(beyond, offset + count * 4) : beyond;
		};
		expect(lab.finish()).toBe('done');
		expect(beyond).toBeGreaterThan(bytes / 8);
		expect(beyond).toBeLessThanOrEqual(bytes);
	});

	test('finds out how many channels there are by trying', () => {
		const lab = new NativeLab();
		const first = element(PFIFO.CHANNEL, 4);
		lab.bus.override = (bar, offset) => (bar === 0 && offset >= first && offset < element(PFIFO.CHANNEL, 128) ? 0 : undefined);
		lab.boot();
		const openAll = () =>
			lab.program(function* (task) {
				for (;;) {
					yield* task.open();
				}
			});
		expect(openAll()).toBe('no channel free: the device refused channel 4');
		expect(openAll()).toBe('no channel free: 4 are in use');
		expect(lab.guest.driver.inspect().fifo).toEqual({channels: [0], limit: 4});
	});

	test('channels that nobody answers for are not put on the runlist', () => {
		const lab = new NativeLab();
		const lengths: number[] = [];
		const first = element(PFIFO.CHANNEL, 8);
		lab.bus.override = (bar, offset) => (bar === 0 && offset >= first && offset < element(PFIFO.CHANNEL, 128) ? 0xffff_ffff : undefined);
		lab.bus.onAccess = (kind, _size, bar, offset, value) => {
			if (kind === 'W' && bar === 0 && offset === PFIFO.RUNLIST_COMMIT.offset) {
				lengths.push(value % 4096);
			}
		};
		lab.boot();
		lab.program(function* (task) {
			yield* task.open();
		});
		expect(lengths).toEqual([0, 1, 2, 1]);
	});
});

describe('closing a channel', () => {
	test('that does not become idle fails after its timeouts, and gives all back', () => {
		const lab = new NativeLab().boot();
		const idle = lab.guest.driver.inspect();
		const userd = lab.guest.driver.fifo.userd(1).address + USERD.REFERENCE;
		lab.bus.override = (bar, offset) => (bar === 1 && offset === userd ? 0 : undefined);
		let failure: unknown;
		lab.program(function* (task) {
			const runtime = yield* task.open();
			try {
				yield* task.close(runtime);
			} catch (error) {
				failure = error;
			}
		});
		expect(String(failure)).toContain('channel 1 did not become idle within 30 s');
		expect({...lab.guest.driver.inspect(), channels: 1}).toEqual({...idle, channels: 1});
	});

	test('abandoned in the middle of a kernel stops it and harms nobody', () => {
		const lab = new NativeLab().boot();
		const failure = lab.program(function* (task) {
			const [doomed, other] = [yield* task.open(), yield* task.open()];
			const module = yield* doomed.moduleLoad('loop');
			const out = yield* doomed.memAlloc(4);
			yield* doomed.launch(module, {x: 1, y: 1, z: 1}, {x: 1, y: 1, z: 1}, [out.address, 1_000_000_000]);
			yield* task.abandon();
			expect(lab.guest.driver.channels.size).toBe(1);
			const next = yield* task.open();
			const buffer = yield* next.memAlloc(64);
			yield* next.memcpyHtoD(buffer.address, Uint32Array.of(5));
			expect(other).not.toBe(next);
		});
		expect(failure).toBeUndefined();
		expect(lab.queue.nowNs).toBeLessThan(SECOND);
	});
});

describe('interrupts', () => {
	test('a pin that stays high for nothing is masked after a while', () => {
		const lab = new NativeLab({hasInterrupts: false}).boot();
		const written: number[] = [];
		lab.bus.onAccess = (kind, _size, bar, offset, value) => {
			if (kind === 'W' && bar === 0 && offset === PMC.INTR_EN.offset) {
				written.push(value);
			}
		};
		lab.guest.interrupt(true);
		lab.runFor(10 * MS);
		expect(written).toEqual([0]);
		expect(lab.queue.pending).toBe(0);
		expect(lab.count('interruptsHandled')).toBe(0);
		expect(
			lab.program(function* (task) {
				yield* task.open();
			}),
		).toBeUndefined();
	});
});

describe('the domain as a whole', () => {
	const workloads = [{kind: 'vector-add', parameters: {size: 1000}}];

	test('a pause in the middle of anything is not noticed', () => {
		const lab = new NativeLab({workloads});
		lab.guest.start();
		let heldNs = 0;
		for (let slice = 0; slice < 60; slice++) {
			lab.runFor(MS);
			const startNs = lab.queue.nowNs;
			lab.guest.pause();
			lab.runFor(5 * SECOND);
			lab.guest.resume();
			heldNs += lab.queue.nowNs - startNs;
		}
		expect(lab.guest.state).toBe('running');
		expect(lab.count('workloadErrors')).toBe(0);
		const livedNs = lab.queue.nowNs - heldNs;
		expect(livedNs).toBeLessThan(121 * MS);
		// About 65 us for a round once the driver is loaded.
		expect(lab.count('workloadRounds')).toBeGreaterThan((livedNs - 40 * MS) / 80_000);
		expect(lab.count('workloadRounds')).toBeLessThan((livedNs - 25 * MS) / 50_000);
	});

	test('a run that ends at a given time ends at most two quanta later', () => {
		const lab = new NativeLab({workloads});
		lab.guest.start();
		for (let atNs = 0; atNs < 60 * MS; atNs += 100_000) {
			lab.queue.runUntil(atNs);
			expect(lab.queue.nowNs - atNs).toBeLessThan(2 * MS);
		}
	});

	test('a stop is final', () => {
		const lab = new NativeLab({workloads}).boot();
		lab.runFor(10 * MS);
		lab.guest.stop();
		const rounds = lab.count('workloadRounds');
		lab.runFor(SECOND);
		expect(lab.queue.pending).toBe(0);
		expect(lab.count('workloadRounds')).toBe(rounds);
	});

	test('one that fails leaves the others running; the last to end decides', () => {
		const lab = new NativeLab({
			vramMib: 16,
			workloads: [
				{kind: 'vector-add', parameters: {rounds: 1, size: 8_000_000}},
				{kind: 'nop', parameters: {rounds: 50}},
			],
			ramMib: 256,
		});
		expect(lab.finish()).toMatch(/^failed: vector-add: VRAM exhausted/);
		expect(lab.states).toHaveLength(2);
		expect(lab.count('workloadRounds')).toBe(50);
		expect(lab.count('workloadErrors')).toBe(1);
		expect(lab.count('hasFailed')).toBe(1);
	});

	test('the same seed gives the same accesses at the same times; another seed does not', () => {
		const run = (seed: number) => {
			const lab = new NativeLab({
				seed,
				workloads: [
					{kind: 'bursts', parameters: {rounds: 4, iterations: 1000}},
					{kind: 'open-close', parameters: {rounds: 2}},
				],
			});
			lab.record();
			lab.finish();
			return lab.trace.join('\n');
		};
		const first = run(1);
		expect(run(1)).toBe(first);
		expect(run(2)).not.toBe(first);
	});
});
