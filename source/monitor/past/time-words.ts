/** What people type for a moment: `1:20.5`, `80.5s`, `-5m` before now, `+2s` after what is shown, `#12` for a change, `now`. */
import {parseDuration, SECOND} from '../../base/units.ts';
import type {JournalEntry} from '../../machine/command.ts';
import {formatClock} from '../format.ts';

export type Reference = {
	/** Virtual time of the engine as it runs. */
	readonly nowNs: number;
	/** Virtual time of what is shown. */
	readonly shownNs: number;
	/** Virtual times of the oldest and of the newest sample that is kept. */
	readonly oldestNs: number;
	readonly newestNs: number;
	readonly journal: readonly JournalEntry[];
};

export type ParsedMoment =
	/** What a change made shows only after it. */
	{readonly ok: true; readonly atNs: number; readonly isChange: boolean} | {readonly ok: false; readonly reason: string};

export const MOMENT_HINT = '1:20.5, 80.5s, -5m before now, +2s after what is shown, #12 for a change, now';

/** The moment that was meant, if it is kept; a time before the oldest one that is kept is refused with what there is. */
export function parseMoment(text: string, reference: Reference): ParsedMoment {
	const parsed = read(text.trim(), reference);
	if (!parsed.ok) {
		return parsed;
	}
	const {atNs} = parsed;
	const {oldestNs, newestNs} = reference;
	return atNs < oldestNs || atNs > newestNs
		? {ok: false, reason: `${formatClock(Math.max(0, atNs))} is not kept; from ${formatClock(oldestNs)} to ${formatClock(newestNs)} is`}
		: parsed;
}

function read(text: string, {nowNs, shownNs, journal}: Reference): ParsedMoment {
	if (text === 'now') {
		return {ok: true, atNs: nowNs, isChange: false};
	}
	const change = /^#(\d+)$/.exec(text)?.[1];
	if (change !== undefined) {
		const entry = journal.find(({sequence}) => sequence === Number(change));
		return entry === undefined ? {ok: false, reason: `no change #${change} is known`} : {ok: true, atNs: entry.atNs, isChange: true};
	}
	const [, sign, length] = /^([-+])(.+)$/.exec(text) ?? [];
	const ns = readTime(length ?? text);
	if (ns === undefined) {
		return {ok: false, reason: `"${text}" is no time; expected ${MOMENT_HINT}`};
	}
	return {ok: true, atNs: sign === '-' ? nowNs - ns : sign === '+' ? shownNs + ns : ns, isChange: false};
}

/** `1:02:03.5`, `1:20`, `80` seconds, `80s`, `500ms`, `5m`, `1h`; undefined for anything else. */
function readTime(text: string): number | undefined {
	const clock = /^(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)$/.exec(text);
	if (clock !== null) {
		const [, hours = '0', minutes, seconds] = clock;
		return Math.round(((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * SECOND);
	}
	if (/^\d+(\.\d+)?$/.test(text)) {
		return Math.round(Number(text) * SECOND);
	}
	const parsed = parseDuration(text);
	return parsed.ok ? parsed.value : undefined;
}
