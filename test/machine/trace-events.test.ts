/** Traces hold to the Trace Event Format, and to what the machine did. */
import {expect, test} from 'vitest';
import {MS, SECOND} from '../../source/base/units.ts';
import {Machine} from '../../source/machine/machine.ts';
import {domainValue, type Snapshot} from '../../source/machine/snapshot.ts';
import {type TraceEvent, traceOf} from '../../source/machine/trace-events.ts';
import {scenarioOf} from '../lab/machine-lab.ts';
import {QUICK} from '../properties/operator-lab.ts';

function session(): {readonly machine: Machine; readonly snapshots: Snapshot[]} {
	const workload = ['loop', {iterations: 20_000, rounds: 0, pauseNs: 100_000}] as const;
	const machine = new Machine(scenarioOf({costs: QUICK, domains: [{workload}, {workload}]}));
	machine.runUntil(60 * MS);
	const snapshots = [machine.snapshot()];
	for (let index = 0; index < 30; index++) {
		machine.runUntil(machine.nowNs + 2 * MS);
		if (index === 10) {
			machine.submit({kind: 'set-weight', domain: 'dom1', weight: 512});
		}
		snapshots.push(machine.snapshot());
	}
	return {machine, snapshots};
}

function numberOr(value: unknown): boolean {
	return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** What the format asks of each phase. */
function faultOf(event: TraceEvent): string | undefined {
	if (typeof event.name !== 'string' || !Number.isInteger(event.pid)) {
		return 'name or pid';
	}
	switch (event.ph) {
		case 'M':
			return event.args === undefined ? 'M without args' : undefined;
		case 'X':
			return numberOr(event.ts) && numberOr(event.dur) && Number.isInteger(event.tid) ? undefined : 'X without ts, dur or tid';
		case 'C':
			return numberOr(event.ts) && Object.values(event.args ?? {}).every(numberOr) ? undefined : 'C whose args are no numbers';
		case 'i':
			return numberOr(event.ts) && ['g', 'p', 't'].includes(event.s) ? undefined : 'i without ts or scope';
	}
}

test('every event is as the format asks, and survives being written down', () => {
	const trace = traceOf(session().snapshots);
	const read = JSON.parse(JSON.stringify(trace)) as typeof trace;
	expect(read).toEqual(trace);
	expect(read.traceEvents.length).toBeGreaterThan(100);
	expect(read.traceEvents.map(faultOf).filter(fault => fault !== undefined)).toEqual([]);
	expect(read.otherData).toMatchObject({scenario: 'lab', seed: 1});
});

test('every process that is used has a name, and every track of it', () => {
	const {traceEvents} = traceOf(session().snapshots);
	const named = (name: string) => traceEvents.filter(event => event.ph === 'M' && event.name === name);
	expect(named('process_name').map(({pid, args}) => [pid, args?.name])).toEqual([
		[0, 'machine'],
		[1, 'dom1'],
		[2, 'dom2'],
	]);
	const tracks = new Set(named('thread_name').map(({pid, tid}) => `${pid}/${tid}`));
	for (const event of traceEvents) {
		if (event.tid !== undefined) {
			expect(tracks).toContain(`${event.pid}/${event.tid}`);
		}
	}
});

test('intervals do not overlap, lie within the trace, and add up to what the domains were charged', () => {
	const {snapshots} = session();
	const first = snapshots[0] as Snapshot;
	const last = snapshots.at(-1) as Snapshot;
	const held = traceOf(snapshots)
		.traceEvents.filter(event => event.ph === 'X')
		.sort((one, other) => one.ts - other.ts);
	for (const [index, {ts, dur}] of held.entries()) {
		expect(ts * 1000).toBeGreaterThanOrEqual(first.atNs - 0.5);
		expect((ts + dur) * 1000).toBeLessThanOrEqual(last.atNs + 0.5);
		expect(ts + dur).toBeLessThanOrEqual((held[index + 1]?.ts ?? Number.POSITIVE_INFINITY) + 1e-6);
	}
	const chargedNs = last.facts.domains.reduce(
		(sum, {slot}) => sum + domainValue(last.block, slot, 'gpuBusyNs') - domainValue(first.block, slot, 'gpuBusyNs'),
		0,
	);
	const heldNs = held.reduce((sum, {dur}) => sum + dur * 1000, 0);
	// Doorbells that follow each other at once are one interval with its gaps, and the last one is not charged yet.
	expect(Math.abs(heldNs - chargedNs) / chargedNs).toBeLessThan(0.1);
});

test('commands and notices are instants at their virtual times', () => {
	const {snapshots, machine} = session();
	const instants = traceOf(snapshots).traceEvents.filter(event => event.ph === 'i');
	expect(instants.find(({cat}) => cat === 'command')).toMatchObject({
		name: 'weight of dom1 256 -> 512',
		ts: (machine.journal[0]?.atNs ?? 0) / 1000,
		pid: 0,
	});
});

test('counters are of the time between two samples', () => {
	const {snapshots} = session();
	const counters = traceOf(snapshots).traceEvents.filter(event => event.ph === 'C' && event.pid === 1 && event.name === 'exits/s');
	expect(counters).toHaveLength(30);
	const [before, after] = [snapshots[4] as Snapshot, snapshots[5] as Snapshot];
	const exits = domainValue(after.block, 0, 'exits') - domainValue(before.block, 0, 'exits');
	expect(counters[4]?.args?.perSecond).toBe(Math.round((exits * SECOND) / (after.atNs - before.atNs)));
});

test('nothing gives an empty trace', () => {
	expect(traceOf([]).traceEvents).toEqual([]);
});
