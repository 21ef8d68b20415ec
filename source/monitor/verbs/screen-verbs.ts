/** What keys that lead from screen to screen do. */
import type {ScreenVerb, Verbs} from '../keymap/binding.ts';
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
		help: () => (model.ui.screen === 'help' ? back(desk) : show('help')),
		'help-page': () =>
			store.change(draft => {
				draft.helpPage = draft.helpPage === 'keys' ? 'columns' : 'keys';
				draft.helpTop = 0;
			}),
		dashboard: openDashboard,
		leave: () => leave(desk),
	};
}

/** Closes what was opened last: a page, a filter, a line of status. Never quits. */
function back({store, model, rewind, say}: Desk): void {
	const {screen, status, filter, eventFilter, isExplaining, cell, cursorNs} = model.ui;
	if (screen === 'domain' || screen === 'help') {
		store.change(draft => {
			draft.screen = draft.before;
		});
	} else if (isExplaining || cell >= 0 || cursorNs >= 0) {
		store.change(draft => {
			// The explanation first, the cursors after it.
			draft.cell = draft.isExplaining ? draft.cell : -1;
			draft.isCellInHeader = draft.isExplaining && draft.isCellInHeader;
			draft.cursorNs = draft.isExplaining ? draft.cursorNs : -1;
			draft.isExplaining = false;
		});
	} else if (status.text !== '') {
		say('');
	} else if (filter !== '') {
		store.change(draft => {
			draft.filter = '';
		});
		model.sort();
	} else if (screen === 'events' && eventFilter !== '') {
		store.change(draft => {
			draft.eventFilter = '';
		});
	} else if (model.isPast) {
		rewind.now();
	} else {
		say('q quits');
	}
}

/** Closes the page that is on top, then the past; where nothing is left to close, the monitor. What is being tried is asked about. */
function leave({store, model, rewind, trials, quit}: Desk): void {
	const {screen} = model.ui;
	if (screen === 'domain' || screen === 'help') {
		store.change(draft => {
			draft.screen = draft.before;
		});
	} else if (model.isPast) {
		rewind.now();
	} else if (trials.text !== undefined) {
		const trial = trials.text;
		store.change(draft => {
			draft.dialog = {kind: 'leave', trial, refusal: ''};
		});
	} else {
		quit();
	}
}
