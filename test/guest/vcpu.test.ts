import {expect, test} from 'vitest';
import {MS, SECOND} from '../../source/base/units.ts';
import type {Condition, Routine} from '../../source/guest/thread.ts';
import {TURN, waitFor} from '../../source/guest/thread.ts';
import {QUANTUM_NS} from '../../source/guest/thread-runner.ts';
import {REGISTER_TIMEOUT_NS, Vcpu} from '../../source/guest/vcpu.ts';
import {Priority} from '../../source/simulation/priority.ts';
import {BusDouble, VcpuLab} from './lab.ts';

const never = () => false;

test('an access moves local time on by its price; the device sees the time before it', () => {
	const seen: number[] = [];
	const lab = new VcpuLab();
	lab.bus.onRead = () => {
		seen.push(lab.queue.viewNs);
		return 7;
	};
	lab.run(function* () {
		expect(lab.cpu.read32(0, 0)).toBe(7);
		lab.cpu.work(50);
		lab.cpu.read32(0, 0);
		yield* lab.cpu.breathe();
	});
	expect(seen).toEqual([0, 150]);
	expect(lab.cpu.localNs).toBe(250);
	expect(lab.cpu.ranNs).toBe(250);
});

test('a shared access happens after every event that is due before it, and at its own time', () => {
	const lab = new VcpuLab();
	const log: string[] = [];
	const other = lab.queue.kind('other', Priority.device, at => log.push(`other ${at} at ${lab.queue.nowNs}`));
	lab.queue.scheduleAt(other, 400, 1);
	lab.queue.scheduleAt(other, 1000, 2);
	lab.queue.scheduleAt(other, 1001, 3);
	lab.bus.accessNs = 1000;
	lab.run(function* () {
		lab.cpu.read32(0, 0);
		log.push(`private at ${lab.queue.nowNs}`);
		yield* lab.cpu.exact();
		log.push(`shared at ${lab.queue.nowNs}`);
	});
	expect(log).toEqual(['private at 0', 'other 1 at 400', 'other 2 at 1000', 'shared at 1000', 'other 3 at 1001']);
});

test('with nothing due, shared accesses cost one event in a quantum', () => {
	const lab = new VcpuLab();
	lab.run(function* () {
		for (let index = 0; index < 25_000; index++) {
			lab.cpu.read32(0, 0);
			yield* lab.cpu.exact();
			expect(lab.queue.nowNs).toBe(lab.cpu.localNs);
		}
	});
	// One for each quantum.
	expect(lab.queue.executed).toBe(3);
});

test('two vCPUs at the same instant do not give way to each other for ever', () => {
	const lab = new VcpuLab();
	const kind = lab.queue.kind('second', Priority.guest, () => second.run());
	const second = new Vcpu({queue: lab.queue, runKind: kind, slot: 1, bus: new BusDouble(), costs: lab.costs});
	const log: string[] = [];
	const body = (name: string, cpu: Vcpu) =>
		(function* (): Routine {
			for (let index = 0; index < 3; index++) {
				cpu.work(100);
				yield* cpu.exact();
				log.push(`${name}${lab.queue.nowNs}`);
			}
		})();
	lab.cpu.spawn('a', body('a', lab.cpu));
	second.spawn('b', body('b', second));
	lab.drain();
	expect(log).toEqual(['a100', 'b100', 'a200', 'b200', 'a300', 'b300']);
});

test('private work runs ahead of other events by the quantum at most', () => {
	const lab = new VcpuLab();
	const aheads: number[] = [];
	const tick = lab.queue.kind('tick', Priority.device, () => {
		aheads.push(lab.cpu.localNs - lab.queue.nowNs);
		if (lab.queue.nowNs < 50 * MS) {
			lab.queue.scheduleAfter(tick, 10_000);
		}
	});
	lab.queue.scheduleAt(tick, 0);
	lab.bus.accessNs = 60;
	lab.run(function* () {
		yield* lab.cpu.fillLong(3, 0, 0, 500_000);
		yield* lab.cpu.compute(20 * MS);
	});
	expect(lab.cpu.localNs).toBe(500_000 * 60 + 20 * MS);
	const widest = Math.max(...aheads);
	expect(widest).toBeGreaterThan(QUANTUM_NS / 2);
	expect(widest).toBeLessThanOrEqual(2 * QUANTUM_NS);
});

