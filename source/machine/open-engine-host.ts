/** Opens the engine for who wants to watch it: in a thread of its own, or in this one. */
import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {assert} from '../base/assert.ts';
import type {Scenario} from './configuration.ts';
import type {EngineHost} from './engine-host.ts';
import type {ReplayRequest, ReplayWatch} from './journal-replay.ts';
import type {Policies} from './policy-module.ts';

export type EngineHostOptions = {
	readonly inWorker: boolean;
	/** Wall milliseconds between snapshots, 20 to 10000. */
	readonly intervalMs: number;
	/**
	Repeats a journal first, as fast as it goes; the host is there once that is done, and paused. It rejects if the run
	comes out differently, or when `signal` ends it.
	*/
	readonly replay?: ReplayRequest & Omit<ReplayWatch, 'clock'>;
};

/** Runs `scenario` against the clock on the wall, from its start or from where a replay ends. Whoever opens it closes it. */
export async function openEngineHost(scenario: Scenario, {inWorker, intervalMs, replay}: EngineHostOptions): Promise<EngineHost> {
	if (inWorker) {
		return openWorker(scenario, intervalMs, replay);
	}
	const [{LocalHost}, {Machine}] = await Promise.all([import('./local-host.ts'), import('./machine.ts')]);
	const machine = new Machine(scenario, await machineOptions(scenario));
	if (replay === undefined) {
		return new LocalHost(machine, intervalMs);
	}
	const {replayPaused} = await import('./journal-replay.ts');
	return new LocalHost(machine, intervalMs, {workedMs: await replayPaused(machine, replay, replay)});
}

async function openWorker(scenario: Scenario, intervalMs: number, replay: EngineHostOptions['replay']): Promise<EngineHost> {
	const {WorkerHost} = await import('./worker-host.ts');
	const host = new WorkerHost(workerScript(), scenario, replay === undefined ? {intervalMs} : {intervalMs, replay});
	if (replay === undefined) {
		return host;
	}
	const {signal} = replay;
	const cancelled = Promise.withResolvers<never>();
	const cancel = () => cancelled.reject(new Error('the replay was cancelled'));
	signal?.addEventListener('abort', cancel, {once: true});
	try {
		signal?.throwIfAborted();
		await Promise.race([host.opened, cancelled.promise]);
		return host;
	} catch (error) {
		await host.close();
		throw error;
	} finally {
		signal?.removeEventListener('abort', cancel);
	}
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
