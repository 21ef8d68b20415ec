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

export type ScreenName = 'domains' | 'channels' | 'exits' | 'scheduler' | 'timeline' | 'events' | 'memory' | 'charts' | 'domain' | 'help';

export type Tab = {
	readonly screen: ScreenName;
	readonly title: string;
	/** Title where the screen is narrow. */
	readonly short: string;
	/** Sentence for help. */
	readonly doc: string;
};

/** The screens that keys 1 to 8 and Tab reach, in this order. */
export const tabs: readonly Tab[] = [
	{screen: 'domains', title: 'Domains', short: 'Dom', doc: 'The table of domains.'},
	{screen: 'channels', title: 'Channels', short: 'Chan', doc: 'Every channel, on the guest’s side and on the card’s.'},
	{screen: 'exits', title: 'Exits', short: 'Exits', doc: 'Exits by BAR, register block and hypercall, and what they cost.'},
	{
		screen: 'scheduler',
		title: 'Scheduler',
		short: 'Sched',
		doc: 'The GPU scheduling policy, its parameters, and what each domain gets of it.',
	},
	{screen: 'timeline', title: 'Timeline', short: 'Time', doc: 'Who held the GPU over the last seconds.'},
	{screen: 'events', title: 'Events', short: 'Event', doc: 'What happened, and every command given.'},
	{screen: 'memory', title: 'Memory', short: 'Mem', doc: 'Who owns which part of VRAM, and the page tables.'},
	{screen: 'charts', title: 'Charts', short: 'Chart', doc: 'GPU time over time, and shares against entitlements.'},
];

/** Screens whose rows are domains or belong to one: moving selects. */
export const domainScreens: readonly ScreenName[] = ['domains', 'channels', 'exits', 'scheduler', 'timeline', 'memory', 'charts'];

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
	/** Columns of the domain table in their order; none is all of them. */
	readonly columns: readonly ColumnName[];
	/** Names of domains are never cut. */
	readonly hasFullNames: boolean;
	/** Length of a column of the timeline; a place in its series. */
	readonly zoom: number;
	/** Id of the selected domain, -1 for none. */
	readonly selectedId: number;
	readonly sort: {readonly column: ColumnName; readonly isReversed: boolean};
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
		}
	};
}

/** A line for the status line. */
export function saying(text: string, severity: Severity = 'info'): UiRecipe {
	return draft => {
		draft.status = {text, severity};
	};
}
