/** A worker thread that runs scenarios one after the other and answers a report for each. */
import {parentPort} from 'node:worker_threads';
import {assert} from '../base/assert.ts';
import {machineServices} from './machine-services.ts';
import type {FromRunner, ToRunner} from './run-pool.ts';
import {runThrough} from './run-scenario.ts';

function serve(): void {
	const port = parentPort;
	assert(port !== null, 'the run worker runs in a worker thread');
	const services = machineServices(async () => 0);
	port.on('message', async ({index, scenario, stretch}: ToRunner) => {
		let answer: FromRunner;
		try {
			const [machine, offerings] = await Promise.all([services.createMachine(scenario), services.offerings(scenario.policyModules)]);
			answer = {index, report: runThrough(scenario, machine, stretch, offerings)};
		} catch (error) {
			answer = {index, failure: error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error)};
		}
		port.postMessage(answer);
	});
}

serve();
