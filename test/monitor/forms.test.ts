/** Every field of every form: what arrows, typed values and Del make of it, and that it is seen at any size. */
import {describe, expect, test} from 'vitest';
import {MIB, MS} from '../../source/base/units.ts';
import type {DomainConfiguration} from '../../source/machine/configuration.ts';
import {domainActions} from '../../source/monitor/dialogs/actions-dialog.ts';
import {emptyAddDialog} from '../../source/monitor/dialogs/add-dialog.ts';
import type {Dialog} from '../../source/monitor/dialogs/dialog.ts';
import type {FormField} from '../../source/monitor/dialogs/form.ts';
import {machineFields, openMachineDialog} from '../../source/monitor/dialogs/machine-dialog.ts';
import {openModeDialog} from '../../source/monitor/dialogs/mode-dialog.ts';
import {openPolicyDialog} from '../../source/monitor/dialogs/policy-dialog.ts';
import {askReboot} from '../../source/monitor/dialogs/reboot-question.ts';
import {dialogKeys} from '../../source/monitor/dialogs/step.ts';
import {openTuneDialog, type TuneDialog, tuneFields} from '../../source/monitor/dialogs/tune-dialog.ts';
import type {World} from '../../source/monitor/knobs.ts';
import {dialogLines, stepThrough} from '../lab/dialog-lab.tsx';
import {lineContext} from '../lab/line-lab.ts';

const {facts, offers} = lineContext('band');
const world: World = {facts, offers, turn: undefined};
const web = facts?.configuration.domains[0] as DomainConfiguration;
const tune = openTuneDialog(web, world);

const forms: ReadonlyArray<readonly [name: string, dialog: Dialog & {readonly field: number}, fields: readonly FormField[]]> = [
	['domain', tune, tuneFields(tune, world)],
	['machine', openMachineDialog, machineFields(world)],
];

describe.each(forms)('the form of the %s', (_, dialog, fields) => {
	test('has a sentence for every field, and says when a change takes effect and since when it is so', () => {
		expect(fields.length).toBeGreaterThan(10);
		expect(new Set(fields.map(({name}) => name)).size).toBe(fields.length);
		for (const {name, doc, when, since, label} of fields) {
			expect(doc, name).toMatch(/^[A-Za-z0-9].*\.( |$)/);
			expect(label.length, name).toBeLessThanOrEqual(26);
			expect(when === 'action' || since === 'start' || since === '', name).toBe(true);
		}
	});

	test.each(fields.map((field, index) => [field.name, index] as const))(
		'%s: a step right and one left, ten with Shift, are effects',
		(_name, index) => {
			const field = fields[index] as FormField;
			const at = {...dialog, field: index} as Dialog;
			for (const key of ['right', 'left', 'shift+right', 'shift+left']) {
				const step = stepThrough(at, [key], world);
				expect(typeof step === 'object' && 'dialog' in step).toBe(true);
				if (field.turn === undefined) {
					expect(step).toEqual({dialog: {...at, refusal: ''}});
				} else {
					const isChange = 'turn' in (step as object) || 'apply' in (step as object);
					const after = (step as {dialog: TuneDialog}).dialog;
					const isCollected = JSON.stringify(after.pending) !== JSON.stringify((at as TuneDialog).pending);
					const isStop = after.refusal.includes('end of its range');
					// The left end of a range is where some fields are.
					expect(isChange || isCollected || isStop || key === 'left' || key === 'shift+left', `${field.name} ${key}`).toBe(true);
				}
			}
		},
	);

	test.each(fields.flatMap((field, index) => (field.read === undefined ? [] : [[field.name, index] as const])))(
		'%s: nonsense is refused where it was typed, with what was expected; Esc leaves the value alone',
		(_name, index) => {
			const at = {...dialog, field: index} as Dialog;
			const refused = stepThrough(at, ['enter', ...'quark!', 'enter'], world) as {dialog: TuneDialog};
			expect(refused.dialog.typed).toBe('quark!');
			expect(refused.dialog.refusal).toMatch(/expected/);
			expect(Object.keys(refused)).toEqual(['dialog']);
			expect(stepThrough(refused.dialog, ['escape'], world)).toEqual({dialog: {...at, typed: undefined, refusal: ''}});
			expect(stepThrough(at, ['escape'], world)).toBe('cancel');
		},
	);

	test.each([
		[60, 18],
		[80, 24],
		[120, 40],
	])('at %ix%i whichever field is pointed at is seen, and nothing is wider or higher than the screen', (columns, rows) => {
		for (const [index, {label}] of fields.entries()) {
			const lines = dialogLines({...dialog, field: index} as Dialog, world, columns, rows);
			expect(lines.length).toBeLessThanOrEqual(rows - 3);
			expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(columns);
			expect(lines.filter(line => line.includes('▸')).join('\n')).toContain(label.trim().slice(0, 18));
		}
	});
});

