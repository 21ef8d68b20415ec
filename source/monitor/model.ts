/**
What painters read: a view of the samples, the order of the table, and the screen's own state.

Owns: which view is shown, the live one or one of the past; the order of domains. It follows the figures once a
second, so rows do not dance, and at once when the operator sorts or a domain comes or goes.
*/
import type {Details} from '../machine/details.ts';
import {SampleStore} from '../machine/sample-store.ts';
import type {DomainFacts, Facts, Snapshot} from '../machine/snapshot.ts';
import {EventList} from './events.ts';
import {parseFilter} from './filter.ts';
import type {History} from './history.ts';
import type {Times} from './keymap/keymap.ts';
import {Ledger} from './ledger/ledger.ts';
import type {Occupancy} from './occupancy.ts';
import type {Baseline} from './past/baseline.ts';
import type {Rates} from './rates.ts';
import {SeriesGrid} from './series-grid.ts';
import type {ShareGrid} from './share-grid.ts';
import type {Store} from './store.ts';
import {sortDomains} from './table-layout.ts';
import type {ScreenName, UiState} from './ui-state.ts';
import {View} from './view.ts';
import {Viewport} from './viewport.ts';

/** Wall milliseconds between two sortings by changing figures. */
const SORT_PERIOD_MS = 1000;

export class Model {
	#live = new View();
	#samples = new SampleStore();
	/** The view that is shown. */
	#shown = this.#live;
	#series = new SeriesGrid(this.#samples);
	#ledger = new Ledger(this.#samples);
	readonly events = new EventList();
	readonly viewports: Readonly<Record<ScreenName, Viewport>> = {
		overview: new Viewport(),
		domains: new Viewport(),
		channels: new Viewport(),
		exits: new Viewport(),
		scheduler: new Viewport(),
		timeline: new Viewport(),
		events: new Viewport(),
		memory: new Viewport(),
		charts: new Viewport(),
		ledger: new Viewport(),
		domain: new Viewport(),
		help: new Viewport(),
	};
	/** What figures are compared with. */
	baseline: Baseline | undefined;
	/** Why no other run can be branched off this one; undefined if one can. */
	branchRefusal: string | undefined;
	/** The run that is live is a branch; undefined for the main run. */
	branchedAtNs: number | undefined;
	/** Domains as the table shows them. */
	order: readonly DomainFacts[] = [];
	/** Where the selected domain was found last: painters ask for every row. */
	#found: {readonly order: readonly DomainFacts[]; readonly id: number; readonly index: number} = {order: [], id: -1, index: -1};
	/** A recording is shown; its samples are all there from the start, before and after the moment that is played. */
	isReplay = false;
	/** What the footer says at its right; empty for nothing. */
	aside = '';
	/** What the terminal and the theme can show. */
	hasColor: boolean;
	readonly #store: Store;
	readonly #nowMs: () => number;
	/** Domains there were when they were sorted, shown or not. */
	#sortedCount = 0;
	#sortedAtMs = Number.NEGATIVE_INFINITY;

	constructor(store: Store, nowMs: () => number, hasColor: boolean) {
		this.hasColor = hasColor;
		this.#store = store;
		this.#nowMs = nowMs;
	}

	get ui(): UiState {
		return this.#store.state;
	}

	/** The engine as it runs. */
	get live(): View {
		return this.#live;
	}

	/** What it was like in the last minutes. */
	get samples(): SampleStore {
		return this.#samples;
	}

	/** Lines over time, from those samples. */
	get series(): SeriesGrid {
		return this.#series;
	}

	/** What was changed, and what that did as far as the samples tell. */
	get ledger(): Ledger {
		return this.#ledger;
	}

	get shown(): View {
		return this.#shown;
	}

	/** A moment of the past is shown, not the engine as it runs. */
	get isPast(): boolean {
		return this.#shown !== this.#live;
	}

	get rates(): Rates {
		return this.#shown.rates;
	}

	get history(): History {
		return this.#shown.history;
	}

	get occupancy(): Occupancy {
		return this.#shown.occupancy;
	}

