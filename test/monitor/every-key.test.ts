/**
Every key of every screen, pressed in the real monitor: each is answered, nothing shows what is not a figure, and the
way back and out stays open.
*/
import {describe, expect, test} from 'vitest';
import {Keymap} from '../../source/monitor/keymap/keymap.ts';
import {type ScreenName, tabs} from '../../source/monitor/ui-state.ts';
import type {Robot} from '../lab/robot.ts';
import {openRobot} from '../lab/robots.ts';

/** These end the session or hand the terminal to another program; they have stories of their own. */
const elsewhere = new Set(['quit', 'quit-now', 'dashboard', 'suspend']);
const screens: readonly ScreenName[] = [...tabs.map(({screen}) => screen), 'domain', 'help'];

/** From wherever a key led back to the screen, by keys alone. */
async function goTo(robot: Robot, keymap: Keymap, screen: ScreenName): Promise<void> {
	await robot.press('escape', 'escape', 'escape', 'escape');
	if (screen === 'domain') {
		await robot.press('1', 'enter');
	} else {
		const key = screen === 'help' ? '?' : keymap.named(`show-${screen}`)?.keys[0];
		await robot.press('1', key as string);
	}
}

function checkScreen(robot: Robot, after: string): void {
	const text = robot.lines().join('\n');
	expect(text, after).not.toMatch(/undefined|NaN|Infinity|\[object|function/);
	expect(text.trim(), after).not.toBe('');
}

describe.each(screens)('on the screen %s', screen => {
	// Without domains most screens are alike.
	test.each(['overview', 'domains', 'scheduler', 'charts'].includes(screen) ? [4, 0] : [4])(
		'every key is answered with %i domains',
		async domains => {
			const robot = openRobot({domains, columns: 120, rows: 40});
			robot.advance(2000);
			const keymap = new Keymap();
			for (const {command, keys, screens: on} of keymap.bindings) {
				if (!on.includes(screen) || elsewhere.has(command)) {
					continue;
				}
				for (const key of keys.slice(0, 1)) {
					await goTo(robot, keymap, screen);
					await robot.press(key);
					robot.advance(200);
					await robot.terminal.settled();
					checkScreen(robot, `${command} by ${key}`);
				}
			}
			await goTo(robot, keymap, 'domains');
			await robot.sees('Domains');
			expect(await robot.close()).toBe(0);
		},
	);
});
