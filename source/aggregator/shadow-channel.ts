/**
Shadow channel: the instance block that the device really loads for a guest's channel.

Owns: the shadow block in the hypervisor's VRAM and the write barrier on the guest's own block. Every
word that holds an address is translated and checked; the rest of RAMFC and the context pointers are
copied; words that mean nothing are not passed on.
See: GPUvm prototype channel, barrier (there: barrier writes copy raw guest addresses, the USERD address
is not range checked).
*/
import {high32, join64, low32} from '../base/words.ts';
import {INSTANCE_BYTES, RAMFC_BYTES, RAMIN} from '../manual/instance-block.ts';
import {USERD_BYTES} from '../manual/userd.ts';
import type {Conduct} from './conduct.ts';
import type {PageAllocator} from './page-allocator.ts';
import type {PageTracker, TrackedRegion} from './page-tracker.ts';
import type {ParaMemory} from './para-memory.ts';
import {hostAddress, type Partition} from './partition.ts';
import type {PhysicalDevice} from './physical-device.ts';
import type {ShadowMemory} from './shadow-memory.ts';
import type {ShadowSpace} from './shadow-space.ts';
import type {EntryTally} from './shadow-table.ts';

/** Instance block, and behind it a page that stands in for an unusable USERD page. */
const SHADOW_BYTES = INSTANCE_BYTES + USERD_BYTES;

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
	/** Host address of the USERD page the device uses. */
	userd = -1;
	space: ShadowSpace | undefined;
	readonly #owner: ChannelOwner;

	private constructor(owner: ChannelOwner, virtualChannel: number, guestInstance: number, shadow: number) {
		this.#owner = owner;
		this.virtualChannel = virtualChannel;
		this.physicalChannel = owner.partition.channelStart + virtualChannel;
		this.start = guestInstance;
		this.end = guestInstance + INSTANCE_BYTES;
		this.shadow = shadow;
	}

	/** Makes the shadow of a guest block (host address); undefined when shadow VRAM is full. */
	static attach(owner: ChannelOwner, virtualChannel: number, guestInstance: number, tally: EntryTally): ShadowChannel | undefined {
		const shadow = owner.pages.allocate(SHADOW_BYTES);
		if (shadow === undefined) {
			return undefined;
		}
		const channel = new ShadowChannel(owner, virtualChannel, guestInstance, shadow);
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

	/** Reads the guest's block anew, word by word. */
	copyAll(tally: EntryTally): void {
		for (let at = 0; at < INSTANCE_BYTES; at += 4) {
			// Addresses are pairs of words and mirrored once; the directory comes with its limit.
			if (at !== RAMIN.USERD_HIGH && at !== RAMIN.PD_LOW && at !== RAMIN.PD_HIGH && at !== RAMIN.LIMIT_LOW) {
				this.#mirror(at, tally);
			}
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
				this.#mirrorUserd();
				break;
			case RAMIN.PD_LOW:
			case RAMIN.PD_HIGH:
				this.#mirrorDirectory(tally);
				break;
			case RAMIN.LIMIT_LOW:
			case RAMIN.LIMIT_HIGH:
				this.#copy(RAMIN.LIMIT_LOW);
				this.#copy(RAMIN.LIMIT_HIGH);
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

	#mirrorUserd(): void {
		const guest = this.#guestPair(RAMIN.USERD_LOW);
		const page = guest - (guest % USERD_BYTES);
		const host = hostAddress(this.#owner.partition, page, USERD_BYTES);
		if (host < 0) {
			this.#owner.conduct.note('foreign-memory', `USERD page of channel ${this.virtualChannel}`);
		}
		this.userd = host < 0 ? this.shadow + INSTANCE_BYTES : host;
		this.#putPair(RAMIN.USERD_LOW, this.userd);
	}

	/** Para-virtual: the directory that the guest set for this channel, never a word of its block. */
	followPara(para: ParaMemory): void {
		this.#putPair(RAMIN.PD_LOW, para.directoryOf(this.virtualChannel)?.address ?? this.#owner.device.emptyDirectory);
	}

	#mirrorDirectory(tally: EntryTally): void {
		const {memory, device, conduct, para} = this.#owner;
		if (para !== undefined) {
			this.followPara(para);
			return;
		}
		const guest = this.#guestPair(RAMIN.PD_LOW);
		const old = this.space;
		this.space = guest === 0 ? undefined : memory.acquireSpace(guest, this.#guestPair(RAMIN.LIMIT_LOW) + 1, tally);
		if (guest !== 0 && this.space === undefined) {
			conduct.note('foreign-memory', `page directory of channel ${this.virtualChannel}`);
		}
		if (old !== undefined) {
			memory.releaseSpace(old);
		}
		this.#putPair(RAMIN.PD_LOW, this.space?.shadow ?? device.emptyDirectory);
	}
}

function isCopied(offset: number): boolean {
	return (
		offset < RAMFC_BYTES ||
		(offset >= RAMIN.PGRAPH_CONTEXT_LOW && offset <= RAMIN.PGRAPH_CONTEXT_HIGH) ||
		(offset >= RAMIN.PCOPY0_CONTEXT_LOW && offset <= RAMIN.PCOPY0_CONTEXT_HIGH) ||
		(offset >= RAMIN.PCOPY1_CONTEXT_LOW && offset <= RAMIN.PCOPY1_CONTEXT_HIGH)
	);
}
