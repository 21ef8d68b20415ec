/**
P13, P14: whole machines of 1, 8, 32 and 64 para-virtual domains after boot, a doorbell for each 200 us of card time.

There is no second implementation of the whole machine to compare with. The baseline is the event queue
alone, running as many events as the machine ran for one doorbell: the floor that the clock itself sets.

Why P13 is missed: its 100 virtual seconds per second leave 2 us for a doorbell, and were set for a miniature whose
commands were a duration and sixteen table entries. Here a doorbell is bytes: the driver writes some sixty method
words into guest RAM; the device fetches a GP entry and the words through page tables, switches channels by
loading and saving RAMFC in instance memory, decodes every header, runs the kernel or the copy through the MMU,
writes a query that wakes a polling vCPU, and twelve events pass. The profile is flat: of the time after boot,
scheduling an event has 8%, decoding a pushbuffer word 6%, garbage of generators and waits 6%, launching
a kernel 4%, and forty more functions of pushbuffer, MMU and driver have 1 to 2.5% each.
*/
import {execFileSync} from 'node:child_process';
import path from 'node:path';
import type {BenchCase, Result} from '../harness.ts';

const WHOLE = path.join(import.meta.dirname, '../whole.ts');
const SIZES = [1, 8, 32, 64];
const GROWTH_LIMIT = 2;
const VIRTUAL_LEAST = 100;

type Line = {
	readonly domains: number;
	readonly nsPerCommand: number;
	readonly virtualPerCpu: number;
	readonly eventsPerCommand: number;
	readonly bareNs: number;
};

export const wholeMachine: BenchCase = {
	id: 'P13',
	also: ['P14'],
	name: 'whole machine',
	goal: '64 domains at 100 virtual seconds per second',
	run(bench) {
		const [warmMs, windowMs] = bench.isQuick ? [500, 200] : [4000, 500];
		const output = execFileSync(process.execPath, [WHOLE, ...[bench.rounds, warmMs, windowMs, ...SIZES].map(String)], {encoding: 'utf8'});
		const lines = output
			.trim()
			.split('\n')
			.map(text => JSON.parse(text) as Line);
		const results = lines.flatMap(({domains, nsPerCommand, virtualPerCpu, eventsPerCommand, bareNs}): Result[] => [
			{
				id: 'P13',
				name: `domains: ${domains}, virtual seconds per CPU second`,
				value: virtualPerCpu,
				unit: 's/s',
				goal: domains === 64 ? `>= ${VIRTUAL_LEAST}` : '-',
				...(domains === 64 && {isMet: virtualPerCpu >= VIRTUAL_LEAST}),
			},
			{
				id: 'P13',
				name: `domains: ${domains}, CPU per doorbell`,
				value: nsPerCommand / 1000,
				unit: 'us',
				baseline: bareNs / 1000,
				ratio: nsPerCommand / bareNs,
				goal: '-',
				note: `baseline: the event queue alone, ${eventsPerCommand.toFixed(1)} events`,
			},
		]);
		const at = (domains: number) => lines.find(line => line.domains === domains)?.nsPerCommand as number;
		const growth = at(64) / at(8);
		results.push({
			id: 'P14',
			name: 'CPU per doorbell, 64 domains over 8',
			value: at(64) / 1000,
			unit: 'us',
			baseline: at(8) / 1000,
			ratio: growth,
			goal: `<= ${GROWTH_LIMIT}x`,
			isMet: growth <= GROWTH_LIMIT,
		});
		return results;
	},
};
