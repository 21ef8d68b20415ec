/** All screens at three sizes, as text. GPUVMTOP_GOLDEN=write rewrites them: look at the difference, commit what you can explain. */
import {describe, expect, test} from 'vitest';
import {FakeHost} from '../lab/fake-host.ts';
import {Robot} from '../lab/robot.ts';
import {expectScreen} from '../lab/screen-file.ts';

const sizes = [
	[80, 24],
	[120, 40],
	[200, 60],
] as const;

type Shot = {
	readonly name: string;
	readonly domains: number;
	/** Something was changed before the picture is taken. */
	readonly isChanged?: boolean;
	readonly keys: readonly string[];
	readonly sign: string;
};

const shots: readonly Shot[] = [
	{name: 'domains', domains: 5, keys: [], sign: 'dom5'},
	{name: 'domains-many', domains: 64, keys: ['pagedown'], sign: 'of 64'},
	{name: 'overview', domains: 5, keys: ['0'], sign: 'who has it'},
	{name: 'overview-many', domains: 64, keys: ['0'], sign: 'who has it'},
	{name: 'tree', domains: 5, keys: ['t', 'n', 'b', 'down'], sign: 'GPU 96'},
	{name: 'explain', domains: 5, keys: ['L', 'L', 'L', 'L', 'L', 'i'], sign: 'i closes'},
	{name: 'sort', domains: 5, keys: ['S', 'de'], sign: 'Sort by'},
	{name: 'setup', domains: 5, keys: ['f2', 'down'], sign: 'Columns of the table'},
	{name: 'chart-delay', domains: 5, keys: ['8', 's', 's', 's', 'left', 'left'], sign: '▲-400 ms'},
	{name: 'domains-none', domains: 0, keys: [], sign: 'No domains.'},
	{name: 'channels', domains: 5, keys: ['2', 'down'], sign: 'RUNG'},
	{name: 'memory', domains: 5, keys: ['7', 'down'], sign: 'ch 0-1'},
	{name: 'exits', domains: 5, keys: ['3'], sign: 'VCPU%'},
	{name: 'scheduler', domains: 5, keys: ['4', 'up', 'up', 'up'], sign: 'cap ‹'},
	{name: 'timeline', domains: 5, keys: ['5', 'down'], sign: 'who held the GPU'},
	{name: 'charts', domains: 5, keys: ['8'], sign: 'fairness over'},
	{name: 'events', domains: 5, keys: ['J', 'o', 'down', 'enter', '6'], sign: 'WHAT'},
	{name: 'ledger', domains: 5, isChanged: true, keys: ['@', 'down'], sign: '── #3 weight of dom1'},
	{name: 'undo-to', domains: 5, isChanged: true, keys: ['@', 'G', 'up', 'enter'], sign: 'Take back'},
	{name: 'domain', domains: 5, keys: ['enter'], sign: 'BAR accesses that trapped'},
	{name: 'help-keys', domains: 5, keys: ['?'], sign: 'Everything that can be set'},
	{name: 'help-columns', domains: 5, keys: ['?', 'tab'], sign: 'Name of the domain.'},
	{name: 'add', domains: 5, keys: ['a', 'web', 'tab'], sign: 'Adds two vectors'},
	{name: 'actions', domains: 5, keys: ['x', 'down'], sign: 'Pause or resume'},
	{name: 'tune', domains: 5, keys: ['e', 'down', 'down'], sign: 'Tune dom1'},
	{name: 'tune-machine', domains: 5, keys: ['E', 'down', 'down', 'down', 'down'], sign: 'Tune the machine'},
	{name: 'reboot', domains: 5, keys: ['xr'], sign: 'Reboot dom1?'},
	{name: 'line', domains: 5, keys: [':', 'weight dom2 '], sign: ':weight dom2'},
	{name: 'line-refused', domains: 5, keys: [':', 'policy BOND', 'enter'], sign: 'did you mean'},
	{name: 'palette', domains: 5, keys: ['ctrl+p', 'wei', 'down'], sign: 'weight-up'},
	{name: 'remove', domains: 5, keys: ['xd', 'do', 'enter'], sign: 'type dom1 to remove it'},
	{name: 'mode', domains: 5, keys: ['m', 'down'], sign: 'Mode of dom1'},
	{name: 'write', domains: 5, keys: ['w', 'down', 'down'], sign: 'Screen as SVG'},
	{name: 'past', domains: 5, isChanged: true, keys: ['T', '3.5', 'enter'], sign: 'PAST'},
	{name: 'branch', domains: 5, keys: ['T', '3.5', 'enter', 'B'], sign: 'what if?'},
	{name: 'compare', domains: 5, keys: ['T', '2', 'enter', '=', 'c', '`'], sign: 'against 0:02.000'},
	{name: 'policy', domains: 5, keys: ['o', 'down', 'tab'], sign: 'Parameters'},
];

/** In the names of files. */
const NOON = new Date(2026, 10, 24, 12, 0, 0);

/** The engine's part of the picture is finished before the screen opens, so it cannot depend on when keys are read. */
function preparedHost(domains: number): FakeHost {
	const host = new FakeHost(domains);
	host.notice('info', '', 'scenario demo started');
	return host;
}

/** A policy, a weight taken back and given again by others, and a note. */
async function change(robot: Robot): Promise<void> {
	const weight = {kind: 'set-weight', domain: 'dom1', weight: 512} as const;
	await robot.host.submit({kind: 'set-policy', policy: 'BAND'}, 'scenario');
	robot.advance(4000);
	await robot.host.submit(weight, 'key');
	robot.advance(3000);
	await robot.host.submit({kind: 'undo'}, 'key');
	robot.advance(4000);
	await robot.host.submit(weight, 'try');
	robot.advance(1500);
	await robot.host.submit({kind: 'note', text: 'now it counts'}, 'key');
}

describe.each(sizes)('at %ix%i', (columns, rows) => {
	test.each(shots)('$name', async ({name, domains, isChanged = false, keys, sign}) => {
		const robot = new Robot({columns, rows, host: preparedHost(domains), options: {now: () => NOON, folder: 'written'}});
		await robot.sees('q Quit');
		robot.advance(2000);
		if (isChanged) {
			await change(robot);
		}
		if (domains >= 3) {
			robot.host.park('dom3', '4096 denied register accesses in 1 ms');
		}
		robot.advance(3000);
		// Where a list is scrolled to depends on what was painted between two keys.
		for (const key of keys) {
			await robot.press(key);
			await robot.terminal.settled();
		}
		await robot.sees(sign);
		await robot.still();
		const lines = robot.lines();
		expect(robot.screen?.toLines()).toEqual(lines);
		await robot.close();
		expectScreen(`${name}-${columns}x${rows}`, lines);
		expect(lines.every(line => line.length <= columns)).toBe(true);
	});
});
