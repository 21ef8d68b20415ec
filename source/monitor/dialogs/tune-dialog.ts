/** The form of everything that can be tuned on a domain: what changes at once, what takes a reboot, what is done to it. */
import {exactSize} from '../../base/exact.ts';
import {formatBytes} from '../../base/units.ts';
import type {Command} from '../../machine/command.ts';
import {type DomainConfiguration, describeMode, type WorkloadConfiguration} from '../../machine/configuration.ts';
import {domainTunables} from '../../machine/domain-tunables.ts';
import {plainName} from '../../machine/policy-parameter.ts';
import {describeRange} from '../../machine/scenario-values.ts';
import type {LineContext} from '../command-line/line-command.ts';
import {workloadsWord, writeWorkloads} from '../command-line/workload-words.ts';
import {domainKnobs, readKnob, tunableText, turned, type World} from '../knobs.ts';
import {modeOffers} from '../offers.ts';
import {sinceOf} from '../since.ts';
import {turn} from './dialog.ts';
import {type FormEffect, type FormField, type FormState, freshForm, knobField, type Pending} from './form.ts';

export type TuneDialog = FormState & {
	readonly kind: 'tune';
	readonly domain: string;
	readonly pending: Pending;
};

/** Opens on a field by its name, or on the first. */
export function openTuneDialog(domain: DomainConfiguration, world: World, field = ''): TuneDialog {
	const dialog: TuneDialog = {kind: 'tune', domain: domain.name, pending: {}, ...freshForm};
	const place = tuneFields(dialog, world).findIndex(({name}) => name === field);
	return {...dialog, field: Math.max(0, place)};
}

export function domainOf({domain}: TuneDialog, {facts}: World): DomainConfiguration | undefined {
	return facts?.configuration.domains.find(({name}) => name === domain);
}

/** The command that reboots with everything that was collected. */
export function rebootCommand({domain, pending}: TuneDialog): Command {
	return {kind: 'reboot-domain', domain, ...pending};
}

export function tuneFields(dialog: TuneDialog, world: World): FormField[] {
	const domain = domainOf(dialog, world);
	if (domain === undefined) {
		return [];
	}
	const since = (part: string) => sinceOf(`${domain.name}.${part}`, world.facts);
	return [
		modeField(domain, dialog.pending, since('mode')),
		...domainKnobs(domain, world).map(knob => knobField(knob, since(knob.name))),
		stateField(domain, since('state')),
		vramField(domain, dialog.pending, since('vram')),
		workloadField(domain, dialog.pending, world, since('workload')),
		...parameterFields(domain, dialog.pending, world),
		actionField('reboot', 'Reboot', rebootText(dialog.pending), {kind: 'open', what: 'reboot'}),
		actionField('destroy', 'Destroy', 'Removes the domain; asks for its name. Its work is lost.', {kind: 'open', what: 'destroy'}),
	];
}

function rebootText(pending: Pending): string {
	const count = Object.keys(pending).length;
	return count === 0
		? 'Loads its driver and starts its work anew; asks first.'
		: `Applies ${count} ${count === 1 ? 'change' : 'changes'}: its driver loads anew, its work starts over; asks first.`;
}

function actionField(name: string, label: string, doc: string, act: FormEffect): FormField {
	const nothing = {value: '', note: '', isDefault: true, isPending: false, since: '', turn: undefined, read: undefined, reset: undefined};
	return {...nothing, name, label, when: 'action', doc, act};
}

/** Options of full change at once; another kind of mode is collected for the reboot. */
function modeField({name, mode}: DomainConfiguration, pending: Pending, since: string): FormField {
	const shown = pending.mode ?? mode;
	const place = modeOffers.findIndex(offer => describeMode(offer.mode) === describeMode(shown));
	return {
		name: 'mode',
		label: 'mode',
		value: describeMode(shown),
		note: '',
		isDefault: true,
		isPending: pending.mode !== undefined,
		when: pending.mode === undefined ? 'live' : 'reboot',
		since,
		doc: modeOffers[place]?.doc ?? 'Enter shows all modes.',
		turn: steps => {
			const next = modeOffers[turn(Math.max(0, place), Math.sign(steps), modeOffers.length)].mode;
			if (describeMode(next) === describeMode(mode)) {
				const {mode: _, ...rest} = pending;
				return {kind: 'pend', pending: rest};
			}
			return next.kind === mode.kind && next.kind === 'full' && pending.mode === undefined
				? {kind: 'apply', command: {kind: 'set-mode', domain: name, mode: next}}
				: {kind: 'pend', pending: {...pending, mode: next}};
		},
		read: undefined,
		act: {kind: 'open', what: 'mode'},
		reset: undefined,
	};
}

function stateField({name, isPaused}: DomainConfiguration, since: string): FormField {
	const command: Command = {kind: isPaused ? 'resume-domain' : 'pause-domain', domain: name};
	return {
		name: 'state',
		label: 'held',
		value: isPaused ? 'paused' : 'running',
		note: isPaused ? 'default running' : 'default',
		isDefault: !isPaused,
		isPending: false,
		when: 'live',
		since,
		doc: 'A paused domain runs no instruction; what it has queued is still carried out.',
		turn: () => ({kind: 'apply', command}),
		read: undefined,
		act: {kind: 'apply', command},
		reset: isPaused ? {kind: 'apply', command} : undefined,
	};
}

