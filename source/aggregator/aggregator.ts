/**
The GPU access aggregator: the only holder of the device.

Owns: the partition table, the shadow structures of all domains, the merged runlist, the interrupt of the
card, the GPU scheduler.
See: Suzuki, Kato, Yamada, Kono, "GPUvm: Why Not Virtualizing GPUs at the Hypervisor?", USENIX ATC 2014.
*/
import {assert} from '../base/assert.ts';
import type {PlainData} from '../base/digest.ts';
import type {TunableValues} from '../base/tunable.ts';
import {MIB} from '../base/units.ts';
import type {Gpu} from '../gpu/gpu.ts';
import type {Domain} from '../hypervisor/domain.ts';
import type {HostListener} from '../hypervisor/host-act.ts';
import type {HostMemory} from '../hypervisor/host-memory.ts';
import {SecondLevel} from '../hypervisor/second-level.ts';
import type {CostTable} from '../manual/costs.ts';
import type {SchedulerPolicy, Share} from '../scheduler/policy.ts';
import type {EventKind, EventQueue} from '../simulation/event-queue.ts';
import {Priority} from '../simulation/priority.ts';
import {Conduct} from './conduct.ts';
import {type Client, GpuScheduler} from './gpu-scheduler.ts';
import {InterruptRouter} from './interrupt-router.ts';
import {checkDevice, checkDomain, checkDoorbells, checkSuspended} from './isolation-check.ts';
import {PageAllocator} from './page-allocator.ts';
import {PageTracker} from './page-tracker.ts';
import {PageTranslator} from './page-translator.ts';
import {ParaMemory} from './para-memory.ts';
import {type PartitionRequest, PartitionTable} from './partition.ts';
import {PhysicalDevice} from './physical-device.ts';
import {ShadowMemory, TABLE_SCRATCH_WORDS} from './shadow-memory.ts';
import {ShadowRunlist} from './shadow-runlist.ts';
import type {CheckDepth} from './table-check.ts';
import {VirtualGpu} from './virtual-gpu.ts';
import {RegisterBank, type VirtualState} from './virtual-state.ts';

export type AggregatorOptions = {
	readonly queue: EventQueue;
	readonly gpu: Gpu;
	readonly costs: CostTable;
	readonly hostMemory: HostMemory;
	readonly guestVramBytes: number;
	readonly policy: SchedulerPolicy;
	readonly parameters: TunableValues;
	/** The GPU scheduler's part of the machine's row, and the memory of its timeline. */
	readonly counters: Float64Array;
	readonly timeline: Float64Array;
	/** A policy that is not ours went wrong; FIFO is in force now. */
	readonly policyFailed: (policy: string, fault: string) => void;
	/** Something the operator should see. */
	readonly tell: (domain: string, severity: 'info' | 'warning' | 'error', text: string) => void;
};

export type AttachRequest = PartitionRequest & {
	/** The guest asks for page tables by call instead of writing its own. */
	readonly isPara: boolean;
};

/** Shadow VRAM that no domain's quota may eat: the aggregator's own structures and the shadow channels of all. */
const OWN_BYTES = 4 * MIB;

type Arrival = {readonly virtualChannel: number; readonly put: number; readonly atNs: number};

export class Aggregator {
	readonly scheduler: GpuScheduler;
	readonly partitions: PartitionTable;
	readonly #options: AggregatorOptions;
	readonly #pages: PageAllocator;
	readonly #tracker: PageTracker;
	readonly #device: PhysicalDevice;
	readonly #runlist: ShadowRunlist;
	readonly #scratch = new Uint32Array(TABLE_SCRATCH_WORDS);
	readonly #gpus = new Map<number, VirtualGpu>();
	/** Doorbells on their way from the vCPU to the aggregator's thread, by slot, in order. */
	readonly #arrivals = new Map<number, Arrival[]>();
	readonly #arrivalKind: EventKind;
	/** A domain has the card for itself. */
	#isYielded = false;
	/** Makes the device's signals come here. */
	readonly #listen: () => void;

