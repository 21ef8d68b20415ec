/**
The table of the open screen as data: plain numbers by declared names, in the order and with the filter of the screen.

Owns: which table belongs to which screen. Screens that are pictures give the numbers they are drawn from.
*/
import {type DomainCounter, domainCatalogue} from '../../machine/catalogue.ts';
import {seriesOf} from '../../machine/sample-series.ts';
import {type DomainFacts, timelineOf} from '../../machine/snapshot.ts';
import {columns} from '../columns.ts';
import {callOperations, exitPlaces} from '../exit-figures.ts';
import type {Model} from '../model.ts';

/** Unknown is null. */
export type Cell = string | number | boolean | null;

export type Table = {
	readonly name: string;
	/** Virtual time of the numbers. */
	readonly atNs: number;
	readonly columns: readonly string[];
	readonly rows: ReadonlyArray<readonly Cell[]>;
};

type Rows = Omit<Table, 'name' | 'atNs'>;

export function tableOf(model: Model): Table {
	const {screen} = model.ui;
	return {name: screen, atNs: model.snapshot?.atNs ?? 0, ...rowsOf(model)};
}

function rowsOf(model: Model): Rows {
	switch (model.ui.screen) {
		case 'channels':
			return fromObjects(model.details?.channels.map(({domain, ...channel}) => ({domain: nameOf(model, domain), ...channel})) ?? []);
		case 'memory':
			return fromObjects(
				model.details?.memory.flatMap(({domain, spaces, ...memory}) =>
					spaces.map(space => ({domain: nameOf(model, domain), ...memory, ...space})),
				) ?? [],
			);
		case 'exits':
			return perSecond(model, [
				'exits',
				'exitReads',
				'exitNs',
				'guestNs',
				'directAccesses',
				'hypercalls',
				...exitPlaces,
				...callOperations,
			]);
		case 'scheduler':
			return schedulerRows(model);
		case 'timeline':
			return intervalRows(model);
		case 'charts':
			return seriesRows(model);
		case 'events':
			return eventRows(model);
		case 'domain':
			return counterRows(model);
		default:
			return domainRows(model);
	}
}

function nameOf(model: Model, id: number): string {
	return model.facts?.domains.find(({configuration}) => configuration.id === id)?.configuration.name ?? String(id);
}

function fromObjects(objects: ReadonlyArray<Readonly<Record<string, unknown>>>): Rows {
	const names = Object.keys(objects[0] ?? {});
	return {columns: names, rows: objects.map(object => names.map(name => known(object[name])))};
}

/** The unknown is undefined, or not a number. */
function known(value: unknown): Cell {
	return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value) ? (value as Cell) : null;
}

function domainRows({order, rates}: Model): Rows {
	return {
		columns: columns.map(({name}) => name),
		rows: order.map(domain => columns.map(({value}) => known(value(domain, rates)))),
	};
}

function perSecond({order, rates}: Model, counters: readonly DomainCounter[]): Rows {
	return {
		columns: ['name', ...counters.map(counter => `${counter}PerSecond`)],
		rows: order.map(domain => [domain.configuration.name, ...counters.map(counter => known(rates.perSecond(domain, counter)))]),
	};
}

/** Everything the aggregator counts and keeps about a domain. */
function schedulerRows({order, rates}: Model): Rows {
	return {
		columns: ['name', 'weight', 'capPermille', ...domainCatalogue.names],
		rows: order.map(domain => {
			const {name, weight, capPermille} = domain.configuration;
			return [name, weight, capPermille, ...domainCatalogue.names.map(counter => known(rates.value(domain, counter)))];
		}),
	};
}

function intervalRows(model: Model): Rows {
	const {snapshot} = model;
	return {
		columns: ['number', 'domain', 'fromNs', 'toNs'],
		rows:
			snapshot === undefined
				? []
				: timelineOf(snapshot).map(({sequence, domain, fromNs, toNs}) => [sequence, nameOf(model, domain), fromNs, toNs]),
	};
}

/** Every sample of the last minutes. */
function seriesRows({samples, snapshot}: Model): Rows {
	const rows: Cell[][] = [];
	const end = snapshot === undefined ? 0 : samples.indexAt(snapshot.atNs) + 1;
	const snapshots = (function* () {
		for (let index = 0; index < end; index++) {
			yield samples.snapshot(index);
		}
	})();
	for (const {atNs, domain, gpuOfTime, exitsPerSecond, doorbellsPerSecond, queueDepth} of seriesOf(snapshots)) {
		rows.push([atNs, domain.configuration.name, gpuOfTime, exitsPerSecond, doorbellsPerSecond, queueDepth]);
	}
	return {columns: ['atNs', 'domain', 'gpuOfTime', 'exitsPerSecond', 'doorbellsPerSecond', 'queueDepth'], rows};
}

function eventRows({facts}: Model): Rows {
	const notices = facts?.notices.map(({atNs, severity, domain, text}): Cell[] => [atNs, 'notice', severity, domain, text]) ?? [];
	const orders = facts?.journal.map(({atNs, summary, command}): Cell[] => [atNs, 'command', command.kind, '', summary]) ?? [];
	return {
		columns: ['atNs', 'kind', 'what', 'domain', 'text'],
		rows: [...notices, ...orders].sort(([first], [second]) => Number(first) - Number(second)),
	};
}

function counterRows({selected, rates}: Model): Rows {
	const row = (domain: DomainFacts, counter: DomainCounter): Cell[] => {
		const {unit, kind, doc} = domainCatalogue.specs[counter];
		const rate = kind === 'counter' ? rates.perSecond(domain, counter) : undefined;
		return [domain.configuration.name, counter, known(rates.value(domain, counter)), known(rate), unit, doc];
	};
	return {
		columns: ['domain', 'counter', 'value', 'perSecond', 'unit', 'doc'],
		rows: selected === undefined ? [] : domainCatalogue.names.map(counter => row(selected, counter)),
	};
}

export function csvOf({columns: names, rows}: Table): string {
	return [names, ...rows].map(row => `${row.map(csvField).join(',')}\n`).join('');
}

function csvField(value: Cell): string {
	const text = value === null ? '' : String(value);
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function jsonOf({name, atNs, columns: names, rows}: Table): string {
	const objects = rows.map(row => Object.fromEntries(names.map((column, index) => [column, row[index]])));
	return `${JSON.stringify({table: name, atNs, rows: objects}, undefined, '\t')}\n`;
}