test('long blocks arrive whole and in order, whatever their pieces', () => {
	const lab = new VcpuLab();
	const memory = new Uint32Array(3000);
	lab.bus.onWrite = (_bar, offset, value) => {
		memory[offset / 4] = value;
	};
	lab.bus.onRead = (_bar, offset) => memory[offset / 4] as number;
	lab.bus.accessNs = 13_000;
	const source = Uint32Array.from({length: 2500}, (_, index) => index * 3);
	const target = new Uint32Array(2500);
	lab.run(function* () {
		yield* lab.cpu.writeLong(3, 400, source);
		yield* lab.cpu.fillLong(3, 0, 9, 100);
		yield* lab.cpu.readLong(3, 400, target);
	});
	expect(target).toEqual(source);
	expect([...memory.slice(0, 100)]).toEqual(new Array(100).fill(9));
	expect(lab.cpu.ranNs).toBe(5100 * 13_000);
});

test('waiting for memory costs no event and ends a cache miss after the write', () => {
	const lab = new VcpuLab();
	let word = 0;
	const write = lab.queue.kind('dma', Priority.device, value => {
		word = value;
		lab.cpu.memoryWritten(0x2000, 16);
	});
	lab.queue.scheduleAt(write, 5 * SECOND, 1);
	lab.queue.scheduleAt(write, 6 * SECOND, 2);
	let wokenAt = 0;
	lab.run(function* () {
		yield {address: 0x2008, isMet: () => word === 2, condition: undefined, deadlineNs: Number.POSITIVE_INFINITY};
		wokenAt = lab.cpu.localNs;
	});
	expect(wokenAt).toBe(6 * SECOND + lab.costs.fencePollNs);
	expect(lab.queue.executed).toBe(4);
});

test('writes next to the word wake nobody', () => {
	const lab = new VcpuLab();
	lab.cpu.spawn(
		'waits',
		(function* (): Routine {
			yield {address: 0x2008, isMet: () => true, condition: undefined, deadlineNs: Number.POSITIVE_INFINITY};
		})(),
	);
	lab.drain();
	lab.cpu.memoryWritten(0x2000, 8);
	lab.cpu.memoryWritten(0x200c, 100);
	expect(lab.queue.pending).toBe(0);
	lab.cpu.memoryWritten(0x2004, 5);
	expect(lab.queue.pending).toBe(1);
});

test('a deadline wakes a thread that nothing else woke', () => {
	const lab = new VcpuLab();
	lab.run(function* () {
		yield {address: 0x2000, isMet: never, condition: undefined, deadlineNs: 3 * MS};
		expect(lab.cpu.localNs).toBe(3 * MS);
		yield* lab.cpu.sleep(4 * MS);
		expect(lab.cpu.localNs).toBe(7 * MS);
	});
});

test('threads share the CPU: while one waits, another works', () => {
	const lab = new VcpuLab();
	const log: string[] = [];
	const body = (name: string) =>
		(function* (): Routine {
			for (let index = 0; index < 2; index++) {
				lab.cpu.work(100);
				log.push(`${name} ${lab.cpu.localNs}`);
				yield* lab.cpu.sleep(1000);
			}
		})();
	lab.cpu.spawn('a', body('a'));
	lab.cpu.spawn('b', body('b'));
	lab.drain();
	expect(log).toEqual(['a 100', 'b 200', 'a 1200', 'b 1300']);
	expect(lab.cpu.threadCount).toBe(0);
	expect(lab.cpu.ranNs).toBe(400);
});

test('the interrupt handler goes before the thread whose turn it was, and sees a level', () => {
	const lab = new VcpuLab();
	const log: string[] = [];
	lab.cpu.spawnHandler(
		'handler',
		(function* (): Routine {
			for (let index = 0; ; index++) {
				yield* lab.cpu.waitForInterrupt();
				lab.cpu.work(10);
				log.push(`handler ${lab.cpu.localNs}`);
				if (index % 2 === 1) {
					lab.cpu.setPin(false);
				}
			}
		})(),
	);
	const raise = lab.queue.kind('raise', Priority.interrupt, () => lab.cpu.setPin(true));
	lab.queue.scheduleAt(raise, 500);
	lab.run(function* () {
		lab.cpu.work(1000);
		yield* lab.cpu.exact();
		log.push(`thread ${lab.cpu.localNs}`);
		yield* lab.cpu.sleep(5000);
	});
	expect(log).toEqual(['handler 1010', 'handler 1020', 'thread 1020']);
});