describe('a domain', () => {
	const at = (name: string, pending: TuneDialog['pending'] = {}) => ({...openTuneDialog(web, world, name), pending});

	test('opens on the field that was asked for', () => {
		const place = openTuneDialog(web, world, 'vram').field;
		expect(tuneFields(tune, world)[place]?.name).toBe('vram');
		expect(place).toBeGreaterThan(0);
	});

	test('live settings are commands', () => {
		expect(stepThrough(at('weight'), ['right'], world)).toMatchObject({
			turn: {subject: 'web.weight', before: 256, value: 272, command: {kind: 'set-weight', domain: 'web', weight: 272}},
		});
		expect(stepThrough(at('weight'), ['enter', '7', 'enter'], world)).toMatchObject({
			apply: {kind: 'set-weight', domain: 'web', weight: 7},
		});
		expect(stepThrough(at('weight'), ['7', 'enter'], world)).toMatchObject({apply: {kind: 'set-weight', domain: 'web', weight: 7}});
		expect(stepThrough(at('cap'), ['shift+right'], world)).toMatchObject({turn: {command: {kind: 'set-cap', capPermille: 500}}});
		expect(stepThrough(at('cap'), ['enter', ...'12.5%', 'enter'], world)).toMatchObject({apply: {kind: 'set-cap', capPermille: 125}});
		expect(stepThrough(at('cap'), ['enter', ...'none', 'enter'], world)).toMatchObject({apply: {kind: 'set-cap', capPermille: 0}});
		expect(stepThrough(at('period'), ['enter', ...'2ms', 'enter'], world)).toMatchObject({
			apply: {kind: 'set-reservation', reservation: {periodNs: 2 * MS, budgetNs: 2 * MS}},
		});
		expect(stepThrough(at('budget'), ['enter', ...'30ms', 'enter'], world)).toMatchObject({
			apply: {kind: 'set-reservation', reservation: {periodNs: 30 * MS, budgetNs: 30 * MS}},
		});
		expect(stepThrough(at('state'), ['right'], world)).toMatchObject({apply: {kind: 'pause-domain', domain: 'web'}});
		expect(stepThrough(at('mode'), ['right'], world)).toMatchObject({
			apply: {kind: 'set-mode', mode: {kind: 'full', barRemap: false, lazyShadowing: false}},
		});
	});

	test('Del puts the default back', () => {
		const heavy = {
			...world,
			facts: facts === undefined ? undefined : {...facts, configuration: {...facts.configuration, domains: [{...web, weight: 300}]}},
		};
		expect(stepThrough(at('weight'), ['delete'], heavy)).toMatchObject({apply: {kind: 'set-weight', weight: 256}});
		expect(stepThrough(at('weight'), ['delete'], world)).toEqual({dialog: at('weight')});
	});

	test('what takes a reboot is collected, and turning back takes it off the list', () => {
		const grown = stepThrough(at('vram'), ['right', 'right'], world) as {dialog: TuneDialog};
		expect(grown.dialog.pending).toEqual({vramBytes: web.vramBytes + 32 * MIB});
		expect((stepThrough(grown.dialog, ['left', 'left'], world) as {dialog: TuneDialog}).dialog.pending).toEqual({});
		const typed = stepThrough(at('vram'), ['enter', ...'64M', 'enter'], world) as {dialog: TuneDialog};
		expect(typed.dialog.pending).toEqual({vramBytes: 64 * MIB});
		const work = stepThrough(at('workload'), ['enter', ...'loop:iterations=5,copy', 'enter'], world) as {dialog: TuneDialog};
		expect(work.dialog.pending.workloads).toEqual([
			{kind: 'loop', parameters: {iterations: 5}},
			{kind: 'copy', parameters: {}},
		]);
		const mode = stepThrough(at('mode'), ['left'], world) as {dialog: TuneDialog};
		expect(mode.dialog.pending).toEqual({mode: {kind: 'native'}});
		expect((stepThrough(mode.dialog, ['right'], world) as {dialog: TuneDialog}).dialog.pending).toEqual({});
	});

	test('parameters of the workload are fields, and their values belong to it', () => {
		const parameters = offers.workloads.find(({kind}) => kind === 'vector-add')?.parameters ?? {};
		const fields = tuneFields(tune, world).map(({name}) => name);
		expect(fields).toEqual(expect.arrayContaining(Object.keys(parameters)));
		const step = stepThrough(at('size'), ['enter', ...'4096', 'enter'], world) as {dialog: TuneDialog};
		expect(step.dialog.pending.workloads).toEqual([{kind: 'vector-add', parameters: {size: 4096}}]);
		expect((stepThrough({...step.dialog}, ['delete'], world) as {dialog: TuneDialog}).dialog.pending).toEqual({});
	});

	test('Reboot asks with everything that was collected; Destroy asks for the name', () => {
		const pending = {vramBytes: 64 * MIB};
		const question = stepThrough(at('reboot', pending), ['enter'], world) as {dialog: Dialog};
		expect(question.dialog).toMatchObject({kind: 'confirm', question: 'Reboot web?'});
		expect(stepThrough(question.dialog, ['enter'], world)).toEqual({submit: {kind: 'reboot-domain', domain: 'web', ...pending}});
		expect(stepThrough(question.dialog, ['escape'], world)).toBe('cancel');
		expect(stepThrough(question.dialog, ['x'], world)).toEqual({dialog: question.dialog});
		expect(stepThrough(at('destroy'), ['enter'], world)).toMatchObject({dialog: {kind: 'remove', domain: 'web'}});
	});

	test('that is gone closes its form', () => {
		expect(stepThrough({...tune, domain: 'late'}, ['right'], world)).toBe('cancel');
		expect(dialogLines({...tune, domain: 'late'}, world, 80, 24).join('\n')).toContain('late is gone. Esc closes.');
	});
});

