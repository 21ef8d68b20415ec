/**
What the screen can write out, declared once: name, title, sentence, ending of the file, and how its text is made.

Dialog, help and documents read the declaration.
*/
import {SECOND} from '../../base/units.ts';
import type {JournalEntry} from '../../machine/command.ts';
import type {Scenario} from '../../machine/configuration.ts';
import type {Offerings} from '../../machine/scenario-schema.ts';
import {writeSession} from '../../machine/scenario-writer.ts';
import type {Snapshot} from '../../machine/snapshot.ts';
import {traceOf} from '../../machine/trace-events.ts';
import type {Model} from '../model.ts';
import {type Picture, textOf} from '../terminal/picture.ts';
import {svgOf} from './svg.ts';
import {csvOf, jsonOf, tableOf} from './table.ts';

/** Where the engine came from: for scripts and recordings. */
export type SessionOrigin = {
	/** Undefined where it is not known: a recording that does not say. */
	readonly scenario: Scenario | undefined;
	readonly offerings: Offerings;
	/** Version of the program. */
	readonly program: string;
};

/** What an output is made of. */
export type Material = {
	readonly model: Model;
	/** The screen as it was before anybody asked what to write. */
	readonly picture: Picture;
	/** Every command of the session. */
	readonly journal: readonly JournalEntry[];
	/** Commands that were given before anybody listened. */
	readonly missing: number;
	readonly origin: SessionOrigin | undefined;
};

export type Making = {readonly ok: true; readonly text: string} | {readonly ok: false; readonly reason: string};

export type OutputName = 'table-csv' | 'table-json' | 'screen-text' | 'screen-svg' | 'ledger-json' | 'ledger-script' | 'trace';

export type Output = {
	readonly name: OutputName;
	/** Second word of the file's name. */
	readonly what: string;
	readonly extension: string;
	readonly title: string;
	readonly doc: string;
	readonly make: (material: Material) => Making;
};

/** Virtual time that a trace goes back. */
const TRACE_NS = 10 * SECOND;

export const outputs: readonly Output[] = [
	{
		name: 'table-csv',
		what: 'table',
		extension: 'csv',
		title: 'Table as CSV',
		doc: 'The table of this screen as plain numbers, sorted and filtered.',
		make: ({model}) => good(csvOf(tableOf(model))),
	},
	{
		name: 'table-json',
		what: 'table',
		extension: 'json',
		title: 'Table as JSON',
		doc: 'The same as one object with a list of rows.',
		make: ({model}) => good(jsonOf(tableOf(model))),
	},
	{
		name: 'screen-text',
		what: 'screen',
		extension: 'txt',
		title: 'Screen as text',
		doc: 'What is on the screen, without colours.',
		make: ({picture}) => good(textOf(picture)),
	},
	{
		name: 'screen-svg',
		what: 'screen',
		extension: 'svg',
		title: 'Screen as SVG',
		doc: 'What is on the screen as a picture, for any browser.',
		make: ({picture, model}) => good(svgOf(picture, `gpuvmtop ${model.facts?.scenario ?? ''}, ${model.ui.screen}`)),
	},
	{
		name: 'ledger-json',
		what: 'ledger',
		extension: 'json',
		title: 'Ledger as JSON',
		doc: 'Every command of the session with its virtual time.',
		make: ({model, journal}) => good(ledgerJson(model, journal)),
	},
	{
		name: 'ledger-script',
		what: 'session',
		extension: 'yaml',
		title: 'Session as a script',
		doc: 'A scenario that does again what was done: run gives the same digest.',
		make: material => script(material),
	},
	{
		name: 'trace',
		what: 'trace',
		extension: 'json',
		title: 'Trace for Perfetto',
		doc: 'The last ten virtual seconds: who held the GPU, counters, commands.',
		make: ({model}) => good(`${JSON.stringify(traceOf(lastSnapshots(model)))}\n`),
	},
];

export function outputNamed(name: OutputName): Output {
	return outputs.find(output => output.name === name) ?? outputs[0];
}

function good(text: string): Making {
	return {ok: true, text};
}

function ledgerJson({snapshot, facts}: Model, journal: readonly JournalEntry[]): string {
	const head = {scenario: facts?.scenario ?? '', seed: facts?.seed ?? 0, untilNs: snapshot?.atNs ?? 0};
	return `${JSON.stringify({...head, entries: journal.filter(({atNs}) => atNs <= head.untilNs)}, undefined, '\t')}\n`;
}

function script({model, journal, missing, origin}: Material): Making {
	if (origin?.scenario === undefined) {
		return {ok: false, reason: 'where this began is not known, so it cannot be told as a script'};
	}
	if (missing > 0) {
		return {ok: false, reason: `the first ${missing} commands of the session are not known here`};
	}
	const endNs = model.snapshot?.atNs ?? 0;
	return good(
		writeSession(
			origin.scenario,
			journal.filter(({atNs}) => atNs <= endNs),
			endNs,
			origin.offerings,
		),
	);
}

function lastSnapshots({samples, snapshot}: Model): Snapshot[] {
	const untilNs = snapshot?.atNs ?? 0;
	const last = samples.indexAt(untilNs);
	const first = Math.max(0, samples.indexAt(untilNs - TRACE_NS));
	return Array.from({length: Math.max(0, last + 1 - first)}, (_, index) => samples.snapshot(first + index));
}
