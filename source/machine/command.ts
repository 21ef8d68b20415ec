/**
Operator's commands: plain data in, outcome out. Checked, journaled with their virtual time, and
undone by a new entry; history is never rewritten.
*/
import type {CostName} from '../manual/costs.ts';
import type {Change} from './changes.ts';
import type {Mode, Reservation, WorkloadConfiguration} from './configuration.ts';

export type Command =
	| {
			readonly kind: 'add-domain';
			/** Left out: the first free name `domN`. */
			readonly name?: string;
			readonly mode?: Mode;
			readonly vramBytes?: number;
			readonly ramBytes?: number;
			readonly channels?: number;
			readonly workloads?: readonly WorkloadConfiguration[];
			readonly weight?: number;
			readonly capPermille?: number;
			readonly reservation?: Reservation;
	  }
	| {readonly kind: 'remove-domain'; readonly domain: string}
	| {readonly kind: 'pause-domain'; readonly domain: string}
	| {readonly kind: 'resume-domain'; readonly domain: string}
	/**
	Loads its driver and starts its work anew; with another mode, size or other workloads, if given, which is a change that
	undo takes back by starting it anew once more. Without them nothing is left to undo.
	*/
	| {
			readonly kind: 'reboot-domain';
			readonly domain: string;
			readonly mode?: Mode;
			readonly vramBytes?: number;
			readonly workloads?: readonly WorkloadConfiguration[];
	  }
	/** Another size of its partition; the domain starts anew. */
	| {readonly kind: 'set-vram'; readonly domain: string; readonly vramBytes: number}
	/** Other work; the domain starts anew. */
	| {readonly kind: 'set-workloads'; readonly domain: string; readonly workloads: readonly WorkloadConfiguration[]}
	/** Options of full change at once; another kind of mode makes the domain load its driver anew. */
	| {readonly kind: 'set-mode'; readonly domain: string; readonly mode: Mode}
	| {readonly kind: 'set-policy'; readonly policy: string; readonly parameters?: Readonly<Record<string, number>>}
	/** One parameter of the policy in force, in its declared unit. */
	| {readonly kind: 'set-parameter'; readonly parameter: string; readonly value: number}
	/** One parameter of the device, in its declared unit. */
	| {readonly kind: 'set-device'; readonly parameter: string; readonly value: number}
	| {readonly kind: 'set-weight'; readonly domain: string; readonly weight: number}
	/** 0 is no cap. */
	| {readonly kind: 'set-cap'; readonly domain: string; readonly capPermille: number}
	/** GPU time per period, for policies that reserve; left out takes the policy's default. */
	| {readonly kind: 'set-reservation'; readonly domain: string; readonly reservation?: Reservation}
	/** One price of the cost table, in its unit; what was begun before is paid at the old price. */
	| {readonly kind: 'set-cost'; readonly cost: CostName; readonly value: number}
	| {readonly kind: 'set-speed'; readonly speed: number}
	| {readonly kind: 'pause'}
	| {readonly kind: 'resume'}
	/** Runs so much virtual time although the machine is paused. Not configuration: no inverse. */
	| {readonly kind: 'step'; readonly durationNs: number}
	/** A line for people, kept in the journal. Changes nothing: no inverse. */
	| {readonly kind: 'note'; readonly text: string}
	/** Takes back the newest change in force, or so many of them at once. */
	| {readonly kind: 'undo'; readonly count?: number}
	/** Takes back everything that was changed after that entry of the journal; -1 is the start. Entered as `undo` with its count. */
	| {readonly kind: 'undo-to'; readonly sequence: number}
	| {readonly kind: 'redo'};

export type CommandKind = Command['kind'];

/** Longest note, in characters. */
export const NOTE_LENGTH = 200;

/** Why a text will not do as a note: one line of printable characters. */
export function refuseNote(text: string): string | undefined {
	if (text.trim() === '' || text.length > NOTE_LENGTH) {
		return `a note of ${text.trim() === '' ? 0 : text.length} characters; expected 1 to ${NOTE_LENGTH}`;
	}
	return /\p{Cc}/u.test(text) ? 'a note with control characters; expected one line of text' : undefined;
}

/**
Who gave a command. key: the operator, by a key. line: by the command line of the screen. plain: by a line of the mode for
screen readers. scenario: a timed command. script: a program that uses the library. try: a trial, or its end. guard: the
engine itself, because a policy failed; whoever runs the journal again leaves these out, the engine will give them again.
*/
export type Actor = 'key' | 'line' | 'plain' | 'scenario' | 'script' | 'try' | 'guard';

export type Outcome =
	/** `summary` says what changed: "dom5 added: full, 512 MiB, vector-add". */
	| {readonly ok: true; readonly summary: string}
	/** Nothing changed. */
	| {readonly ok: false; readonly reason: string};

export type JournalEntry = {
	readonly sequence: number;
	readonly atNs: number;
	readonly by: Actor;
	/** With what was left out filled in, so that it says the same at any other time. */
	readonly command: Command;
	readonly summary: string;
	/** Every value that is another one now; empty for what is not configuration. */
	readonly changes: readonly Change[];
	/** Sequence of the entry that this one takes back or does again, the oldest where there are several: see journal-stacks.ts. */
	readonly undoes?: number;
	readonly redoes?: number;
	/** False for what is not configuration: it cannot be undone. */
	readonly hasInverse: boolean;
};
