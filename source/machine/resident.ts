/**
A domain that lives in the machine: its guest, its place on the card, its row of counters.

Owns: making and unmaking all of it in the right order. A native domain has the card itself on its bus;
every other one a virtual GPU.
*/
import type {Aggregator} from '../aggregator/aggregator.ts';
import type {VirtualGpu} from '../aggregator/virtual-gpu.ts';
import type {Gpu} from '../gpu/gpu.ts';
import {Guest} from '../guest/guest.ts';
import {Domain} from '../hypervisor/domain.ts';
import type {DeviceLock} from '../hypervisor/exit-price.ts';
import type {HostMemory, MemoryRange} from '../hypervisor/host-memory.ts';
import type {CostTable} from '../manual/costs.ts';
import type {GpuBus} from '../manual/pci.ts';
import {CHANNELS} from '../manual/pfifo.ts';
import type {Share} from '../scheduler/policy.ts';
import type {EventKind, EventQueue} from '../simulation/event-queue.ts';
import type {Random} from '../simulation/random.ts';
import {DOMAIN_PARTS, domainCatalogue, ROW_LENGTH} from './catalogue.ts';
import {channelCountOf, type DomainConfiguration, describeMode, paraBatch, type WorkloadConfiguration} from './configuration.ts';
import type {MmioTrace} from './mmio-trace.ts';
import {NativeBus} from './native-bus.ts';
import {isExclusive} from './recipes.ts';
import type {DomainFacts, DomainState} from './snapshot.ts';
import {waitCode, waitOf, waitWord} from './waiting.ts';

/** What all residents share. */
export type Premises = {
	readonly queue: EventQueue;
	readonly costs: CostTable;
	readonly gpu: Gpu;
	readonly aggregator: Aggregator;
	readonly hostMemory: HostMemory;
	readonly lock: DeviceLock;
	readonly random: Random;
	readonly runKind: EventKind;
	readonly injectKind: EventKind;
	readonly block: Float64Array;
	onStateChange(resident: Resident): void;
	/** Interrupts of the card go straight to this domain from now on. */
	ownInterrupt(resident: Resident): void;
	readonly trace: MmioTrace | undefined;
};

/** Measured by the GPU scheduler, which does not know a domain that has the card for itself. */
const UNKNOWN_ALONE = [
	'received100Ns',
	'received500Ns',
	'entitled100Ns',
	'entitled500Ns',
	'budgetNs',
	'bandwidthNs',
	'overshootNs',
] as const;

export class Resident {
	configuration: DomainConfiguration;
	readonly slot: number;
	/** Tells it from others that had its slot, or its name, before. */
	readonly generation: number;
	readonly createdAtNs: number;
	readonly guest: Guest;
	/** Undefined for a domain that has the card for itself. */
	readonly domain: Domain | undefined;
	readonly virtual: VirtualGpu | undefined;
	readonly #premises: Premises;
	readonly #row: Float64Array;
	readonly #ownRange: MemoryRange | undefined;

	constructor(premises: Premises, configuration: DomainConfiguration, slot: number, generation: number) {
		this.generation = generation;
		this.#premises = premises;
		this.configuration = configuration;
		this.slot = slot;
		const {queue, costs, aggregator, hostMemory} = premises;
		this.createdAtNs = queue.nowNs;
		this.#row = premises.block.subarray(ROW_LENGTH * (1 + slot), ROW_LENGTH * (2 + slot));
		this.#row.fill(0);
		const part = (start: number, end: number) => this.#row.subarray(start, end);
		const hasCard = isExclusive(configuration.mode);
		if (hasCard) {
			aggregator.yieldDevice();
			premises.gpu.work.openTally(slot, 0, CHANNELS);
		}
		this.domain = hasCard
			? undefined
			: new Domain({
					id: configuration.id,
					slot,
					name: configuration.name,
					queue,
					costs,
					lock: premises.lock,
					counters: part(DOMAIN_PARTS.exits, DOMAIN_PARTS.aggregator),
					injectKind: premises.injectKind,
				});
		this.guest = new Guest({
			queue,
			runKind: premises.runKind,
			slot,
			bus: this.#bus(),
			ramBytes: configuration.ramBytes,
			costs,
			counters: part(DOMAIN_PARTS.guest, domainCatalogue.length),
			random: premises.random.fork(`${configuration.name}.${configuration.id}`),
			workloads: configuration.workloads,
			driver: 'nouveau',
			paraBatch: configuration.mode.kind === 'para' ? paraBatch(configuration.mode) : 1,
		});
		this.guest.onState = () => premises.onStateChange(this);
		if (this.domain === undefined) {
			this.#ownRange = hostMemory.attach(this.guest, 0);
			premises.ownInterrupt(this);
		} else {
			this.domain.plug(this.guest, hostMemory);
			const counters = part(DOMAIN_PARTS.aggregator, DOMAIN_PARTS.guest);
			this.virtual = aggregator.attach(this.domain, requestOf(configuration), shareOf(configuration, slot), counters);
			this.#listen();
			this.#followMode();
		}
		this.guest.start();
		if (configuration.isPaused) {
			this.guest.pause();
		}
	}

	get name(): string {
		return this.configuration.name;
	}

