/** Opens the engine for who wants to watch it: in a thread of its own, or in this one. */
import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {assert} from '../base/assert.ts';
import type {Scenario} from './configuration.ts';
import type {EngineHost} from './engine-host.ts';
import type {Policies} from './policy-module.ts';

export type EngineHostOptions = {
	readonly inWorker: boolean;
	/** Wall milliseconds between snapshots, 20 to 10000. */
	readonly intervalMs: number;
};

/** Runs `scenario` against the clock on the wall, from its start. Whoever opens it closes it. */
export async function openEngineHost(scenario: Scenario, {inWorker, intervalMs}: EngineHostOptions): Promise<EngineHost> {
	if (inWorker) {
		const {WorkerHost} = await import('./worker-host.ts');
		return new WorkerHost(workerScript(), scenario, intervalMs);
	}
	const [{LocalHost}, {Machine}] = await Promise.all([import('./local-host.ts'), import('./machine.ts')]);
	return new LocalHost(new Machine(scenario, await machineOptions(scenario)), intervalMs);
}

/** What a machine for that scenario must be given: policies that are not ours are loaded first. */
export async function machineOptions({policyModules = []}: Scenario): Promise<{readonly policies?: Policies}> {
	return policyModules.length === 0 ? {} : {policies: await (await import('./policy-module.ts')).loadPolicies(policyModules)};
}

/** The thread's program: beside this file among the sources, at the top of dist/ in the bundle, whose chunks lie one deeper. */
function workerScript(): URL {
	const places = ['./engine-worker.ts', './engine-worker.js', '../engine-worker.js'].map(place => new URL(place, import.meta.url));
	const found = places.find(place => existsSync(fileURLToPath(place)));
	assert(found !== undefined, 'the engine worker is not part of this build');
	return found;
}
