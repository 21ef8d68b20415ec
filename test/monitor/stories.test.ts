/** Stories: keys pressed in the real monitor, rows read from the terminal. */
import {describe, expect, test} from 'vitest';
import {MIB} from '../../source/base/units.ts';
import {openRobot} from '../lab/robots.ts';

describe('adding a domain', () => {
	test('Enter accepts the form as it is, and the status line says how to undo', async () => {
		const robot = openRobot();
		await robot.press('a');
		await robot.sees('Add a domain');
		await robot.press('enter');
		await robot.sees('dom5 added: full+remap+lazy, 512 MiB · z undoes');
		await robot.missed('Add a domain');
		await robot.until(() => robot.names().join() === 'dom1,dom2,dom3,dom4,dom5', 'the new domain below the others');
	});

	test('the fields are the command', async () => {
		const robot = openRobot();
		await robot.press(
			'a',
			'web7',
			'tab',
			'right',
			'tab',
			'left',
			'tab',
			'right',
			'right',
			'right',
			'right',
			'tab',
			'ctrl+u',
			'512',
			'enter',
		);
		await robot.sees('web7 added');
		expect(robot.host.received.at(-1)).toEqual({
			kind: 'add-domain',
			name: 'web7',
			workloads: [{kind: 'stream-copy', parameters: {}}],
			vramBytes: 256 * MIB,
			mode: {kind: 'para', multicall: true},
			weight: 512,
		});
	});

	test('a refusal by the engine is shown in the form, which stays', async () => {
		const robot = openRobot();
		await robot.press('a', 'dom2', 'enter');
		await robot.sees('! there is a domain dom2 already');
		await robot.press('x', 'enter');
		await robot.sees('dom2x added');
	});

	test('a size that is none is refused by the form; the engine is not asked', async () => {
		const robot = openRobot();
		await robot.press('a', 'tab', 'tab', 'ctrl+u', '3 cats', 'enter');
		await robot.sees('"3 cats" is not a size');
		expect(robot.host.received).toEqual([]);
		await robot.press('escape');
		await robot.missed('Add a domain');
	});

	test('keys typed faster than they are read are all taken, in order', async () => {
		const robot = openRobot();
		await robot.press('aquick\rj');
		await robot.sees('quick added');
		expect(robot.host.received).toMatchObject([{kind: 'add-domain', name: 'quick'}]);
	});

	test('an empty table says how to add one', async () => {
		const robot = openRobot({domains: 0});
		await robot.sees('Press a to add one');
		await robot.press('x');
		await robot.sees('Actions: there is no domain; a adds one');
		await robot.press('a', 'enter');
		await robot.sees('dom1 added');
	});
});

describe('removing a domain', () => {
	test('asks for the name, and only the whole name will do', async () => {
		const robot = openRobot();
		await robot.press('down', 'xd');
		await robot.sees('Remove dom2?');
		await robot.press('dom', 'enter');
		await robot.sees('type dom2 to remove it');
		expect(robot.host.received).toEqual([]);
		await robot.press('2', 'enter');
		await robot.sees('dom2 removed · z undoes');
		await robot.until(() => robot.names().join() === 'dom1,dom3,dom4', 'the others');
		await robot.press('z');
		await robot.sees('undone: dom2 removed · Z redoes');
		await robot.until(() => robot.names().includes('dom2'), 'dom2 again');
		await robot.press('Z');
		await robot.sees('redone: dom2 removed');
		await robot.until(() => !robot.names().includes('dom2'), 'dom2 gone again');
	});

	test('Esc keeps it', async () => {
		const robot = openRobot();
		await robot.press('delete', 'd');
		await robot.sees('Remove dom1?');
		await robot.press('dom1', 'escape');
		await robot.missed('Remove dom1?');
		expect(robot.host.received).toEqual([]);
	});
});

