/** What keys that lead from screen to screen do. */
import type {ScreenVerb, Verbs} from '../keymap/binding.ts';
import {timelineSteps} from '../paint/timeline.ts';
import {type ScreenName, tabs} from '../ui-state.ts';
import type {Desk} from './desk.ts';

export function screenVerbs(desk: Desk): Verbs<ScreenVerb> {
	const {store, model, show, openDashboard} = desk;
	return {
		back: () => back(desk),
		show: ({argument}) => show(argument as ScreenName),
		'next-tab': ({argument}) => {
			const index = tabs.findIndex(({screen}) => screen === model.ui.screen);
			show(tabs[(Math.max(0, index) + Number(argument) + tabs.length) % tabs.length].screen);
		},
		zoom: ({argument}) =>
			store.change(draft => {
				draft.zoom = Math.max(0, Math.min(timelineSteps.length - 1, draft.zoom + Number(argument)));
			}),
		help: () => (model.ui.screen === 'help' ? back(desk) : show('help')),
		'help-page': () =>
			store.change(draft => {
				draft.helpPage = draft.helpPage === 'keys' ? 'columns' : 'keys';
				draft.helpTop = 0;
			}),
		dashboard: openDashboard,
	};
}

/** Closes what was opened last: a page, a filter, a line of status. Never quits. */
function back({store, model, rewind, say}: Desk): void {
	const {screen, status, filter} = model.ui;
	if (screen === 'domain' || screen === 'help') {
		store.change(draft => {
			draft.screen = draft.before;
		});
	} else if (status.text !== '') {
		say('');
	} else if (filter !== '') {
		store.change(draft => {
			draft.filter = '';
		});
		model.sort();
	} else if (model.isPast) {
		rewind.now();
	} else {
		say('q quits');
	}
}
