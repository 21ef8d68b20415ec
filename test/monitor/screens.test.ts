/** All screens at three sizes, as text. GPUVMTOP_GOLDEN=write rewrites them: look at the difference, commit what you can explain. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {FakeHost} from '../lab/fake-host.ts';
import {Robot} from '../lab/robot.ts';

const sizes = [
	[80, 24],
	[120, 40],
	[200, 60],
] as const;

type Shot = {readonly name: string; readonly domains: number; readonly keys: readonly string[]; readonly sign: string};

const shots: readonly Shot[] = [
	{name: 'domains', domains: 5, keys: [], sign: 'dom5'},
	{name: 'domains-many', domains: 64, keys: ['pagedown'], sign: 'of 64'},
	{name: 'domains-none', domains: 0, keys: [], sign: 'No domains.'},
	{name: 'channels', domains: 5, keys: ['2', 'down'], sign: 'RUNG'},
	{name: 'memory', domains: 5, keys: ['7', 'down'], sign: 'ch 0-1'},
	{name: 'exits', domains: 5, keys: ['3'], sign: 'VCPU%'},
	{name: 'scheduler', domains: 5, keys: ['4', 'up'], sign: '▸'},
	{name: 'timeline', domains: 5, keys: ['5', 'down'], sign: 'who held the GPU'},
	{name: 'charts', domains: 5, keys: ['8'], sign: 'fairness'},
	{name: 'events', domains: 5, keys: ['J', 'o', 'down', 'enter', '6'], sign: 'WHAT'},
	{name: 'domain', domains: 5, keys: ['enter'], sign: 'BAR accesses that trapped'},
	{name: 'help-keys', domains: 5, keys: ['?'], sign: 'asks for its name'},
	{name: 'help-columns', domains: 5, keys: ['?', 'tab'], sign: 'Name of the domain.'},
	{name: 'add', domains: 5, keys: ['a', 'web', 'tab'], sign: 'Adds two vectors'},
	{name: 'remove', domains: 5, keys: ['x', 'do', 'enter'], sign: 'type dom1 to remove it'},
	{name: 'mode', domains: 5, keys: ['m', 'down'], sign: 'Mode of dom1'},
	{name: 'past', domains: 5, keys: [']', 'T', '3.5', 'enter'], sign: 'PAST'},
	{name: 'branch', domains: 5, keys: ['T', '3.5', 'enter', 'B'], sign: 'what if?'},
	{name: 'compare', domains: 5, keys: ['T', '2', 'enter', '=', 'c', '`'], sign: 'against 0:02.000'},
	{name: 'policy', domains: 5, keys: ['o', 'down', 'tab'], sign: 'Parameters'},
];

/** The engine's part of the picture is finished before the screen opens, so it cannot depend on when keys are read. */
function preparedHost(domains: number): FakeHost {
	const host = new FakeHost(domains);
	host.notice('info', '', 'scenario demo started');
	return host;
}

describe.each(sizes)('at %ix%i', (columns, rows) => {
	test.each(shots)('$name', async ({name, domains, keys, sign}) => {
		const robot = new Robot({columns, rows, host: preparedHost(domains)});
		await robot.sees('q Quit');
		robot.advance(2000);
		if (domains >= 3) {
			robot.host.park('dom3', '4096 denied register accesses in 1 ms');
		}
		robot.advance(3000);
		await robot.press(...keys);
		await robot.sees(sign);
		await robot.still();
		const lines = robot.lines();
		expect(robot.screen?.toLines()).toEqual(lines);
		await robot.close();
		const file = new URL(`../screens/${name}-${columns}x${rows}.txt`, import.meta.url);
		const text = `${lines.join('\n')}\n`;
		if (process.env.GPUVMTOP_GOLDEN === 'write' || !existsSync(file)) {
			expect(process.env.GPUVMTOP_GOLDEN, `${file.pathname} is missing; GPUVMTOP_GOLDEN=write makes it`).toBe('write');
			writeFileSync(file, text);
		}
		expect(text).toBe(readFileSync(file, 'utf8'));
		expect(lines.every(line => line.length <= columns)).toBe(true);
	});
});
