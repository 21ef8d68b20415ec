/**
An engine host without an engine: numbers that move as an engine's would, by rule, and commands that are obeyed,
refused and undone. Time passes only when `advance` is called.
*/
import {Timeline} from '../../source/aggregator/timeline.ts';
import {MIB, MS, SECOND} from '../../source/base/units.ts';
import {
	BLOCK_LENGTH,
	type CardCounter,
	cardCatalogue,
	type DomainCounter,
	domainCatalogue,
	ROW_LENGTH,
	SLOTS,
	TIMELINE_START,
} from '../../source/machine/catalogue.ts';
import {changesBetween} from '../../source/machine/changes.ts';
import type {Actor, Command, JournalEntry, Outcome} from '../../source/machine/command.ts';
import {type Configuration, type DomainConfiguration, describeMode, type Mode} from '../../source/machine/configuration.ts';
import type {Details} from '../../source/machine/details.ts';
import type {EngineHost} from '../../source/machine/engine-host.ts';
import {playStacks, retreatTo} from '../../source/machine/journal-stacks.ts';
import type {DomainFacts, DomainState, Facts, Notice, Severity, Snapshot} from '../../source/machine/snapshot.ts';
import {type Wait, waitCode} from '../../source/machine/waiting.ts';
import {fakeDetails} from './fake-details.ts';
import {fakeOffers} from './fake-offers.ts';

type FakeDomain = {
	configuration: DomainConfiguration;
	readonly slot: number;
	readonly createdAtNs: number;
	state: DomainState;
	reason: string;
};

const policies = Object.fromEntries(fakeOffers.policies.map(({name, doc, tunables}) => [name, {doc, parameters: tunables}]));
const GUEST_VRAM = 4096 * MIB;
const optimized: Mode = {kind: 'full', barRemap: true, lazyShadowing: true};
/** How much of the GPU a domain asks for, by slot. */
/** Why a domain waits, by slot. */
const waitsFor: readonly Wait[] = ['run', 'device', 'budget', 'idle', 'trap', 'device', 'cpu', 'shadow'];
const appetites = [0.62, 0.35, 0.5, 0.22, 0.41, 0.15, 0.7, 0.09];

export class FakeHost implements EngineHost {
	configuration: Configuration = {
		policy: {name: 'CREDIT', parameters: {periodNs: 30 * MS}},
		device: {},
		domains: [],
		speed: 1,
		isPaused: false,
		nextDomainId: 1,
	};
	broken: string | undefined;
	/** Commands as they were received. */
	readonly received: Command[] = [];
	/** Refuses the next command with this reason. */
	refuseNext: string | undefined;
	#untilRefusal = -1;
	#refusal = '';
	intervalMs = 0;
	isClosed = false;
	/** As under a policy that queues nothing: nobody is known to hold the device. */
	isUnqueued = false;
	/** How often details were asked for. */
	inspections = 0;
	#domains: FakeDomain[] = [];
	readonly #block = new Float64Array(BLOCK_LENGTH);
	readonly #timeline = new Timeline(this.#block.subarray(TIMELINE_START));
	#atNs = 0;
	#sequence = 0;
	#latest: Snapshot | undefined;
	readonly #listeners = new Set<(snapshot: Snapshot) => void>();
	readonly #notices: Notice[] = [];
	readonly #journal: JournalEntry[] = [];
	/** By sequence of the entry: the configuration before and after it. */
	readonly #turns = new Map<number, {readonly before: Configuration; readonly after: Configuration}>();
	/** Who gives the command that is being obeyed. */
	#by: Actor = 'script';

	constructor(domainCount = 4) {
		for (let index = 0; index < domainCount; index++) {
			this.#apply(this.#withDomain({}));
		}
		this.#publish();
	}

	latest(): Snapshot | undefined {
		return this.#latest;
	}

