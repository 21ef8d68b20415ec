/** The device's quantum in a whole machine: how it is set, what it does to a hog's neighbours, and what engines did for whom. */
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {MS, SECOND, US} from '../../source/base/units.ts';
import {fairnessBetween} from '../../source/commands/fairness.ts';
import {deviceItem, policyItems, workloadItems} from '../../source/machine/catalogues.ts';
import type {Scenario} from '../../source/machine/configuration.ts';
import {Machine} from '../../source/machine/machine.ts';
import {parseScenario, type ScenarioError} from '../../source/machine/scenario.ts';
import {cardValue, type DomainFacts, domainValue, type Snapshot} from '../../source/machine/snapshot.ts';
import {CHANNEL_START, PFIFO} from '../../source/manual/pfifo.ts';
import {element, get} from '../../source/manual/register.ts';
import {MachineLab} from '../lab/machine-lab.ts';

const offerings = {workloads: workloadItems, policies: policyItems};
const parse = (text: string): Scenario => parseScenario(text, 'test.yaml', offerings);
const HOG = '{name: hog, mode: full+remap+lazy, workload: {kind: hog, iterations: 1950000}}';
const QUICK = '{name: quick, mode: full+remap+lazy, workloads: [{kind: hog, iterations: 26000}, {kind: hog, iterations: 26000}]}';

function faultOf(text: string): string {
	try {
		parse(text);
	} catch (error) {
		return (error as ScenarioError).message;
	}
	return 'accepted';
}

describe('setting it', () => {
	test('in a scenario, by the declared units and ranges', () => {
		const text = `gpu: {preemption: {quantum: 2ms, cost: 100us}}\ndomains: [${HOG}]\n`;
		expect(parse(text).initial.device).toEqual({preemptionQuantumNs: 2 * MS, preemptionCostNs: 100 * US});
		expect(parse(`gpu: {preemption: {quantum: 1ms}}\ndomains: [${HOG}]\n`).initial.device).toEqual({preemptionQuantumNs: MS});
		expect(faultOf('gpu: {preemption: {quantun: 1ms}}')).toContain(
			'test.yaml:1:20: gpu.preemption.quantun: no such key (did you mean "quantum"?)',
		);
		expect(faultOf('gpu: {preemption: {quantum: 20s}}')).toContain('gpu.preemption.quantum: is "20s"; expected 0 ns to 10.0 s');
		expect(faultOf('gpu: {preemption: 1ms}')).toContain('gpu.preemption: is "1ms"; expected a map with keys such as quantum, cost');
	});

	test('by a timed command, and live, with undo and redo', () => {
		const text = `domains: [${HOG}]\ncommands:\n  - {at: 10ms, do: set-device, parameter: preemptionQuantum, value: 2ms}\n`;
		const machine = new Machine(parse(text));
		machine.runUntil(20 * MS);
		expect(machine.gpu.preemptionQuantumNs).toBe(2 * MS);
		expect(machine.submit({kind: 'set-device', parameter: 'preemptionQuantumNs', value: MS})).toEqual({
			ok: true,
			summary: 'device preemptionQuantumNs 2.00 ms -> 1.00 ms',
		});
		machine.submit({kind: 'undo'});
		expect(machine.gpu.preemptionQuantumNs).toBe(2 * MS);
		machine.submit({kind: 'undo'});
		expect([machine.gpu.preemptionQuantumNs, machine.configuration.device]).toEqual([0, {}]);
		machine.submit({kind: 'redo'});
		expect(machine.gpu.preemptionQuantumNs).toBe(2 * MS);
		expect(machine.journal.map(({summary}) => summary)).toHaveLength(5);
	});

	test('what it does not take is refused with a reason', () => {
		const machine = new Machine(parse(`domains: [${HOG}]`));
		const set = (parameter: string, value: number) => machine.submit({kind: 'set-device', parameter, value});
		expect(set('quantum', 1)).toEqual({
			ok: false,
			reason: 'device: no parameter "quantum"; expected one of preemptionQuantumNs, preemptionCostNs',
		});
		expect(set('preemptionCostNs', -1)).toMatchObject({ok: false});
		expect(set('preemptionQuantumNs', 0)).toEqual({ok: false, reason: 'preemptionQuantumNs is 0 ns already'});
		expect(faultOf('commands: [{at: 1s, do: set-device, parameter: preemptionQuant, value: 1ms}]')).toContain(
			'did you mean "preemptionQuantum"?',
		);
		expect(faultOf('commands: [{at: 1s, do: set-device, parameter: preemptionCost, value: 1s}]')).toContain('expected 0 ns to 10.0 ms');
	});

	test('forms read the same declaration', () => {
		expect(Object.keys(deviceItem.parameters)).toEqual(['preemptionQuantumNs', 'preemptionCostNs']);
	});
});

