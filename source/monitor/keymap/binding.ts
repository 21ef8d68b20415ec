/**
What a key is: the declaration of a binding, and the reasons for which one may be disabled.

A binding names a verb (verbs/ says what it does), the screens it works on, and why it is disabled when it is.
*/
import type {ColumnName} from '../columns.ts';
import type {Model} from '../model.ts';
import {type DetailKind, domainScreens, type ScreenName, tabs} from '../ui-state.ts';

export type DomainVerb = 'add' | 'remove' | 'actions' | 'toggle-domain' | 'mode' | 'weight' | 'open-domain';
export type EngineVerb = 'toggle-pause' | 'step' | 'faster' | 'slower' | 'policy' | 'undo' | 'redo' | 'turn';
export type TableVerb =
	| 'move'
	| 'page'
	| 'jump'
	| 'next-sort'
	| 'previous-sort'
	| 'reverse-sort'
	| 'sort-by'
	| 'search'
	| 'next-match'
	| 'filter';
/** How things are shown (view-keys.ts). */
export type ViewVerb =
	| 'choose-sort'
	| 'setup'
	| 'cell'
	| 'sideways'
	| 'details'
	| 'repeat-heading'
	| 'tree'
	| 'interval'
	| 'time-zoom'
	| 'cursor'
	| 'metric'
	| 'heat-of-all'
	| 'explain';
export type ScreenVerb = 'back' | 'show' | 'next-tab' | 'help' | 'help-page' | 'dashboard' | 'leave';
export type TerminalVerb = 'repaint' | 'suspend' | 'mouse' | 'cost' | 'quit';
export type TuneVerb = 'command-line' | 'palette' | 'tune' | 'tune-machine';

/** Past: what was, another run from there, and what is compared with it. */
export type PastVerb =
	| 'freeze'
	| 'go-along'
	| 'go-to-change'
	| 'go-to-time'
	| 'go-to-now'
	| 'play'
	| 'branch'
	| 'back-to-main'
	| 'pin'
	| 'compare';

export type WriteVerb = 'write' | 'record' | 'copy';

/** Changes: their ledger, notes and trials, and the events. */
export type LedgerVerb =
	| 'undo-to'
	| 'note'
	| 'effect-window'
	| 'event-search'
	| 'event-next'
	| 'event-filter'
	| 'event-moment'
	| 'keep-trial'
	| 'end-trial';

export type Verb =
	| DomainVerb
	| EngineVerb
	| TableVerb
	| ViewVerb
	| ScreenVerb
	| TerminalVerb
	| TuneVerb
	| WriteVerb
	| LedgerVerb
	| PastVerb;

/** What each verb of a group does. */
export type Verbs<Some extends Verb> = Readonly<Record<Some, (binding: Binding) => void>>;

export type Group = 'Domains' | 'Engine' | 'Changes' | 'Past' | 'Table' | 'Screens' | 'Files' | 'Terminal';

/** In the order of help. */
export const groups: readonly Group[] = ['Domains', 'Engine', 'Changes', 'Past', 'Table', 'Screens', 'Files', 'Terminal'];

export type Binding = {
	/** Name of the command, for the command line, the configuration and the documents; small letters and hyphens. */
	readonly command: string;
	/** Key names as in keys.ts. */
	readonly keys: readonly string[];
	readonly screens: readonly ScreenName[];
	/** Left out: always. A key may do one thing now and another in the past; what holds only while a trial goes on comes before all others. */
	readonly when?: 'now' | 'past' | 'trial';
	/** At most ten characters, for the key bar. */
	readonly title: string;
	/** What it does, for help. */
	readonly doc: string;
	readonly group: Group;
	readonly verb: Verb;
	/** Whom it moves, shows or sorts by. */
	readonly argument?: number | ScreenName | ColumnName | DetailKind;
	/** Place in the key bar by importance; 0 is not in it. */
	readonly bar: number;
	/** The same while the past is shown, if it is another. */
	readonly pastBar?: number;
	/** Why it cannot be used now; undefined if it can. */
	readonly disabled?: (model: Model) => string | undefined;
};

export const working: readonly ScreenName[] = [...tabs.map(({screen}) => screen), 'domain'];
export const everywhere: readonly ScreenName[] = [...working, 'help'];
/** Screens in the order of the table of domains. */
export const tables: readonly ScreenName[] = ['domains', 'channels', 'exits', 'memory'];
/** Screens whose columns are stretches of time: + and - zoom there. */
export const timeScreens: readonly ScreenName[] = ['timeline', 'charts'];
/** Screens on which + and - are the engine's speed. */
export const withSpeed: readonly ScreenName[] = working.filter(screen => screen !== 'ledger' && !timeScreens.includes(screen));
export const onDomain: readonly ScreenName[] = [...domainScreens, 'domain'];

export const needsDomain = (model: Model) => (model.selected === undefined ? 'there is no domain; a adds one' : undefined);
/** Why nothing can be changed while the past is shown. */
export const needsNow = (model: Model) => (model.isPast ? 'this is the past; ` leads back to now, B branches from here' : undefined);
/** For the clock of the viewer, which a recording has too. */
export const needsClock = (model: Model) =>
	needsNow(model) ?? (model.liveFacts?.broken === undefined ? undefined : 'the engine has stopped; q quits');
export const needsEngine = (model: Model) => needsClock(model) ?? (model.isReplay ? 'this is a recording' : undefined);
export const needsBoth = (model: Model) => needsEngine(model) ?? needsDomain(model);
