/**
How soon the screen follows a new size, and how soon the program is gone after q: the built program in a real pty, with the engine at
1x and as fast as it can. Wall time: it means something on a quiet machine only.
*/
import {loadavg} from 'node:os';
import {setTimeout as wait} from 'node:timers/promises';
import {TestTerminal} from '../../lab/terminal.ts';
import {type BenchCase, median, type Result} from '../harness.ts';

const DEADLINE_MS = 20_000;
const BOOT_MS = 1500;
const SIZES = [
	[80, 24],
	[200, 50],
	[60, 18],
	[120, 40],
] as const;

type Times = {readonly quitMs: number; readonly resizeMs: readonly number[]};

async function session(speed: string): Promise<Times> {
	const terminal = TestTerminal.start(['demo', '--speed', speed, '--no-config'], {columns: 200, rows: 50});
	try {
		await terminal.waitFor('train', DEADLINE_MS);
		await wait(BOOT_MS);
		const resizeMs: number[] = [];
		for (const [columns, rows] of SIZES) {
			const start = performance.now();
			terminal.resize(columns, rows);
			await terminal.waitFor(({lines}) => (lines.call(terminal).at(-1) ?? '').includes('Help'), DEADLINE_MS);
			resizeMs.push(performance.now() - start);
			await wait(200);
		}
		const start = performance.now();
		terminal.press('q');
		await terminal.waitForExit(DEADLINE_MS);
		return {quitMs: performance.now() - start, resizeMs};
	} finally {
		terminal.close();
	}
}

export const leaving: BenchCase = {
	id: 'leaving',
	name: 'how soon a new size is drawn, and how soon q is obeyed',
	goal: '50 ms each, at any load of the engine',
	async run(bench) {
		const results: Result[] = [];
		for (const speed of ['1', 'max']) {
			const sessions: Times[] = [];
			for (let round = 0; round < (bench.isQuick ? 2 : 5); round++) {
				sessions.push(await session(speed));
			}
			const line = (name: string, times: readonly number[]): Result => ({
				id: 'leaving',
				name: `${name}, engine at ${speed === 'max' ? 'max' : '1x'}`,
				value: median([...times]),
				unit: 'ms',
				goal: '<= 50 ms',
				isMet: median([...times]) <= 50,
				note: `load of the machine ${loadavg()[0]?.toFixed(1)}`,
			});
			results.push(
				line(
					'new size drawn',
					sessions.flatMap(({resizeMs}) => resizeMs),
				),
				line(
					'q to the end of the process',
					sessions.map(({quitMs}) => quitMs),
				),
			);
		}
		return results;
	},
};
