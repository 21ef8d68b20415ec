/**
An engine host without an engine: numbers that move as an engine's would, by rule, and commands that are obeyed,
refused and undone. Time passes only when `advance` is called.
*/
import {MIB, MS} from '../../source/base/units.ts';
import {changesBetween} from '../../source/machine/changes.ts';
import type {Actor, Command, JournalEntry, Outcome} from '../../source/machine/command.ts';
import type {Configuration} from '../../source/machine/configuration.ts';
import type {Details} from '../../source/machine/details.ts';
import type {EngineHost} from '../../source/machine/engine-host.ts';
import {playStacks, retreatTo} from '../../source/machine/journal-stacks.ts';
import type {DomainFacts, Facts, Notice, Severity, Snapshot} from '../../source/machine/snapshot.ts';
import {GUEST_VRAM, outcomeOf, withDomain} from './fake-commands.ts';
import {fakeDetails} from './fake-details.ts';
import {FakeDevice, type FakeDomain} from './fake-device.ts';
import {fakeOffers} from './fake-offers.ts';

const policies = Object.fromEntries(fakeOffers.policies.map(({name, doc, tunables}) => [name, {doc, parameters: tunables}]));

/** What was done with it: commands, and steps of virtual time. */
type Deed = {readonly command: Command; readonly by: Actor} | {readonly runNs: number};

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
	/** How often details were asked for. */
	inspections = 0;
	#domains: FakeDomain[] = [];
	readonly device = new FakeDevice();
	#sequence = 0;
	#latest: Snapshot | undefined;
	readonly #listeners = new Set<(snapshot: Snapshot) => void>();
	readonly #notices: Notice[] = [];
	readonly #journal: JournalEntry[] = [];
	/** By sequence of the entry: the configuration before and after it. */
	readonly #turns = new Map<number, {readonly before: Configuration; readonly after: Configuration}>();
	/** Who gives the command that is being obeyed. */
	#by: Actor = 'script';

	readonly #deeds: Deed[] = [];
	readonly #domainCount: number;

	constructor(domainCount = 4) {
		this.#domainCount = domainCount;
		for (let index = 0; index < domainCount; index++) {
			this.#apply(withDomain(this.configuration, {}));
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
		return Promise.resolve(fakeDetails(domains, vramBytes, this.device.atNs));
	}

	journal(): Promise<readonly JournalEntry[]> {
		return Promise.resolve([...this.#journal]);
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

	/** Another one to which the same was done up to that time, and which is paused. */
	branchAt(untilNs: number): FakeHost {
		const branch = new FakeHost(this.#domainCount);
		let atNs = 0;
		for (const deed of this.#deeds) {
			if ('runNs' in deed) {
				branch.#run(Math.min(deed.runNs, untilNs - atNs));
				atNs += deed.runNs;
			} else if (atNs <= untilNs) {
				branch.#by = deed.by;
				branch.#execute(deed.command);
			}
		}
		branch.configuration = {...branch.configuration, isPaused: true};
		branch.#publish();
		return branch;
	}

	notice(severity: Severity, domain: string, text: string): void {
		this.#notices.push({sequence: this.#notices.length, atNs: this.device.atNs, severity, domain, text});
	}

	/** Takes a domain off the GPU as the aggregator would. */
	park(name: string, reason: string): void {
		const domain = this.#domains.find(({configuration}) => configuration.name === name);
		if (domain !== undefined) {
			domain.state = 'parked';
			domain.reason = reason;
			this.device.end(domain.slot);
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
		this.#deeds.push({command, by: this.#by});
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
		const [next, summary] = outcomeOf(command, this.configuration);
		if (next === undefined) {
			return {ok: false, reason: summary};
		}
		const before = this.configuration;
		this.#apply(next);
		this.#record(command, summary, before);
		return {ok: true, summary};
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
		this.#journal.push({sequence, atNs: this.device.atNs, by: this.#by, command, summary, changes, hasInverse, ...turn});
		this.#publish();
	}

	#apply(next: Configuration): void {
		this.configuration = next;
		const kept = this.#domains.filter(({configuration}) => next.domains.some(({id}) => id === configuration.id));
		for (const configuration of next.domains) {
			const domain = kept.find(one => one.configuration.id === configuration.id);
			if (domain === undefined) {
				kept.push({configuration, slot: this.device.claimSlot(kept), createdAtNs: this.device.atNs, state: 'running', reason: ''});
			} else {
				domain.configuration = configuration;
				domain.state = configuration.isPaused ? 'paused' : domain.state === 'paused' ? 'running' : domain.state;
			}
		}
		this.#domains = kept;
	}

	#publish(): void {
		const {isPaused, speed} = this.configuration;
		this.#latest = {
			sequence: this.#sequence++,
			atNs: this.device.atNs,
			workedMs: this.device.atNs / (10 * MS),
			achievedSpeed: isPaused ? -1 : speed === 0 ? 25 : speed,
			block: this.device.block.slice(),
			facts: this.#facts(),
		};
		for (const listener of this.#listeners) {
			listener(this.#latest);
		}
	}

	/** Virtual time passes and every counter moves. */
	#run(ns: number): void {
		if (ns > 0) {
			this.#deeds.push({runNs: ns});
			this.device.run(ns, this.#domains);
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
