/**
An engine host without an engine: numbers that move as an engine's would, by rule, and commands that are obeyed,
refused and undone. Time passes only when `advance` is called.
*/
import {MIB, MS} from '../../source/base/units.ts';
import type {Command, JournalEntry, Outcome} from '../../source/machine/command.ts';
import type {Configuration} from '../../source/machine/configuration.ts';
import type {Details} from '../../source/machine/details.ts';
import type {EngineHost} from '../../source/machine/engine-host.ts';
import type {DomainFacts, Facts, Notice, Severity, Snapshot} from '../../source/machine/snapshot.ts';
import {GUEST_VRAM, outcomeOf, withDomain} from './fake-commands.ts';
import {fakeDetails} from './fake-details.ts';
import {FakeDevice, type FakeDomain} from './fake-device.ts';

/** What was done with it: commands, and steps of virtual time. */
type Deed = {readonly command: Command} | {readonly runNs: number};

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
	#undo: Array<{readonly before: Configuration; readonly summary: string}> = [];
	#redo: Array<{readonly after: Configuration; readonly summary: string}> = [];

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

	submit(command: Command): Promise<Outcome> {
		this.received.push(command);
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

	#execute(command: Command): Outcome {
		if (this.refuseNext !== undefined) {
			const reason = this.refuseNext;
			this.refuseNext = undefined;
			return {ok: false, reason};
		}
		this.#deeds.push({command});
		switch (command.kind) {
			case 'undo':
				return this.#takeBack();
			case 'redo':
				return this.#doAgain();
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
		this.#undo.push({before: this.configuration, summary});
		this.#redo = [];
		this.#apply(next);
		this.#record(command, summary);
		return {ok: true, summary};
	}

	#takeBack(): Outcome {
		const entry = this.#undo.pop();
		if (entry === undefined) {
			return {ok: false, reason: 'nothing to undo'};
		}
		this.#redo.push({after: this.configuration, summary: entry.summary});
		this.#apply({...entry.before, nextDomainId: this.configuration.nextDomainId});
		this.#record({kind: 'undo'}, entry.summary);
		return {ok: true, summary: `undone: ${entry.summary}`};
	}

	#doAgain(): Outcome {
		const entry = this.#redo.pop();
		if (entry === undefined) {
			return {ok: false, reason: 'nothing to redo'};
		}
		this.#undo.push({before: this.configuration, summary: entry.summary});
		this.#apply({...entry.after, nextDomainId: this.configuration.nextDomainId});
		this.#record({kind: 'redo'}, entry.summary);
		return {ok: true, summary: `redone: ${entry.summary}`};
	}

	#record(command: Command, summary: string): void {
		this.#journal.push({
			sequence: this.#journal.length,
			atNs: this.device.atNs,
			command,
			summary,
			hasInverse: true,
			...(command.kind === 'undo' ? {undoes: this.#journal.length - 1} : {}),
			...(command.kind === 'redo' ? {redoes: this.#journal.length - 1} : {}),
		});
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
			undoable: this.#undo.at(-1)?.summary,
			redoable: this.#redo.at(-1)?.summary,
			broken: this.broken,
		};
	}
}
