/** Stories of the past: rewinding while the engine goes on, another run from a moment, and what is compared with it. */
import {describe, expect, test} from 'vitest';
import {openRobot} from '../lab/robots.ts';

describe('rewinding', () => {
	test('the whole screen goes back while the engine goes on, and comes to now again', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		await robot.sees('q Quit');
		robot.advance(3000);
		await robot.sees(/0:03\.000 +running/);
		const now = robot.lines().slice(4, 9);
		robot.advance(1000);
		await robot.press(...',,,,,,,,,,'.split(''));
		await robot.sees(/PAST {2}-1\.0 s 0:03\.000 live goes on 0:04\.000/);
		expect(robot.lines().slice(4, 9)).toEqual(now);
		await robot.sees(/0:00\.000 ├─+●─+┤ 0:04\.000 {2}31\/41/);
		robot.advance(1000);
		await robot.sees(/PAST {2}-2\.0 s 0:03\.000 live goes on 0:05\.000/);
		expect(robot.lines().slice(4, 9)).toEqual(now);
		await robot.press('.', '.');
		await robot.sees(/PAST {2}-1\.8 s 0:03\.200/);
		await robot.press('`');
		await robot.sees(/0:05\.000 +running/);
		await robot.missed('PAST');
	});

	test('says what is kept on the way in, and at both ends of it', async () => {
		const robot = openRobot({columns: 120});
		robot.advance(500);
		await robot.press(',');
		await robot.sees(/kept: 6 samples of 0\.5 s in \d+(\.\d)? [KM]iB; beyond 16 MiB the old are thinned/);
		await robot.press(...',,,,,,,,'.split(''));
		await robot.sees(/PAST {2}-0\.5 s 0:00\.000/);
		await robot.press(...'.....'.split(''));
		await robot.sees(/PAST {2}-0\.0 s 0:00\.500/);
		await robot.press('.');
		await robot.missed('PAST');
		await robot.press(',', 'end');
		await robot.missed('PAST');
		await robot.press(',');
		await robot.sees('PAST');
		await robot.press('escape');
		await robot.missed('kept:');
		await robot.sees('PAST');
		await robot.press('escape');
		await robot.missed('PAST');
	});

	test('holds the display, and lets it go', async () => {
		const robot = openRobot();
		robot.advance(1000);
		await robot.press('p');
		robot.advance(1000);
		await robot.sees(/PAST {2}-1\.0 s 0:01\.000/);
		await robot.press('p');
		await robot.sees(/0:02\.000 +running/);
	});

	test('plays at the pace at which it was recorded, and holds where it is told to', async () => {
		const robot = openRobot({columns: 120});
		robot.advance(2000);
		await robot.press('T', '0.5', 'enter', ' ');
		await robot.sees(/PLAY {2}-1\.5 s 0:00\.500/);
		robot.advance(700);
		await robot.sees(/PLAY {2}-1\.5 s 0:01\.200/);
		await robot.press(' ');
		robot.advance(500);
		await robot.sees(/PAST {2}-2\.0 s 0:01\.200/);
	});

	test('plays on to now when the engine is paused', async () => {
		const robot = openRobot({columns: 120});
		robot.advance(1000);
		await robot.press(' ');
		await robot.sees('PAUSED');
		await robot.press('T', '-300ms', 'enter', ' ');
		await robot.sees(/PLAY.*live paused/);
		robot.advance(1000);
		await robot.sees(/0:01\.000 +PAUSED/);
	});

	test('plays as fast as the engine went', async () => {
		const robot = openRobot({columns: 120});
		await robot.press('+', '+', '+');
		await robot.sees('10x wanted');
		robot.advance(2000);
		await robot.press('T', '5', 'enter', ' ');
		await robot.sees(/PLAY .* 0:05\.000/);
		robot.advance(300);
		await robot.sees(/PLAY .* 0:08\.000/);
	});

	test('knobs are as they were then, and nothing can be turned', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		await robot.press('4', 'up', 'up', 'up', 'up', 'up');
		await robot.sees('‹ 30.0 ms ›');
		robot.advance(1000);
		await robot.press('right');
		await robot.sees('periodNs -> 31000000');
		robot.advance(500);
		await robot.press('right');
		await robot.sees('periodNs -> 32000000');
		robot.advance(1000);
		await robot.sees(/0:02\.500/);
		await robot.press('{', '{');
		await robot.sees('‹ 31.0 ms ›');
		await robot.press(',');
		await robot.sees('‹ 30.0 ms ›');
		const given = robot.host.received.length;
		await robot.press('right');
		await robot.sees('this is the past; ` leads back to now, B branches from here');
		for (const key of ['a', 'x', 'm', 'o', ']', 'u', 'Z', '+', 'enter']) {
			await robot.press(key);
		}
		await robot.still();
		expect(robot.lines().join('\n')).not.toMatch(/Add a domain|Remove dom|value /);
		expect(robot.host.received.length).toBe(given);
		await robot.press('`');
		await robot.sees('‹ 32.0 ms ›');
	});

	test('a domain that has left is seen, selected and looked at again', async () => {
		const robot = openRobot();
		robot.advance(1000);
		await robot.press('down', 'x', 'd', 'dom2', 'enter');
		await robot.sees('dom2 removed');
		await robot.missed('Type dom2');
		await robot.press('g');
		robot.advance(1000);
		expect(robot.names()).toEqual(['dom1', 'dom3', 'dom4']);
		await robot.press('{', ',');
		await robot.sees('dom2  ');
		expect(robot.names()).toEqual(['dom1', 'dom2', 'dom3', 'dom4']);
		await robot.press('down', 'enter');
		await robot.sees('what it counts');
		await robot.sees(/dom2 {2}running/);
		await robot.press('escape');
		await robot.missed('what it counts');
		await robot.press('`');
		await robot.sees(/0:02\.000 +running/);
		expect(robot.names()).toEqual(['dom1', 'dom3', 'dom4']);
	});

	test('leafs through changes and events, and says what each was', async () => {
		const robot = openRobot({columns: 120});
		robot.advance(500);
		await robot.press(']');
		await robot.sees('weight of dom1 -> 272 · z undoes');
		robot.advance(500);
		robot.host.park('dom3', 'denied accesses');
		robot.advance(500);
		await robot.press('{');
		await robot.sees('0:01.000  dom3: parked: denied accesses');
		await robot.press('{');
		await robot.sees('0:00.500  weight of dom1 -> 272');
		await robot.press('{');
		await robot.sees('no change or event before this moment is known');
		await robot.press('}');
		await robot.sees('0:01.000  dom3: parked');
		await robot.press('}');
		await robot.sees('no change or event after this moment yet');
		await robot.sees(/├─+▼─+●─+┤/);
	});

	test.each([
		['1', /PAST {2}-2\.0 s 0:01\.000/],
		['0:02.55', /PAST {2}-0\.5 s 0:02\.500/],
		['-1s', /PAST {2}-1\.0 s 0:02\.000/],
		['#0', /PAST {2}-2\.5 s 0:00\.500/],
		['1h', /1:00:00\.000 is not kept; from 0:00\.000 to 0:03\.000 is/],
		['-5m', /0:00\.000 is not kept; from/],
		['#7', /no change #7 is known/],
		['soon', /"soon" is no time; expected/],
	])('goes to %s', async (text, shown) => {
		const robot = openRobot({columns: 120});
		robot.advance(500);
		await robot.press(']');
		await robot.sees('weight of dom1 -> 272 · z undoes');
		robot.advance(2500);
		await robot.press('T', text, 'enter');
		await robot.sees(shown);
	});

	test('details are those that were kept, and where none were it says so', async () => {
		const robot = openRobot({columns: 120});
		robot.advance(1000);
		await robot.press('2');
		await robot.sees('RUNG');
		for (let shot = 0; shot < 4; shot++) {
			robot.advance(100);
			await robot.still();
		}
		await robot.press(',', ',');
		await robot.sees('PAST');
		await robot.sees('RUNG');
		await robot.press('T', '0.3', 'enter');
		await robot.sees('Not kept of this moment');
		await robot.press('7');
		await robot.sees('Not kept of this moment');
		await robot.press('`');
		await robot.sees('VRAM 6 GiB');
	});

	test('works on every screen, and at 80x24 the clock of both fits', async () => {
		const robot = openRobot();
		robot.advance(2000);
		await robot.press(',');
		for (const key of ['5', '8']) {
			await robot.press(key);
			await robot.sees(/-[\d.]+ m?s +0:01\.900/);
		}
		for (const key of ['1', '2', '3', '4', '5', '6', '7', '8']) {
			await robot.press(key);
			await robot.sees(/^ {2}PAST {2}-0\.1 s 0:01\.900 live goes on 0:02\.000 policy CREDIT/m);
		}
		await robot.press('?');
		for (let page = 0; page < 9 && !robot.lines().join().includes('One sample back'); page++) {
			await robot.press('pagedown');
			await robot.still();
		}
		await robot.sees('One sample back');
	});
});

