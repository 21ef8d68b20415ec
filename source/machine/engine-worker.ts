/** The engine's worker thread: a machine and its loop behind messages. */
import {parentPort, workerData} from 'node:worker_threads';
import {assert} from '../base/assert.ts';
import {detailsOf} from './details-of.ts';
import {EngineLoop} from './engine-loop.ts';
import {replayPaused} from './journal-replay.ts';
import {Machine} from './machine.ts';
import {machineOptions} from './open-engine-host.ts';
import type {Facts} from './snapshot.ts';
import type {FromWorker, ToWorker, WorkerSetup} from './worker-protocol.ts';

async function serve(): Promise<void> {
	const port = parentPort;
	assert(port !== null, 'the engine worker runs in a worker thread');
	const setup = workerData as WorkerSetup;
	const blocks = setup.blocks.map(buffer => new Float64Array(buffer));
	const tell = (message: FromWorker) => port.postMessage(message);
	const machine = new Machine(setup.scenario, {checks: 'off', ...(await machineOptions(setup.scenario))});
	// Whoever gives up waiting for the replay ends the thread.
	const workedMs =
		setup.replay === undefined ? 0 : await replayPaused(machine, setup.replay, {onProgress: atNs => tell({kind: 'replayed', atNs})});
	let sequence = 0;
	let told: Facts | undefined;
	const publish = () => {
		const block = (sequence % 2) as 0 | 1;
		machine.copyBlock(blocks[block] as Float64Array);
		const facts = loop.facts();
		tell({
			kind: 'snapshot',
			sequence: sequence++,
			atNs: machine.nowNs,
			achievedSpeed: loop.pacer.achievedSpeed,
			workedMs: loop.pacer.workedMs,
			block,
			...(facts === told ? {} : {facts}),
		});
		told = facts;
	};
	const loop = new EngineLoop({machine, intervalMs: setup.intervalMs, publish, workedMs});
	publish();
	port.on('message', (message: ToWorker) => {
		switch (message.kind) {
			case 'submit':
				tell({kind: 'outcome', id: message.id, outcome: loop.submit(message.command, message.by)});
				break;
			case 'inspect':
				tell({kind: 'details', id: message.id, details: detailsOf(machine)});
				break;
			case 'journal':
				tell({kind: 'journal', id: message.id, journal: machine.journal});
				break;
			case 'interval':
				loop.setInterval(message.milliseconds);
		}
	});
}

await serve();
