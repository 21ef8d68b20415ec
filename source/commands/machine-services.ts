/** The real services: the machine and its catalogues, each loaded when it is first needed. */
import {homedir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import type {EngineHost} from '../machine/engine-host.ts';
import {configFile} from './config-file.ts';
import {packageFolder, packageVersion} from './package-folder.ts';
import type {Services} from './services.ts';

/** Services on the real machine; the screen is the caller's, since this room may not know it. */
export function machineServices(
	openScreen: Services['openScreen'],
	screenDoor: Services['screenDoor'] = () => Promise.reject(new Error('there is no screen here')),
): Services {
	return {
		scenarioFolder: join(packageFolder(), 'scenarios'),
		configFile: configFile(process.env, homedir()),
		hasScreenReader: ['true', '1'].includes(process.env.INK_SCREEN_READER ?? ''),
		version: packageVersion,
		openScreen,
		screenDoor,
		async offerings(modules = []) {
			const {workloadItems, policyItems, policyItemsOf} = await import('../machine/catalogues.ts');
			if (modules.length === 0) {
				return {workloads: workloadItems, policies: policyItems};
			}
			const {loadPolicies} = await import('../machine/policy-module.ts');
			return {workloads: workloadItems, policies: policyItemsOf(await loadPolicies(modules))};
		},
		async policyModule(path) {
			const {loadPolicy} = await import('../machine/policy-module.ts');
			return {name: (await loadPolicy(path)).name.toLowerCase(), path};
		},
		async createMachine(scenario, options = {}) {
			const [{Machine}, {machineOptions}] = await Promise.all([import('../machine/machine.ts'), import('../machine/open-engine-host.ts')]);
			return new Machine(scenario, {checks: 'slice', ...(await machineOptions(scenario)), ...options});
		},
		async runAll(scenarios, stretch, done) {
			const {runAll} = await import('./run-pool.ts');
			return runAll(scenarios, stretch, done);
		},
		async openHost(scenario, options): Promise<EngineHost> {
			const {openEngineHost} = await import('../machine/open-engine-host.ts');
			return openEngineHost(scenario, options);
		},
		async openReplay(path, options) {
			const [{ReplayHost}, {Recording}] = await Promise.all([
				import('../machine/recording/replay-host.ts'),
				import('../machine/recording/recording.ts'),
			]);
			return new ReplayHost(new Recording(path), options);
		},
	};
}