test('an interrupt finds an idle CPU at once', () => {
	const lab = new VcpuLab();
	let at = -1;
	lab.cpu.spawnHandler(
		'handler',
		(function* (): Routine {
			yield* lab.cpu.waitForInterrupt();
			at = lab.cpu.localNs;
		})(),
	);
	lab.queue.scheduleAt(
		lab.queue.kind('raise', Priority.interrupt, () => lab.cpu.setPin(true)),
		700,
	);
	lab.drain();
	expect(at).toBe(700);
});

test('a condition wakes all who wait for it and nobody else', () => {
	const lab = new VcpuLab();
	const [one, two]: Condition[] = [{name: 'one'}, {name: 'two'}];
	const woken: string[] = [];
	const body = (name: string, condition: Condition | undefined) =>
		(function* (): Routine {
			yield waitFor(condition as Condition);
			woken.push(name);
		})();
	lab.cpu.spawn('a', body('a', one));
	lab.cpu.spawn('b', body('b', two));
	lab.cpu.spawn('c', body('c', one));
	lab.drain();
	lab.cpu.notify(one as Condition);
	lab.drain();
	expect(woken).toEqual(['a', 'c']);
});

test('a pause holds sleeps and timeouts; the clock of the guest stands still', () => {
	const lab = new VcpuLab();
	let wokenAt = -1;
	let slept = -1;
	lab.cpu.spawn(
		'sleeper',
		(function* (): Routine {
			const startNs = lab.cpu.timeNs;
			yield* lab.cpu.sleep(10 * MS);
			wokenAt = lab.cpu.localNs;
			slept = lab.cpu.timeNs - startNs;
		})(),
	);
	lab.queue.runUntil(4 * MS);
	lab.cpu.pause();
	expect(lab.queue.pending).toBe(0);
	lab.queue.runUntil(104 * MS);
	lab.cpu.resume();
	lab.drain();
	expect(wokenAt).toBe(110 * MS);
	expect(slept).toBe(10 * MS);
});

test('pause and stop in the middle of an access take effect at the next chance', () => {
	for (const halt of ['pause', 'stop'] as const) {
		const lab = new VcpuLab();
		let accesses = 0;
		lab.bus.onWrite = () => {
			accesses++;
			lab.cpu[halt]();
		};
		lab.cpu.spawn(
			'test',
			(function* (): Routine {
				for (;;) {
					yield* lab.cpu.exact();
					lab.cpu.write32(0, 0, 0);
				}
			})(),
		);
		lab.drain();
		expect(accesses).toBe(1);
		expect(lab.queue.pending).toBe(0);
		lab.cpu.resume();
		lab.queue.step();
		expect(accesses).toBe(halt === 'pause' ? 2 : 1);
	}
});

test('stop drops everything; late wakes are harmless', () => {
	const lab = new VcpuLab();
	lab.cpu.spawn(
		'test',
		(function* (): Routine {
			yield TURN;
			yield* lab.cpu.sleep(SECOND);
		})(),
	);
	lab.queue.step();
	lab.cpu.stop();
	lab.cpu.setPin(true);
	lab.cpu.memoryWritten(0, 4096);
	expect(lab.queue.pending).toBe(0);
	expect(lab.cpu.threadCount).toBe(0);
});

test('a poll returns when the register answers', () => {
	const lab = new VcpuLab();
	lab.bus.accessNs = 1700;
	lab.bus.onRead = () => (lab.queue.nowNs >= 100_000 ? 0x8000_0003 : 3);
	lab.run(() => lab.cpu.poll(0x40_9800, 0x8000_0000, 0x8000_0000));
	expect(lab.cpu.localNs).toBeGreaterThan(100_000);
	expect(lab.cpu.localNs).toBeLessThan(107_000);
});

test('a register that never answers is a driver error that names it, after two seconds', () => {
	const lab = new VcpuLab();
	lab.bus.accessNs = 1700;
	expect(lab.runToFailure(() => lab.cpu.poll(0x40_9800, 0x8000_0000, 0x8000_0000))).toBe('PGRAPH.SCRATCH_0 did not answer within 2 s');
	expect(lab.cpu.localNs).toBeGreaterThan(REGISTER_TIMEOUT_NS);
	expect(lab.cpu.localNs).toBeLessThan(REGISTER_TIMEOUT_NS + 3 * MS);
});

test('a free access still takes time, so polling ends', () => {
	const lab = new VcpuLab();
	lab.bus.accessNs = 0;
	lab.bus.onRead = () => (lab.queue.nowNs >= 500 ? 1 : 0);
	lab.run(() => lab.cpu.poll(0, 1, 1));
	expect(lab.cpu.localNs).toBeGreaterThanOrEqual(500);
});
