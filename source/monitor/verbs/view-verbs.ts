/** What keys for how things are shown do. */

import {chartMetrics, chartStepNs} from '../chart-time.ts';
import {openColumnsDialog} from '../dialogs/columns-dialog.ts';
import {openSortDialog} from '../dialogs/sort-dialog.ts';
import type {Verbs, ViewVerb} from '../keymap/binding.ts';
import {timelineSteps} from '../paint/timeline.ts';
import type {PromptKeys} from '../prompt-keys.ts';
import {cellCount} from '../screen-table.ts';
import {newestColumn} from '../series-grid.ts';
import {chosenColumns} from '../table-layout.ts';
import {type DetailKind, initialUi} from '../ui-state.ts';
import type {Desk} from './desk.ts';
import {ask} from './table-verbs.ts';

export function viewVerbs(desk: Desk, prompts: PromptKeys): Verbs<ViewVerb> {
	const {store, model, say} = desk;
	return {
		'choose-sort': () =>
			store.change(draft => {
				draft.dialog = openSortDialog(model.ui.sort.column, model.ui.sort.isReversed);
			}),
		setup: () =>
			store.change(draft => {
				draft.dialog = openColumnsDialog(chosenColumns(model.ui).map(({name}) => name));
			}),
		cell: ({argument}) => moveCell(desk, Number(argument)),
		sideways: ({argument}) => {
			if (model.ui.isTree && model.ui.screen === 'domains') {
				fold(desk, Number(argument) < 0);
			} else {
				moveCell(desk, Number(argument));
			}
		},
		details: ({argument}) => detail(desk, prompts, argument as DetailKind),
		'repeat-heading': () => {
			store.change(draft => {
				draft.hasRepeatedHeading = !draft.hasRepeatedHeading;
			});
			const {hasRepeatedHeading, details, isTree} = model.ui;
			if (hasRepeatedHeading && details.length === 0 && !isTree) {
				say('headings repeat once there are rows below domains: v channels, n exits, b budget');
			}
		},
		tree: () => {
			store.change(draft => {
				draft.isTree = !draft.isTree;
				draft.cell = -1;
			});
			desk.show('domains');
		},
		interval: () => ask(desk, 'interval'),
		'time-zoom': ({argument}) => zoom(desk, Number(argument)),
		cursor: ({argument}) => moveCursor(desk, Number(argument)),
		metric: ({argument}) =>
			store.change(draft => {
				const place = chartMetrics.indexOf(draft.chart) + Number(argument) + chartMetrics.length;
				draft.chart = chartMetrics[place % chartMetrics.length] ?? 'all';
			}),
		'heat-of-all': () =>
			store.change(draft => {
				draft.isHeatOfAll = !draft.isHeatOfAll;
			}),
		explain: () =>
			store.change(draft => {
				draft.isExplaining = !draft.isExplaining;
			}),
	};
}

/** From no cursor it begins at the edge that it comes from. */
function moveCell({model, store, width}: Desk, by: number): void {
	const count = cellCount(model, width());
	if (count === 0) {
		return;
	}
	store.change(draft => {
		const from = draft.cell < 0 && by > 0 ? -1 : Math.max(0, Math.min(draft.cell, count - 1));
		draft.cell = Math.max(0, Math.min(count - 1, from + by));
	});
}

/** The selected domain; if it is folded (unfolded) already, all of them. */
function fold({model, store}: Desk, isFolding: boolean): void {
	const id = model.selected?.configuration.id;
	if (id === undefined) {
		return;
	}
	store.change(draft => {
		const isFolded = draft.folded.includes(id);
		if (isFolded === isFolding) {
			draft.folded = isFolding ? model.order.map(({configuration}) => configuration.id) : [];
		} else {
			draft.folded = isFolding ? [...draft.folded, id] : draft.folded.filter(one => one !== id);
		}
	});
}

/** `n` is the next match while a search is in force, and rows of exits otherwise. */
function detail(desk: Desk, prompts: PromptKeys, kind: DetailKind): void {
	const {model, say} = desk;
	if (kind === 'exits' && model.ui.search !== '') {
		prompts.find(model.ui.search, 1);
	} else if (model.ui.screen === 'domains') {
		toggleDetail(desk, kind);
	} else {
		say('no search is in force; / begins one');
	}
}

function toggleDetail(desk: Desk, kind: DetailKind): void {
	desk.store.change(draft => {
		draft.details = draft.details.includes(kind) ? draft.details.filter(one => one !== kind) : [...draft.details, kind];
	});
	// Channels have to be asked for.
	desk.show('domains');
}

const ZOOM_MAXIMUM = 6;

function zoom({model, store, say}: Desk, by: number): void {
	const isTimeline = model.ui.screen === 'timeline';
	const before = isTimeline ? model.ui.zoom : model.ui.chartZoom;
	store.change(draft => {
		if (isTimeline) {
			draft.zoom = by === 0 ? initialUi.zoom : Math.max(0, Math.min(timelineSteps.length - 1, draft.zoom + by));
		} else {
			draft.chartZoom = by === 0 ? 0 : Math.max(-ZOOM_MAXIMUM, Math.min(ZOOM_MAXIMUM, draft.chartZoom + by));
		}
	});
	if (by !== 0 && before === (isTimeline ? model.ui.zoom : model.ui.chartZoom)) {
		say(by < 0 ? 'columns are as short as they can be' : 'columns are as long as they can be');
	}
}

/** By columns of time; at the end it follows the present again. */
function moveCursor({model, store}: Desk, by: number): void {
	const stepNs = chartStepNs(model);
	const nowNs = model.snapshot?.atNs ?? 0;
	const oldestNs = model.samples.length === 0 ? 0 : model.samples.oldestNs;
	store.change(draft => {
		const newestNs = newestColumn(stepNs, nowNs) * stepNs;
		const toNs = Math.max(oldestNs, (draft.cursorNs < 0 ? newestNs : draft.cursorNs) + by * stepNs);
		draft.cursorNs = toNs >= newestNs ? -1 : toNs;
	});
}
