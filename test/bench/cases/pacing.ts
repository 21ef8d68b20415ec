/**
P22: how late the slices of live pacing begin, whether virtual time drifts, and what waiting costs.

The engine is the event queue with a little work each 100 us of virtual time, so what is measured is
the pacer and the machine's timers.
*/
import {setTimeout as wait} from 'node:timers/promises';
import {EventQueue} from '../../../source/simulation/event-queue.ts';
import {Pacer} from '../../../source/simulation/pacer.ts';
import {Priority} from '../../../source/simulation/priority.ts';
import type {BenchCase} from '../harness.ts';

export const pacing: BenchCase = {
	id: 'P22',
	name: 'live pacing, slices of 5 ms',
	goal: '99% begin within 500 us; no drift',
	async run(bench) {
		const queue = new EventQueue();
		const tick = queue.kind('tick', Priority.device, () => {
			queue.scheduleAfter(tick, 100_000);
		});
		queue.scheduleAt(tick, 0);
		const pacer = new Pacer(queue);
		pacer.resume();
		await wait(300);
		pacer.lateUs.clear();
		const startNs = queue.nowNs;
		const startMs = performance.now();
		const cpu = process.cpuUsage();
		await wait(bench.isQuick ? 1000 : 5000);
		const spent = process.cpuUsage(cpu);
		const wallMs = performance.now() - startMs;
		const driftMs = (queue.nowNs - startNs) / 1e6 - wallMs;
		pacer.stop();
		const [middle, late] = pacer.lateUs.percentiles([0.5, 0.99]) as [number, number];
		const share = (spent.user + spent.system) / 10 / wallMs;
		return [
			{id: 'P22', name: 'slice begins late, median', value: middle, unit: 'us', goal: '-'},
			{id: 'P22', name: 'slice begins late, 99%', value: late, unit: 'us', goal: '<= 500 us', isMet: late <= 500},
			{
				id: 'P22',
				name: 'virtual minus wall time at the end',
				value: driftMs,
				unit: 'ms',
				goal: 'within 2 slices',
				isMet: Math.abs(driftMs) <= 10,
			},
			{id: 'P22', name: 'share of a core', value: share, unit: '%', goal: '<= 20 %', isMet: share <= 20},
		];
	},
};
