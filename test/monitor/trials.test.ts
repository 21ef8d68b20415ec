/** Trials: they put themselves back unless confirmed, they put back only what is still as they made it, and they say what they did. */
import {afterEach, describe, expect, test} from 'vitest';
import {MS} from '../../source/base/units.ts';
import type {Command} from '../../source/machine/command.ts';
import type {Configuration} from '../../source/machine/configuration.ts';
import {putBack} from '../../source/monitor/trial/put-back.ts';
import {DeskLab} from '../lab/desk-lab.ts';
import {fakeOffers} from '../lab/fake-offers.ts';

const labs: DeskLab[] = [];
afterEach(() => {
	for (const lab of labs.splice(0)) {
		lab.controller.close();
	}
});

const period: Command = {kind: 'set-parameter', parameter: 'periodNs', value: 5 * MS};
const weight: Command = {kind: 'set-weight', domain: 'dom1', weight: 512};

async function open(): Promise<DeskLab> {
	const lab = new DeskLab();
	labs.push(lab);
	await lab.advance(3000);
	return lab;
}

const parameters = (lab: DeskLab) => lab.host.configuration.policy.parameters;
const weightOf = (lab: DeskLab, name: string) => lab.host.configuration.domains.find(domain => domain.name === name)?.weight;

describe('a trial', () => {
	test('counts down in the footer, puts itself back, and tells what it did', async () => {
		const lab = await open();
		expect(await lab.controller.trials.start([period], 30, 'period=5ms')).toBeUndefined();
		expect(parameters(lab)).toEqual({periodNs: 5 * MS});
		expect(lab.footer()[0]).toBe('try period=5ms: back in 30 s · Enter keeps · Esc puts back');
		await lab.advance(2500);
		expect(lab.footer()[0]).toBe('try period=5ms: back in 28 s · Enter keeps · Esc puts back');
		await lab.advance(27_500);
		expect(parameters(lab)).toEqual({periodNs: 30 * MS});
		expect(lab.footer()[0]).toBe('no events yet');
		expect(lab.status).toMatch(/^put back: period=5ms · .*within noise/);
		expect(lab.model.facts?.journal.map(({by, command}) => [by, command.kind])).toEqual([
			['try', 'set-parameter'],
			['try', 'set-parameter'],
		]);
	});

	test('is kept by Enter, put back at once by Esc; both keys mean something else again then', async () => {
		const lab = await open();
		await lab.controller.trials.start([weight], 30, 'weight dom1 512');
		await lab.press('enter');
		expect(weightOf(lab, 'dom1')).toBe(512);
		expect(lab.status).toMatch(/^kept: weight dom1 512/);
		expect(lab.model.ui.screen).toBe('domains');
		await lab.advance(60_000);
		expect(weightOf(lab, 'dom1')).toBe(512);
		await lab.press('z');
		await lab.controller.trials.start([weight], 30, 'weight dom1 512');
		await lab.press('escape');
		expect(weightOf(lab, 'dom1')).toBe(256);
		expect(lab.status).toMatch(/^put back: weight dom1 512/);
		await lab.press('enter');
		expect(lab.model.ui.screen).toBe('domain');
	});

	test('of several changes puts all of them back; a refusal puts back those before it and is the answer', async () => {
		const lab = await open();
		const pause: Command = {kind: 'pause-domain', domain: 'dom2'};
		await lab.controller.trials.start([weight, pause, {kind: 'set-policy', policy: 'BAND'}], 5, 'three things');
		expect(lab.host.configuration.policy.name).toBe('BAND');
		await lab.advance(5000);
		expect(lab.host.configuration.policy).toEqual({name: 'CREDIT', parameters: {periodNs: 30 * MS}});
		expect(lab.host.configuration.domains.flatMap(domain => [domain.weight, domain.isPaused])).not.toContain(512);
		expect(lab.host.configuration.domains.some(({isPaused}) => isPaused)).toBe(false);
		lab.host.refuseAfter(1, 'no such thing');
		expect(await lab.controller.trials.start([weight, pause], 5, 'two things')).toBe('no such thing');
		expect(weightOf(lab, 'dom1')).toBe(256);
		expect(lab.model.ui.trial).toBeUndefined();
	});

	test('ends by wall time although the engine is paused or silent', async () => {
		const lab = await open();
		await lab.press(' ');
		await lab.controller.trials.start([weight], 3, 'weight');
		await lab.advance(3000);
		expect(weightOf(lab, 'dom1')).toBe(256);
		expect(lab.status).toBe('put back: weight · too short to tell what it did');
		await lab.controller.trials.start([weight], 3, 'weight');
		await lab.waitSilently(3000);
		expect(weightOf(lab, 'dom1')).toBe(256);
	});

	test('with a stopped engine is over, and says so', async () => {
		const lab = await open();
		await lab.controller.trials.start([weight], 30, 'weight');
		lab.host.broken = 'queue went backwards';
		await lab.advance(100);
		expect(lab.model.ui.trial).toBeUndefined();
		expect(lab.status).toBe('try weight: the engine has stopped, nothing is left to put back');
	});

	test('is refused within another, for what cannot be put back, without a sensible time', async () => {
		const lab = await open();
		const {trials} = lab.controller;
		expect(await trials.start([], 5, 'nothing')).toBe('nothing to try');
		expect(await trials.start([weight], 0, 'w')).toBe('a trial of 0 s; expected 1 to 3600');
		expect(await trials.start([{kind: 'remove-domain', domain: 'dom1'}], 5, 'remove dom1')).toMatch(/^remove-domain cannot be tried/);
		expect(await trials.start([{kind: 'undo'}], 5, 'undo')).toMatch(/^undo cannot be tried/);
		expect(lab.host.received).toEqual([]);
		await trials.start([weight], 5, 'weight dom1 512');
		expect(await trials.start([period], 5, 'period')).toBe('weight dom1 512 is being tried already; Enter keeps it, Esc puts it back');
		expect(parameters(lab)).toEqual({periodNs: 30 * MS});
	});
});

