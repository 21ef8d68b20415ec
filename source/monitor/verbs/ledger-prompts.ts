/** What was typed for the ledger and the events: a note, a search, a choice of events. */
import {refuseNote} from '../../machine/command.ts';
import {parseEventFilter} from '../events.ts';
import type {Desk} from './desk.ts';
import {findLine} from './ledger-verbs.ts';

/** Does what was asked for; why not, if it cannot. */
export function takeLedgerPrompt(desk: Desk, kind: 'note' | 'find-event' | 'choose-events', text: string): string | undefined {
	const {store, submit} = desk;
	switch (kind) {
		case 'note': {
			const reason = refuseNote(text);
			if (reason === undefined) {
				submit({kind: 'note', text: text.trim()});
			}
			return reason;
		}
		case 'find-event': {
			store.change(draft => {
				draft.eventSearch = text;
			});
			return text === '' || findLine(desk, text, 0) ? undefined : `nothing matches "${text}"`;
		}
		case 'choose-events': {
			const filter = parseEventFilter(text);
			if (filter.ok) {
				store.change(draft => {
					draft.eventFilter = text.trim();
				});
			}
			return filter.ok ? undefined : filter.reason;
		}
	}
}