	constructor(options: AggregatorOptions) {
		this.#options = options;
		const {queue, gpu, guestVramBytes} = options;
		this.partitions = new PartitionTable(guestVramBytes);
		this.#pages = new PageAllocator(gpu.vram, guestVramBytes, gpu.vram.bytes);
		this.#tracker = new PageTracker(gpu.vram);
		this.#device = new PhysicalDevice(gpu, this.#pages);
		this.#runlist = new ShadowRunlist(this.#device);
		this.scheduler = new GpuScheduler({...options, device: this.#device});
		const router = new InterruptRouter(this.#device, {
			byInstance: host => this.#ownerOf(virtual => virtual.channels.atShadow(host)),
			byChannel: channel => this.#ownerOf(virtual => virtual.channels.find(channel - virtual.state.partition.channelStart)),
		});
		const interruptKind = queue.kind('aggregator.interrupt', Priority.hypervisor, () => router.service());
		const onActivity = gpu.onActivity;
		this.#listen = () => {
			gpu.onActivity = onActivity;
			this.scheduler.listen();
			gpu.onInterrupt = isRaised => {
				if (isRaised) {
					queue.scheduleAt(interruptKind, queue.nowNs);
				}
			};
		};
		this.#listen();
		this.#arrivalKind = queue.kind('aggregator.doorbell', Priority.hypervisor, slot => this.#arrive(slot));
	}

	/** Bytes of the hypervisor's VRAM that hold no shadow structure. */
	get shadowFreeBytes(): number {
		return this.#pages.freeBytes;
	}

	/** Why a domain of that size cannot be made now; undefined if it can. */
	refuse(request: PartitionRequest): string | undefined {
		return this.partitions.refuse(request);
	}

	find(slot: number): VirtualGpu | undefined {
		return this.#gpus.get(slot);
	}

