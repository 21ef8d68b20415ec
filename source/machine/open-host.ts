/** Opens an engine for a scenario: in this process or in a worker thread. */
import type {Scenario} from './configuration.ts';
import type {EngineHost} from './engine-host.ts';
import {LocalHost} from './local-host.ts';
import {Machine} from './machine.ts';
import {WorkerHost} from './worker-host.ts';

export type OpenOptions = {
	readonly inWorker: boolean;
	/** Wall milliseconds between snapshots. */
	readonly intervalMs: number;
};

export async function openEngineHost(scenario: Scenario, options: OpenOptions): Promise<EngineHost> {
	if (!options.inWorker) {
		return new LocalHost(new Machine(scenario, {checks: 'off'}), options.intervalMs);
	}
	// Bundled, the worker lies beside this file's chunk; from source, it is the next file.
	const script = import.meta.url.endsWith('.ts') ? './engine-worker.ts' : './engine-worker.js';
	return new WorkerHost(new URL(script, import.meta.url), scenario, options.intervalMs);
}