describe('the engine', () => {
	test('Space pauses and resumes', async () => {
		const robot = openRobot();
		await robot.press(' ');
		await robot.sees('PAUSED');
		await robot.press(' ');
		await robot.missed('PAUSED');
		expect(robot.host.received).toEqual([{kind: 'pause'}, {kind: 'resume'}]);
	});

	test('+ three times in one read is three steps of speed', async () => {
		const robot = openRobot();
		await robot.press('+++');
		await robot.sees('of 10x wanted');
		await robot.press('-');
		await robot.sees('of 5x wanted');
		expect(robot.host.configuration.speed).toBe(5);
	});

	test('the speed has an upper end', async () => {
		const robot = openRobot();
		await robot.press('+++++++++++');
		await robot.sees('of max wanted');
		await robot.sees('-> max');
		await robot.press('+');
		await robot.sees('already as fast as possible');
	});

	test('stepping needs a paused engine and says so', async () => {
		const robot = openRobot();
		await robot.press('.');
		await robot.sees('Step: the engine runs; Space pauses it');
		await robot.press(' ', '.');
		await robot.sees('ran 1 ms');
	});

	test('the policy chooser starts at the policy in force and sets parameters too', async () => {
		const robot = openRobot();
		await robot.press('o');
		await robot.sees('▸ ● CREDIT');
		await robot.press('down', 'tab', 'right', 'right', 'enter');
		await robot.sees('policy CREDIT -> BAND · z undoes');
		await robot.sees('policy BAND');
		expect(robot.host.received).toEqual([{kind: 'set-policy', policy: 'BAND', parameters: {periodNs: 32_000_000, holdNs: 500_000}}]);
	});

	test('the mode chooser starts at the mode in force and says beforehand what will happen', async () => {
		const robot = openRobot();
		await robot.press('m');
		await robot.sees('Mode of dom1');
		await robot.sees(/▸ ● full, optimized/);
		await robot.sees('This is the mode in force.');
		await robot.press('j');
		await robot.sees('Changes at once; the guest does not notice.');
		await robot.press('jjj');
		await robot.sees('The domain loads its driver anew; its work starts over.');
		await robot.press('enter');
		await robot.sees('z undoes');
		expect(robot.host.received).toEqual([{kind: 'set-mode', domain: 'dom1', mode: {kind: 'para', multicall: true}}]);
	});

	test('a refused command leaves its reason on the status line', async () => {
		const robot = openRobot();
		robot.host.refuseNext = 'the scenario forbids it';
		await robot.press('J');
		await robot.sees('the scenario forbids it');
	});

	test('nothing to undo is said without asking the engine', async () => {
		const robot = openRobot();
		await robot.press('u');
		await robot.sees('Undo: nothing to undo');
		expect(robot.host.received).toEqual([]);
	});

	test('a parked domain is seen at once', async () => {
		const robot = openRobot();
		await robot.sees('dom3');
		robot.host.park('dom3', 'denied registers');
		await robot.sees('dom3: parked: denied registers');
		await robot.sees(/dom3 +parked/);
	});

	test('when it breaks the screen says so, refuses commands and ends with 70', async () => {
		const robot = openRobot();
		await robot.sees('running');
		robot.host.broken = 'queue went backwards; seed 42';
		robot.advance(100);
		await robot.sees('engine stopped: queue went backwards; seed 42');
		await robot.sees('STOPPED');
		await robot.press('q');
		expect(await robot.exit).toBe(70);
	});
});