	#bus(): GpuBus {
		const {gpu, costs, trace} = this.#premises;
		const bus = this.domain?.bus ?? new NativeBus(gpu, costs);
		const row = this.domain === undefined ? undefined : this.#row;
		return trace?.isOf(this.configuration.name) === true ? trace.wrap(bus, row) : bus;
	}

	#listen(): void {
		const {trace, aggregator} = this.#premises;
		const {domain, virtual} = this;
		if (trace?.isOf(this.configuration.name) === true && domain !== undefined && virtual !== undefined) {
			trace.setChannels(virtual.state.partition.channelStart, virtual.state.partition.channelCount);
			domain.onAct = trace.ofDomain;
			aggregator.listen(trace.ofCard);
		}
	}

	/** Another kind of mode is another piece of hardware, another size another partition, and work begins with the driver: made anew. */
	needsReload(configuration: DomainConfiguration): boolean {
		const before = this.configuration;
		const [old, next] = [before.mode, configuration.mode];
		return (
			old.kind !== next.kind ||
			(old.kind === 'para' && describeMode(old) !== describeMode(next)) ||
			before.vramBytes !== configuration.vramBytes ||
			!isSameWork(before.workloads, configuration.workloads)
		);
	}

	/** Takes over the settings that can change while it lives. */
	follow(configuration: DomainConfiguration): void {
		if (configuration.isPaused !== this.configuration.isPaused) {
			if (configuration.isPaused) {
				this.guest.pause();
			} else {
				this.guest.resume();
			}
		}
		const old = this.configuration;
		this.configuration = configuration;
		this.#followMode();
		if (
			configuration.weight !== old.weight ||
			configuration.capPermille !== old.capPermille ||
			configuration.reservation !== old.reservation
		) {
			this.#premises.aggregator?.scheduler.setShare(shareOf(configuration, this.slot));
		}
	}

	/** Options of full virtualization take effect at once. */
	#followMode(): void {
		const {mode} = this.configuration;
		if (mode.kind === 'full') {
			this.virtual?.setOptions({barRemap: mode.barRemap, lazyShadowing: mode.lazyShadowing, tracked: mode.tracked ?? false});
		} else if (mode.kind === 'para') {
			this.virtual?.setOptions({barRemap: true, lazyShadowing: false, tracked: false});
		}
	}

	destroy(): void {
		this.guest.stop();
		if (this.domain !== undefined) {
			this.#premises.aggregator.detach(this.domain);
			this.domain.unplug(this.#premises.hostMemory);
		} else if (this.#ownRange !== undefined) {
			this.#premises.hostMemory.detach(this.#ownRange);
			this.#premises.gpu.work.closeTally(this.slot);
			this.#premises.aggregator.takeDevice();
		}
		this.#row.fill(0);
	}

	/** Gauges that are asked for, not counted. */
	sample(): void {
		const row = this.#row;
		const {at} = domainCatalogue;
		row[at.guestNs] = this.guest.ranNs;
		if (this.domain === undefined) {
			// Nobody charges who has the card for itself: it receives what the engines work.
			const {work} = this.#premises.gpu;
			const workedNs = work.workedNs(this.slot, this.#premises.queue.nowNs);
			row[at.engineNs] = workedNs;
			row[at.gpuBusyNs] = workedNs;
			row[at.preemptions] = work.preemptionsOf(this.slot);
			row[at.preemptionNs] = work.preemptionNsOf(this.slot);
			for (const window of UNKNOWN_ALONE) {
				row[at[window]] = Number.NaN;
			}
		}
		// The GPU scheduler has written what it knows; a domain that has the card alone has no place there.
		const queued = this.virtual === undefined ? '-' : waitWord(row[at.waitsFor]);
		row[at.waitsFor] = waitCode[waitOf(this, queued, this.#premises.gpu, this.#premises.queue.nowNs)];
	}

	state(): DomainState {
		if (this.virtual !== undefined && this.virtual.state.conduct.parkedReason !== '') {
			return 'parked';
		}
		return this.configuration.isPaused ? 'paused' : this.guest.state;
	}

	facts(): DomainFacts {
		const state = this.state();
		const partition = this.virtual?.state.partition;
		return {
			configuration: this.configuration,
			slot: this.slot,
			state,
			reason: state === 'parked' ? (this.virtual?.state.conduct.parkedReason ?? '') : state === 'failed' ? this.guest.reason : '',
			createdAtNs: this.createdAtNs,
			partitionStart: partition?.vramStart ?? -1,
			channelCount: partition?.channelCount ?? CHANNELS,
			channelStart: partition?.channelStart ?? 0,
		};
	}
}

/** Patches make new objects of old settings, so what they say counts. */
function isSameWork(first: readonly WorkloadConfiguration[], second: readonly WorkloadConfiguration[]): boolean {
	return first === second || JSON.stringify(first) === JSON.stringify(second);
}

/** What the GPU scheduler is told about it; policies know domains by their slots. */
function shareOf({weight, capPermille, reservation}: DomainConfiguration, slot: number): Share {
	return {domain: slot, weight, capPermille, periodNs: reservation?.periodNs ?? 0, budgetNs: reservation?.budgetNs ?? 0};
}

/** What the domain wants of the card. */
function requestOf(configuration: DomainConfiguration) {
	const {vramBytes, mode} = configuration;
	return {vramBytes, channelCount: channelCountOf(configuration), isPara: mode.kind === 'para'};
}
