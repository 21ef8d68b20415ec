/**
The monitor as people get it: the built program in a real pty, 200x50, forty domains, the engine at 1x in its worker thread.

The share of a core is that of the program's main thread alone, as the kernel counts it: what the screen
costs, without the engine. Without a /proc that tells, there is no line for it. Key to paint ends when the terminal below
has drawn what came, so it includes a pty and a terminal emulator. Times to the first frame are wall time and mean
something on a quiet machine only: compare them with the empty program beside them and with the core time.
*/
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {loadavg} from 'node:os';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {PROGRAM, TestTerminal} from '../../lab/terminal.ts';
import {type Bench, type BenchCase, median, type Result} from '../harness.ts';

const BUILD = fileURLToPath(new URL('../../../source/build.mjs', import.meta.url));
const SIZE = {columns: 200, rows: 50};
const BOOT_MS = 2000;
const DEADLINE_MS = 20_000;
/** Begins every frame: synchronized output. */
const FRAME = '\u{1b}[?2026h';

const SCENARIO = `title: Forty guests
description: Many guests with little work each.
seed: 40
until: 600s
policy: fifo
domains:
  - {name: guest, count: 40, mode: para+multicall, vram: 64M, ram: 32M, workload: {kind: bursts, iterations: 20000, kernelsMax: 4, silenceMaxNs: 200ms}}
`;

function scenarioIn(bench: Bench): string {
	if (!existsSync(PROGRAM)) {
		execFileSync(process.execPath, [BUILD], {stdio: ['ignore', 'ignore', 'inherit']});
	}
	const file = path.join(bench.folder, 'forty.yaml');
	writeFileSync(file, SCENARIO);
	return file;
}

/** Nanoseconds on a core of the process's main thread; undefined where the system does not tell. */
function mainThreadNs(pid: number): number | undefined {
	const file = `/proc/${pid}/task/${pid}/schedstat`;
	return existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ', 1)[0]) : undefined;
}

async function quit(terminal: TestTerminal): Promise<void> {
	terminal.press('q');
	await terminal.waitForExit(DEADLINE_MS);
	terminal.close();
}

export const firstFrame: BenchCase = {
	id: 'first-frame',
	name: 'time to the first frame',
	goal: 'a screen within 250 ms, data within 400 ms',
	async run(bench) {
		const scenario = scenarioIn(bench);
		const frames: number[] = [];
		const data: number[] = [];
		const bare: number[] = [];
		const cpu: number[] = [];
		for (let round = -1; round < (bench.isQuick ? 1 : 5); round++) {
			const bareStart = performance.now();
			execFileSync(process.execPath, ['-e', '0']);
			const bareMs = performance.now() - bareStart;
			const start = performance.now();
			const terminal = TestTerminal.start([scenario], SIZE);
			await terminal.waitFor(({isFullScreen, output}) => isFullScreen && output.length > 500, DEADLINE_MS);
			const frameMs = performance.now() - start;
			const spentNs = mainThreadNs(terminal.pid);
			await terminal.waitFor('guest', DEADLINE_MS);
			const dataMs = performance.now() - start;
			await quit(terminal);
			if (round >= 0) {
				frames.push(frameMs);
				data.push(dataMs);
				bare.push(bareMs);
				if (spentNs !== undefined) {
					cpu.push(spentNs / 1e6);
				}
			}
		}
		const line = (name: string, value: number, limit: number): Result => ({
			id: 'first-frame',
			name,
			value,
			unit: 'ms',
			baseline: median(bare),
			ratio: value / median(bare),
			goal: `<= ${limit} ms`,
			isMet: value <= limit,
			note: `baseline: an empty program; load of the machine ${loadavg()[0]?.toFixed(1)}`,
		});
		const lines = [line('first frame', median(frames), 250), line('first frame with domains', median(data), 400)];
		if (cpu.length > 0) {
			lines.push({id: 'first-frame', name: 'core time of the screen up to then', value: median(cpu), unit: 'ms', goal: '-'});
		}
		return lines;
	},
};

async function steady(bench: Bench, scenario: string, delay: number, limit: number): Promise<Result[]> {
	const terminal = TestTerminal.start([scenario, '--delay', String(delay)], SIZE);
	try {
		await terminal.waitFor('guest', DEADLINE_MS);
		await wait(BOOT_MS);
		const windowMs = bench.isQuick ? 2000 : 10_000;
		const cpuNs = mainThreadNs(terminal.pid);
		const from = terminal.output.length;
		const start = performance.now();
		await wait(windowMs);
		const spentMs = performance.now() - start;
		const output = terminal.output.slice(from);
		const frames = Math.max(1, output.split(FRAME).length - 1);
		const lines: Result[] = [
			{
				id: 'monitor-cpu',
				name: `bytes for each frame, every ${delay} s`,
				value: output.length / frames,
				unit: 'bytes',
				goal: '<= 5000 bytes',
				isMet: output.length / frames <= 5000,
				note: `${(frames / (spentMs / 1000)).toFixed(1)} frames/s`,
			},
		];
		if (cpuNs !== undefined) {
			const share = ((mainThreadNs(terminal.pid) ?? 0) - cpuNs) / 1e4 / spentMs;
			lines.unshift({
				id: 'monitor-cpu',
				name: `share of a core, every ${delay} s`,
				value: share,
				unit: '%',
				goal: `<= ${limit} %`,
				isMet: share <= limit,
			});
		}
		await quit(terminal);
		return lines;
	} finally {
		terminal.close();
	}
}

async function keyToPaint(bench: Bench, scenario: string): Promise<Result[]> {
	const terminal = TestTerminal.start([scenario, '--delay', '10'], SIZE);
	try {
		await terminal.waitFor('guest', DEADLINE_MS);
		await wait(BOOT_MS);
		const times: number[] = [];
		for (let press = 0; press < (bench.isQuick ? 20 : 60); press++) {
			const before = terminal.output.length;
			const start = performance.now();
			terminal.press(press % 4 < 2 ? 'Down' : 'Up');
			await terminal.waitFor(({output}) => output.length > before, DEADLINE_MS);
			times.push(performance.now() - start);
			await wait(30);
		}
		await quit(terminal);
		times.sort((a, b) => a - b);
		const late = times[Math.floor(times.length * 0.95)] as number;
		return [
			{id: 'key-paint', name: 'key to paint, median', value: median(times), unit: 'ms', goal: '<= 5 ms', isMet: median(times) <= 5},
			{id: 'key-paint', name: 'key to paint, 95%', value: late, unit: 'ms', goal: '<= 20 ms', isMet: late <= 20},
		];
	} finally {
		terminal.close();
	}
}

export const monitorShare: BenchCase = {
	id: 'monitor-cpu',
	also: ['key-paint'],
	name: 'what the screen costs, and how soon it answers',
	goal: '2% of a core at 1 s, 8% at 0.1 s; a key shows within 5 ms',
	async run(bench) {
		const scenario = scenarioIn(bench);
		return [...(await steady(bench, scenario, 1, 2)), ...(await steady(bench, scenario, 0.1, 8)), ...(await keyToPaint(bench, scenario))];
	},
};
