/** What keys for the selected domain do. */
import {emptyAddDialog} from '../dialogs/add-dialog.ts';
import type {Dialog} from '../dialogs/dialog.ts';
import {openModeDialog} from '../dialogs/mode-dialog.ts';
import type {DomainVerb, Verbs} from '../keymap/binding.ts';
import {turnedWeight} from '../knobs.ts';
import type {Desk} from './desk.ts';
import {ask, select} from './table-verbs.ts';

export function domainVerbs(desk: Desk): Verbs<DomainVerb> {
	const {store, model, submit, show} = desk;
	const selected = () => model.selected?.configuration;
	const open = (dialog: Dialog) =>
		store.change(draft => {
			draft.dialog = dialog;
		});
	return {
		add: () => open(emptyAddDialog),
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
			if (domain !== undefined) {
				submit({kind: 'set-weight', domain: domain.name, weight: turnedWeight(domain.weight, Number(argument) as 1 | -1)});
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
