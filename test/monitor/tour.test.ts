/** Tours: files that are refused with file, line and what was expected; keys, pauses and ends in the real monitor. */
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {parseTour} from '../../source/monitor/tour/tour-file.ts';
import {openRobot} from '../lab/robots.ts';

describe('a tour file', () => {
	test('is read', () => {
		const tour = parseTour(
			`title: Short
scenario: weights
policy: band
seed: 7
speed: max
steps:
  - {caption: Look at this., keys: a down space ctrl+r, type: web, until: web added, within: 20s}
  - {keys: ["1", enter], wait: 1500ms, until: "/dom[0-9]+/"}
  - {keys: 4}
`,
			'short.yaml',
		);
		expect(tour).toEqual({
			title: 'Short',
			scenario: 'weights',
			policy: 'band',
			seed: 7,
			speed: 0,
			steps: [
				{
					caption: 'Look at this.',
					keys: ['a', 'down', ' ', 'ctrl+r'],
					type: 'web',
					until: 'web added',
					withinMs: 20_000,
					waitMs: 1200 + 45 * 13,
				},
				{keys: ['1', 'enter'], type: '', until: /dom[0-9]+/, withinMs: 15_000, waitMs: 1500},
				{keys: ['4'], type: '', withinMs: 15_000, waitMs: 0},
			],
		});
	});

	test('of the package is one, takes about three minutes, and its captions end as sentences do', () => {
		const tour = parseTour(readFileSync(new URL('../../scenarios/demo.tour.yaml', import.meta.url), 'utf8'), 'demo.tour.yaml');
		const handMs = tour.steps.reduce((sum, {keys, type, waitMs}) => sum + 550 * keys.length + 110 * type.length + waitMs, 0);
		expect(handMs).toBeGreaterThan(120_000);
		expect(handMs).toBeLessThan(220_000);
		for (const {caption} of tour.steps) {
			expect(caption ?? '.').toMatch(/[.?!]$/);
		}
	});

	test.each([
		['', 't.yaml:1:1: the file is empty; expected'],
		['title: x\n', 't.yaml:1:1: steps: is missing; expected a list of steps'],
		['domains: [{}]\n', '(this looks like a scenario; gpuvmtop FILE shows it)'],
		['steps: []\n', 't.yaml:1:8: steps: is a list; expected a list of steps'],
		['stepps: []\n', 't.yaml:1:1: stepps: no such key (did you mean "steps"?); expected title, scenario, policy, seed, speed, steps'],
		['steps:\n  - {}\n', 't.yaml:2:5: steps[0]: is empty; expected some of caption, keys'],
		['steps:\n  - a\n', 't.yaml:2:5: steps[0]: is "a"; expected a map with keys such as caption, keys, type'],
		['steps:\n  - {key: a}\n', 't.yaml:2:6: steps[0].key: no such key (did you mean "keys"?)'],
		[
			'steps:\n  - {keys: a entr}\n',
			't.yaml:2:12: steps[0].keys: names the key "entr" (did you mean "enter"?); expected single characters',
		],
		['steps:\n  - {keys: ""}\n', 'steps[0].keys: is ""; expected names of keys'],
		['steps:\n  - {keys: [true]}\n', 'steps[0].keys: is a list; expected names of keys'],
		['steps:\n  - {wait: 5}\n', 'steps[0].wait: "5" is not a time'],
		['steps:\n  - {wait: 5s, within: 3s}\n', 'steps[0].within: stands without until; expected both'],
		['steps:\n  - {until: "/(/"}\n', 'steps[0].until: is no pattern: '],
		['steps:\n  - {until: ""}\n', 'steps[0].until: is ""; expected a text that the screen will show'],
		[`steps:\n  - {caption: ${'x'.repeat(75)}}\n`, 'steps[0].caption: is 75 columns wide; expected at most 74'],
		['seed: -1\nspeed: 5000\nsteps:\n  - {keys: a}\n', 't.yaml:1:7: seed: is -1; expected a whole number'],
	])('with a mistake is refused: %j', (content, message) => {
		expect(() => parseTour(content, 't.yaml')).toThrow(message);
	});

	test('all mistakes are told at once', () => {
		expect(() => parseTour('seed: -1\nsteps:\n  - {keys: entr}\n  - {wait: 1}\n', 't.yaml')).toThrow(
			/t\.yaml:1:.*\nt\.yaml:3:.*\nt\.yaml:4:/,
		);
	});
});

const FAST = {pace: 1000, exits: false};

describe('a tour on the screen', () => {
	test('presses keys, types, waits for what it should see, and leaves the session live', async () => {
		const tour = parseTour(
			`steps:
  - {caption: This adds a domain., keys: a, until: Add a domain}
  - {type: guest, keys: tab shift+tab}
  - {keys: enter, until: guest added}
  - {caption: And this is the scheduler., keys: "4", until: WGT}
`,
			't.yaml',
		);
		const robot = openRobot({options: {tour, tourOptions: FAST}});
		await robot.sees('the tour is over; the session is yours');
		expect(robot.host.received).toMatchObject([{kind: 'add-domain', name: 'guest'}]);
		await robot.missed('tour 4/4');
		await robot.press('1');
		await robot.sees('guest');
		expect(robot.lines().join('\n')).not.toContain('And this is the scheduler.');
	});

	test('shows caption, place and keys, pauses at any key, goes on with Space', async () => {
		const tour = parseTour('steps:\n  - {caption: Wait for it., keys: o, wait: 1ms}\n  - {until: never shown, within: 600s}\n', 't.yaml');
		const robot = openRobot({options: {tour, tourOptions: FAST}});
		await robot.sees('▸ Wait for it.');
		await robot.sees('tour 2/2');
		await robot.sees('GPU scheduling policy');
		await robot.press('x');
		await robot.sees('PAUSED: Space goes on');
		// The key was the tour's; the next ones are the screen's.
		await robot.sees('GPU scheduling policy');
		await robot.press('down');
		await robot.sees('▸   BAND');
		await robot.press(' ');
		await robot.sees('any key pauses');
		await robot.press('escape');
		await robot.sees('tour ended; the session is yours');
		await robot.missed('Wait for it.');
	});

	test('stops where the screen does not come to show it, and says at which step', async () => {
		const tour = parseTour('steps:\n  - {caption: Look., wait: 1ms}\n  - {until: a unicorn, within: 50ms}\n', 't.yaml');
		const robot = openRobot({options: {tour, tourOptions: FAST}});
		await robot.sees('tour stopped at step 2: a unicorn was not shown within 0.05 s');
		await robot.press('3');
		await robot.sees('VCPU%');
		expect(await robot.close()).toBe(0);
	});

	test.each([
		['dom1', 0],
		['a unicorn', 1],
	])('that is to leave at its end does, and tells by the exit code: %s', async (until, code) => {
		const tour = parseTour(`steps:\n  - {until: ${until}, within: 500ms}\n`, 't.yaml');
		const robot = openRobot({options: {tour, tourOptions: {pace: 1000, exits: true}}});
		expect(await robot.exit).toBe(code);
	});

	test('Ctrl-C leaves the program from the middle of one', async () => {
		const tour = parseTour('steps:\n  - {until: never shown, within: 600s}\n', 't.yaml');
		const robot = openRobot({options: {tour, tourOptions: FAST}});
		await robot.sees('tour 1/1');
		await robot.press('ctrl+c');
		expect(await robot.exit).toBe(0);
	});
});
