/**
What the screen itself remembers: which screen, which domain is selected, how the table is sorted, which dialog
is open. One immutable document; a change is an immer recipe on it.
Not here: anything the engine knows (snapshots), and where a list is scrolled to (viewport.ts).
*/
import type {Draft} from 'immer';
import type {Severity} from '../machine/snapshot.ts';
import type {ColumnName} from './columns.ts';
import type {LineState} from './command-line/line-state.ts';
import type {Dialog} from './dialogs/dialog.ts';
import type {Turn} from './knobs.ts';
import type {Prompt} from './prompt.ts';
import type {Ground, ThemeName} from './themes.ts';

export type ScreenName =
	| 'overview'
	| 'domains'
	| 'channels'
	| 'exits'
	| 'scheduler'
	| 'timeline'
	| 'events'
	| 'memory'
	| 'charts'
	| 'ledger'
	| 'domain'
	| 'help';

export type Tab = {
	readonly screen: ScreenName;
	/** Digit that opens it. */
	readonly key: string;
	readonly title: string;
	/** Title where the screen is narrow. */
	readonly short: string;
	/** Sentence for help. */
	readonly doc: string;
};

/** The screens that digits and Tab reach, in this order. */
export const tabs: readonly Tab[] = [
	{screen: 'overview', key: '0', title: 'Overview', short: 'Over', doc: 'The machine at a glance.'},
	{screen: 'domains', key: '1', title: 'Domains', short: 'Dom', doc: 'The table of domains.'},
	{screen: 'channels', key: '2', title: 'Channels', short: 'Chan', doc: 'Every channel, on the guest’s side and on the card’s.'},
	{
		screen: 'exits',
		key: '3',
		title: 'Exits',
		short: 'Exits',
		doc: 'Exits by BAR, register block and hypercall, what they cost, and a map of them over time.',
	},
	{
		screen: 'scheduler',
		key: '4',
		title: 'Scheduler',
		short: 'Sched',
		doc: 'The GPU scheduling policy, its parameters, and what each domain gets of it.',
	},
	{screen: 'timeline', key: '5', title: 'Timeline', short: 'Time', doc: 'Who held the GPU over the last seconds.'},
	{screen: 'events', key: '6', title: 'Events', short: 'Event', doc: 'What happened, and every command given.'},
	{screen: 'memory', key: '7', title: 'Memory', short: 'Mem', doc: 'Who owns which part of VRAM, and the page tables.'},
	{screen: 'charts', key: '8', title: 'Charts', short: 'Chart', doc: 'GPU share, exits, queue delay and fairness over time.'},
	{
		screen: 'ledger',
		key: '9',
		title: 'Ledger',
		short: 'Ledg',
		doc: 'Every change with its effect: what it did to shares, delays and exits.',
	},
];

/** Screens whose rows are domains or belong to one: moving selects. */
export const domainScreens: readonly ScreenName[] = [
	'overview',
	'domains',
	'channels',
	'exits',
	'scheduler',
	'timeline',
	'memory',
	'charts',
];

/** What the table of domains shows below each domain. */
export type DetailKind = 'channels' | 'exits' | 'budget';

/** What charts draw. */
export type ChartMetric = 'all' | 'share' | 'exits' | 'delay' | 'p95' | 'queue' | 'shadow' | 'fairness';

export type HelpPage = 'keys' | 'columns';

