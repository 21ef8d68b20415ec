/**
Shadow channel: the instance block that the device really loads for a guest's channel.

Owns: the shadow block and the shadow USERD page in the hypervisor's VRAM, and the write barrier on the
guest's own block. Every word that holds an address is translated and checked; the rest of RAMFC and the
context pointers are copied; words that mean nothing are not passed on.

Two things stay as they were when the channel was written into the channel table, whatever is stored later:
where it stands in its ring (RAMFC's progress, GP_PUT), so that work starts by a fired doorbell and in no
other way; and its page directory, because the device may be walking it.
Inaccuracies: a guest that stores into its USERD page or its RAMFC by another way than BAR1 is not heard;
hardware may or may not see it, depending on when it loads the channel.
See: GPUvm prototype channel, barrier (there: barrier writes copy raw guest addresses, the USERD address
is not range checked).
*/
import {high32, join64, low32} from '../base/words.ts';
import {INSTANCE_BYTES, RAMFC_BYTES, RAMIN} from '../manual/instance-block.ts';
import {USERD, USERD_BYTES} from '../manual/userd.ts';
import type {Conduct} from './conduct.ts';
import type {PageAllocator} from './page-allocator.ts';
import type {PageTracker, TrackedRegion} from './page-tracker.ts';
import type {ParaMemory} from './para-memory.ts';
import {hostAddress, type Partition} from './partition.ts';
import type {PhysicalDevice} from './physical-device.ts';
import type {ShadowMemory} from './shadow-memory.ts';
import type {ShadowSpace} from './shadow-space.ts';
import type {EntryTally} from './shadow-table.ts';

/** Instance block, and behind it the USERD page. */
const SHADOW_BYTES = INSTANCE_BYTES + USERD_BYTES;
/** Words of RAMFC that say what the channel is in the middle of. */
const PROGRESS: ReadonlySet<number> = new Set([
	RAMIN.GP_GET,
	RAMIN.DMA_GET_LOW,
	RAMIN.DMA_GET_HIGH,
	RAMIN.DMA_MGET_LOW,
	RAMIN.DMA_MGET_HIGH,
	RAMIN.REFERENCE,
	RAMIN.GP_ENTRY_LOW,
	RAMIN.GP_ENTRY_HIGH,
	RAMIN.METHOD_HEADER,
	RAMIN.SEMAPHORE_HIGH,
	RAMIN.SEMAPHORE_LOW,
	RAMIN.SEMAPHORE_PAYLOAD,
	RAMIN.SEMAPHORE_PENDING,
	RAMIN.SUBCHANNELS,
	RAMIN.SUBCHANNELS + 4,
]);
/** Of these, what a fresh channel takes from its block: its place in the ring, not half of an entry. The others start clear. */
const INITIAL_PROGRESS = [RAMIN.GP_GET, RAMIN.REFERENCE, RAMIN.GP_ENTRY_LOW, RAMIN.SUBCHANNELS, RAMIN.SUBCHANNELS + 4] as const;

export type ChannelOwner = {
	readonly device: PhysicalDevice;
	readonly pages: PageAllocator;
	readonly tracker: PageTracker;
	readonly memory: ShadowMemory;
	readonly partition: Partition;
	readonly conduct: Conduct;
	readonly para: ParaMemory | undefined;
};

export class ShadowChannel implements TrackedRegion {
	readonly virtualChannel: number;
	readonly physicalChannel: number;
	/** Host address range of the guest's instance block. */
	readonly start: number;
	readonly end: number;
	/** Host address of the shadow instance block. */
	readonly shadow: number;
	/** The device stopped it after a fault; only a new instance block brings it back. */
	isStopped = false;
	/** Host address of the USERD page. */
	readonly userd: number;
	space: ShadowSpace | undefined;
	readonly #owner: ChannelOwner;

	private constructor(owner: ChannelOwner, virtualChannel: number, guestInstance: number, shadow: number) {
		this.#owner = owner;
		this.virtualChannel = virtualChannel;
		this.physicalChannel = owner.partition.channelStart + virtualChannel;
		this.start = guestInstance;
		this.end = guestInstance + INSTANCE_BYTES;
		this.shadow = shadow;
		this.userd = shadow + INSTANCE_BYTES;
	}

	/** Makes the shadow of a guest block (host address); undefined when shadow VRAM is full. */
	static attach(owner: ChannelOwner, virtualChannel: number, guestInstance: number, tally: EntryTally): ShadowChannel | undefined {
		const shadow = owner.pages.allocate(SHADOW_BYTES);
		if (shadow === undefined) {
			return undefined;
		}
		const channel = new ShadowChannel(owner, virtualChannel, guestInstance, shadow);
		channel.#putPair(RAMIN.USERD_LOW, channel.userd);
		for (const offset of INITIAL_PROGRESS) {
			channel.#copy(offset);
		}
		const {vram} = owner.device.gpu;
		// Nothing is waiting yet, whatever the guest's own USERD page says.
		vram.write32(channel.userd + USERD.GP_PUT, vram.read32(shadow + RAMIN.GP_GET));
		channel.copyAll(tally);
		owner.tracker.add(channel);
		return channel;
	}

