/** Runs scenarios in worker threads, as many at a time as there are cores. */
import {existsSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {fileURLToPath} from 'node:url';
import {Worker} from 'node:worker_threads';
import {assert} from '../base/assert.ts';
import type {Scenario} from '../machine/configuration.ts';
import type {Report} from './report.ts';
import type {Stretch} from './run-scenario.ts';

export type ToRunner = {readonly index: number; readonly scenario: Scenario; readonly stretch: Stretch};
export type FromRunner = {readonly index: number} & ({readonly report: Report} | {readonly failure: string});

/** Reports in the order of the scenarios. `done` hears of each as it comes. Throws if a run breaks. */
export async function runAll(scenarios: readonly Scenario[], stretch: Stretch, done: (count: number) => void): Promise<Report[]> {
	const reports = new Array<Report>(scenarios.length);
	let next = 0;
	let count = 0;
	const work = async (): Promise<void> => {
		const worker = new Worker(workerScript());
		try {
			while (next < scenarios.length) {
				const index = next++;
				reports[index] = await ask(worker, {index, scenario: scenarios[index] as Scenario, stretch});
				done(++count);
			}
		} finally {
			await worker.terminate();
		}
	};
	await Promise.all(Array.from({length: Math.min(availableParallelism(), scenarios.length)}, work));
	return reports;
}

function ask(worker: Worker, question: ToRunner): Promise<Report> {
	return new Promise((resolve, reject) => {
		const end = () => {
			worker.off('message', take);
			worker.off('error', fail);
			worker.off('exit', leave);
		};
		const fail = (error: unknown) => {
			end();
			reject(error);
		};
		const leave = () => fail(new Error('a worker thread ended in the middle of a run'));
		const take = (answer: FromRunner) => {
			end();
			if ('report' in answer) {
				resolve(answer.report);
			} else {
				reject(new Error(`${question.scenario.name}, seed ${question.scenario.seed}: ${answer.failure}`));
			}
		};
		worker.on('message', take);
		worker.on('error', fail);
		worker.on('exit', leave);
		worker.postMessage(question);
	});
}

/** The thread's program: beside this file among the sources, at the top of dist/ in the bundle, whose chunks lie one deeper. */
function workerScript(): URL {
	const places = ['./run-worker.ts', './run-worker.js', '../run-worker.js'].map(place => new URL(place, import.meta.url));
	const found = places.find(place => existsSync(fileURLToPath(place)));
	assert(found !== undefined, 'the run worker is not part of this build');
	return found;
}
