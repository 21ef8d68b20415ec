/**
Machine: one run of everything. Scenario in; time, commands, snapshots and a digest out.

Owns: the wiring of the floors and the order in which domains come and go.
Not here: the wall clock (simulation/pacer.ts), what commands mean (recipes.ts, journal.ts).
*/
import {Aggregator} from '../aggregator/aggregator.ts';
import {assert} from '../base/assert.ts';
import {digestOf} from '../base/digest.ts';
import {RingBuffer} from '../base/ring-buffer.ts';
import {defaultsOf} from '../base/tunable.ts';
import {Gpu} from '../gpu/gpu.ts';
import type {DeviceLock} from '../hypervisor/exit-price.ts';
import {HostMemory} from '../hypervisor/host-memory.ts';
import {COSTS, type CostName, type CostTable, costTable} from '../manual/costs.ts';
import {POLICIES} from '../scheduler/catalogue.ts';
import type {SchedulerPolicy} from '../scheduler/policy.ts';
import {type EventKind, EventQueue} from '../simulation/event-queue.ts';
import {Priority} from '../simulation/priority.ts';
import {Random} from '../simulation/random.ts';
import {BLOCK_LENGTH, CARD_PARTS, cardCatalogue, SLOTS, TIMELINE_START} from './catalogue.ts';
import {policyItemsOf, workloadItems} from './catalogues.ts';
import {type Actor, type Command, type JournalEntry, type Outcome, refuseNote} from './command.ts';
import {
	type Configuration,
	channelCountOf,
	type DomainConfiguration,
	type PolicyConfiguration,
	type Scenario,
	type TimedCommand,
} from './configuration.ts';
import {deviceParametersOf} from './device-recipes.ts';
import {Journal} from './journal.ts';
import {MmioTrace, type TraceRequest} from './mmio-trace.ts';
import type {Policies} from './policy-module.ts';
import {isExclusive, type RecipeContext} from './recipes.ts';
import {type Premises, Resident} from './resident.ts';
import type {Facts, Notice, Severity, Snapshot} from './snapshot.ts';

export type MachineOptions = {
	/** When invariants are asked: after every event (tests), at the end of every `runUntil`, or never. */
	readonly checks?: 'off' | 'slice' | 'event';
	/** All policies by name, if there are more than ours: those of the scenario's modules, loaded. */
	readonly policies?: Policies;
	/** Tells of every access of one domain; no influence on the run. */
	readonly trace?: TraceRequest;
};

const NOTICES = 200;
const JOURNAL_SHOWN = 200;

export class Machine {
	readonly scenario: Scenario;
	readonly queue = new EventQueue();
	readonly gpu: Gpu;
	readonly aggregator: Aggregator;
	readonly #options: MachineOptions;
	readonly #block = new Float64Array(BLOCK_LENGTH);
	readonly #residents: Array<Resident | undefined> = new Array<Resident | undefined>(SLOTS).fill(undefined);
	readonly #journal = new Journal();
	readonly #notices = new RingBuffer<Notice>(NOTICES);
	readonly #premises: Premises;
	readonly #context: RecipeContext;
	/** The prices in force: one table that all rooms read, so a new price holds from the next act on. */
	readonly #costs = costTable();
	readonly #operatorKind: EventKind;
	readonly #ownInterruptKind: EventKind;
	#configuration: Configuration;
	#facts: Facts | undefined;
	#snapshots = 0;
	/** Residents made so far. */
	#made = 0;
	/** Commands of the scenario that have had their turn. */
	#timedRun = 0;