describe('what changed meanwhile', () => {
	test('is left alone: undone already, changed to something else, gone with another policy', async () => {
		const lab = await open();
		await lab.controller.trials.start([weight], 30, 'weight');
		await lab.press('z');
		const received = lab.host.received.length;
		await lab.press('escape');
		expect(lab.host.received.length).toBe(received);
		expect(lab.status).toMatch(/^put back: weight/);
		await lab.controller.trials.start([weight, period], 30, 'both');
		await lab.host.submit({kind: 'set-weight', domain: 'dom1', weight: 100});
		await lab.host.submit({kind: 'set-policy', policy: 'BAND'});
		await lab.press('escape');
		expect(weightOf(lab, 'dom1')).toBe(100);
		expect(lab.host.configuration.policy.name).toBe('BAND');
		expect(lab.status).toContain('put back: both · but weight of dom1 was changed since · but policy is BAND now');
		expect(lab.model.ui.status.severity).toBe('warning');
	});

	test('a domain that was tried out is removed again, one that has left is named', async () => {
		const lab = await open();
		await lab.controller.trials.start([{kind: 'add-domain', name: 'guest'}, weight], 30, 'a guest');
		await lab.host.submit({kind: 'remove-domain', domain: 'dom1'});
		await lab.press('escape');
		expect(lab.host.configuration.domains.map(({name}) => name)).toEqual(['dom2', 'dom3', 'dom4']);
		expect(lab.status).toContain('but dom1 is gone');
	});
});

describe('q with a trial that waits', () => {
	test('asks: Esc stays, k keeps and leaves', async () => {
		const lab = await open();
		await lab.controller.trials.start([weight], 30, 'weight');
		await lab.press('q');
		expect(lab.model.ui.dialog).toMatchObject({kind: 'leave', trial: 'weight'});
		await lab.press('escape');
		expect([lab.hasQuit, lab.model.ui.dialog]).toEqual([false, undefined]);
		await lab.press('q', 'k');
		expect([lab.hasQuit, weightOf(lab, 'dom1')]).toEqual([true, 512]);
	});

	test('p puts it back and leaves; without a trial q leaves at once, but closes a page first', async () => {
		const lab = await open();
		await lab.controller.trials.start([weight], 30, 'weight');
		await lab.press('q', 'p');
		expect([lab.hasQuit, weightOf(lab, 'dom1')]).toEqual([true, 256]);
		const other = await open();
		await other.press('?', 'q');
		expect([other.hasQuit, other.model.ui.screen]).toEqual([false, 'domains']);
		await other.press('enter', 'q');
		expect([other.hasQuit, other.model.ui.screen]).toEqual([false, 'domains']);
		await other.press('q');
		expect(other.hasQuit).toBe(true);
	});
});

test('putting back restores modes, caps, reservations, speed, pause and parameters that had their defaults', () => {
	const lab = new DeskLab(1);
	const before = lab.host.configuration;
	const [domain] = before.domains;
	if (domain === undefined) {
		throw new Error('there is a domain');
	}
	const after: Configuration = {
		...before,
		policy: {name: 'BAND', parameters: {holdNs: 1}},
		domains: [
			{...domain, mode: {kind: 'para', multicall: true}, capPermille: 300, reservation: {periodNs: 10 * MS, budgetNs: MS}, ramBytes: 1},
		],
		speed: 4,
		isPaused: true,
	};
	expect(putBack(before, after, after, fakeOffers)).toEqual({
		commands: [
			{kind: 'set-mode', domain: 'dom1', mode: domain.mode},
			{kind: 'set-cap', domain: 'dom1', capPermille: 0},
			{kind: 'set-reservation', domain: 'dom1'},
			{kind: 'set-policy', policy: 'CREDIT', parameters: {periodNs: 30 * MS}},
			{kind: 'set-speed', speed: 1},
			{kind: 'resume'},
		],
		kept: ['memory of dom1 cannot be put back'],
	});
	expect(putBack(before, after, before, fakeOffers)).toEqual({commands: [], kept: []});
	const band: Configuration = {...before, policy: {name: 'BAND', parameters: {}}};
	const tried: Configuration = {...band, policy: {name: 'BAND', parameters: {holdNs: 1}}};
	const {holdNs} = fakeOffers.policies.find(({name}) => name === 'BAND')?.tunables ?? {};
	expect(putBack(band, tried, tried, fakeOffers).commands).toEqual([{kind: 'set-parameter', parameter: 'holdNs', value: holdNs?.default}]);
});