export type UiState = {
	readonly screen: ScreenName;
	/** Where Esc leads from `domain` and `help`. */
	readonly before: ScreenName;
	readonly helpPage: HelpPage;
	/** First visible line of the help page. */
	readonly helpTop: number;
	readonly dialog: Dialog | undefined;
	readonly prompt: Prompt | undefined;
	/** Text of the filter in force; empty shows every domain. */
	readonly filter: string;
	/** What was searched for last. */
	readonly search: string;
	/** Knob that the arrows turn on the scheduler screen; -1 while the domains have them. */
	readonly knob: number;
	/** Columns of the table of domains in their order; none is those that are shown unless others are chosen. */
	readonly columns: readonly ColumnName[];
	/** Names of domains are never cut. */
	readonly hasFullNames: boolean;
	/** Length of a column of the timeline; a place in its series. */
	readonly zoom: number;
	/** Id of the selected domain, -1 for none. */
	readonly selectedId: number;
	readonly sort: {readonly column: ColumnName; readonly isReversed: boolean};
	/** Column under the cell cursor, a place in the walk of the screen's table (screen-table.ts); -1 for none. */
	readonly cell: number;
	/** The cell cursor stands in the lines at the top of the screen, not in the table. */
	readonly isCellInHeader: boolean;
	/** The panel that explains the number under the cell cursor is open. */
	readonly isExplaining: boolean;
	readonly details: readonly DetailKind[];
	readonly hasRepeatedHeading: boolean;
	/** The table of domains is a tree of GPU, domains and channels; folded are the domains with these identifiers. */
	readonly isTree: boolean;
	readonly folded: readonly number[];
	/** What the charts draw, and how often their columns are doubled (or halved). */
	readonly chart: ChartMetric;
	readonly chartZoom: number;
	/** Virtual time under the time cursor of charts and heat map; -1 while it is at now. */
	readonly cursorNs: number;
	/** The heat map is of the selected domain, or of all together. */
	readonly isHeatOfAll: boolean;
	// The ledger and the events: what is selected in them, and how they are looked at.
	/** Number of the selected entry; undefined follows the newest. */
	readonly ledgerAt: number | undefined;
	/** Length of the windows before and after a change; a place in its series. */
	readonly effectWindow: number;
	/** Key of the selected event; undefined follows the newest. */
	readonly eventAt: string | undefined;
	/** Kinds and words that events are chosen by; empty shows all. */
	readonly eventFilter: string;
	readonly eventSearch: string;
	/** The trial that is going on, as the footer tells of it. */
	readonly trial: TrialState | undefined;
	readonly status: {readonly text: string; readonly severity: Severity};
	/** The moment of the past that is shown, and whether it plays; undefined while the engine is shown as it runs. */
	readonly past: {readonly atNs: number; readonly isPlaying: boolean} | undefined;
	/** Figures are shown beside those of the baseline. */
	readonly isComparing: boolean;
	/** Speed that the newest set-speed asked for, until the engine shows it. */
	readonly wantedSpeed: number | undefined;
	/** Pause state that the newest command asked for, until the engine shows it. */
	readonly wantedPause: boolean | undefined;
	/** A burst of turns under way, until the engine shows what came of it. */
	readonly turn: Turn | undefined;
	// The command line: the line that is open, and those taken before, the newest last.
	readonly line: LineState | undefined;
	readonly lineHistory: readonly string[];
	/** What the operator wants of the terminal. */
	readonly terminal: TerminalState;
};

export type TerminalState = {
	/** The mouse selects, scrolls and sorts here, instead of marking text. */
	readonly hasMouse: boolean;
	/** The footer says what the screen costs. */
	readonly showsCost: boolean;
	readonly theme: ThemeName;
	/** Of the terminal, as far as it is known. */
	readonly ground: Ground;
};

/** What is tried, and for how many seconds of wall time yet. */
export type TrialState = {readonly text: string; readonly secondsLeft: number};

/** A change of the screen's state: an immer recipe on it. */
export type UiRecipe = (draft: Draft<UiState>) => void;

export const initialUi: UiState = {
	screen: 'domains',
	before: 'domains',
	helpPage: 'keys',
	helpTop: 0,
	dialog: undefined,
	prompt: undefined,
	filter: '',
	search: '',
	knob: -1,
	columns: [],
	hasFullNames: false,
	zoom: 5,
	selectedId: -1,
	sort: {column: 'name', isReversed: false},
	cell: -1,
	isCellInHeader: false,
	isExplaining: false,
	details: [],
	hasRepeatedHeading: false,
	isTree: false,
	folded: [],
	chart: 'all',
	chartZoom: 0,
	cursorNs: -1,
	isHeatOfAll: false,
	ledgerAt: undefined,
	effectWindow: 2,
	eventAt: undefined,
	eventFilter: '',
	eventSearch: '',
	trial: undefined,
	status: {text: '', severity: 'info'},
	past: undefined,
	isComparing: false,
	wantedSpeed: undefined,
	wantedPause: undefined,
	turn: undefined,
	line: undefined,
	lineHistory: [],
	terminal: {hasMouse: false, showsCost: false, theme: 'default', ground: 'dark'},
};

/** Opens a screen; Esc on the pages of a domain and of help leads back to where one came from. */
export function openScreen(screen: ScreenName): UiRecipe {
	return draft => {
		if (draft.screen !== screen) {
			draft.before = draft.screen === 'help' || draft.screen === 'domain' ? draft.before : draft.screen;
			draft.screen = screen;
			draft.cell = -1;
			draft.isCellInHeader = false;
		}
	};
}

/** A line for the status line. */
export function saying(text: string, severity: Severity = 'info'): UiRecipe {
	return draft => {
		draft.status = {text, severity};
	};
}