	detach(): void {
		const {device, tracker, memory, pages} = this.#owner;
		device.dropChannel(this.physicalChannel);
		tracker.remove(this);
		if (this.space !== undefined) {
			memory.releaseSpace(this.space);
			this.space = undefined;
		}
		pages.free(this.shadow, SHADOW_BYTES);
	}

	/** The write barrier. */
	stored(offset: number, bytes: number): void {
		const tally: EntryTally = {changed: 0, refused: 0, examined: 0, system: 0};
		for (let at = offset - (offset % 4); at < offset + bytes; at += 4) {
			this.#mirror(at, tally);
		}
	}

	/**
	Reads the guest's block anew, word by word, and takes the directory that it names. The device must load
	the channel again before it does anything else for it.
	*/
	copyAll(tally: EntryTally): void {
		const old = this.space;
		this.space = undefined;
		for (let at = 0; at < INSTANCE_BYTES; at += 4) {
			// Addresses are pairs of words and looked at once; the directory comes with its limit.
			if (at !== RAMIN.USERD_HIGH && at !== RAMIN.PD_LOW && at !== RAMIN.PD_HIGH && at !== RAMIN.LIMIT_LOW) {
				this.#mirror(at, tally);
			}
		}
		if (old !== undefined) {
			this.#owner.memory.releaseSpace(old);
		}
	}

	/**
	What the guest should read at `offset` of its live block: words that the hardware keeps come from
	the shadow, all others are the guest's own.
	*/
	readBack(offset: number, guestWord: number): number {
		const isHardwareState = offset < RAMFC_BYTES && offset !== RAMIN.USERD_LOW && offset !== RAMIN.USERD_HIGH;
		return isHardwareState ? this.#owner.device.gpu.vram.read32(this.shadow + offset) : guestWord;
	}

	#guestPair(offset: number): number {
		const {vram} = this.#owner.device.gpu;
		return join64(vram.read32(this.start + offset), vram.read32(this.start + offset + 4) & 0xff);
	}

	#putPair(offset: number, address: number): void {
		const {vram} = this.#owner.device.gpu;
		vram.write32(this.shadow + offset, low32(address));
		vram.write32(this.shadow + offset + 4, high32(address));
	}

	#mirror(offset: number, tally: EntryTally): void {
		switch (offset) {
			case RAMIN.USERD_LOW:
			case RAMIN.USERD_HIGH:
				this.#checkUserd();
				break;
			case RAMIN.PD_LOW:
			case RAMIN.PD_HIGH:
			case RAMIN.LIMIT_LOW:
			case RAMIN.LIMIT_HIGH:
				this.#mirrorDirectory(tally);
				break;
			default:
				if (isCopied(offset)) {
					this.#copy(offset);
				}
		}
	}

	#copy(offset: number): void {
		const {vram} = this.#owner.device.gpu;
		vram.write32(this.shadow + offset, vram.read32(this.start + offset));
	}

	/** The page that the guest names is not used; that it names a foreign one is worth knowing. */
	#checkUserd(): void {
		const guest = this.#guestPair(RAMIN.USERD_LOW);
		if (hostAddress(this.#owner.partition, guest - (guest % USERD_BYTES), USERD_BYTES) < 0) {
			this.#owner.conduct.note('foreign-memory', `USERD page of channel ${this.virtualChannel}`);
		}
	}

	/** Para-virtual: the directory that the guest set for this channel, never a word of its block. */
	followPara(para: ParaMemory): void {
		this.#putPair(RAMIN.PD_LOW, para.directoryOf(this.virtualChannel)?.address ?? this.#owner.device.emptyDirectory);
	}

	#mirrorDirectory(tally: EntryTally): void {
		const {memory, device, conduct, para} = this.#owner;
		if (para !== undefined) {
			// Its tables have full length whatever the limit says.
			this.#copy(RAMIN.LIMIT_LOW);
			this.#copy(RAMIN.LIMIT_HIGH);
			this.followPara(para);
			return;
		}
		if (this.space !== undefined) {
			return;
		}
		const guest = this.#guestPair(RAMIN.PD_LOW);
		const limit = this.#guestPair(RAMIN.LIMIT_LOW);
		this.space = guest === 0 ? undefined : memory.acquireSpace(guest, limit + 1, tally);
		if (guest !== 0 && this.space === undefined) {
			conduct.note('foreign-memory', `page directory of channel ${this.virtualChannel}`);
		}
		this.#putPair(RAMIN.PD_LOW, this.space?.shadow ?? device.emptyDirectory);
		// The shadow tables are only as long as this limit.
		this.#putPair(RAMIN.LIMIT_LOW, limit);
	}
}

function isCopied(offset: number): boolean {
	return (
		(offset < RAMFC_BYTES && !PROGRESS.has(offset)) ||
		(offset >= RAMIN.PGRAPH_CONTEXT_LOW && offset <= RAMIN.PGRAPH_CONTEXT_HIGH) ||
		(offset >= RAMIN.PCOPY0_CONTEXT_LOW && offset <= RAMIN.PCOPY0_CONTEXT_HIGH) ||
		(offset >= RAMIN.PCOPY1_CONTEXT_LOW && offset <= RAMIN.PCOPY1_CONTEXT_HIGH)
	);
}
