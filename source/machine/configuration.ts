/**
The desired configuration: one immutable document. Operator's commands are immer recipes on it; the
machine applies the patches, the inverse patches are the undo.
*/

import type {CostName} from '../manual/costs.ts';
import {BATCH_LARGE, BATCH_SMALL} from '../manual/hypercall.ts';

/** How a domain meets the GPU. Names as in the paper. */
export type Mode =
	| {readonly kind: 'native'}
	| {readonly kind: 'passthrough'}
	| {
			readonly kind: 'full';
			readonly barRemap: boolean;
			readonly lazyShadowing: boolean;
			/** Ours, not the paper's: writes to page tables are observed, a sync costs what changed. */
			readonly tracked?: boolean;
	  }
	| {
			readonly kind: 'para';
			readonly multicall: boolean;
			/** Entries in one multicall; 2048 if left out. */
			readonly batch?: number;
	  };

export type WorkloadConfiguration = {
	/** Name in the catalogue of workloads. */
	readonly kind: string;
	/** Parameters by declared name; those left out have their defaults. */
	readonly parameters: Readonly<Record<string, number>>;
};

export type Reservation = {readonly periodNs: number; readonly budgetNs: number};

export type DomainConfiguration = {
	/** Never used twice in a run. */
	readonly id: number;
	readonly name: string;
	readonly mode: Mode;
	/** Size of its VRAM partition. */
	readonly vramBytes: number;
	/** Guest memory; committed as it is touched. */
	readonly ramBytes: number;
	/** Size of its channel range; 0 chooses from the number of workloads. */
	readonly channels: number;
	readonly workloads: readonly WorkloadConfiguration[];
	readonly weight: number;
	readonly capPermille: number;
	/** GPU time in each period, for policies that reserve; undefined takes the policy's default. */
	readonly reservation?: Reservation | undefined;
	readonly isPaused: boolean;
};

export type PolicyConfiguration = {
	readonly name: string;
	readonly parameters: Readonly<Record<string, number>>;
};

export type Configuration = {
	readonly policy: PolicyConfiguration;
	/** Parameters of the device by declared name (gpu/preemption.ts); those left out have their defaults. */
	readonly device: Readonly<Record<string, number>>;
	readonly domains: readonly DomainConfiguration[];
	/** Virtual seconds per wall second; 0 is as fast as possible. No effect on results. */
	readonly speed: number;
	readonly isPaused: boolean;
	readonly nextDomainId: number;
	/** Prices that differ from the table in manual/costs.ts. In a scenario its hardware says which there are at first. */
	readonly costs?: Partial<Record<CostName, number>> | undefined;
};

/** What a scenario fixes for a whole run. */
export type Hardware = {
	readonly vramBytes: number;
	/** Part of VRAM for guests; the rest holds shadow structures. */
	readonly guestVramBytes: number;
	/** Prices at the start of the run. */
	readonly costs: Partial<Record<CostName, number>>;
};

/** A policy that is not ours: its lower-case name, and the absolute path of its module. */
export type PolicyModule = {readonly name: string; readonly path: string};

export type TimedCommand = {
	readonly atNs: number;
	readonly command: import('./command.ts').Command;
	/** Whoever gave it first, where a journal is run again; the scenario if left out. */
	readonly by?: import('./command.ts').Actor;
};

export type Scenario = {
	/** File name as given, or `demo`. */
	readonly name: string;
	readonly title: string;
	readonly description: string;
	readonly seed: number;
	readonly hardware: Hardware;
	readonly initial: Configuration;
	readonly commands: readonly TimedCommand[];
	/** Policies besides ours that it may name. */
	readonly policyModules?: readonly PolicyModule[];
	/** Where `run` stops if not told otherwise. */
	readonly untilNs: number;
};

/** Page table entries in one call of a para-virtual driver. */
export function paraBatch(mode: Extract<Mode, {kind: 'para'}>): number {
	return mode.multicall ? (mode.batch ?? BATCH_LARGE) : 1;
}

/** `full`, `full+remap+lazy`, `para+multicall` ... */
export function describeMode(mode: Mode): string {
	switch (mode.kind) {
		case 'native':
		case 'passthrough':
			return mode.kind;
		case 'full':
			return `full${mode.barRemap ? '+remap' : ''}${mode.lazyShadowing ? '+lazy' : ''}${mode.tracked === true ? '+tracked' : ''}`;
		case 'para':
			return `para${mode.multicall ? (paraBatch(mode) === BATCH_SMALL ? '+multicall128' : '+multicall') : ''}`;
	}
}

/** The kernel's own channel, one for each workload, an even number. */
export function channelCountOf(configuration: DomainConfiguration): number {
	return configuration.channels > 0 ? configuration.channels : Math.ceil((1 + configuration.workloads.length) / 2) * 2;
}

/** The mode behind a description; options in any order. Undefined if there is no such mode. */
export function parseMode(text: string): Mode | undefined {
	const [kind, ...options] = text.split('+');
	const has = (option: string) => options.includes(option);
	const allowed: Readonly<Record<string, readonly string[]>> = {
		native: [],
		passthrough: [],
		full: ['remap', 'lazy', 'tracked'],
		para: ['multicall', 'multicall128'],
	};
	const known = allowed[kind as string] ?? undefined;
	if (known === undefined || !options.every(option => known.includes(option)) || new Set(options).size < options.length) {
		return undefined;
	}
	switch (kind as Mode['kind']) {
		case 'native':
			return {kind: 'native'};
		case 'passthrough':
			return {kind: 'passthrough'};
		case 'full':
			return {kind: 'full', barRemap: has('remap'), lazyShadowing: has('lazy'), ...(has('tracked') ? {tracked: true} : {})};
		case 'para':
			return has('multicall128') ? {kind: 'para', multicall: true, batch: BATCH_SMALL} : {kind: 'para', multicall: has('multicall')};
	}
}

/** Every mode as described, the paper's names in its order. */
export const MODE_NAMES = [
	'native',
	'passthrough',
	'full',
	'full+remap',
	'full+lazy',
	'full+remap+lazy',
	'full+tracked',
	'full+remap+tracked',
	'para',
	'para+multicall',
] as const;
