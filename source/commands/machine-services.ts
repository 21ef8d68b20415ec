/** The real services: the machine and its catalogues, each loaded when it is first needed. */
import {join} from 'node:path';
import type {EngineHost} from '../machine/engine-host.ts';
import {packageFolder, packageVersion} from './package-folder.ts';
import type {Services} from './services.ts';

/** Services on the real machine; the screen is the caller's, since this room may not know it. */
export function machineServices(openScreen: Services['openScreen']): Services {
	return {
		scenarioFolder: join(packageFolder(), 'scenarios'),
		version: packageVersion,
		openScreen,
		async offerings() {
			const {workloadItems, policyItems} = await import('../machine/catalogues.ts');
			return {workloads: workloadItems, policies: policyItems};
		},
		async createMachine(scenario, options = {}) {
			const {Machine} = await import('../machine/machine.ts');
			return new Machine(scenario, {checks: 'slice', ...options});
		},
		async openHost(scenario, options): Promise<EngineHost> {
			const {openEngineHost} = await import('../machine/open-engine-host.ts');
			return openEngineHost(scenario, options);
		},
	};
}