describe('a branch', () => {
	test('is another future from that moment; the main run waits, is compared with, and is returned to', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		robot.advance(2000);
		await robot.press(']');
		await robot.sees('weight of dom1 -> 272 · z undoes');
		robot.advance(2000);
		await robot.press('T', '1.5', 'enter', 'B');
		await robot.sees('Branch from 0:01.500: what if?');
		await robot.sees('without the 2.5 s and 1 change');
		await robot.sees('under 1 s');
		await robot.press('enter');
		await robot.sees('branch of 0:01.500: paused here');
		await robot.sees(/0:01\.500 +PAUSED/);
		await robot.missed('PAST');
		expect(robot.host.configuration.isPaused).toBe(true);
		// The branch knows nothing of what came later, and takes commands of its own.
		await robot.press('down', 'down', 'down', 'x', 'd', 'dom4', 'enter');
		await robot.sees('dom4 removed');
		await robot.press(' ');
		await robot.sees('running');
		robot.advance(1500);
		await robot.sees(/0:03\.000 +running/);
		expect([...new Set(robot.names())]).toEqual(['dom1', 'dom2', 'dom3']);
		expect(robot.host.configuration.domains).toHaveLength(4);
		await robot.press('c');
		await robot.sees('against main run:');
		await robot.sees(/dom4 .*gone/);
		// And back: the main run stands where it was left.
		await robot.press('B', 'm');
		await robot.sees('the main run, paused where it was left');
		await robot.sees(/0:04\.000 +PAUSED/);
		expect(robot.branch?.isClosed).toBe(true);
		await robot.press(' ');
		robot.advance(500);
		await robot.sees(/0:04\.500 +running/);
	});

	test('shows how far it is, and can be given up', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		robot.replay = Promise.withResolvers<void>();
		robot.advance(2000);
		await robot.press(',', 'B', 'enter');
		await robot.sees('0:00.950 of 0:01.900 · Esc gives up');
		await robot.press('enter', 'enter');
		expect(robot.branches).toBe(1);
		await robot.press('escape');
		await robot.missed('what if?');
		robot.replay.resolve();
		robot.advance(500);
		await robot.sees(/PAST {2}-0\.6 s 0:01\.900 live goes on 0:02\.500/);
		expect(robot.host.configuration.isPaused).toBe(false);
	});

	test('that fails says why, and changes nothing', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		robot.replay = Promise.withResolvers<void>();
		robot.replay.promise.catch(() => undefined);
		robot.advance(1000);
		await robot.press(',', 'B');
		await robot.sees('what if?');
		robot.replay.reject(new Error('replay: command 3 was refused'));
		await robot.press('enter');
		await robot.sees('! replay: command 3 was refused');
		await robot.press('m');
		await robot.sees('! this is the main run');
		await robot.press('escape');
		await robot.missed('what if?');
		await robot.press('`');
		robot.advance(100);
		await robot.sees(/0:01\.100 +running/);
	});

	test('of a branch leaves the main run the one to return to', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		robot.advance(2000);
		await robot.press('T', '1.5', 'enter', 'B', 'enter');
		await robot.sees('branch of 0:01.500: paused here');
		const first = robot.branch;
		await robot.press('T', '1', 'enter', 'B', 'enter');
		await robot.sees('branch of 0:01.000: paused here');
		await robot.sees('compares with the branch of 0:01.500');
		expect(first?.isClosed).toBe(true);
		await robot.press('B', 'M');
		await robot.sees(/0:02\.000 +PAUSED/);
		expect(robot.branch?.isClosed).toBe(true);
	});
});

