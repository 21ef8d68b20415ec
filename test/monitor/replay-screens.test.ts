/** A recorded file on the screen: the same file, the same pictures, wherever it was recorded. */
import {fileURLToPath} from 'node:url';
import {afterEach, describe, expect, test} from 'vitest';
import {MS} from '../../source/base/units.ts';
import {Recording} from '../../source/machine/recording/recording.ts';
import {ReplayHost} from '../../source/machine/recording/replay-host.ts';
import type {Robot} from '../lab/robot.ts';
import {openRobot} from '../lab/robots.ts';
import {expectScreen} from '../lab/screen-file.ts';

const FIXTURE = fileURLToPath(new URL('../fixtures/recordings/two-guests.jsonl', import.meta.url));

let host: ReplayHost | undefined;

afterEach(async () => {
	await host?.close();
	host = undefined;
});

/** Paused, with everything up to that time shown. */
async function open(columns: number, rows: number, untilNs: number): Promise<Robot> {
	const recording = new Recording(FIXTURE);
	host = new ReplayHost(recording, {intervalMs: 10_000});
	await host.submit({kind: 'pause'});
	host.seek(recording.startNs);
	const robot = openRobot({columns, rows, engine: host, options: {replay: {samples: recording, endNs: recording.endNs}}});
	await robot.sees('q Quit');
	for (let index = 0; index <= recording.indexAt(untilNs); index++) {
		host.seek(recording.atNs(index));
	}
	return robot;
}

describe.each([
	[80, 24],
	[120, 40],
	[200, 60],
] as const)('at %ix%i', (columns, rows) => {
	test.each([
		['replay-domains', [], 'replay to'],
		['replay-channels', ['2'], 'RUNG'],
		['replay-scheduler', ['4'], 'WGT'],
		['replay-events', ['6'], 'WHAT'],
	] as const)('%s', async (name, keys, sign) => {
		const robot = await open(columns, rows, 1500 * MS);
		await robot.press(...keys);
		await robot.sees(sign);
		await robot.still();
		expectScreen(`${name}-${columns}x${rows}`, robot.lines());
	});
});

describe('on a recording', () => {
	test('keys that would change the engine say why they do not, those of the clock work', async () => {
		const robot = await open(100, 30, 700 * MS);
		for (const [key, title] of [
			['a', 'Add'],
			['m', 'Mode'],
			['o', 'Policy'],
			[']', 'Weight'],
			['z', 'Undo'],
		] as const) {
			await robot.press(key);
			await robot.sees(`${title}: this is a recording`);
		}
		await robot.sees('policy band');
		await robot.press('.');
		await robot.sees('0:00.800');
		await robot.sees('sample 9 of 16');
		await robot.press('+');
		await robot.sees('2x wanted');
	});

	test('all its samples are known, also those still to be played', async () => {
		const robot = await open(100, 30, 300 * MS);
		await robot.press('8');
		await robot.sees('fairness');
		await robot.press('w', 'escape');
		expect(host?.recording.length).toBe(16);
		expect(host?.latest()?.atNs).toBe(300 * MS);
	});
});