	/** Makes the virtual GPU of a domain and plugs it into its bus. Ask `refuse` first. */
	attach(domain: Domain, request: AttachRequest, share: Share, counters: Float64Array): VirtualGpu {
		const {queue, costs, hostMemory, gpu, guestVramBytes, tell} = this.#options;
		const partition = this.partitions.take(request);
		const translator = new PageTranslator(partition, () => domain.memory);
		const secondLevel = new SecondLevel(partition.bar3Bytes, costs);
		domain.bus.direct = {mapping: secondLevel, device: gpu, base: partition.bar3Start};
		const conduct = new Conduct(
			counters,
			(severity, text) => tell(domain.name, severity, text),
			() => {
				this.#runlist.replace(partition.channelStart, partition.channelCount, []);
			},
		);
		const forShadows = gpu.vram.bytes - guestVramBytes - OWN_BYTES;
		const quotaBytes = Math.floor((forShadows / guestVramBytes) * partition.vramBytes);
		const dropTranslations = (directory: number) => this.#device.flushTlb(directory);
		const memory = new ShadowMemory({
			vram: gpu.vram,
			pages: this.#pages,
			tracker: this.#tracker,
			translator,
			partition,
			costs,
			quotaBytes,
			dropTranslations,
			scratch: this.#scratch,
		});
		const state: VirtualState = {
			domain,
			queue,
			partition,
			options: {barRemap: false, lazyShadowing: false, tracked: false},
			secondLevel,
			bank: new RegisterBank(),
			toll: {extraNs: 0, holdsDevice: false},
			costs,
			counters,
			conduct,
			device: this.#device,
			pages: this.#pages,
			tracker: this.#tracker,
			memory,
			translator,
			para: request.isPara ? new ParaMemory(gpu.vram, this.#pages, quotaBytes, dropTranslations) : undefined,
			runlist: this.#runlist,
			hostMemory,
		};
		const virtual = new VirtualGpu(state, (channel, put) => this.#ring(virtual, channel, put));
		this.#gpus.set(domain.slot, virtual);
		this.#arrivals.set(domain.slot, []);
		gpu.work.openTally(domain.slot, partition.channelStart, partition.channelCount);
		this.scheduler.join(this.#client(virtual, share));
		domain.bus.device = virtual;
		return virtual;
	}

	/** Takes the domain's channels off the card, frees and scrubs everything it had. */
	detach(domain: Domain): void {
		const virtual = this.#gpus.get(domain.slot);
		assert(virtual !== undefined, `domain ${domain.name} has no virtual GPU`);
		domain.bus.device = undefined;
		domain.bus.direct = undefined;
		virtual.reset();
		// What still runs for it would keep an engine from the others, and from whoever has its channels next.
		const {channelStart, channelCount} = virtual.state.partition;
		this.#device.resetEngines(channel => channel >= channelStart && channel < channelStart + channelCount);
		this.scheduler.leave(domain.slot);
		this.#options.gpu.work.closeTally(domain.slot);
		virtual.state.memory.close();
		this.#gpus.delete(domain.slot);
		this.#arrivals.delete(domain.slot);
		const {partition} = virtual.state;
		this.#options.gpu.vram.scrub(partition.vramStart, partition.vramBytes);
		this.partitions.free(partition);
	}

	/**
	Lets go of the card, for a domain that has it alone. No domain may be attached. What the aggregator kept in
	VRAM is wiped with the rest.
	*/
	yieldDevice(): void {
		assert(this.#gpus.size === 0, 'the card is given away while domains share it');
		this.#wipe();
		this.#options.gpu.onActivity = () => {};
		this.#options.gpu.work.onChange = () => {};
		this.#isYielded = true;
	}

	/** Takes the card back after `yieldDevice`. */
	takeDevice(): void {
		this.#wipe();
		this.#listen();
		this.#device.start();
		this.#isYielded = false;
	}

	#wipe(): void {
		const {gpu} = this.#options;
		gpu.reset();
		gpu.vram.scrub(0, gpu.vram.bytes);
	}

	/** Tells of everything that is written to the card from now on, whoever it is for. */
	listen(listener: HostListener): void {
		this.#device.onAct = listener;
	}

	/** Plain data for digest and dumps. */
	inspect(): PlainData {
		return {
			scheduler: this.scheduler.inspect(),
			runlist: this.#runlist.inspect(),
			domains: [...this.#gpus.entries()].map(([slot, virtual]) => ({
				slot,
				partition: virtual.state.partition,
				bank: virtual.state.bank.inspect(),
				channels: [...virtual.channels.live()].map(channel => [channel.virtualChannel, channel.shadow, channel.isStopped]),
				shadowBytes: virtual.state.memory.shadowBytes,
			})),
		};
	}

	checkInvariants(depth: CheckDepth): void {
		this.partitions.checkInvariants();
		this.scheduler.checkInvariants();
		for (const [slot, virtual] of this.#gpus) {
			checkDomain(virtual, depth);
			checkDoorbells(virtual, this.#arrivals.get(slot)?.length ?? 0);
		}
		if (!this.#isYielded) {
			checkSuspended(this.#device, channel => this.scheduler.isSuspended(channel));
			checkDevice(this.#device, [...this.#gpus.values()], this.#runlist.inspect(), depth);
		}
	}

	#client(virtual: VirtualGpu, share: Share): Client {
		const {conduct, counters, domain} = virtual.state;
		return {
			id: domain.id,
			name: domain.name,
			share,
			counters,
			physicalChannel: channel => {
				const shadow = virtual.channels.find(channel);
				return shadow === undefined || shadow.isStopped || conduct.parkedReason !== '' ? -1 : shadow.physicalChannel;
			},
			hung: channel => {
				const shadow = virtual.channels.find(channel);
				if (shadow !== undefined) {
					virtual.channels.stop(shadow);
					this.#device.dropChannel(shadow.physicalChannel);
				}
				this.#options.tell(domain.name, 'error', `channel ${channel} kept the device busy too long; the engines were reset under it`);
			},
		};
	}

	/** A doorbell left the vCPU now; it reaches the scheduler when the domain's thread gets to it. */
	#ring(virtual: VirtualGpu, virtualChannel: number, put: number): void {
		const {queue} = this.#options;
		const {domain} = virtual.state;
		// A sync that the doorbell set off comes first: it is in the toll by now.
		const atNs = Math.max(domain.thread.doneNs(queue.viewNs, virtual.toll.extraNs), queue.nowNs);
		this.#arrivals.get(domain.slot)?.push({virtualChannel, put, atNs});
		queue.scheduleAt(this.#arrivalKind, atNs, domain.slot);
	}

	#arrive(slot: number): void {
		const arrivals = this.#arrivals.get(slot);
		const arrival = arrivals?.[0];
		const virtual = this.#gpus.get(slot);
		// The event may be of a domain that has left the slot to another.
		if (arrivals !== undefined && arrival !== undefined && virtual !== undefined && arrival.atNs <= this.#options.queue.nowNs) {
			arrivals.shift();
			this.scheduler.enqueue(slot, arrival.virtualChannel, arrival.put);
		}
	}

	#ownerOf(find: (virtual: VirtualGpu) => ReturnType<VirtualGpu['channels']['find']>) {
		for (const gpu of this.#gpus.values()) {
			const channel = find(gpu);
			if (channel !== undefined) {
				return {gpu, channel};
			}
		}
		return undefined;
	}
}
