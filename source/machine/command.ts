/**
Operator's commands: plain data in, outcome out. Checked, journaled with their virtual time, and
undone by a new entry; history is never rewritten.
*/
import type {CostName} from '../manual/costs.ts';
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
	| {readonly kind: 'undo'}
	| {readonly kind: 'redo'};

export type CommandKind = Command['kind'];

export type Outcome =
	/** `summary` says what changed: "dom5 added: full, 512 MiB, vector-add". */
	| {readonly ok: true; readonly summary: string}
	/** Nothing changed. */
	| {readonly ok: false; readonly reason: string};

export type JournalEntry = {
	readonly sequence: number;
	readonly atNs: number;
	readonly command: Command;
	readonly summary: string;
	/** Sequence of the entry that this one takes back or does again. */
	readonly undoes?: number;
	readonly redoes?: number;
	/** Who gave it, if it was not the operator: the scenario, or the guard that puts FIFO in the place of a policy that failed. */
	readonly by?: 'scenario' | 'guard';
	/** False for what is not configuration: it cannot be undone. */
	readonly hasInverse: boolean;
};