	subscribe(listener: (snapshot: Snapshot) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	submit(command: Command, by: Actor = 'script'): Promise<Outcome> {
		this.received.push(command);
		this.#by = by;
		return Promise.resolve(this.#execute(command));
	}

	inspect(): Promise<Details> {
		this.inspections++;
		const {domains, vramBytes} = this.#facts();
		return Promise.resolve(fakeDetails(domains, vramBytes, this.#atNs));
	}

	setInterval(milliseconds: number): void {
		this.intervalMs = milliseconds;
	}

	close(): Promise<void> {
		this.isClosed = true;
		return Promise.resolve();
	}

	/** Lets so much wall time pass, in steps of one snapshot each. */
	advance(wallMs: number, stepMs = 100): void {
		for (let passed = 0; passed < wallMs; passed += stepMs) {
			const {isPaused, speed} = this.configuration;
			if (!isPaused) {
				this.#run((speed === 0 ? 25 : speed) * stepMs * MS);
			}
			this.#publish();
		}
	}

	notice(severity: Severity, domain: string, text: string): void {
		this.#notices.push({sequence: this.#notices.length, atNs: this.#atNs, severity, domain, text});
	}

	/** Takes a domain off the GPU as the aggregator would. */
	park(name: string, reason: string): void {
		const domain = this.#domains.find(({configuration}) => configuration.name === name);
		if (domain !== undefined) {
			domain.state = 'parked';
			domain.reason = reason;
			this.#set(domain.slot, 'waitsFor', () => waitCode.ended);
			this.notice('error', name, `parked: ${reason}`);
		}
		this.#publish();
	}

	/** Takes so many commands yet, and refuses the one after them. */
	refuseAfter(count: number, reason: string): void {
		this.#untilRefusal = count;
		this.#refusal = reason;
	}

	#execute(command: Command): Outcome {
		if (this.#untilRefusal-- === 0) {
			return {ok: false, reason: this.#refusal};
		}
		if (this.refuseNext !== undefined) {
			const reason = this.refuseNext;
			this.refuseNext = undefined;
			return {ok: false, reason};
		}
		switch (command.kind) {
			case 'undo':
			case 'undo-to':
				return this.#takeBack(command);
			case 'redo':
				return this.#doAgain();
			case 'note':
				this.#record(command, `note: ${command.text}`);
				return {ok: true, summary: `note: ${command.text}`};
			case 'step':
				this.#run(command.durationNs);
				this.#publish();
				return {ok: true, summary: `ran ${command.durationNs / MS} ms`};
			default:
				return this.#change(command);
		}
	}

	#change(command: Command): Outcome {
		const [next, summary] = this.#outcomeOf(command);
		if (next === undefined) {
			return {ok: false, reason: summary};
		}
		const before = this.configuration;
		this.#apply(next);
		this.#record(command, summary, before);
		return {ok: true, summary};
	}

	#outcomeOf(command: Command): readonly [next: Configuration | undefined, textOrReason: string] {
		const {configuration} = this;
		const edit = (name: string, change: Partial<DomainConfiguration>): Configuration => ({
			...configuration,
			domains: configuration.domains.map(domain => (domain.name === name ? {...domain, ...change} : domain)),
		});
		switch (command.kind) {
			case 'add-domain': {
				const free = GUEST_VRAM - configuration.domains.reduce((sum, {vramBytes}) => sum + vramBytes, 0);
				const bytes = command.vramBytes ?? 512 * MIB;
				if (configuration.domains.some(({name}) => name === command.name)) {
					return [undefined, `there is a domain ${command.name} already`];
				}
				if (bytes > free) {
					return [undefined, `${bytes / MIB} MiB of VRAM asked for, ${free / MIB} MiB free`];
				}
				const next = this.#withDomain(command);
				const domain = next.domains.at(-1);
				return [next, `${domain?.name} added: ${domain === undefined ? '' : describeMode(domain.mode)}, ${bytes / MIB} MiB`];
			}
			case 'remove-domain':
				return [
					{...configuration, domains: configuration.domains.filter(({name}) => name !== command.domain)},
					`${command.domain} removed`,
				];
			case 'pause-domain':
				return [edit(command.domain, {isPaused: true}), `${command.domain} paused`];
			case 'resume-domain':
				return [edit(command.domain, {isPaused: false}), `${command.domain} resumed`];
			case 'set-mode':
				return [edit(command.domain, {mode: command.mode}), `${command.domain} is ${describeMode(command.mode)} now`];
			case 'set-policy':
				return [
					{...configuration, policy: {name: command.policy, parameters: command.parameters ?? {}}},
					`policy ${configuration.policy.name} -> ${command.policy}`,
				];
			case 'set-parameter': {
				const {policy} = configuration;
				const parameters = {...policy.parameters, [command.parameter]: command.value};
				return [{...configuration, policy: {...policy, parameters}}, `${policy.name} ${command.parameter} -> ${command.value}`];
			}
			case 'set-device':
				return [
					{...configuration, device: {...configuration.device, [command.parameter]: command.value}},
					`device ${command.parameter} -> ${command.value}`,
				];
			case 'set-weight':
				return [edit(command.domain, {weight: command.weight}), `weight of ${command.domain} -> ${command.weight}`];
			case 'set-cap':
				return [edit(command.domain, {capPermille: command.capPermille}), `cap of ${command.domain} -> ${command.capPermille / 10}%`];
			case 'set-reservation':
				return [edit(command.domain, {reservation: command.reservation}), `reservation of ${command.domain} changed`];
			case 'reboot-domain':
			case 'set-vram':
			case 'set-workloads': {
				const {kind: _, domain, ...change} = command;
				return [edit(domain, change), `${domain} starts anew`];
			}
			case 'set-cost':
				return [
					{...configuration, costs: {...configuration.costs, [command.cost]: command.value}},
					`cost ${command.cost} -> ${command.value}`,
				];
			case 'set-speed':
				return [
					{...configuration, speed: command.speed},
					`speed ${configuration.speed}x -> ${command.speed === 0 ? 'max' : `${command.speed}x`}`,
				];
			case 'pause':
				return [{...configuration, isPaused: true}, 'engine paused'];
			case 'resume':
				return [{...configuration, isPaused: false}, 'engine resumed'];
			case 'step':
			case 'note':
			case 'undo':
			case 'undo-to':
			case 'redo':
				return [undefined, 'not a change'];
		}
	}

	#takeBack(command: Extract<Command, {kind: 'undo' | 'undo-to'}>): Outcome {
		const retreat =
			command.kind === 'undo'
				? {back: playStacks(this.#journal).undo.slice(-(command.count ?? 1))}
				: retreatTo(this.#journal, command.sequence);
		if ('reason' in retreat) {
			return {ok: false, reason: retreat.reason};
		}
		const [oldest] = retreat.back;
		if (oldest === undefined) {
			return {ok: false, reason: 'nothing to undo'};
		}
		const {length} = retreat.back;
		const summary = length === 1 ? oldest.summary : `${length} changes, from "${oldest.summary}" on`;
		const before = this.configuration;
		this.#follow(this.#turns.get(oldest.sequence)?.before);
		this.#record({kind: 'undo', ...(length === 1 ? {} : {count: length})}, summary, before, {undoes: oldest.sequence});
		return {ok: true, summary: `undone: ${summary}`};
	}

	#doAgain(): Outcome {
		const group = playStacks(this.#journal).redo.at(-1);
		const [oldest] = group ?? [];
		if (group === undefined || oldest === undefined) {
			return {ok: false, reason: 'nothing to redo'};
		}
		const summary = group.length === 1 ? oldest.summary : `${group.length} changes, from "${oldest.summary}" on`;
		const before = this.configuration;
		this.#follow(this.#turns.get(group.at(-1)?.sequence ?? -1)?.after);
		this.#record({kind: 'redo'}, summary, before, {redoes: oldest.sequence});
		return {ok: true, summary: `redone: ${summary}`};
	}

	/** An earlier configuration again; numbers of domains are never given twice. */
	#follow(configuration: Configuration | undefined): void {
		if (configuration !== undefined) {
			this.#apply({...configuration, nextDomainId: this.configuration.nextDomainId});
		}
	}

	#record(command: Command, summary: string, before?: Configuration, turn: Pick<JournalEntry, 'undoes' | 'redoes'> = {}): void {
		const sequence = this.#journal.length;
		const changes = before === undefined ? [] : changesBetween(before, this.configuration, policies);
		if (before !== undefined) {
			this.#turns.set(sequence, {before, after: this.configuration});
		}
		const hasInverse = before !== undefined;
		this.#journal.push({sequence, atNs: this.#atNs, by: this.#by, command, summary, changes, hasInverse, ...turn});
		this.#publish();
	}

	#withDomain(wish: Partial<Extract<Command, {kind: 'add-domain'}>>): Configuration {
		const id = this.configuration.nextDomainId;
		const domain: DomainConfiguration = {
			id,
			name: wish.name ?? `dom${id}`,
			mode: wish.mode ?? (id % 3 === 0 ? {kind: 'para', multicall: true} : optimized),
			vramBytes: wish.vramBytes ?? 512 * MIB,
			channels: 0,
			ramBytes: wish.ramBytes ?? 128 * MIB,
			workloads: wish.workloads ?? [{kind: ['vector-add', 'stream-copy', 'matrix-multiply'][id % 3], parameters: {}}],
			weight: wish.weight ?? 256,
			capPermille: wish.capPermille ?? 0,
			isPaused: false,
		};
		return {...this.configuration, domains: [...this.configuration.domains, domain], nextDomainId: id + 1};
	}

	#apply(next: Configuration): void {
		this.configuration = next;
		const kept = this.#domains.filter(({configuration}) => next.domains.some(({id}) => id === configuration.id));
		for (const configuration of next.domains) {
			const domain = kept.find(one => one.configuration.id === configuration.id);
			if (domain === undefined) {
				kept.push({configuration, slot: this.#claimSlot(kept), createdAtNs: this.#atNs, state: 'running', reason: ''});
			} else {
				domain.configuration = configuration;
				domain.state = configuration.isPaused ? 'paused' : domain.state === 'paused' ? 'running' : domain.state;
			}
		}
		this.#domains = kept;
	}

	#claimSlot(taken: readonly FakeDomain[]): number {
		for (let slot = 0; slot < SLOTS; slot++) {
			if (!taken.some(domain => domain.slot === slot)) {
				this.#block.fill(0, ROW_LENGTH * (1 + slot), ROW_LENGTH * (2 + slot));
				return slot;
			}
		}
		throw new Error('no free slot');
	}

	/** Virtual time passes and every counter moves. */
	#run(ns: number): void {
		this.#atNs += ns;
		const running = this.#domains.filter(({state}) => state === 'running');
		const wishes = running.map(({slot}) => this.#appetite(slot));
		const sum = wishes.reduce((all, wish) => all + wish, 0);
		const scale = sum > 0.96 ? 0.96 / sum : 1;
		const startNs = this.#atNs - ns;
		if (!this.isUnqueued) {
			this.#hold(
				running,
				wishes.map(wish => wish * scale),
				startNs,
			);
		}
		let busyNs = 0;
		for (const [index, domain] of running.entries()) {
			const usedNs = wishes[index] * scale * ns;
			busyNs += usedNs;
			this.#runDomain(domain, ns, usedNs);
		}
		const card: Partial<Record<CardCounter, number>> = {
			anyBusyNs: busyNs,
			graphBusyNs: busyNs * 0.8,
			copyBusyNs: busyNs * 0.25,
			kernels: busyNs / 400_000,
			channelSwitches: busyNs / 900_000,
			interrupts: busyNs / 300_000,
			schedulerBusyNs: this.isUnqueued ? 0 : busyNs,
			idleBackloggedNs: ns * 0.012,
			decisions: busyNs / 350_000,
		};
		const gauges: Partial<Record<CardCounter, number>> = {
			jain100Permille: 941,
			jain500Permille: 962,
			minMax500Permille: 611,
			deviation100Permille: 164,
			deviation500Permille: 131,
		};
		for (const [name, value] of Object.entries(gauges)) {
			this.#block[cardCatalogue.at[name as CardCounter]] = value;
		}
		for (const [name, growth] of Object.entries(card)) {
			this.#block[cardCatalogue.at[name as CardCounter]] += Math.round(growth);
		}
	}

