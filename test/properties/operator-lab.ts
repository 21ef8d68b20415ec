/** Random operators: commands at random times on small machines whose workloads check their own results. */
import fc from 'fast-check';
import {MIB, US} from '../../source/base/units.ts';
import type {Command} from '../../source/machine/command.ts';
import {MODE_NAMES, type Mode, parseMode, type Scenario, type WorkloadConfiguration} from '../../source/machine/configuration.ts';
import {costNames} from '../../source/machine/cost-recipes.ts';
import {Machine, type MachineOptions} from '../../source/machine/machine.ts';
import {COSTS, type CostName} from '../../source/manual/costs.ts';
import {POLICIES} from '../../source/scheduler/catalogue.ts';
import {type LabDomain, scenarioOf} from '../lab/machine-lab.ts';

/** Cheaper exits and rescans, so that a naive domain boots within what a short run can cover. */
export const QUICK: Partial<Record<CostName, number>> = {
	pcieReadNs: 100,
	pcieWriteNs: 10,
	vmExitNs: 40,
	deviceModelNs: 60,
	messageNs: 10,
	messageHopNs: 80,
	aggregatorNs: 15,
	shadowReadNs: 4,
	shadowWriteNs: 1,
};

export type Step = {readonly afterNs: number; readonly command: Command};

export const mode: fc.Arbitrary<Mode> = fc.constantFrom(...MODE_NAMES).map(name => parseMode(name) as Mode);
const sharedMode = fc
	.constantFrom(...MODE_NAMES.filter(name => !['native', 'passthrough'].includes(name)))
	.map(name => parseMode(name) as Mode);

export const workload: fc.Arbitrary<WorkloadConfiguration> = fc.constantFrom<WorkloadConfiguration>(
	{kind: 'nop', parameters: {rounds: 0, pauseNs: 200 * US}},
	{kind: 'nop', parameters: {rounds: 0, pauseNs: 50 * US, waitByInterrupt: 1}},
	{kind: 'loop', parameters: {rounds: 0, iterations: 20_000, waitByInterrupt: 1}},
	{kind: 'loop', parameters: {rounds: 4, iterations: 1000}},
	{kind: 'vector-add', parameters: {rounds: 0, size: 300, isInteger: 1, pauseNs: 100 * US}},
	{kind: 'matrix-multiply', parameters: {rounds: 0, size: 9, isInteger: 0, pauseNs: 100 * US}},
	{kind: 'copy', parameters: {rounds: 0, bytes: 40_000, pauseNs: 300 * US}},
	{kind: 'open-close', parameters: {rounds: 0}},
	{kind: 'bursts', parameters: {rounds: 0, iterations: 5000, silenceMaxNs: 2_000_000}},
);

const work = fc.array(workload, {minLength: 1, maxLength: 2});
const size = fc.constantFrom(16 * MIB, 24 * MIB, 32 * MIB);
const domain = fc.record({
	mode: sharedMode,
	workloads: work,
	vramBytes: size,
	ramBytes: fc.constant(8 * MIB),
});
const name = fc.constantFrom('dom1', 'dom2', 'dom3', 'dom4');

/** The device can stop kernels, or can no longer. */
export const setDevice: fc.Arbitrary<Command> = fc.oneof(
	fc.constantFrom(0, 20 * US, 100 * US, 1000 * US).map((value): Command => ({kind: 'set-device', parameter: 'preemptionQuantumNs', value})),
	fc.constantFrom(0, US, 50 * US).map((value): Command => ({kind: 'set-device', parameter: 'preemptionCostNs', value})),
);

const command: fc.Arbitrary<Command> = fc.oneof(
	{weight: 2, arbitrary: setDevice},
	{weight: 2, arbitrary: domain.map((made): Command => ({kind: 'add-domain', ...made}))},
	{weight: 2, arbitrary: name.map((who): Command => ({kind: 'remove-domain', domain: who}))},
	{weight: 1, arbitrary: name.map((who): Command => ({kind: 'pause-domain', domain: who}))},
	{weight: 2, arbitrary: name.map((who): Command => ({kind: 'resume-domain', domain: who}))},
	{weight: 4, arbitrary: fc.tuple(name, mode).map(([who, next]): Command => ({kind: 'set-mode', domain: who, mode: next}))},
	{weight: 2, arbitrary: fc.constantFrom(...Object.keys(POLICIES)).map((policy): Command => ({kind: 'set-policy', policy}))},
	{weight: 1, arbitrary: name.map((who): Command => ({kind: 'reboot-domain', domain: who}))},
	{
		weight: 1,
		arbitrary: fc
			.record(
				{kind: fc.constant('reboot-domain' as const), domain: name, mode, vramBytes: size, workloads: work},
				{requiredKeys: ['kind', 'domain']},
			)
			.map((made): Command => made),
	},
	{weight: 1, arbitrary: fc.tuple(name, size).map(([who, vramBytes]): Command => ({kind: 'set-vram', domain: who, vramBytes}))},
	{weight: 1, arbitrary: fc.tuple(name, work).map(([who, workloads]): Command => ({kind: 'set-workloads', domain: who, workloads}))},
	{
		weight: 2,
		arbitrary: fc
			.tuple(fc.constantFrom(...costNames), fc.constantFrom(0.5, 1, 2))
			.map(([cost, factor]): Command => ({kind: 'set-cost', cost, value: Math.round((QUICK[cost] ?? COSTS[cost].value) * factor)})),
	},
	{weight: 2, arbitrary: fc.constantFrom<Command>({kind: 'undo'}, {kind: 'undo', count: 2}, {kind: 'note', text: 'here'})},
	{weight: 1, arbitrary: fc.integer({min: -1, max: 6}).map((sequence): Command => ({kind: 'undo-to', sequence}))},
	{weight: 1, arbitrary: fc.constant<Command>({kind: 'redo'})},
);
const step = fc.record({afterNs: fc.integer({min: 0, max: 8_000_000}), command});

export const session = fc.record({
	domains: fc.array(domain, {minLength: 1, maxLength: 3}),
	policy: fc.constantFrom(...Object.keys(POLICIES)),
	seed: fc.integer({min: 1, max: 1_000_000}),
	steps: fc.array(step, {minLength: 1, maxLength: 10}),
});
export type Session = typeof session extends fc.Arbitrary<infer Value> ? Value : never;

export function scenarioFor({domains, policy, seed}: {domains: readonly LabDomain[]; policy: string; seed: number}): Scenario {
	const scenario = scenarioOf({domains, policy, seed, costs: QUICK});
	return {...scenario, hardware: {...scenario.hardware, vramBytes: 256 * MIB, guestVramBytes: 128 * MIB}};
}

/** What no honest workload may ever meet. */
export function complaints(machine: Machine): string[] {
	const failed = machine.residents().filter(resident => ['failed', 'parked'].includes(resident.state()));
	const notices = machine.notices.filter(({severity, text}) => severity !== 'info' && !text.includes('refused: '));
	return [
		...failed.map(({name: who, guest}) => `${who} failed: ${guest.reason}`),
		...notices.map(({domain: who, text}) => `${who}: ${text}`),
	];
}

/** An operator at the keyboard: runs on, then gives the command. Refusals are part of the game. */
export function play(scenario: Scenario, steps: readonly Step[], options: MachineOptions, endNs: number): Machine {
	const machine = new Machine(scenario, options);
	for (const {afterNs, command: next} of steps) {
		machine.runUntil(machine.nowNs + afterNs);
		machine.submit(next);
	}
	machine.runUntil(Math.max(endNs, machine.nowNs));
	machine.checkInvariants('all');
	return machine;
}
