/** What keys for the engine do: its clock, its policy, undo and redo. */
import {MS} from '../../base/units.ts';
import {turnOf} from '../dialogs/form.ts';
import {openPolicyDialog} from '../dialogs/policy-dialog.ts';
import type {EngineVerb, Verbs} from '../keymap/binding.ts';
import {nextSpeed} from '../keymap/engine-keys.ts';
import {schedulerKnobs, turned} from '../knobs.ts';
import type {Desk} from './desk.ts';

/** Virtual time of one step. */
const STEP_NS = MS;

export function engineVerbs(desk: Desk): Verbs<EngineVerb> {
	const {store, model, offers, submit} = desk;
	return {
		'toggle-pause': () => {
			const isPaused = model.ui.wantedPause ?? model.facts?.configuration.isPaused ?? false;
			store.change(draft => {
				draft.wantedPause = !isPaused;
			});
			submit({kind: isPaused ? 'resume' : 'pause'});
		},
		step: () => submit({kind: 'step', durationNs: STEP_NS}),
		faster: () => changeSpeed(desk, 1),
		slower: () => changeSpeed(desk, -1),
		policy: () => {
			const inForce = model.facts?.configuration.policy ?? {name: '', parameters: {}};
			store.change(draft => {
				draft.dialog = openPolicyDialog(inForce, offers);
			});
		},
		undo: () => submit({kind: 'undo'}),
		redo: () => submit({kind: 'redo'}),
		turn: ({argument}) => turnKnob(desk, Number(argument)),
	};
}

function changeSpeed({store, model, submit, say}: Desk, by: 1 | -1): void {
	const before = model.ui.wantedSpeed ?? model.facts?.configuration.speed ?? 1;
	const speed = nextSpeed(before, by);
	if (speed === before) {
		say(by > 0 ? 'already as fast as possible' : `${speed}x is the slowest`);
		return;
	}
	store.change(draft => {
		draft.wantedSpeed = speed;
	});
	submit({kind: 'set-speed', speed});
}

function turnKnob({model, world, say, turn}: Desk, steps: number): void {
	const knob = schedulerKnobs(model.selected?.configuration, world())[model.ui.knob];
	if (knob === undefined) {
		return;
	}
	const value = turned(knob, steps);
	if (value === knob.value) {
		say(`${knob.title} is at the end of its range`);
	} else {
		turn(turnOf(knob, value));
	}
}