const slotOf = (snapshot: Snapshot, name: string) =>
	(snapshot.facts.domains.find(({configuration}) => configuration.name === name) as DomainFacts).slot;

describe('the scenario of the package', () => {
	const text = readFileSync(new URL('../../scenarios/preemption.yaml', import.meta.url), 'utf8');
	function run(quantumNs: number): {
		fairness: ReturnType<typeof fairnessBetween>;
		value: (name: string, counter: Parameters<typeof domainValue>[2]) => number;
	} {
		const scenario = parseScenario(text, 'preemption.yaml', offerings);
		const device = {...scenario.initial.device, preemptionQuantumNs: quantumNs};
		const machine = new Machine({...scenario, initial: {...scenario.initial, device}}, {checks: 'slice'});
		machine.runUntil(2 * SECOND);
		const before = machine.snapshot();
		machine.runUntil(8 * SECOND);
		const after = machine.snapshot();
		return {fairness: fairnessBetween(before, after), value: (name, counter) => domainValue(after.block, slotOf(after, name), counter)};
	}

	test('shows slices that bind, and neighbours that no longer wait for whole kernels', () => {
		const [whole, sliced] = [run(0), run(2 * MS)];
		expect(whole.fairness.domains[0]?.receivedPermille).toBeGreaterThan(850);
		for (const {receivedPermille} of sliced.fairness.domains) {
			expect(Math.abs((receivedPermille as number) - 333)).toBeLessThanOrEqual(10);
		}
		for (const name of ['quick-1', 'quick-2']) {
			expect(sliced.value(name, 'queueDelayP95Ns')).toBeLessThan(whole.value(name, 'queueDelayP95Ns') / 5);
			expect(sliced.value(name, 'starvedMaxNs')).toBeLessThan(15 * MS);
			expect(whole.value(name, 'starvedMaxNs')).toBeGreaterThan(150 * MS);
		}
		expect(sliced.value('hog', 'preemptions')).toBeGreaterThan(300);
		expect(sliced.value('hog', 'preemptionNs')).toBeGreaterThan(299 * 50 * US);
		expect(whole.value('hog', 'preemptions')).toBe(0);
	});
});

describe('a channel whose doorbell was stopped', () => {
	function stopped() {
		const text = `policy: fair\ngpu: {preemption: {quantum: 1ms}}\ndomains: [${HOG}, ${QUICK}]`;
		const machine = new Machine(parse(text), {checks: 'slice'});
		const hog = machine.residents()[0];
		const find = () =>
			[...(hog?.virtual?.channels.live() ?? [])].find(({physicalChannel}) => machine.gpu.channelActivity(physicalChannel) === 'waiting');
		for (let atNs = SECOND; find() === undefined; atNs += 100 * US) {
			machine.runUntil(atNs);
		}
		return {machine, hog: hog as NonNullable<typeof hog>, channel: find() as NonNullable<ReturnType<typeof find>>};
	}

	test('stays off whatever its guest writes, and the guest does not see it', () => {
		const {machine, hog, channel} = stopped();
		const {channels} = hog.virtual as NonNullable<typeof hog.virtual>;
		const onCard = () => get(PFIFO.CHANNEL_STATE, 'RUNNABLE', machine.gpu.peek32(0, element(PFIFO.CHANNEL_STATE, channel.physicalChannel)));
		const asRead = () => get(PFIFO.CHANNEL_STATE, 'RUNNABLE', channels.readState(channel.virtualChannel));
		expect([onCard(), asRead()]).toEqual([0, 1]);
		channels.writeState(channel.virtualChannel, CHANNEL_START);
		expect([onCard(), asRead()]).toEqual([0, 1]);
		channels.writeState(channel.virtualChannel, 0);
		expect([onCard(), asRead()]).toEqual([0, 0]);
		channels.writeState(channel.virtualChannel, CHANNEL_START);
		machine.runUntil(machine.nowNs + SECOND);
		expect(onCard()).toBe(1);
	});

	test('may be given up: the others go on, and nothing of it is left', () => {
		const {machine, hog, channel} = stopped();
		hog.virtual?.channels.detach(channel.virtualChannel);
		machine.checkInvariants('all');
		const {physicalChannel} = channel;
		machine.runUntil(machine.nowNs + SECOND);
		machine.checkInvariants('all');
		expect([machine.gpu.channelActivity(physicalChannel), machine.gpu.hasWorkLeft(physicalChannel)]).toEqual(['idle', false]);
		const {block} = machine.snapshot();
		expect(domainValue(block, 1, 'workloadErrors')).toBe(0);
		expect(domainValue(block, 1, 'workloadRounds')).toBeGreaterThan(10);
	});
});