function vramField({vramBytes}: DomainConfiguration, pending: Pending, since: string): FormField {
	const spec = domainTunables.vramBytes;
	const value = pending.vramBytes ?? vramBytes;
	const pend = (bytes: number): FormEffect => {
		const {vramBytes: _, ...rest} = pending;
		return {kind: 'pend', pending: bytes === vramBytes ? rest : {...rest, vramBytes: bytes}};
	};
	return {
		name: 'vram',
		label: 'VRAM',
		value: formatBytes(value),
		note: value === spec.default ? 'default' : `default ${formatBytes(spec.default)}`,
		isDefault: value === spec.default,
		isPending: pending.vramBytes !== undefined,
		when: 'reboot',
		since,
		doc: `${describeRange(spec)}. ${spec.doc}`,
		turn: steps => pend(turned({name: 'vram', spec, value}, steps)),
		read: text => {
			const reading = readKnob({name: 'vram', spec, special: undefined}, /^\d+$/.test(text.trim()) ? `${text.trim()}M` : text);
			return reading.ok && reading.value % (1024 * 1024) === 0
				? pend(reading.value)
				: {kind: 'refuse', reason: reading.ok ? `vram: ${exactSize(reading.value)} is no multiple of 1M` : reading.reason};
		},
		act: undefined,
		reset: value === spec.default ? undefined : pend(spec.default),
	};
}

/** Work that differs from what is in force is collected. */
function pendWork(domain: DomainConfiguration, pending: Pending, workloads: readonly WorkloadConfiguration[]): FormEffect {
	const {workloads: _, ...rest} = pending;
	const isSame = JSON.stringify(workloads) === JSON.stringify(domain.workloads);
	return {kind: 'pend', pending: isSame ? rest : {...rest, workloads}};
}

function workloadField(domain: DomainConfiguration, pending: Pending, {offers, facts}: World, since: string): FormField {
	const workloads = pending.workloads ?? domain.workloads;
	const kinds = offers.workloads.map(({kind}) => kind);
	const place = kinds.indexOf(workloads[0]?.kind ?? '');
	const context = {offers, facts} as LineContext;
	return {
		name: 'workload',
		label: 'workload',
		value: writeWorkloads(workloads, {offers}),
		note: '',
		isDefault: true,
		isPending: pending.workloads !== undefined,
		when: 'reboot',
		since,
		doc: `${offers.workloads[place]?.doc ?? 'No work: the driver only.'} Enter takes several: loop,copy:rounds=4.`,
		turn: steps => {
			const kind = kinds[place < 0 ? 0 : turn(place, Math.sign(steps), kinds.length)];
			return kind === undefined
				? {kind: 'refuse', reason: 'this engine offers no workloads'}
				: pendWork(domain, pending, [workOf(kind, domain)]);
		},
		read: text => {
			const reading = workloadsWord.read(text.trim().replaceAll(' ', ''), context, []);
			return reading.ok ? pendWork(domain, pending, reading.value) : {kind: 'refuse', reason: `workload ${reading.reason}`};
		},
		act: undefined,
		reset: undefined,
	};
}

/** The work in force if it is of that kind, so that turning round leads back to it. */
function workOf(kind: string, {workloads}: DomainConfiguration): WorkloadConfiguration {
	const [only] = workloads;
	return workloads.length === 1 && only?.kind === kind ? only : {kind, parameters: {}};
}

/** Parameters of the workload, if there is one. */
function parameterFields(domain: DomainConfiguration, pending: Pending, {offers}: World): FormField[] {
	const workloads = pending.workloads ?? domain.workloads;
	const [only] = workloads;
	const offer = offers.workloads.find(({kind}) => kind === only?.kind);
	if (workloads.length !== 1 || only === undefined || offer === undefined) {
		return [];
	}
	const inForce = domain.workloads.length === 1 && domain.workloads[0]?.kind === only.kind ? domain.workloads[0].parameters : {};
	return Object.entries(offer.parameters).map(([name, spec]): FormField => {
		const value = only.parameters[name] ?? spec.default;
		const pend = (next: number): FormEffect => {
			const {[name]: _, ...others} = only.parameters;
			// A default that was not written before is left unwritten, so that turning back is no change.
			const parameters = next === spec.default && inForce[name] === undefined ? others : {...only.parameters, [name]: next};
			return pendWork(domain, pending, [{kind: only.kind, parameters}]);
		};
		return {
			name,
			label: `  ${plainName(name)}`,
			value: tunableText(spec, value),
			note: value === spec.default ? 'default' : `default ${tunableText(spec, spec.default)}`,
			isDefault: value === spec.default,
			isPending: value !== (inForce[name] ?? spec.default),
			when: 'reboot',
			since: '',
			doc: `${describeRange(spec)}. ${spec.doc}`,
			turn: steps => pend(turned({name, spec, value}, steps)),
			read: text => {
				const reading = readKnob({name: plainName(name), spec, special: undefined}, text);
				return reading.ok ? pend(reading.value) : {kind: 'refuse', reason: reading.reason};
			},
			act: undefined,
			reset: value === spec.default ? undefined : pend(spec.default),
		};
	});
}
