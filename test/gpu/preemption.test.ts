/** Kernels that are stopped in their middle: by other channels that wait, by a kick, and what becomes of them. */
import {describe, expect, test} from 'vitest';
import {MS, US} from '../../source/base/units.ts';
import {CLASS, ENGINE, SUBCHANNEL} from '../../source/manual/methods.ts';
import {CHANNEL_START, PFIFO} from '../../source/manual/pfifo.ts';
import {element, get} from '../../source/manual/register.ts';
import {USERD} from '../../source/manual/userd.ts';
import {GpuLab, type LabChannel} from '../lab/gpu-lab.ts';
import {loop, prepareLoop} from '../lab/loop-kernel.ts';
import {Pushbuffer} from '../lab/pushbuffer.ts';

const QUANTUM = MS;
const COST = 60 * US;
/** Some 10 ms each. */
const LONG = 390_000;

function labWith(channels: number, quantumNs = QUANTUM): {lab: GpuLab; channels: LabChannel[]} {
	const lab = new GpuLab();
	lab.gpu.setParameters({preemptionQuantumNs: quantumNs, preemptionCostNs: COST});
	const made = Array.from({length: channels}, (_, index) => lab.channel(index + 1));
	lab.runlist(...made.map(({number}) => number));
	for (const channel of made) {
		prepareLoop(channel);
	}
	return {lab, channels: made};
}

const kernel = (iterations: number, reference: number) =>
	loop(new Pushbuffer().bind(SUBCHANNEL.COMPUTE, CLASS.COMPUTE, ENGINE.PGRAPH), iterations).reference(reference);
const hasEnded = (channel: LabChannel) => channel.userdWord(USERD.REFERENCE) !== 0;

/** Steps until it holds, checking invariants after every event. */
function until(lab: GpuLab, holds: () => boolean): void {
	while (!holds() && lab.queue.step()) {
		lab.gpu.checkInvariants();
	}
}

describe('among channels that wait for each other', () => {
	test('a short kernel does not wait for a long one to end', () => {
		const waited = [0, QUANTUM].map(quantumNs => {
			const {lab, channels} = labWith(2, quantumNs);
			const [long, short] = channels as [LabChannel, LabChannel];
			long.submit(kernel(LONG, 1));
			until(lab, () => lab.count('kernels') === 1);
			short.submit(kernel(1000, 2));
			const fromNs = lab.queue.nowNs;
			until(lab, () => hasEnded(short));
			const waitedNs = lab.queue.nowNs - fromNs;
			lab.run();
			expect([hasEnded(long), hasEnded(short), lab.count('kernels')]).toEqual([true, true, 2]);
			return waitedNs;
		});
		expect(waited[0]).toBeGreaterThan(9 * MS);
		expect(waited[1]).toBeLessThan(QUANTUM + COST + 200 * US);
	});

	test('a kernel works as long as it would have alone, and each stop costs what it should', () => {
		const lengths = [1, 2].map(count => {
			const {lab, channels} = labWith(count);
			for (const channel of channels) {
				channel.submit(kernel(LONG, channel.number));
			}
			lab.run();
			return {
				busyNs: lab.count('graphBusyNs'),
				stops: lab.count('preemptions'),
				stopNs: lab.count('preemptionNs'),
				switches: lab.count('channelSwitches'),
			};
		});
		const [alone, both] = lengths as [(typeof lengths)[0], (typeof lengths)[0]];
		expect([alone.stops, alone.stopNs]).toEqual([0, 0]);
		expect(both.stops).toBeGreaterThan(10);
		expect(both.stopNs).toBe(both.stops * COST);
		const switchNs = 25 * US;
		expect(both.busyNs - both.stopNs - both.switches * switchNs).toBe(2 * (alone.busyNs - alone.switches * switchNs));
	});

	test('three take turns: nobody is ahead of another by more than a quantum and a stop', () => {
		const {lab, channels} = labWith(3);
		for (const channel of channels) {
			channel.submit(kernel(LONG, channel.number));
		}
		for (let step = 1; step <= 20; step++) {
			lab.runFor(MS);
			const worked = channels.map(({number}) => lab.gpu.work.channelNs(number));
			expect(Math.max(...worked) - Math.min(...worked)).toBeLessThanOrEqual(QUANTUM + COST + 25 * US);
		}
	});

	test('nothing is stopped while nobody else waits, or with the quantum off', () => {
		for (const [count, quantumNs] of [
			[1, QUANTUM],
			[2, 0],
		] as const) {
			const {lab, channels} = labWith(count, quantumNs);
			for (const channel of channels) {
				channel.submit(kernel(LONG, channel.number));
			}
			lab.run();
			expect(lab.count('preemptions')).toBe(0);
		}
	});

	test('a quantum that is set while a kernel runs holds for that kernel', () => {
		const {lab, channels} = labWith(2, 0);
		const [long, short] = channels as [LabChannel, LabChannel];
		long.submit(kernel(LONG, 1));
		short.submit(kernel(1000, 2));
		lab.runFor(3 * MS);
		expect(hasEnded(short)).toBe(false);
		lab.gpu.setParameters({preemptionQuantumNs: QUANTUM, preemptionCostNs: 0});
		lab.runFor(200 * US);
		expect([hasEnded(short), hasEnded(long)]).toEqual([true, false]);
	});
});

describe('a kick', () => {
	function kicked(): {lab: GpuLab; channel: LabChannel} {
		const {lab, channels} = labWith(1);
		const channel = channels[0] as LabChannel;
		channel.submit(kernel(LONG, 7));
		until(lab, () => lab.count('kernels') === 1);
		lab.runFor(2 * MS);
		lab.write(element(PFIFO.CHANNEL_STATE, channel.number), 0);
		lab.write(PFIFO.KICK.offset, channel.number);
		expect(get(PFIFO.KICK, 'PENDING', lab.read(PFIFO.KICK.offset))).toBe(1);
		lab.runFor(COST);
		expect(get(PFIFO.KICK, 'PENDING', lab.read(PFIFO.KICK.offset))).toBe(0);
		return {lab, channel};
	}

	test('takes a running kernel off; it goes on when the channel may run again', () => {
		const {lab, channel} = kicked();
		expect([lab.gpu.isIdle(), channel.activity, lab.gpu.hasWorkLeft(channel.number)]).toEqual([true, 'waiting', true]);
		lab.runFor(30 * MS);
		expect(hasEnded(channel)).toBe(false);
		lab.write(element(PFIFO.CHANNEL_STATE, channel.number), CHANNEL_START);
		lab.run();
		expect([hasEnded(channel), channel.activity, lab.count('kernels'), lab.count('preemptionNs')]).toEqual([true, 'idle', 1, COST]);
	});

	test('leaves nothing behind if the channel is given up then', () => {
		const {lab, channel} = kicked();
		lab.write(element(PFIFO.CHANNEL, channel.number), 0);
		lab.run();
		expect([lab.gpu.isIdle(), channel.activity, lab.gpu.hasWorkLeft(channel.number), hasEnded(channel)]).toEqual([
			true,
			'idle',
			false,
			false,
		]);
	});

	test('a reset of the card forgets what was stopped', () => {
		const {lab, channel} = kicked();
		lab.gpu.reset();
		lab.gpu.checkInvariants();
		lab.run();
		expect([lab.gpu.isIdle(), channel.activity, hasEnded(channel)]).toEqual([true, 'idle', false]);
	});
});
