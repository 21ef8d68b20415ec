/** What keys for the past do. */

import {formatClock} from '../format.ts';
import type {PastVerb, Verbs} from '../keymap/binding.ts';
import {pinMoment} from '../past/baseline.ts';
import {describeKept} from '../past/cost.ts';
import {parseMoment} from '../past/time-words.ts';
import type {Desk} from './desk.ts';
import {ask} from './table-verbs.ts';

export function pastVerbs(desk: Desk): Verbs<PastVerb> {
	const {model, rewind, runs, say} = desk;
	/** What entering the past costs and offers is said once, on the way in. */
	const entering = (go: () => void) => {
		say(model.isPast ? '' : describeKept(model.samples));
		go();
	};
	return {
		freeze: () => (model.isPast ? rewind.now() : entering(() => rewind.freeze())),
		'go-along': ({argument}) => entering(() => rewind.walk(Number(argument))),
		'go-to-change': ({argument}) =>
			entering(() => {
				const isBack = Number(argument) < 0;
				const moment = rewind.goToChange(isBack ? -1 : 1);
				const missing = isBack ? 'no change or event before this moment is known' : 'no change or event after this moment yet';
				say(moment === undefined ? missing : `${formatClock(moment.atNs)}  ${moment.text}`);
			}),
		'go-to-time': () => ask(desk, 'time'),
		'go-to-now': () => rewind.now(),
		play: () => rewind.togglePlay(),
		branch: () => runs.ask(),
		'back-to-main': () => runs.choose('main'),
		pin: () => pin(desk),
		compare: () => compare(desk),
	};
}

/** Shows the moment that was typed; why not, if that cannot be. */
export function goToTime({model, rewind}: Desk, text: string): string | undefined {
	const {samples, liveFacts} = model;
	const moment = parseMoment(text, {
		nowNs: model.live.snapshot?.atNs ?? samples.newestNs,
		newestNs: samples.newestNs,
		shownNs: model.snapshot?.atNs ?? samples.newestNs,
		oldestNs: samples.oldestNs,
		journal: liveFacts?.journal ?? [],
	});
	if (!moment.ok) {
		return moment.reason;
	}
	if (text.trim() === 'now') {
		rewind.now();
	} else {
		rewind.goTo(moment.atNs, moment.isChange);
	}
	return undefined;
}

function pin({store, model, say}: Desk): void {
	if (model.baseline !== undefined) {
		say(`baseline ${model.baseline.title} unpinned`);
		model.baseline = undefined;
		store.change(draft => {
			draft.isComparing = false;
		});
		return;
	}
	model.baseline = pinMoment(model);
	if (model.baseline !== undefined) {
		say(`baseline ${model.baseline.title} pinned · c compares with it`);
	}
}

function compare({store, model, show, say}: Desk): void {
	const isComparing = !model.ui.isComparing;
	store.change(draft => {
		draft.isComparing = isComparing;
	});
	if (isComparing && !['domains', 'charts'].includes(model.ui.screen)) {
		show('domains');
	}
	say(isComparing ? `compared with the baseline ${model.baseline?.title ?? ''}` : '');
}