	/** Everybody has the device once in each 10 ms, in order of slots. */
	#hold(running: readonly FakeDomain[], shares: readonly number[], startNs: number): void {
		const round = 10 * MS;
		for (let roundNs = startNs; roundNs < this.#atNs; roundNs += round) {
			let atNs = roundNs;
			for (const [index, {configuration}] of running.entries()) {
				this.#timeline.begin(configuration.id, atNs);
				atNs += Math.floor((shares[index] ?? 0) * Math.min(round, this.#atNs - roundNs));
				this.#timeline.end(atNs);
			}
		}
	}

	/** A demand that swings slowly, each slot at its own pace. */
	#appetite(slot: number): number {
		const seconds = this.#atNs / SECOND;
		return appetites[slot % appetites.length] * (1 + 0.45 * Math.sin(seconds * (0.7 + (slot % 5) * 0.23) + slot));
	}

	#runDomain({slot, configuration}: FakeDomain, ns: number, usedNs: number): void {
		const isPara = configuration.mode.kind === 'para';
		const bells = usedNs / 350_000;
		const exits = bells * (isPara ? 1.2 : 9);
		const growths: Partial<Record<DomainCounter, number>> = {
			exits,
			exitNs: exits * 3000,
			exitReads: exits * 0.2,
			exitsBar0: exits * 0.3,
			exitsBar1: exits * 0.55,
			exitsBar3: exits * 0.15,
			exitsPfifo: exits * 0.12,
			exitsPgraph: exits * 0.02,
			exitsPfb: exits * 0.1,
			exitsPramin: exits * 0.06,
			directAccesses: exits * 12,
			hypercalls: isPara ? bells * 0.4 : 0,
			callsMapBatch: isPara ? bells * 0.25 : 0,
			callsFlush: isPara ? bells * 0.1 : 0,
			callsUnmapBatch: isPara ? bells * 0.05 : 0,
			hypercallEntries: isPara ? bells * 48 : 0,
			guestNs: ns * 0.4,
			doorbells: bells,
			fired: bells,
			queueDelayNs: bells * 240_000,
			gpuBusyNs: usedNs,
			flushes: bells * 0.3,
			shadowNs: isPara ? 0 : bells * 8000,
			shadowEntriesScanned: bells * 900,
			workloadRounds: bells / 6,
			launches: bells / 2,
		};
		for (const [name, growth] of Object.entries(growths)) {
			this.#set(slot, name as DomainCounter, value => value + growth);
		}
		const partNs = usedNs / ns;
		const gauges: Partial<Record<DomainCounter, number>> = {
			received100Ns: partNs * 100 * MS,
			received500Ns: partNs * 500 * MS,
			entitled100Ns: 20 * MS,
			entitled500Ns: 100 * MS,
			queueDelayP50Ns: 180_000 * (slot + 1),
			queueDelayP95Ns: 900_000 * (slot + 1),
			queueDelayP99Ns: 2_400_000 * (slot + 1),
			queueDelayMaxNs: 7_300_000 * (slot + 1),
			starvedMaxNs: 11_000_000 * (slot + 1),
			budgetNs: (slot - 1) * 2 * MS,
			bandwidthNs: Number.NaN,
			overshootNs: slot === 1 ? 350_000 : 0,
		};
		for (const [name, value] of Object.entries(gauges)) {
			this.#set(slot, name as DomainCounter, () => value);
		}
		this.#set(slot, 'channelsLive', () => 1 + (slot % 3));
		this.#set(slot, 'queueDepth', () => Math.floor(this.#appetite(slot) * 6));
		this.#set(slot, 'waitsFor', () => waitCode[waitsFor[slot % waitsFor.length] ?? 'idle']);
		this.#set(slot, 'isReady', () => 1);
	}

	#set(slot: number, name: DomainCounter, change: (value: number) => number): void {
		const at = ROW_LENGTH * (1 + slot) + domainCatalogue.at[name];
		this.#block[at] = change(this.#block[at]);
	}

	#publish(): void {
		const {isPaused, speed} = this.configuration;
		this.#latest = {
			sequence: this.#sequence++,
			atNs: this.#atNs,
			achievedSpeed: isPaused ? -1 : speed === 0 ? 25 : speed,
			block: this.#block.slice(),
			facts: this.#facts(),
		};
		for (const listener of this.#listeners) {
			listener(this.#latest);
		}
	}

	/** First fit in order of slots: partitions of different sizes lie one behind the other. */
	#partitionStart(slot: number): number {
		return this.#domains.reduce((sum, domain) => sum + (domain.slot < slot ? domain.configuration.vramBytes : 0), 0);
	}

	#facts(): Facts {
		const used = this.configuration.domains.reduce((sum, {vramBytes}) => sum + vramBytes, 0);
		return {
			scenario: 'demo',
			title: 'Four domains, mixed work',
			seed: 42,
			configuration: this.configuration,
			domains: this.#domains.map(
				({configuration, slot, createdAtNs, state, reason}): DomainFacts => ({
					configuration,
					slot,
					state,
					reason,
					createdAtNs,
					partitionStart: this.#partitionStart(slot),
					channelCount: 2,
					channelStart: slot * 2,
				}),
			),
			vramBytes: 6144 * MIB,
			guestVramBytes: GUEST_VRAM,
			guestVramFreeBytes: GUEST_VRAM - used,
			notices: this.#notices.slice(-200),
			journal: this.#journal.slice(-200),
			undoable: playStacks(this.#journal).undo.at(-1)?.summary,
			redoable: playStacks(this.#journal).redo.at(-1)?.[0]?.summary,
			broken: this.broken,
		};
	}
}