describe('what engines did for whom', () => {
	test('under DIRECT, received is engine time, and shares, promises and measures follow', () => {
		const machine = new Machine(parse(`policy: direct\ndomains: [${HOG}, ${QUICK}]`), {checks: 'slice'});
		machine.runUntil(SECOND);
		const before = machine.snapshot();
		machine.runUntil(5 * SECOND);
		const after = machine.snapshot();
		const fairness = fairnessBetween(before, after);
		expect(fairness.received).toBe('worked');
		const [hog, quick] = fairness.domains as [(typeof fairness.domains)[0], (typeof fairness.domains)[0]];
		expect((hog.receivedPermille as number) + (quick.receivedPermille as number)).toBeGreaterThanOrEqual(999);
		expect(hog.receivedPermille).toBeGreaterThan(800);
		expect(Math.abs((hog.entitledPermille as number) - 500)).toBeLessThan(20);
		expect(fairness.weightedJain).toBeLessThan(0.8);
		for (const name of ['hog', 'quick']) {
			const slot = slotOf(after, name);
			expect(domainValue(after.block, slot, 'engineNs')).toBe(domainValue(after.block, slot, 'gpuBusyNs'));
			expect(domainValue(after.block, slot, 'received500Ns')).toBeGreaterThan(0);
		}
		expect(cardValue(after.block, 'schedulerBusyNs')).toBe(0);
		expect(cardValue(after.block, 'jain500Permille')).toBeLessThan(900);
	});

	test.each(['native', 'passthrough'])('a %s domain receives what its engines work', mode => {
		const machine = new Machine(parse(`domains: [{name: own, mode: ${mode}, workload: {kind: loop, iterations: 20000}}]`));
		machine.runUntil(SECOND);
		const snapshot = machine.snapshot();
		const workedNs = domainValue(snapshot.block, 0, 'engineNs');
		expect(workedNs).toBe(cardValue(snapshot.block, 'anyBusyNs'));
		expect(workedNs).toBeGreaterThan(100 * MS);
		expect(domainValue(snapshot.block, 0, 'gpuBusyNs')).toBe(workedNs);
		expect(fairnessBetween(undefined, snapshot)).toMatchObject({received: 'worked', domains: [{receivedPermille: 1000}]});
	});

	test('two engines at work for one domain are one time; charged time is never less than engine time', () => {
		const lab = new MachineLab({
			domains: [{workloads: ['loop', 'copy'].map(kind => ({kind, parameters: {rounds: 0}}))}, {workload: ['vector-add', {rounds: 0}]}],
			policy: 'fifo',
			costs: {shadowReadNs: 4, messageHopNs: 80, deviceModelNs: 60},
		});
		lab.run(2 * SECOND);
		const {block} = lab.machine.snapshot();
		const worked = [0, 1].map(slot => domainValue(block, slot, 'engineNs'));
		expect((worked[0] as number) + (worked[1] as number)).toBe(cardValue(block, 'anyBusyNs'));
		for (const slot of [0, 1]) {
			expect(worked[slot]).toBeGreaterThan(MS);
			expect(domainValue(block, slot, 'gpuBusyNs')).toBeGreaterThanOrEqual(worked[slot] as number);
		}
	});

	test('a change between DIRECT and a queue under load charges nothing twice', () => {
		const machine = new Machine(parse(`policy: direct\ndomains: [${HOG}, ${QUICK}]`), {checks: 'slice'});
		for (let step = 1; step <= 40; step++) {
			machine.runUntil(step * 50 * MS);
			machine.submit({kind: 'set-policy', policy: step % 2 === 0 ? 'direct' : step % 4 === 1 ? 'fair' : 'fifo'});
			machine.checkInvariants('changed');
		}
		const {block} = machine.snapshot();
		const received = [0, 1].reduce((sum, slot) => sum + domainValue(block, slot, 'gpuBusyNs'), 0);
		expect(received).toBeLessThanOrEqual(2 * SECOND);
		expect(received + cardValue(block, 'orphanBusyNs')).toBeGreaterThanOrEqual(0.9 * cardValue(block, 'anyBusyNs'));
	});
});