describe('a baseline', () => {
	test('is pinned and compared with, live and in the past, until it is unpinned', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		robot.advance(2000);
		await robot.press('c');
		await robot.sees('there is no baseline; = pins this moment as one');
		await robot.press('=');
		await robot.sees('baseline 0:02.000 pinned');
		await robot.press('c');
		await robot.sees('against 0:02.000:');
		await robot.sees(/dom1 .* → .* =/);
		robot.advance(3000);
		await robot.sees(/dom1 .* → .*[▲▼][+-]\d/);
		await robot.press('T', '2', 'enter');
		await robot.sees(/PAST/);
		await robot.sees(/dom1 .* → .* =.* =.* =.* =/);
		await robot.sees(/├─+●─+┤/);
		await robot.press('`', '=');
		await robot.sees('baseline 0:02.000 unpinned');
		await robot.missed('against');
	});

	test('says who is new and who is gone', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		robot.advance(1000);
		await robot.press('=', 'c', 'a', 'web', 'enter');
		await robot.sees('web added');
		await robot.press('x', 'd', 'dom1', 'enter');
		await robot.sees('dom1 removed');
		robot.advance(1000);
		await robot.sees(/web .*new/);
		await robot.sees(/dom1 .*gone/);
	});

	test('fits 80 columns with what is and the difference', async () => {
		const robot = openRobot();
		robot.advance(1000);
		await robot.press('=', 'c');
		robot.advance(2000);
		await robot.sees(/dom1 +\d+\.\d [▲▼][+-]\d+\.\d +\d+\.\d [▲▼]/);
		await robot.sees(/against 0:01\.000: Jain 0\.962→0\.962 =/);
	});
});
