/** What keys for the selected domain do. */
import type {Draft} from 'immer';
import {emptyAddDialog} from '../dialogs/add-dialog.ts';
import type {Dialog} from '../dialogs/dialog.ts';
import {turnOf} from '../dialogs/form.ts';
import {openModeDialog} from '../dialogs/mode-dialog.ts';
import type {DomainVerb, Verbs} from '../keymap/binding.ts';
import {domainKnobs, turned} from '../knobs.ts';
import type {Desk} from './desk.ts';
import {ask, select} from './table-verbs.ts';

export function domainVerbs(desk: Desk): Verbs<DomainVerb> {
	const {store, model, submit, show, say, turn, world} = desk;
	const selected = () => model.selected?.configuration;
	const open = (dialog: Dialog) =>
		store.change(draft => {
			draft.dialog = dialog as Draft<Dialog>;
		});
	return {
		add: () => open(emptyAddDialog),
		actions: () => {
			const domain = selected();
			if (domain !== undefined) {
				open({kind: 'actions', domain: domain.name, place: 0, refusal: ''});
			}
		},
		remove: () => {
			const domain = selected();
			if (domain !== undefined) {
				open({kind: 'remove', domain: domain.name, typed: '', refusal: ''});
			}
		},
		'toggle-domain': () => {
			const domain = selected();
			if (domain !== undefined) {
				submit({kind: domain.isPaused ? 'resume-domain' : 'pause-domain', domain: domain.name});
			}
		},
		mode: () => {
			const domain = selected();
			if (domain !== undefined) {
				open(openModeDialog(domain.name, domain.mode));
			}
		},
		weight: ({argument}) => {
			const domain = selected();
			const knob = domain === undefined ? undefined : domainKnobs(domain, world()).find(({name}) => name === 'weight');
			if (knob === undefined) {
				return;
			}
			const value = turned(knob, Number(argument));
			if (value === knob.value) {
				say(`${knob.title} is at the end of its range`);
			} else {
				turn(turnOf(knob, value));
			}
		},
		'open-domain': () => {
			if (model.ui.screen === 'scheduler' && model.ui.knob >= 0) {
				ask(desk, 'value');
				return;
			}
			select(desk, model.selectedIndex);
			show('domain');
		},
	};
}
