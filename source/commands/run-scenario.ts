/** One scenario from start to end, as fast as possible, into a report: what `run` and `compare` do. */
import {defaultsOf} from '../base/tunable.ts';
import type {Scenario} from '../machine/configuration.ts';
import {deviceParametersOf} from '../machine/device-recipes.ts';
import type {Offerings} from '../machine/scenario.ts';
import type {Snapshot} from '../machine/snapshot.ts';
import {makeReport, type Report} from './report.ts';
import type {Engine} from './services.ts';

export type Stretch = {readonly untilNs: number; readonly windowNs: number};

export function runThrough(scenario: Scenario, machine: Engine, {untilNs, windowNs}: Stretch, {policies}: Offerings): Report {
	const samples: Snapshot[] = [];
	for (let atNs = 0; atNs < untilNs; ) {
		atNs = Math.min(atNs + windowNs, untilNs);
		machine.runUntil(atNs);
		samples.push(machine.snapshot());
	}
	const {configuration} = (samples.at(-1) as Snapshot).facts;
	const {name, parameters} = configuration.policy;
	// What the scenario leaves to defaults is filled in: a report says what was in force.
	const policy = {name, parameters: {...defaultsOf(policies[name]?.parameters ?? {}), ...parameters}};
	return makeReport(scenario, samples, machine.digest(), machine.journal, policy, deviceParametersOf(configuration));
}
