/** What keys for changes do: the ledger, notes, trials, and the list of events. */
import {openUndoToDialog} from '../dialogs/undo-to-dialog.ts';
import {hasEventWord} from '../events.ts';
import type {LedgerVerb, Verbs} from '../keymap/binding.ts';
import {effectWindows} from '../ledger/ledger.ts';
import type {Desk} from './desk.ts';
import {ask} from './table-verbs.ts';

export function ledgerVerbs(desk: Desk): Verbs<LedgerVerb> {
	const {store, model, trials} = desk;
	return {
		'undo-to': () => openUndoTo(desk),
		note: () => ask(desk, 'note'),
		'effect-window': ({argument}) =>
			store.change(draft => {
				draft.effectWindow = Math.max(0, Math.min(effectWindows.length - 1, draft.effectWindow + Number(argument)));
			}),
		'event-search': () => ask(desk, 'find-event'),
		'event-next': () => findLine(desk, model.ui.eventSearch, 1),
		'event-filter': () => ask(desk, 'choose-events', model.ui.eventFilter),
		'event-moment': () => goToEvent(desk),
		'keep-trial': () => trials.keep(),
		'end-trial': () => {
			trials.putBack();
		},
	};
}

function openUndoTo({store, model, say}: Desk): void {
	const {facts, ledger, ui} = model;
	const line = ledger.lines(facts)[ledger.selectedIndex(facts, ui)];
	if (facts === undefined || line === undefined) {
		return;
	}
	const dialog = openUndoToDialog(facts, line.number);
	if ('reason' in dialog) {
		say(dialog.reason, 'warning');
	} else {
		store.change(draft => {
			draft.dialog = dialog;
		});
	}
}

function goToEvent({model, say, goTo}: Desk): void {
	const {chosen} = model.events.of(model.facts, model.ui.eventFilter);
	const event = chosen[model.events.selectedIndex(chosen, model.ui)];
	if (event === undefined) {
		say('there is no event to go to', 'warning');
	} else if (goTo === undefined) {
		say('this engine keeps no past to go to', 'warning');
	} else {
		goTo(event.atNs);
	}
}

/** Lines of the list that is open, as texts with what selects them. */
function linesOf({store, model}: Desk): ReadonlyArray<{readonly who: string; readonly text: string; readonly select: () => void}> {
	const {facts, ui} = model;
	if (ui.screen === 'ledger') {
		return model.ledger.lines(facts).map(({by, text, number}) => ({
			who: by,
			text,
			select: () =>
				store.change(draft => {
					draft.ledgerAt = number;
				}),
		}));
	}
	return model.events.of(facts, ui.eventFilter).chosen.map(({who, text, key}) => ({
		who,
		text,
		select: () =>
			store.change(draft => {
				draft.eventAt = key;
			}),
	}));
}

function selectedLine({model}: Desk): number {
	const {facts, ui, ledger, events} = model;
	return ui.screen === 'ledger' ? ledger.selectedIndex(facts, ui) : events.selectedIndex(events.of(facts, ui.eventFilter).chosen, ui);
}

/** Moves the selection in the list of events or of changes; at the very top it follows the newest. */
export function moveLine(desk: Desk, by: number): void {
	selectLine(desk, selectedLine(desk) + by);
}

/** Selects the line in that place of the list, or the nearest. */
export function selectLine(desk: Desk, wanted: number): void {
	const lines = linesOf(desk);
	const place = Math.max(0, Math.min(lines.length - 1, wanted));
	if (place === 0) {
		desk.store.change(draft => {
			if (draft.screen === 'ledger') {
				draft.ledgerAt = undefined;
			} else {
				draft.eventAt = undefined;
			}
		});
	} else {
		lines[place]?.select();
	}
}

/** Selects the next line with the words, from `skip` lines after the selected one on, round the end. False if there is none. */
export function findLine(desk: Desk, words: string, skip: number): boolean {
	const lines = linesOf(desk);
	const from = Math.max(0, selectedLine(desk));
	for (let step = skip; step < lines.length + skip && words !== ''; step++) {
		const line = lines[(from + step) % lines.length];
		if (line !== undefined && hasEventWord(line, words)) {
			line.select();
			return true;
		}
	}
	return false;
}
