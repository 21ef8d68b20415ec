/** What a line may say about changes: notes, undo to an entry of the journal, and trials that put themselves back. */
import {parseDuration, SECOND} from '../../base/units.ts';
import {type Command, NOTE_LENGTH, refuseNote} from '../../machine/command.ts';
import {START} from '../../machine/journal-stacks.ts';
import {TRIAL_SECONDS_MAXIMUM} from '../trial/trials.ts';
import {type Candidate, give, type LineCommand, type LineContext, lineCommand, type Reading, type Word} from './line-command.ts';
import {parseLine} from './parse-line.ts';
import {textWord} from './words.ts';

const noteWord: Word<string> = {
	...textWord('text', `one line of at most ${NOTE_LENGTH} characters`),
	read: text => {
		const reason = refuseNote(text);
		return reason === undefined ? {ok: true, value: text.trim()} : {ok: false, reason: `is ${reason}`};
	},
};

const entryWord: Word<number> = {
	name: 'entry',
	doc: 'the number of a change in the ledger, or start',
	read: text => {
		const number = text === 'start' ? START : /^#?\d+$/.test(text) ? Number(text.replace('#', '')) : undefined;
		return number === undefined
			? {ok: false, reason: `is "${text}"; expected the number of a change in the ledger, or start`}
			: {ok: true, value: number};
	},
	candidates: ({facts}) => {
		const entries = (facts?.journal ?? []).map(({sequence, summary}): Candidate => ({text: String(sequence), doc: summary}));
		return [...entries.reverse(), {text: 'start', doc: 'Everything that was changed.'}];
	},
};

type TrialWish = {readonly commands: readonly Command[]; readonly seconds: number; readonly text: string};

const DEFAULT_SECONDS = 30;

const trialWord: Word<TrialWish> = {
	name: 'trial',
	doc: 'commands with ; between them, then a time such as 30s',
	isRest: true,
	read: (text, context) => readTrial(text, context),
	hint: () =>
		`commands with ; between them, then how long: 1s to ${TRIAL_SECONDS_MAXIMUM}s of time on the wall, ${DEFAULT_SECONDS}s if left out`,
};

/** `period=5ms 30s`, `weight web 512; cap web 30% 10s`: the last word is the time, if it is one that stands alone. */
function readTrial(text: string, context: LineContext): Reading<TrialWish> {
	const [, before, last] = /^(.*)\s(\S+)$/s.exec(text.trim()) ?? [];
	const time = last === undefined ? undefined : parseDuration(last);
	const whole = before === undefined || time?.ok !== true ? undefined : readCommands(before, context);
	// What reads with its last word but not without it has no time: `set period 5ms`.
	if (before !== undefined && time?.ok === true && whole?.ok === true) {
		const seconds = time.value / SECOND;
		return seconds >= 1 && seconds <= TRIAL_SECONDS_MAXIMUM
			? {ok: true, value: {commands: whole.value, seconds, text: before.trim()}}
			: {ok: false, reason: `lasts ${last}; expected 1s to ${TRIAL_SECONDS_MAXIMUM}s`};
	}
	const all = readCommands(text, context);
	if (all.ok) {
		return {ok: true, value: {commands: all.value, seconds: DEFAULT_SECONDS, text: text.trim()}};
	}
	return whole?.ok === false ? whole : all;
}

function readCommands(text: string, context: LineContext): Reading<readonly Command[]> {
	const commands: Command[] = [];
	for (const part of text.split(';')) {
		const reading = parseLine(part, context);
		if (!reading.ok) {
			return {ok: false, reason: `of "${part.trim()}": ${reading.reason}`};
		}
		if (reading.value.kind !== 'command') {
			return {ok: false, reason: `of "${part.trim()}": that changes nothing that could be tried`};
		}
		commands.push(reading.value.command);
	}
	return {ok: true, value: commands};
}

export const ledgerLines: readonly LineCommand[] = [
	lineCommand({
		name: 'note',
		doc: 'Writes a note at this moment; it changes nothing.',
		words: [noteWord],
		make: ([text]) => give({kind: 'note', text}),
		describes: {kind: 'note', words: ({text}) => [text]},
		example: 'note warm-up over',
	}),
	lineCommand({
		name: 'undo-to',
		doc: 'Takes back everything that was changed after that entry of the ledger; start takes back all.',
		words: [entryWord],
		make: ([sequence]) => give({kind: 'undo-to', sequence}),
		describes: {kind: 'undo-to', words: ({sequence}) => [sequence === START ? 'start' : String(sequence)]},
		example: 'undo-to start',
	}),
	lineCommand({
		name: 'try',
		doc: 'Changes that put themselves back after that time unless Enter keeps them; several with ; between them.',
		words: [trialWord],
		make: ([{commands, seconds, text}]) => ({
			kind: 'screen',
			run: ({trials, say, paint}) => {
				trials.start(commands, seconds, text).then(reason => {
					if (reason !== undefined) {
						say(`try ${text}: ${reason}`, 'error');
					}
					paint();
				});
				return undefined;
			},
		}),
		example: 'try cap web 30% 20s',
	}),
];
