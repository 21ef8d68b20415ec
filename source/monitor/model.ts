/**
What painters read: the newest snapshot, figures and history made from it, the order of the table, and the
screen's own state.

Owns: the order of domains. It follows the figures once a second, so rows do not dance, and at once when the
operator sorts or a domain comes or goes.
*/

import {SECOND} from '../base/units.ts';
import type {Details} from '../machine/details.ts';
import type {DomainFacts, Facts, Snapshot} from '../machine/snapshot.ts';
import {parseFilter} from './filter.ts';
import {History} from './history.ts';
import {Occupancy} from './occupancy.ts';
import {Rates} from './rates.ts';
import {ShareGrid} from './share-grid.ts';
import type {Store} from './store.ts';
import {sortDomains} from './table-layout.ts';
import type {ScreenName, UiState} from './ui-state.ts';
import {Viewport} from './viewport.ts';

/** Window of rates and shares. */
export const WINDOW_NS = SECOND;
/** Wall milliseconds between two sortings by changing figures. */
const SORT_PERIOD_MS = 1000;

export class Model {
	readonly rates = new Rates(WINDOW_NS);
	readonly history = new History();
	readonly occupancy = new Occupancy();
	readonly viewports: Readonly<Record<ScreenName, Viewport>> = {
		domains: new Viewport(),
		channels: new Viewport(),
		exits: new Viewport(),
		scheduler: new Viewport(),
		timeline: new Viewport(),
		events: new Viewport(),
		memory: new Viewport(),
		charts: new Viewport(),
		domain: new Viewport(),
		help: new Viewport(),
	};
	/** Channels and memory, while a screen that shows them is open; a little older than the snapshot. */
	details: Details | undefined;
	snapshot: Snapshot | undefined;
	/** Domains as the table shows them. */
	order: readonly DomainFacts[] = [];
	readonly shares = new ShareGrid();
	/** What the terminal can show. */
	readonly hasColor: boolean;
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

	get facts(): Facts | undefined {
		return this.snapshot?.facts;
	}

	push(snapshot: Snapshot): void {
		const hasNewFacts = this.snapshot?.facts.domains !== snapshot.facts.domains;
		this.snapshot = snapshot;
		this.rates.push(snapshot);
		this.history.push(snapshot);
		this.occupancy.push(snapshot);
		this.shares.choose(snapshot);
		if (this.#nowMs() - this.#sortedAtMs >= SORT_PERIOD_MS || snapshot.facts.domains.length !== this.#sortedCount) {
			this.sort();
		} else if (hasNewFacts) {
			this.#refreshOrder(snapshot.facts.domains);
		}
	}

	/** GPU shares of the last `columns` columns of virtual time. */
	sharesOver(columns: number): ShareGrid {
		this.shares.fill(this.history, columns, this.snapshot?.sequence ?? -1);
		return this.shares;
	}

	/** The open screen shows details, so they are worth asking for. */
	get wantsDetails(): boolean {
		return this.ui.screen === 'channels' || this.ui.screen === 'memory';
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
		const index = this.order.findIndex(({configuration}) => configuration.id === this.ui.selectedId);
		return index < 0 ? Math.min(0, this.order.length - 1) : index;
	}

	get selected(): DomainFacts | undefined {
		return this.order[this.selectedIndex];
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