describe('the table', () => {
	test('sorts by cycling, by direct keys, and the other way round', async () => {
		const robot = openRobot();
		robot.advance(2000);
		await robot.press('P');
		await robot.until(() => robot.names()[0] === 'dom1', 'the busiest first');
		const busiestFirst = robot.names();
		await robot.press('I');
		await robot.until(() => robot.names()[0] !== 'dom1', 'the order turned round');
		expect(robot.names()).toEqual([...busiestFirst].reverse());
		await robot.press('N');
		await robot.until(() => robot.names().join() === 'dom1,dom2,dom3,dom4', 'sorting by name');
		await robot.press('N');
		await robot.until(() => robot.names().join() === 'dom4,dom3,dom2,dom1', 'the same key again to turn it round');
		const isInverse = (x: number) => robot.terminal.cell(x, 4).style[4] === '1';
		await robot.press('s');
		await robot.until(() => isInverse(13) && !isInverse(2), 'STATE marked as the column to sort by');
		await robot.press('<');
		await robot.until(() => isInverse(2) && !isInverse(13), 'NAME marked again');
	});

	test('64 domains scroll, with the position shown, and the selection stays with its domain', async () => {
		const robot = openRobot({domains: 64});
		await robot.sees('1-14 of 64');
		await robot.press('G');
		await robot.sees('51-64 of 64');
		expect(robot.names().at(-1)).toBe('dom64');
		await robot.press('k', 'xd');
		await robot.sees('Remove dom63?');
		await robot.press('escape');
		await robot.missed('Remove dom63?');
		await robot.press('g');
		await robot.sees('1-14 of 64');
		await robot.press('pagedown');
		await robot.sees('2-15 of 64');
		await robot.press('enter');
		await robot.sees('counter');
		await robot.sees('dom15  running');
	});

	test('rows keep their order for a second, then follow the figures', async () => {
		const robot = openRobot({domains: 8});
		robot.advance(1000);
		await robot.press('P');
		await robot.until(() => robot.names()[0] === 'dom7', 'the busiest first');
		const before = robot.names();
		robot.advance(900);
		await robot.terminal.settled();
		expect(robot.names()).toEqual(before);
		robot.advance(4000);
		await robot.until(() => robot.names().join() !== before.join(), 'another order');
	});

	test('a key is answered with no frame of Ink in between', async () => {
		const robot = openRobot();
		await robot.still();
		const frames = robot.screen?.statistics.frames ?? 0;
		await robot.press('down');
		await robot.until(() => robot.terminal.cell(3, 7).style.startsWith('000010'), 'the second row selected');
		expect(robot.screen?.statistics.frames).toBe(frames + 1);
	});
});

describe('the screens', () => {
	test('digits and Tab open them; Esc leads back from details and never quits', async () => {
		const robot = openRobot();
		robot.advance(1000);
		await robot.press('3');
		await robot.sees('VCPU%');
		await robot.press('shift+tab');
		await robot.sees('GET');
		await robot.press('6');
		await robot.sees('Nothing has happened yet');
		await robot.press('tab');
		await robot.sees('shadow structures');
		await robot.press('tab');
		await robot.sees('queue delay, mean');
		await robot.press('tab');
		await robot.sees('worst off');
		await robot.press('tab');
		await robot.sees('start of the scenario');
		await robot.press('tab');
		await robot.sees('ROUND');
		await robot.press('0');
		await robot.sees('who has it');
		await robot.press('1', 'enter');
		await robot.sees('BAR accesses that trapped');
		await robot.press('escape');
		await robot.sees('GPU%');
		await robot.press('escape');
		await robot.sees('q quits');
		await robot.press('escape', 'j');
		await robot.sees('GPU%');
	});

	test('help lists the keys and explains the columns', async () => {
		const robot = openRobot({columns: 120, rows: 50});
		await robot.press('?');
		await robot.sees('Choose the GPU scheduling policy');
		await robot.press('tab');
		await robot.sees('BAR accesses that trapped, per second.');
		await robot.press('escape');
		await robot.missed('BAR accesses that trapped, per second.');
	});

	test('help scrolls where it does not fit', async () => {
		const robot = openRobot();
		await robot.press('?');
		await robot.sees('Add a domain');
		await robot.press('G');
		await robot.sees('Draw the screen anew.');
		await robot.missed('Add a domain');
	});

	test('the journal and the notices stand together, newest first', async () => {
		const robot = openRobot();
		robot.advance(500);
		robot.host.notice('info', '', 'first');
		await robot.press('J');
		robot.advance(500);
		robot.host.notice('warning', 'dom2', 'second');
		robot.advance(100);
		await robot.press('6');
		await robot.sees(/second(?:.|\n)*dom1 paused(?:.|\n)*first/);
	});
});