describe('the machine', () => {
	const at = (name: string) => ({...openMachineDialog, field: machineFields(world).findIndex(field => field.name === name)});

	test('policy, parameters, speed and prices are commands', () => {
		expect(stepThrough(at('policy'), ['enter', ...'fifo', 'enter'], world)).toMatchObject({apply: {kind: 'set-policy', policy: 'fifo'}});
		expect(stepThrough(at('periodNs'), ['right'], world)).toMatchObject({turn: {command: {kind: 'set-parameter', parameter: 'periodNs'}}});
		expect(stepThrough(at('speed'), ['right'], world)).toMatchObject({apply: {kind: 'set-speed', speed: 2}});
		expect(stepThrough(at('speed'), ['enter', ...'max', 'enter'], world)).toMatchObject({apply: {kind: 'set-speed', speed: 0}});
		expect(stepThrough(at('vmExitNs'), ['enter', ...'2us', 'enter'], world)).toMatchObject({
			apply: {kind: 'set-cost', cost: 'vmExitNs', value: 2000},
		});
		expect(stepThrough(at('vmExitNs'), ['left'], world)).toMatchObject({turn: {command: {kind: 'set-cost', cost: 'vmExitNs', value: 900}}});
	});
});

describe('the menu of a domain', () => {
	const menu: Dialog = {kind: 'actions', domain: 'web', place: 0, refusal: ''};

	test.each(domainActions.map(({letter, title}, place) => [title, letter, place] as const))(
		'%s: by its letter and by Enter alike',
		(_, letter, place) => {
			const byLetter = stepThrough(menu, [letter], world);
			expect(byLetter).toEqual(stepThrough({...menu, place}, ['enter'], world));
			expect(byLetter).not.toEqual({dialog: menu});
		},
	);

	test('what destroys asks first', () => {
		for (const {letter, act} of domainActions) {
			const step = act(web, world);
			const command = typeof step === 'object' && 'submit' in step ? step.submit.kind : undefined;
			expect(command === undefined || command === 'pause-domain', letter).toBe(true);
		}
	});
});

describe.each([
	[60, 18],
	[80, 24],
	[200, 60],
])('every dialog at %ix%i', (columns, rows) => {
	const dialogs: readonly Dialog[] = [
		emptyAddDialog,
		{kind: 'remove', domain: 'web', typed: 'w', refusal: 'type web to remove it, or press Esc'},
		openModeDialog('web', web.mode),
		openPolicyDialog({name: 'band', parameters: {}}, offers),
		{...openPolicyDialog({name: 'band', parameters: {}}, offers), parameter: 1},
		{kind: 'actions', domain: 'web', place: 9, refusal: ''},
		askReboot('web', {vramBytes: 64 * MIB, mode: {kind: 'native'}, workloads: []}),
		tune,
		openMachineDialog,
	];

	test.each(dialogs.map(dialog => [dialog.kind, dialog] as const))('%s fits, and the key bar names its keys', (kind, dialog) => {
		const lines = dialogLines(dialog, world, columns, rows);
		expect(lines.length).toBeLessThanOrEqual(rows - 3);
		expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(columns);
		expect(lines[0]?.trim().startsWith('╭')).toBe(true);
		expect(lines.at(-1)?.trim().endsWith('╯')).toBe(true);
		expect(dialogKeys[kind].length).toBeGreaterThan(1);
	});
});
