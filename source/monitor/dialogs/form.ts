/**
A form of fields that are in force: arrows turn a value one step and it is sent, Enter takes a typed one. What needs
a reboot is collected and applied at once, after asking.

Which fields there are is made anew from the engine's facts at every key and every frame, so a form never shows an
old value; the dialog itself remembers only where it is and what is not yet applied.
*/
import type {Command} from '../../machine/command.ts';
import type {Mode, WorkloadConfiguration} from '../../machine/configuration.ts';
import {BIG_STEP, describeRange, type Knob, knobText, readKnob, type Turn, tunableText, turned} from '../knobs.ts';
import {editText, turn} from './dialog.ts';

/** Values that take a reboot, collected until it is asked for. */
export type Pending = {
	readonly mode?: Mode;
	readonly vramBytes?: number;
	readonly workloads?: readonly WorkloadConfiguration[];
};

/** What a key does besides changing the form. */
export type FormEffect =
	| {readonly kind: 'turn'; readonly turn: Turn}
	/** Sent now; the form stays, and shows a refusal. */
	| {readonly kind: 'apply'; readonly command: Command}
	| {readonly kind: 'pend'; readonly pending: Pending}
	| {readonly kind: 'open'; readonly what: FormAction}
	| {readonly kind: 'refuse'; readonly reason: string};

export type FormAction = 'reboot' | 'destroy' | 'mode';

export type FormField = {
	readonly name: string;
	readonly label: string;
	readonly value: string;
	/** `default`, `default 30.0 ms`, or empty where there is none. */
	readonly note: string;
	readonly isDefault: boolean;
	/** Changed, and waiting for the reboot. */
	readonly isPending: boolean;
	readonly when: 'live' | 'reboot' | 'action';
	/** Virtual time at which it was set; `start`, or `-` where that is not known. */
	readonly since: string;
	/** Sentence, range. */
	readonly doc: string;
	/** So many steps on; undefined where there is nothing to turn. */
	readonly turn: ((steps: number) => FormEffect) | undefined;
	/** A typed value; undefined where none can be typed. */
	readonly read: ((text: string) => FormEffect) | undefined;
	/** What Enter does where nothing is typed. */
	readonly act: FormEffect | undefined;
	/** Back to its default. */
	readonly reset: FormEffect | undefined;
};

/** What forms of all kinds remember. */
export type FormState = {
	/** The field pointed at. */
	readonly field: number;
	/** The value being typed; undefined while arrows turn it. */
	readonly typed: string | undefined;
	readonly refusal: string;
};

export const freshForm: FormState = {field: 0, typed: undefined, refusal: ''};

/** A field for a number that takes effect at once. */
export function knobField(knob: Knob, since: string): FormField {
	const {name, spec, value, reset} = knob;
	const isDefault = reset === undefined;
	const shownDefault = knobText({...knob, value: spec.default, isSet: false});
	const set = (next: number): FormEffect =>
		next === value
			? {kind: 'refuse', reason: `${name} is at the end of its range: ${describeRange(spec)}`}
			: {kind: 'turn', turn: turnOf(knob, next)};
	return {
		name,
		label: knob.label,
		value: knobText(knob),
		note: isDefault ? 'default' : `default ${shownDefault}`,
		isDefault,
		isPending: false,
		when: 'live',
		since,
		doc: `${describeRange(spec)}. ${spec.doc}`,
		turn: steps => set(turned(knob, steps)),
		read: text => {
			const reading = readKnob(knob, text);
			return reading.ok ? {kind: 'apply', command: knob.command(reading.value)} : {kind: 'refuse', reason: reading.reason};
		},
		act: undefined,
		reset: reset === undefined ? undefined : {kind: 'apply', command: reset},
	};
}

/** The turn that brings a knob to a value. */
export function turnOf(knob: Knob, value: number): Turn {
	return {
		subject: knob.subject,
		value,
		before: knob.value,
		command: knob.command(value),
		text: `${knob.title} -> ${knob.special?.(value, true) ?? tunableText(knob.spec, value)}`,
	};
}

/** What a key makes of a form: another state of it, and an effect if there is one. */
export function stepForm<State extends FormState>(
	state: State,
	key: string,
	fields: readonly FormField[],
): {readonly state: State; readonly effect?: FormEffect} {
	const field = fields[Math.min(state.field, fields.length - 1)];
	if (field === undefined) {
		return {state};
	}
	if (state.typed !== undefined) {
		return stepTyped(state, key, state.typed, field);
	}
	const move = (by: number) => ({...state, field: turn(state.field, by, fields.length), refusal: ''});
	const jump = (to: number) => ({...state, field: Math.max(0, Math.min(fields.length - 1, to)), refusal: ''});
	const turnBy = (steps: number) => ({state: {...state, refusal: ''}, ...effectOf(field.turn?.(steps))});
	switch (key) {
		case 'up':
		case 'k':
		case 'shift+tab':
			return {state: move(-1)};
		case 'down':
		case 'j':
		case 'tab':
			return {state: move(1)};
		case 'pageup':
			return {state: jump(state.field - BIG_STEP)};
		case 'pagedown':
			return {state: jump(state.field + BIG_STEP)};
		case 'home':
		case 'g':
			return {state: jump(0)};
		case 'end':
		case 'G':
			return {state: jump(fields.length - 1)};
		case 'left':
		case '-':
			return turnBy(-1);
		case 'right':
		case '+':
		case '=':
			return turnBy(1);
		case 'shift+left':
			return turnBy(-BIG_STEP);
		case 'shift+right':
			return turnBy(BIG_STEP);
		case 'delete':
		case 'backspace':
			return {state: {...state, refusal: ''}, ...effectOf(field.reset)};
		case 'enter':
			return field.read === undefined ? {state, ...effectOf(field.act)} : {state: {...state, typed: '', refusal: ''}};
		default:
			// A digit begins a typed value.
			return field.read !== undefined && /^\d$/.test(key) ? {state: {...state, typed: key, refusal: ''}} : {state};
	}
}

function stepTyped<State extends FormState>(
	state: State,
	key: string,
	typed: string,
	field: FormField,
): {readonly state: State; readonly effect?: FormEffect} {
	if (key === 'escape') {
		return {state: {...state, typed: undefined, refusal: ''}};
	}
	if (key !== 'enter') {
		return {state: {...state, typed: editText(typed, key), refusal: ''}};
	}
	if (typed.trim() === '') {
		return {state: {...state, typed: undefined}};
	}
	const effect = field.read?.(typed);
	return effect?.kind === 'refuse'
		? {state: {...state, refusal: effect.reason}}
		: {state: {...state, typed: undefined, refusal: ''}, ...effectOf(effect)};
}

function effectOf(effect: FormEffect | undefined): {readonly effect?: FormEffect} {
	return effect === undefined ? {} : {effect};
}
