/** Keys for the engine: its clock, its policy, undo and redo. */
import {BIG_STEP} from '../knobs.ts';
import type {Model} from '../model.ts';
import {type Binding, needsClock, needsEngine, withSpeed, working} from './binding.ts';

const needsPause = (model: Model) =>
	needsClock(model) ?? (model.facts?.configuration.isPaused === true ? undefined : 'the engine runs; Space pauses it');
/** A burst of turns that is not sent yet can be undone too. */
const needsUndoable = (model: Model) =>
	needsEngine(model) ?? (model.facts?.undoable === undefined && model.ui.turn === undefined ? 'nothing to undo' : undefined);
const needsRedoable = (model: Model) => needsEngine(model) ?? (model.facts?.redoable === undefined ? 'nothing to redo' : undefined);
const needsKnob = (model: Model) => needsEngine(model) ?? (model.ui.knob < 0 ? 'no parameter is pointed at; Up reaches them' : undefined);

const turns: readonly Binding[] = (
	[
		['turn-down', 'left', -1, 'One step down'],
		['turn-up', 'right', 1, 'One step up'],
		['turn-down-big', 'shift+left', -BIG_STEP, 'Ten steps down'],
		['turn-up-big', 'shift+right', BIG_STEP, 'Ten steps up'],
	] as const
).map(([command, key, argument, what]) => ({
	command,
	keys: [key],
	screens: ['scheduler'],
	title: 'Turn',
	doc: `${what} for the parameter that the arrow points at; Enter asks for a value.`,
	group: 'Engine',
	verb: 'turn',
	argument,
	bar: argument === 1 ? 2 : 0,
	disabled: needsKnob,
}));

export const engineKeys: readonly Binding[] = [
	...turns,
	{
		command: 'pause',
		keys: [' '],
		screens: working,
		when: 'now',
		title: 'Pause',
		doc: 'Pause or resume the engine.',
		group: 'Engine',
		verb: 'toggle-pause',
		bar: 5,
		disabled: needsClock,
	},
	{
		command: 'step',
		keys: ['.'],
		screens: working,
		when: 'now',
		title: 'Step',
		doc: 'Run one millisecond of virtual time while the engine is paused.',
		group: 'Engine',
		verb: 'step',
		bar: 0,
		disabled: needsPause,
	},
	{
		command: 'faster',
		keys: ['+'],
		screens: withSpeed,
		title: 'Faster',
		doc: 'Next speed up, from 0.01x to as fast as possible.',
		group: 'Engine',
		verb: 'faster',
		bar: 6,
		disabled: needsClock,
	},
	{
		command: 'slower',
		keys: ['-'],
		screens: withSpeed,
		title: 'Slower',
		doc: 'Next speed down.',
		group: 'Engine',
		verb: 'slower',
		bar: 6,
		disabled: needsClock,
	},
	{
		command: 'policy',
		keys: ['o'],
		screens: working,
		title: 'Policy',
		doc: 'Choose the GPU scheduling policy and its parameters.',
		group: 'Engine',
		verb: 'policy',
		bar: 5,
		disabled: needsEngine,
	},
	{
		command: 'undo',
		keys: ['z', 'u'],
		screens: working,
		title: 'Undo',
		doc: 'Take back the last change.',
		group: 'Engine',
		verb: 'undo',
		bar: 9,
		disabled: needsUndoable,
	},
	{
		command: 'redo',
		keys: ['Z', 'ctrl+r'],
		screens: working,
		title: 'Redo',
		doc: 'Do again what was taken back.',
		group: 'Engine',
		verb: 'redo',
		bar: 0,
		disabled: needsRedoable,
	},
];

/** Speeds that + and - walk through; 0 is as fast as possible. */
export const speeds: readonly number[] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 0];

/** The next speed of the series up or down; the same at its ends. */
export function nextSpeed(speed: number, by: 1 | -1): number {
	const rank = (value: number) => (value === 0 ? Number.POSITIVE_INFINITY : value);
	const candidates = by > 0 ? speeds.filter(one => rank(one) > rank(speed)) : speeds.filter(one => rank(one) < rank(speed));
	return (by > 0 ? candidates[0] : candidates.at(-1)) ?? speed;
}