	get snapshot(): Snapshot | undefined {
		return this.#shown.snapshot;
	}

	get details(): Details | undefined {
		return this.#shown.details;
	}

	/** Facts of the moment that is shown. */
	get facts(): Facts | undefined {
		return this.#shown.snapshot?.facts;
	}

	/** The engine's facts as of now, whatever is shown. */
	get liveFacts(): Facts | undefined {
		return this.#live.snapshot?.facts;
	}

	/** The baseline as it is to be compared with what is shown. */
	get baselineView(): View | undefined {
		return this.snapshot === undefined ? undefined : this.baseline?.viewAt(this.snapshot.atNs);
	}

	/** Takes a new sample of the engine. */
	push(snapshot: Snapshot): void {
		const before = this.#live.snapshot?.facts.domains;
		this.#live.push(snapshot);
		if (!this.isReplay) {
			this.#samples.push(snapshot);
		}
		if (this.isPast) {
			return;
		}
		const isDue = !this.#isFixed && this.#nowMs() - this.#sortedAtMs >= SORT_PERIOD_MS;
		if (isDue || snapshot.facts.domains.length !== this.#sortedCount) {
			this.sort();
		} else if (before !== snapshot.facts.domains) {
			this.#refreshOrder(snapshot.facts.domains);
		}
	}

	/** Shows that view from now on; `live` is the engine as it runs. */
	show(view: View): void {
		this.#shown = view;
		this.sort();
	}

	/** What keys depend on besides the screen. */
	get times(): Times {
		return {isPast: this.isPast, isTrial: this.ui.trial !== undefined};
	}

	/** Another run is live from now on: these samples are what it was like, and it goes on from the last of them. */
	follow(samples: SampleStore): void {
		const live = new View();
		if (samples.length > 0) {
			live.fill(samples, samples.length - 1);
		}
		this.#samples = samples;
		this.#series = new SeriesGrid(samples);
		this.#ledger = new Ledger(samples);
		this.#live = live;
		this.show(live);
	}

	/** GPU shares of the last `columns` columns of virtual time. */
	sharesOver(columns: number): ShareGrid {
		return this.#shown.sharesOver(columns);
	}

	/** The open screen shows details, so they are worth asking for. */
	get wantsDetails(): boolean {
		const {screen, isTree, details} = this.ui;
		return screen === 'channels' || screen === 'memory' || (screen === 'domains' && (isTree || details.includes('channels')));
	}

	/** Sorts now. */
	sort(): void {
		const {column, isReversed} = this.ui.sort;
		const filter = parseFilter(this.ui.filter);
		const domains = (this.facts?.domains ?? []).filter(domain => !filter.ok || filter.test(domain, this.rates));
		this.order = sortDomains(domains, this.rates, column, isReversed);
		this.#sortedCount = this.facts?.domains.length ?? 0;
		this.#sortedAtMs = this.#nowMs();
	}

	/** Place of the selected domain in the table; the first row if it is gone, -1 in an empty table. */
	get selectedIndex(): number {
		const {selectedId} = this.ui;
		if (this.#found.order !== this.order || this.#found.id !== selectedId) {
			const index = this.order.findIndex(({configuration}) => configuration.id === selectedId);
			this.#found = {order: this.order, id: selectedId, index: index < 0 ? Math.min(0, this.order.length - 1) : index};
		}
		return this.#found.index;
	}

	get selected(): DomainFacts | undefined {
		return this.order[this.selectedIndex];
	}

	/** Names do not change: their order and what is shown stay until domains come or go. */
	get #isFixed(): boolean {
		return this.ui.sort.column === 'name' && this.ui.filter === '';
	}

	/** The same domains in the same order with their new facts; a stranger means sorting. */
	#refreshOrder(domains: readonly DomainFacts[]): void {
		const byId = new Map(domains.map(domain => [domain.configuration.id, domain]));
		const refreshed = this.order.map(({configuration}) => byId.get(configuration.id));
		if (refreshed.every(domain => domain !== undefined)) {
			this.order = refreshed;
		} else {
			this.sort();
		}
	}
}
