/**
Batch mode: samples as text, JSON lines or CSV, for pipes and for terminals that cannot be painted.

Each sample's rates are of the time since the sample before; the first one's of the time since the start. The
columns are those of the screen, the counters those of the declarations.
*/
import process from 'node:process';
import {SECOND} from '../base/units.ts';
import {cardCatalogue, domainCatalogue} from '../machine/catalogue.ts';
import {describeMode} from '../machine/configuration.ts';
import type {EngineHost} from '../machine/engine-host.ts';
import {cardValue, type DomainFacts, domainValue, type Snapshot} from '../machine/snapshot.ts';
import {type Column, columns, entitlement} from './columns.ts';
import {fitBytes, fitCount, formatAchieved, formatClock, formatSpeed, percent, withUnit} from './format.ts';
import {Rates} from './rates.ts';
import {sortDomains} from './table-layout.ts';

export type BatchFormat = 'text' | 'json' | 'csv';

export type BatchOptions = {
	readonly host: EngineHost;
	/** Samples to write; 0 is no end. */
	readonly iterations: number;
	/** Wall seconds between samples, 0.02 to 10; larger delays skip snapshots. */
	readonly delaySeconds: number;
	readonly stdout: NodeJS.WritableStream;
	readonly format: BatchFormat;
	/** Text: the heading again before each sample, as in `xentop -r`. */
	readonly hasRepeatedHeader?: boolean;
	/** Ends the run early. */
	readonly signal?: AbortSignal;
};

/** True where the screen cannot be painted. */
export function needsBatch(
	stdout: {readonly isTTY?: boolean},
	environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
	return stdout.isTTY !== true || environment.TERM === 'dumb';
}

const EXIT_BROKEN = 70;
const LONGEST_INTERVAL_MS = 10_000;

/** Writes samples until there are enough, the reader goes away or the engine stops. Resolves with the exit code. */
export async function runBatch(options: BatchOptions): Promise<number> {
	const {host, iterations, stdout, signal} = options;
	const delayMs = options.delaySeconds * 1000;
	const skip = Math.max(1, Math.ceil(delayMs / LONGEST_INTERVAL_MS));
	host.setInterval(delayMs / skip);
	const writer = new SampleWriter(options);
	const done = Promise.withResolvers<number>();
	const onError = (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? done.resolve(0) : done.reject(error));
	const onAbort = () => done.resolve(0);
	let seen = 0;
	let written = 0;
	const unsubscribe = host.subscribe(snapshot => {
		seen++;
		if (seen % skip === 0 && (iterations === 0 || written < iterations)) {
			written++;
			stdout.write(writer.sample(snapshot));
		}
		const {broken} = snapshot.facts;
		if (broken !== undefined) {
			process.stderr.write(`gpuvmtop: the engine stopped: ${broken}\n`);
			done.resolve(EXIT_BROKEN);
		} else if (written === iterations) {
			done.resolve(0);
		}
	});
	stdout.on('error', onError);
	signal?.addEventListener('abort', onAbort);
	try {
		return await done.promise;
	} finally {
		unsubscribe();
		signal?.removeEventListener('abort', onAbort);
		stdout.off('error', onError);
	}
}

/** One sample after the other, as text. */
export class SampleWriter {
	readonly #rates = new Rates(1);
	readonly #format: BatchFormat;
	readonly #hasRepeatedHeader: boolean;
	#samples = 0;

	constructor({format, hasRepeatedHeader = true}: {readonly format: BatchFormat; readonly hasRepeatedHeader?: boolean}) {
		this.#format = format;
		this.#hasRepeatedHeader = hasRepeatedHeader;
	}

