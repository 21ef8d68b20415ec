/** What happened and what was ordered, as one list: notices of the machine, commands and notes; chosen by kind and by words. */
import {didYouMean} from '../base/nearest.ts';
import type {JournalEntry} from '../machine/command.ts';
import type {Facts, Notice} from '../machine/snapshot.ts';
import {describeEntry} from './ledger/lines.ts';
import {markGlyph, markRole} from './marks.ts';
import {severityMarks, severityRoles} from './severity.ts';
import type {Role} from './theme.ts';
import type {UiState} from './ui-state.ts';

export type MonitorEvent = {
	/** Its own for ever: `c12` is a command or note, `n5` a notice. */
	readonly key: string;
	readonly kind: 'notice' | 'command' | 'note';
	readonly severity: Notice['severity'];
	readonly atNs: number;
	readonly who: string;
	readonly text: string;
	readonly mark: string;
	readonly role: Role;
};

export type EventTest = (event: MonitorEvent) => boolean;

/** Newest first. */
export function eventsOf(facts: Facts | undefined): MonitorEvent[] {
	if (facts === undefined) {
		return [];
	}
	// A command of the scenario is told as a notice too; the line of the command says more.
	const told = new Set(facts.journal.filter(({by}) => by === 'scenario').map(({atNs, summary}) => `${atNs} ${summary}`));
	const notices = facts.notices.filter(({atNs, domain, text}) => domain !== '' || !told.has(`${atNs} ${text}`)).map(ofNotice);
	return [...notices, ...facts.journal.map(ofEntry)].sort((first, second) => first.atNs - second.atNs).reverse();
}

function ofNotice({sequence, atNs, severity, domain, text}: Notice): MonitorEvent {
	const who = domain === '' ? 'machine' : domain;
	return {
		key: `n${sequence}`,
		kind: 'notice',
		severity,
		atNs,
		who,
		text,
		mark: severityMarks[severity],
		role: severityRoles[severity],
	};
}

function ofEntry(entry: JournalEntry): MonitorEvent {
	const {sequence, atNs, by, command} = entry;
	const isNote = command.kind === 'note';
	return {
		key: `c${sequence}`,
		kind: isNote ? 'note' : 'command',
		severity: 'info',
		atNs,
		who: by === 'key' || by === 'line' || by === 'plain' ? 'operator' : by,
		text: isNote ? command.text : entry.undoes === undefined && entry.redoes === undefined ? entry.summary : describeEntry(entry),
		mark: isNote ? markGlyph('note') : '›',
		role: isNote ? markRole('note') : 'accent',
	};
}

const kinds: Readonly<Record<string, EventTest>> = {
	notice: ({kind}) => kind === 'notice',
	command: ({kind}) => kind === 'command',
	note: ({kind}) => kind === 'note',
	warning: ({severity}) => severity === 'warning',
	error: ({severity}) => severity === 'error',
};

/** Kinds in one or the other form widen the choice, words narrow it; `!` turns a term round. */
export function parseEventFilter(
	text: string,
): {readonly ok: true; readonly test: EventTest} | {readonly ok: false; readonly reason: string} {
	const wanted: EventTest[] = [];
	const needed: EventTest[] = [];
	for (const term of text.split(/\s+/).filter(part => part !== '')) {
		const isTurned = term.startsWith('!') && term.length > 1;
		const word = (isTurned ? term.slice(1) : term).toLowerCase();
		const [, given] = /^kind:(.*)$/.exec(word) ?? [];
		const kind = kinds[(given ?? word).replace(/s$/, '')];
		if (given !== undefined && kind === undefined) {
			const names = Object.keys(kinds);
			return {ok: false, reason: `no kind "${given}"${didYouMean(given, names)}; expected ${names.join(', ')}`};
		}
		const test = kind ?? (event => hasEventWord(event, word));
		if (isTurned) {
			needed.push(event => !test(event));
		} else {
			(kind === undefined ? needed : wanted).push(test);
		}
	}
	return {ok: true, test: event => (wanted.length === 0 || wanted.some(test => test(event))) && needed.every(test => test(event))};
}

export function hasEventWord({who, text}: Pick<MonitorEvent, 'who' | 'text'>, word: string): boolean {
	return `${who} ${text}`.toLowerCase().includes(word.toLowerCase());
}

export type EventChoice = {readonly all: readonly MonitorEvent[]; readonly chosen: readonly MonitorEvent[]};

/** The list of events, made once for each object of facts and each filter. */
export class EventList {
	#facts: Facts | undefined;
	#filter = '';
	#choice: EventChoice = {all: [], chosen: []};

	of(facts: Facts | undefined, filter: string): EventChoice {
		if (facts !== this.#facts || filter !== this.#filter) {
			this.#facts = facts;
			this.#filter = filter;
			const all = eventsOf(facts);
			const reading = parseEventFilter(filter);
			this.#choice = {all, chosen: reading.ok ? all.filter(reading.test) : all};
		}
		return this.#choice;
	}

	/** Place of the selected one of these; the newest if it is gone, -1 without any. */
	selectedIndex(events: readonly MonitorEvent[], {eventAt}: Pick<UiState, 'eventAt'>): number {
		const index = events.findIndex(({key}) => key === eventAt);
		return index < 0 ? Math.min(0, events.length - 1) : index;
	}
}