	constructor(scenario: Scenario, options: MachineOptions = {}) {
		this.scenario = scenario;
		this.#options = options;
		const {hardware, initial} = scenario;
		const {queue} = this;
		const costs: CostTable = this.#costs;
		const hostMemory = new HostMemory();
		const lock: DeviceLock = {heldUntilNs: 0};
		this.gpu = new Gpu({
			queue,
			costs,
			memory: hostMemory,
			vramBytes: hardware.vramBytes,
			guestVramBytes: hardware.guestVramBytes,
			counters: this.#block.subarray(CARD_PARTS.gpu, CARD_PARTS.scheduler),
		});
		this.aggregator = new Aggregator({
			queue,
			gpu: this.gpu,
			costs,
			hostMemory,
			guestVramBytes: hardware.guestVramBytes,
			...this.#policyOf(initial.policy),
			counters: this.#block.subarray(CARD_PARTS.scheduler, cardCatalogue.length),
			timeline: this.#block.subarray(TIMELINE_START, BLOCK_LENGTH),
			policyFailed: (policy, fault) => this.#policyFailed(policy, fault),
			tell: (domain, severity, text) => this.#notice(severity, domain, text),
		});
		this.#operatorKind = queue.kind('operator.command', Priority.operator, index => this.#runTimed(index));
		this.#premises = {
			queue,
			costs,
			gpu: this.gpu,
			aggregator: this.aggregator,
			hostMemory,
			lock,
			random: new Random(scenario.seed),
			runKind: queue.kind('guest.run', Priority.guest, slot => this.#residents[slot]?.guest.run()),
			injectKind: queue.kind('hypervisor.inject', Priority.interrupt, slot => this.#residents[slot]?.domain?.deliverInterrupt()),
			block: this.#block,
			onStateChange: resident => this.#onStateChange(resident),
			ownInterrupt: resident => this.#ownInterrupt(resident),
			trace: options.trace === undefined ? undefined : new MmioTrace(queue, options.trace),
		};
		this.#ownInterruptKind = queue.kind('machine.interrupt', Priority.interrupt, argument => {
			// The domain may have left the card, or loaded its driver anew, since the line moved.
			const resident = this.residents().find(({domain, generation}) => domain === undefined && generation === Math.floor(argument / 2));
			resident?.guest.interrupt(argument % 2 === 1);
		});
		this.#context = {
			workloads: workloadItems,
			policies: policyItemsOf(options.policies ?? POLICIES),
			refuse: domain => this.#refuse(domain),
		};
		this.#configuration = {...initial, device: {}, domains: []};
		this.#apply({...initial, costs: {...hardware.costs, ...initial.costs}});
		for (const [index, timed] of scenario.commands.entries()) {
			queue.scheduleAt(this.#operatorKind, timed.atNs, index);
		}
	}

	get nowNs(): number {
		return this.queue.nowNs;
	}

	/** When the scenario's next command is due; Infinity after the last. */
	get nextCommandNs(): number {
		const atNs = this.scenario.commands.filter(timed => timed.atNs > this.queue.nowNs).map(timed => timed.atNs);
		return Math.min(...atNs);
	}

	get configuration(): Configuration {
		return this.#configuration;
	}

	get journal(): readonly JournalEntry[] {
		return this.#journal.entries();
	}

	get notices(): readonly Notice[] {
		return this.#notices.toArray();
	}

	/** Domains that live now, by slot. */
	residents(): readonly Resident[] {
		return this.#residents.filter(resident => resident !== undefined);
	}

	/** Runs everything up to and including that virtual time. */
	runUntil(atNs: number): void {
		if (this.#options.checks === 'event') {
			while (this.queue.nextAtNs <= atNs) {
				this.queue.step();
				this.checkInvariants('changed');
			}
		}
		this.queue.runUntil(atNs);
		if (this.#options.checks === 'slice') {
			this.checkInvariants('changed');
		}
	}

	/**
	Takes an operator's command. It takes effect at the next nanosecond, before anything else of that
	instant, so that a replay of the journal does the same.
	*/
	submit(command: Command, by: Actor = 'script'): Outcome {
		// What is still due at this instant comes first; a vCPU that runs may move the instant on.
		while (this.queue.nextAtNs <= this.queue.nowNs) {
			this.queue.step();
		}
		this.queue.advanceTo(this.queue.nowNs + 1);
		return this.#execute(command, by);
	}

	/** A frozen view for people. Has no influence on the run. */
	snapshot(achievedSpeed = -1): Snapshot {
		this.#sample();
		return {sequence: this.#snapshots++, atNs: this.queue.nowNs, achievedSpeed, block: this.#block.slice(), facts: this.facts()};
	}

	/** Copies the counters only: for a viewer that brings its own memory. */
	copyBlock(into: Float64Array): void {
		this.#sample();
		into.set(this.#block);
	}

	facts(): Facts {
		this.#facts ??= {
			scenario: this.scenario.name,
			title: this.scenario.title,
			seed: this.scenario.seed,
			configuration: this.#configuration,
			domains: this.residents().map(resident => resident.facts()),
			vramBytes: this.scenario.hardware.vramBytes,
			guestVramBytes: this.scenario.hardware.guestVramBytes,
			guestVramFreeBytes: this.aggregator.partitions.freeBytes,
			notices: this.#notices.toArray(),
			journal: this.#journal.entries().slice(-JOURNAL_SHOWN),
			undoable: this.#journal.nextUndo()?.summary,
			redoable: this.#journal.nextRedo()?.summary,
			broken: undefined,
		};
		return this.#facts;
	}

	/** Names everything that happened: equal digests mean equal runs. */
	digest(): string {
		const sampled = this.snapshot();
		return digestOf([
			this.queue.nowNs,
			// A command is an event when the scenario holds it, and none when an operator gives it: same run, same digest.
			this.queue.executed - this.#timedRun,
			sampled.block,
			{...this.gpu.inspect()},
			this.aggregator.inspect(),
			this.residents().map(resident => [resident.name, resident.state(), resident.guest.inspect()]),
		]);
	}

	/** Throws if something is not as it must be. `changed` looks at page tables that changed since the latest check only. */
	checkInvariants(depth: 'changed' | 'all' = 'all'): void {
		this.gpu.checkInvariants();
		this.aggregator.checkInvariants(depth);
		for (const resident of this.residents()) {
			resident.guest.checkInvariants();
		}
	}

	#sample(): void {
		this.gpu.settleCounters();
		this.aggregator?.scheduler.sample();
		for (const resident of this.#residents) {
			resident?.sample();
		}
	}

	/** The GPU scheduler goes on with FIFO; the configuration follows it, and the journal says so. */
	#policyFailed(policy: string, fault: string): void {
		this.#notice('error', '', `policy ${policy} ${fault}; FIFO is in force instead`);
		this.#execute({kind: 'set-policy', policy: 'fifo'}, 'guard');
	}

	#execute(command: Command, by: Actor): Outcome {
		if (command.kind === 'step' || command.kind === 'note') {
			return this.#record(command, by);
		}
		const proposal = this.#journal.propose(command, this.#configuration, this.#context);
		const reason = 'reason' in proposal ? proposal.reason : this.#refuseArrivals(proposal.next);
		if (reason !== undefined || 'reason' in proposal) {
			return {ok: false, reason: reason ?? 'refused'};
		}
		this.#apply(proposal.next, proposal.reboots);
		this.#journal.enter(proposal, this.queue.nowNs, by);
		this.#facts = undefined;
		return {ok: true, summary: proposal.summary};
	}

	/** Enters what changes nothing. */
	#record(command: Extract<Command, {kind: 'step' | 'note'}>, by: Actor): Outcome {
		const reason = command.kind === 'note' ? refuseNote(command.text) : undefined;
		if (reason !== undefined) {
			return {ok: false, reason};
		}
		const summary = command.kind === 'note' ? `note: ${command.text}` : `stepped ${command.durationNs} ns`;
		this.#journal.enter({command, summary}, this.queue.nowNs, by);
		this.#facts = undefined;
		return {ok: true, summary};
	}

	#runTimed(index: number): void {
		this.#timedRun++;
		const timed = this.scenario.commands[index] as TimedCommand;
		const outcome = this.#execute(timed.command, timed.by ?? 'scenario');
		this.#notice(outcome.ok ? 'info' : 'warning', '', outcome.ok ? outcome.summary : `${timed.command.kind} refused: ${outcome.reason}`);
	}

	/** Makes the machine follow the configuration; the domain `reboots` starts anew in any case. */
	#apply(next: Configuration, reboots?: number): void {
		const old = this.#configuration;
		this.#configuration = next;
		this.#facts = undefined;
		for (const name of Object.keys(COSTS) as CostName[]) {
			this.#costs[name] = next.costs?.[name] ?? COSTS[name].value;
		}
		for (const resident of this.residents()) {
			const wanted = next.domains.find(domain => domain.id === resident.configuration.id);
			if (wanted === undefined || wanted.id === reboots || resident.needsReload(wanted)) {
				this.#residents[resident.slot] = undefined;
				resident.destroy();
			}
		}
		if (next.device !== old.device) {
			this.gpu.setParameters(deviceParametersOf(next));
			this.aggregator.scheduler.quantumChanged();
		}
		if (next.policy !== old.policy) {
			const {policy, parameters} = this.#policyOf(next.policy);
			this.aggregator.scheduler.setPolicy(policy, parameters);
		}
		for (const configuration of next.domains) {
			const resident = this.residents().find(candidate => candidate.configuration.id === configuration.id);
			if (resident === undefined) {
				this.#settle(configuration);
			} else {
				resident.follow(configuration);
			}
		}
	}

	#settle(configuration: DomainConfiguration): void {
		const slot = this.#residents.indexOf(undefined);
		assert(slot >= 0, 'more domains than slots');
		this.#residents[slot] = new Resident(this.#premises, configuration, slot, this.#made++);
	}

	/** Undo can bring a domain back, a mode can make it share the card: there must be room for it. */
	#refuseArrivals(next: Configuration): string | undefined {
		for (const domain of next.domains) {
			const old = this.#configuration.domains.find(({id}) => id === domain.id);
			const isArrival = old === undefined || (isExclusive(old.mode) && !isExclusive(domain.mode));
			const isOtherSize = old !== undefined && (old.vramBytes !== domain.vramBytes || channelCountOf(old) !== channelCountOf(domain));
			const reason = isArrival || isOtherSize ? this.#refuse(domain) : undefined;
			if (reason !== undefined) {
				return reason;
			}
		}
		return undefined;
	}

	#refuse(domain: DomainConfiguration): string | undefined {
		if (isExclusive(domain.mode)) {
			return undefined;
		}
		const resident = this.residents().find(({configuration}) => configuration.id === domain.id);
		const request = {vramBytes: domain.vramBytes, channelCount: channelCountOf(domain)};
		return this.aggregator.partitions.refuse(request, resident?.virtual?.state.partition);
	}

	#onStateChange(resident: Resident): void {
		this.#facts = undefined;
		const {state, reason} = resident.guest;
		if (state === 'failed') {
			this.#notice('error', resident.name, `failed: ${reason}`);
		} else if (state === 'done') {
			this.#notice('info', resident.name, 'all workloads have ended');
		}
	}

	#notice(severity: Severity, domain: string, text: string): void {
		this.#notices.push({sequence: this.#notices.pushed, atNs: this.queue.nowNs, severity, domain, text});
		this.#facts = undefined;
	}

	#policyOf({name, parameters}: PolicyConfiguration): {policy: SchedulerPolicy; parameters: Record<string, number>} {
		const policy = (this.#options.policies ?? POLICIES)[name];
		assert(policy !== undefined, `no policy ${name}`);
		return {policy, parameters: {...defaultsOf(policy.tunables), ...parameters}};
	}

	/** One domain has the card: its interrupt costs what a native one does, or an injection. */
	#ownInterrupt(resident: Resident): void {
		this.gpu.onInterrupt = isRaised => {
			const {interruptNativeNs, interruptInjectNs} = this.#costs;
			const delayNs = resident.configuration.mode.kind === 'native' ? interruptNativeNs : interruptInjectNs;
			const atNs = this.queue.nowNs + (isRaised ? delayNs : 0);
			this.queue.scheduleAt(this.#ownInterruptKind, atNs, resident.generation * 2 + (isRaised ? 1 : 0));
		};
	}
}
