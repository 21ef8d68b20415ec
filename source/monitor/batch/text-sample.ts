/**
Samples as text: a line or two on the machine, a heading, one line a domain and what belongs below it.

Owns: the widths. A column takes what its longest text needs and never shrinks again, so lines stay aligned.
*/
import {SECOND} from '../../base/units.ts';
import type {CardCounter} from '../../machine/catalogue.ts';
import type {Details} from '../../machine/details.ts';
import type {Snapshot} from '../../machine/snapshot.ts';
import {channelFigures} from '../channel-figures.ts';
import {exitFigures} from '../exit-figures.ts';
import type {Figure} from '../figure-table.ts';
import {fitBytes, fitCount, formatAchieved, formatClock, formatSpeed, percent, UNKNOWN, withUnit} from '../format.ts';
import type {Rates} from '../rates.ts';
import {schedulerFigures} from '../scheduler-figures.ts';
import {type Field, type FieldRow, printed, textOf} from './fields.ts';
import type {SampleParts} from './json-sample.ts';
import type {ExtraRows} from './sample-writer.ts';

/** Detail lines stand below their domain. */
const INDENT = '    ';
const NUMBER_WIDTH = 6;

export class TextSamples {
	readonly #fields: readonly Field[];
	readonly #extra: ExtraRows;
	readonly #hasHeadingPerDomain: boolean;
	readonly #widths: number[];

	constructor(fields: readonly Field[], extra: ExtraRows, hasHeadingPerDomain: boolean) {
		this.#fields = fields;
		this.#extra = extra;
		this.#hasHeadingPerDomain = hasHeadingPerDomain;
		this.#widths = fields.map(({title, unit, width}) => Math.max(title.length, unit.length, width));
	}

	sample(parts: SampleParts): string {
		const {snapshot, rates, rows, details} = parts;
		const cells = rows.map(row => this.#fields.map(field => textOf(field, row)));
		const card = this.#extra.card === true ? this.#fields.map(field => cardText(field, snapshot, rates, rows)) : undefined;
		this.#widen(card === undefined ? cells : [card, ...cells]);
		const heading = [this.#line(this.#fields.map(({title}) => title)), this.#line(this.#fields.map(({unit}) => unit))];
		const lines = summary(parts);
		if (this.#extra.engines === true) {
			lines.push(...engineLines(rates));
		}
		if (!this.#hasHeadingPerDomain || rows.length === 0) {
			lines.push(...heading);
		}
		if (card !== undefined) {
			lines.push(...(this.#hasHeadingPerDomain ? heading : []), this.#line(card));
		}
		for (const [index, row] of rows.entries()) {
			lines.push(...(this.#hasHeadingPerDomain ? heading : []), this.#line(cells[index] ?? []), ...this.#below(row, details));
		}
		return `${lines.join('\n')}\n`;
	}

	#widen(rows: ReadonlyArray<readonly string[]>): void {
		for (const [index, width] of this.#widths.entries()) {
			this.#widths[index] = rows.reduce((most, cells) => Math.max(most, (cells[index] ?? '').length), width);
		}
	}

	#line(cells: readonly string[]): string {
		return cells
			.map((text, index) => {
				const width = this.#widths[index] ?? 0;
				return this.#fields[index]?.quantity === 'text' ? text.padEnd(width) : text.padStart(width);
			})
			.join(' ')
			.trimEnd();
	}

	#below({domain, rates}: FieldRow, details: Details | undefined): string[] {
		const {channels, exits, scheduler} = this.#extra;
		const own = channels === true ? (details?.channels.filter(channel => channel.domain === domain.configuration.id) ?? []) : [];
		return [
			...own.map(channel => figureLine('channel', channelFigures, {channel, name: ''})),
			...(exits === true ? [figureLine('exits', exitFigures, {domain, rates}, true)] : []),
			...(scheduler === true ? [figureLine('scheduler', schedulerFigures, {domain, rates})] : []),
		];
	}
}

/** `exits: READS/s 25  COST(of 1s) 1.2ms`: the columns of a screen in a row, zeros left out on demand. */
function figureLine<Row>(label: string, figures: ReadonlyArray<Figure<Row>>, row: Row, isBrief = false): string {
	const shown = figures
		.filter(({title}) => title !== 'NAME')
		.map(({title, unit, text}) => ({
			title: unit === '/s' ? `${title}/s` : /[a-z]/.test(unit) ? `${title}(${unit})` : title,
			text: text(row).trim(),
		}))
		.filter(({text}) => !isBrief || (text !== '0' && text !== UNKNOWN));
	return `${INDENT}${label}: ${shown.length === 0 ? 'none' : shown.map(({title, text}) => `${title} ${text}`).join('  ')}`;
}

function summary({snapshot, rates, wallTime}: SampleParts): string[] {
	const {atNs, achievedSpeed, facts} = snapshot;
	const {configuration} = facts;
	const used = facts.guestVramBytes - facts.guestVramFreeBytes;
	const state = configuration.isPaused ? 'paused' : 'running';
	return [
		`gpuvmtop  ${wallTime}  ${formatClock(atNs)} virtual  ${state} ${formatAchieved(achievedSpeed)} of ${formatSpeed(configuration.speed)}  policy ${configuration.policy.name}  ${facts.scenario} seed ${facts.seed}  rates over ${(rates.windowNs / SECOND).toFixed(3)} s`,
		`GPU ${withUnit(percent(rates.cardOfTime('anyBusyNs')), '%')} busy  VRAM ${fitBytes(used, 6)} of ${fitBytes(facts.guestVramBytes, 6)}  exits ${withUnit(fitCount(rates.perSecondOfAll('exits'), 6), '/s')}  ${facts.domains.length} domains`,
	];
}

const engines: ReadonlyArray<readonly [name: string, busy: CardCounter, work: CardCounter, unit: string]> = [
	['graph', 'graphBusyNs', 'kernels', 'kernels/s'],
	['copy', 'copyBusyNs', 'copies', 'copies/s'],
];

function engineLines(rates: Rates): string[] {
	return engines.map(([name, busy, work, unit]) => {
		const part = withUnit(percent(rates.cardOfTime(busy)), '%').padStart(NUMBER_WIDTH);
		return `engine ${name.padEnd(5)} ${part} busy  ${fitCount(rates.cardPerSecond(work), NUMBER_WIDTH).padStart(NUMBER_WIDTH)} ${unit}`;
	});
}

/** The card as a row of its own: how busy it was, and the sum of what the domains did. */
function cardText(field: Field, snapshot: Snapshot, rates: Rates, rows: readonly FieldRow[]): string {
	switch (field.name) {
		case 'name':
			return 'card';
		case 'state':
			return snapshot.facts.configuration.isPaused ? 'paused' : 'running';
		case 'gpu':
		case 'gpuOfTime':
			return percent(rates.cardOfTime('anyBusyNs'));
		default:
			return field.isSummed ? printed(field, sumOf(field, rows)) : UNKNOWN;
	}
}

function sumOf({value}: Field, rows: readonly FieldRow[]): number | undefined {
	return rows.reduce<number | undefined>((sum, row) => {
		const part = value(row);
		return typeof part === 'number' ? (sum ?? 0) + part : sum;
	}, undefined);
}
