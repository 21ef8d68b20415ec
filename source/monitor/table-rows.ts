/**
The rows of the table of domains: one for each, and below it what the operator asked for; in a tree the GPU above all
and channels below. Rows are places only; their text is made when they come into view.
*/

import {domainCatalogue} from '../machine/catalogue.ts';
import type {ChannelDetails} from '../machine/details.ts';
import type {DomainFacts} from '../machine/snapshot.ts';
import {exitPlaces} from './exit-figures.ts';
import {fitCount, percent, withUnit} from './format.ts';
import type {Model} from './model.ts';
import {quantityText} from './quantity.ts';
import {ofDomain} from './readers.ts';
import type {DetailKind} from './ui-state.ts';

/** `index` is the domain's place in the order of the table. */
export type TableRow =
	| {readonly kind: 'domain'; readonly index: number}
	| {readonly kind: 'gpu'}
	| {readonly kind: 'heading'; readonly index: number}
	| {readonly kind: 'detail'; readonly index: number; readonly what: DetailKind; readonly channel: ChannelDetails | undefined};

/** Undefined where each domain has one row and nothing else is shown. */
export function tableRows({ui, order, details}: Model): readonly TableRow[] | undefined {
	const kinds: readonly DetailKind[] = ui.isTree ? ['channels', ...ui.details.filter(kind => kind !== 'channels')] : ui.details;
	if (kinds.length === 0) {
		return undefined;
	}
	const channels = Map.groupBy(details?.channels ?? [], ({domain}) => domain);
	const rows: TableRow[] = ui.isTree ? [{kind: 'gpu'}] : [];
	for (const [index, {configuration}] of order.entries()) {
		if (ui.hasRepeatedHeading && index > 0) {
			rows.push({kind: 'heading', index});
		}
		rows.push({kind: 'domain', index});
		if (ui.isTree && ui.folded.includes(configuration.id)) {
			continue;
		}
		for (const what of kinds) {
			if (what !== 'channels') {
				rows.push({kind: 'detail', index, what, channel: undefined});
				continue;
			}
			for (const channel of channels.get(configuration.id) ?? []) {
				rows.push({kind: 'detail', index, what, channel});
			}
		}
	}
	return rows;
}

/** What stands in a row below a domain. */
export function detailText(model: Model, domain: DomainFacts, what: DetailKind, channel: ChannelDetails | undefined): string {
	switch (what) {
		case 'channels':
			return channel === undefined ? '' : channelText(channel);
		case 'exits':
			return exitText(model, domain);
		case 'budget':
			return budgetText(model, domain);
	}
}

function channelText({virtualChannel, physicalChannel, activity, rung, gpPut, gpGet, runlistPosition, faults}: ChannelDetails): string {
	const place = runlistPosition < 0 ? 'off the runlist' : `runlist ${runlistPosition}`;
	const waits = rung === gpPut ? '' : `, rung ${rung}`;
	const stops = faults > 0 ? `, ${faults} faults` : '';
	return `channel ${virtualChannel} (card ${physicalChannel}) ${activity.padEnd(7)} put ${gpPut}, get ${gpGet}${waits}, ${place}${stops}`;
}

/** Most first; what does not fit is cut off by whoever paints. */
function exitText({rates}: Model, domain: DomainFacts): string {
	const places = exitPlaces
		.map(name => ({name, perSecond: rates.perSecond(domain, name) ?? 0}))
		.filter(({perSecond}) => perSecond > 0)
		.sort((a, b) => b.perSecond - a.perSecond);
	const texts = places.map(({name, perSecond}) => `${domainCatalogue.specs[name].title} ${fitCount(perSecond, 5)}`);
	return texts.length === 0 ? 'exits: nothing traps' : `exits/s: ${texts.join('  ')}`;
}

function budgetText({rates}: Model, domain: DomainFacts): string {
	const level = (counter: 'budgetNs' | 'overshootNs' | 'queueDelayP95Ns' | 'starvedMaxNs') =>
		quantityText('ns', ofDomain({kind: 'level', counter}, domain, rates), 7);
	const part = (counter: 'received500Ns' | 'entitled500Ns') =>
		withUnit(percent(ofDomain({kind: 'level of all', counter, all: 'received500Ns'}, domain, rates)), '%');
	const capped = quantityText('ns', ofDomain({kind: 'time rate', counter: 'throttledNs'}, domain, rates), 6);
	return `budget ${level('budgetNs')}  got ${part('received500Ns')} of ${part('entitled500Ns')} promised in 500ms  p95 ${level('queueDelayP95Ns')}  starved ${level('starvedMaxNs')}  owes ${level('overshootNs')}  capped ${capped}/s`;
}
