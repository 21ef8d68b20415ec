/**
What each line of a recording must look like before anything of it is believed: files come from anywhere.

Not here: what the lines mean (format.ts). Objects may hold more than is asked for, so that newer programs can add to them.
*/
import * as z from 'zod';
import {SLOTS} from '../catalogue.ts';
import {FORMAT, type RecordingLine, type SampleLine, VERSION} from './format.ts';

const whole = z.number().int();
const nanoseconds = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const slot = whole.min(0).max(SLOTS - 1);
const values = z.record(z.string(), z.number());

const mode = z.discriminatedUnion('kind', [
	z.looseObject({kind: z.literal('native')}),
	z.looseObject({kind: z.literal('passthrough')}),
	z.looseObject({kind: z.literal('full'), barRemap: z.boolean(), lazyShadowing: z.boolean(), tracked: z.boolean().optional()}),
	z.looseObject({kind: z.literal('para'), multicall: z.boolean(), batch: whole.optional()}),
]);

const domain = z.looseObject({
	configuration: z.looseObject({
		id: whole,
		name: z.string().max(64),
		mode,
		vramBytes: z.number(),
		ramBytes: z.number(),
		channels: whole,
		workloads: z.array(z.looseObject({kind: z.string(), parameters: values})),
		weight: z.number(),
		capPermille: z.number(),
		isPaused: z.boolean(),
	}),
	slot,
	state: z.enum(['booting', 'running', 'paused', 'done', 'failed', 'parked']),
	reason: z.string(),
	createdAtNs: z.number(),
	partitionStart: z.number(),
	channelCount: whole,
	channelStart: whole,
});

const facts = z.looseObject({
	scenario: z.string().optional(),
	title: z.string().optional(),
	seed: z.number().optional(),
	policy: z.looseObject({name: z.string(), parameters: values}).optional(),
	device: values.optional(),
	costs: values.optional(),
	speed: z.number().optional(),
	isPaused: z.boolean().optional(),
	nextDomainId: whole.optional(),
	order: z.array(whole).optional(),
	vramBytes: z.number().optional(),
	guestVramBytes: z.number().optional(),
	guestVramFreeBytes: z.number().optional(),
	undoable: z.string().nullable().optional(),
	redoable: z.string().nullable().optional(),
	broken: z.string().nullable().optional(),
});

const notice = z.looseObject({
	sequence: whole,
	atNs: nanoseconds,
	severity: z.enum(['info', 'warning', 'error']),
	domain: z.string(),
	text: z.string(),
});

const entry = z.looseObject({
	sequence: whole,
	atNs: nanoseconds,
	command: z.looseObject({kind: z.string()}),
	summary: z.string(),
	// Files from before it was known who gave a command and what it changed.
	by: z.string().default('script'),
	changes: z.array(z.looseObject({what: z.string(), before: z.string(), after: z.string()})).default([]),
	undoes: whole.optional(),
	redoes: whole.optional(),
	hasInverse: z.boolean(),
});

const note = z.looseObject({atNs: nanoseconds, text: z.string()});

const details = z.looseObject({
	atNs: nanoseconds,
	channels: z.array(z.looseObject({domain: whole, virtualChannel: whole, activity: z.enum(['idle', 'busy', 'waiting', 'stopped'])})),
	memory: z.array(z.looseObject({domain: whole, spaces: z.array(z.looseObject({usedBy: z.string()}))})),
	touched: z.array(z.number()),
});

const end = z.looseObject({atNs: nanoseconds, samples: whole, dropped: whole});

export const headerSchema = z.looseObject({
	format: z.literal(FORMAT),
	version: z.literal(VERSION),
	program: z.string(),
	recordedAt: z.string(),
	scenario: z.string(),
	scenarioText: z.string(),
	seed: z.number(),
	startNs: nanoseconds,
	counters: z.object({card: z.array(z.string()), domain: z.array(z.string())}),
});

/** Lines by the key that tells them apart; samples are looked at by hand, for there are many. */
const shapes: Readonly<Record<string, z.ZodType>> = {
	facts: z.object({facts, domains: z.record(z.string(), domain.nullable())}),
	notice: z.object({notice}),
	entry: z.object({entry}),
	note: z.object({note}),
	details: z.object({details}),
	end: z.object({end}),
};

/** The line, or what is wrong with it. `limits` are the lengths of the rows that the header names. */
export function readLine(value: unknown, limits: {readonly card: number; readonly domain: number}): RecordingLine | string {
	if (typeof value !== 'object' || value === null) {
		return 'is no object; expected a line such as {"sample":...}';
	}
	if ('sample' in value) {
		return faultOfSample(value as Record<string, unknown>, limits) ?? (value as SampleLine);
	}
	const kind = Object.keys(shapes).find(key => key in value);
	if (kind === undefined) {
		return `has none of the keys sample, ${Object.keys(shapes).join(', ')}`;
	}
	const parsed = (shapes[kind] as z.ZodType).safeParse(value);
	return parsed.success ? (parsed.data as RecordingLine) : describeIssue(parsed.error);
}

export function describeIssue({issues}: z.ZodError): string {
	const [issue] = issues;
	return `${issue?.path.map(String).join('.') || 'the line'}: ${issue?.message ?? 'not as expected'}`;
}

function faultOfSample(
	{sample, at, wall, speed, card, rows, held}: Record<string, unknown>,
	limits: {readonly card: number; readonly domain: number},
): string | undefined {
	const isTimed = isNumber(at) && (at as number) >= 0 && (wall === undefined || isNumber(wall));
	if (!isNumber(sample) || !isTimed || !(speed === undefined || isNumber(speed))) {
		return 'sample: expected numbers for sample, at, wall and speed';
	}
	if (card !== undefined && !isRow(card, limits.card)) {
		return `card: expected pairs of a column, below ${limits.card}, and a number`;
	}
	if (!(held === undefined || (Array.isArray(held) && held.every(isNumber) && held.length >= 4 && (held.length - 4) % 3 === 0))) {
		return 'held: expected four numbers, then three for each interval';
	}
	if (rows === undefined) {
		return undefined;
	}
	if (typeof rows !== 'object' || rows === null) {
		return 'rows: expected rows by slot';
	}
	const bad = Object.entries(rows).find(([name, row]) => !slot.safeParse(Number(name)).success || !isRow(row, limits.domain));
	return bad === undefined
		? undefined
		: `rows.${bad[0]}: expected a slot below ${SLOTS}, and pairs of a column, below ${limits.domain}, and a number`;
}

function isNumber(value: unknown): boolean {
	return typeof value === 'number' && Number.isFinite(value);
}

function isRow(value: unknown, length: number): boolean {
	if (!Array.isArray(value) || value.length % 2 !== 0) {
		return false;
	}
	for (let index = 0; index < value.length; index += 2) {
		const column: unknown = value[index];
		const isColumn = Number.isInteger(column) && (column as number) < length && (column as number) >= -length;
		if (!isColumn || !(value[index + 1] === null || isNumber(value[index + 1]))) {
			return false;
		}
	}
	return true;
}