	sample(snapshot: Snapshot): string {
		this.#rates.push(snapshot);
		const isFirst = this.#samples++ === 0;
		switch (this.#format) {
			case 'json':
				return `${JSON.stringify(sampleObject(snapshot, this.#rates))}\n`;
			case 'csv':
				return (isFirst ? `${csvHeading()}\n` : '') + csvRows(snapshot, this.#rates);
			case 'text':
				return textSample(snapshot, this.#rates, isFirst || this.#hasRepeatedHeader);
		}
	}
}

function wideWidth(column: Column): number {
	return column.wideWidth ?? column.width;
}

function padded(text: string, column: Column): string {
	return column.align === 'left' ? text.padEnd(wideWidth(column)) : text.padStart(wideWidth(column));
}

function textSample(snapshot: Snapshot, rates: Rates, hasHeading: boolean): string {
	const lines = hasHeading ? [...summary(snapshot, rates), row(({title}) => title), row(({unit}) => unit)] : [];
	for (const domain of sortDomains(snapshot.facts.domains, rates, 'name', false)) {
		lines.push(row(column => column.text(domain, rates, wideWidth(column))));
	}
	return `${lines.join('\n')}\n`;
}

function row(cell: (column: Column) => string): string {
	return columns
		.map(column => padded(cell(column), column))
		.join(' ')
		.trimEnd();
}

function summary({atNs, achievedSpeed, facts}: Snapshot, rates: Rates): string[] {
	const {configuration} = facts;
	const used = facts.guestVramBytes - facts.guestVramFreeBytes;
	const state = configuration.isPaused ? 'paused' : 'running';
	return [
		`gpuvmtop  ${formatClock(atNs)} virtual  ${state} ${formatAchieved(achievedSpeed)} of ${formatSpeed(configuration.speed)}  policy ${configuration.policy.name}  ${facts.scenario} seed ${facts.seed}  rates over ${(rates.windowNs / SECOND).toFixed(3)} s`,
		`GPU ${withUnit(percent(rates.cardOfTime('anyBusyNs')), '%')} busy  VRAM ${fitBytes(used, 6)} of ${fitBytes(facts.guestVramBytes, 6)}  exits ${withUnit(fitCount(rates.perSecondOfAll('exits'), 6), '/s')}  ${facts.domains.length} domains`,
	];
}

/** Everything a sample says, by declared names. Unknown is null. */
export function sampleObject(snapshot: Snapshot, rates: Rates): object {
	const {facts, block} = snapshot;
	const {configuration} = facts;
	return {
		sequence: snapshot.sequence,
		atNs: snapshot.atNs,
		windowNs: rates.windowNs,
		achievedSpeed: snapshot.achievedSpeed < 0 ? null : snapshot.achievedSpeed,
		scenario: facts.scenario,
		seed: facts.seed,
		speed: configuration.speed,
		isPaused: configuration.isPaused,
		policy: configuration.policy,
		vramBytes: facts.vramBytes,
		guestVramBytes: facts.guestVramBytes,
		guestVramFreeBytes: facts.guestVramFreeBytes,
		broken: facts.broken ?? null,
		card: {
			busyOfTime: rates.cardOfTime('anyBusyNs') ?? null,
			counters: Object.fromEntries(cardCatalogue.names.map(name => [name, cardValue(block, name)])),
		},
		domains: facts.domains.map(domain => domainObject(domain, block, rates)),
	};
}

function domainObject(domain: DomainFacts, block: Float64Array, rates: Rates): object {
	const {configuration} = domain;
	const growing = domainCatalogue.names.filter(name => domainCatalogue.specs[name].kind === 'counter');
	return {
		id: configuration.id,
		name: configuration.name,
		state: domain.state,
		reason: domain.reason,
		mode: describeMode(configuration.mode),
		weight: configuration.weight,
		capPermille: configuration.capPermille,
		vramBytes: configuration.vramBytes,
		workloads: configuration.workloads,
		gpuOfTime: rates.ofTime(domain, 'gpuBusyNs') ?? null,
		gpuOfBusy: rates.ofAll(domain, 'gpuBusyNs') ?? null,
		entitled: entitlement(domain, rates.domains) ?? null,
		counters: Object.fromEntries(domainCatalogue.names.map(name => [name, domainValue(block, domain.slot, name)])),
		perSecond: Object.fromEntries(growing.map(name => [name, rates.perSecond(domain, name) ?? null])),
	};
}

const csvFacts = ['sequence', 'atNs', 'windowNs', 'policy', 'id', 'name', 'state', 'mode', 'weight', 'vramBytes'] as const;

function csvHeading(): string {
	return [...csvFacts, 'gpuOfTime', 'gpuOfBusy', 'entitled', ...domainCatalogue.names].join(',');
}

/** One line per domain. Unknown is an empty field. */
function csvRows({sequence, atNs, facts, block}: Snapshot, rates: Rates): string {
	return facts.domains
		.map(domain => {
			const {id, name, mode, weight, vramBytes} = domain.configuration;
			const known = [
				sequence,
				atNs,
				rates.windowNs,
				facts.configuration.policy.name,
				id,
				name,
				domain.state,
				describeMode(mode),
				weight,
				vramBytes,
			];
			const shares = [rates.ofTime(domain, 'gpuBusyNs'), rates.ofAll(domain, 'gpuBusyNs'), entitlement(domain, rates.domains)];
			const counters = domainCatalogue.names.map(counter => domainValue(block, domain.slot, counter));
			return `${[...known, ...shares, ...counters].map(csvField).join(',')}\n`;
		})
		.join('');
}

function csvField(value: string | number | undefined): string {
	const text = Number.isNaN(value) ? '' : String(value ?? '');
	return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
