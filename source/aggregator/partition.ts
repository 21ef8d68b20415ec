/**
Partition: the slice of the card that a domain owns, and the arithmetic between guest and host.

Decided at run time: VRAM in units of 1 MiB, a run of channels, a BAR3 window. First fit; freed slices join.
See: GPUvm prototype, partitioning (there: equal slices fixed when it is compiled).
*/
import {assert, InvariantBroken} from '../base/assert.ts';
import {RangeAllocator} from '../base/range-allocator.ts';
import {formatBytes, MIB} from '../base/units.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import {BAR3_WINDOW_BYTES, BARS} from '../manual/pci.ts';
import {CHANNELS} from '../manual/pfifo.ts';

/** Smallest partition: the driver's own structures, and something to work with. */
export const VRAM_MINIMUM_BYTES = 16 * MIB;
const VRAM_UNIT = MIB;
const BAR3_UNIT = MIB;

export type Partition = {
	/** Host address of guest address 0. */
	readonly vramStart: number;
	readonly vramBytes: number;
	/** Physical channel of virtual channel 0. */
	readonly channelStart: number;
	readonly channelCount: number;
	/** First byte of the domain's window in the physical BAR3. */
	readonly bar3Start: number;
	readonly bar3Bytes: number;
};

export type PartitionRequest = {readonly vramBytes: number; readonly channelCount: number};

export class PartitionTable {
	readonly #vram: RangeAllocator;
	readonly #channels = new RangeAllocator(0, CHANNELS);
	readonly #bar3 = new RangeAllocator(0, BARS[3].bytes / BAR3_UNIT);
	readonly guestBytes: number;

	constructor(guestBytes: number) {
		assert(guestBytes % VRAM_UNIT === 0, 'guest VRAM is whole MiB');
		this.guestBytes = guestBytes;
		this.#vram = new RangeAllocator(0, guestBytes / VRAM_UNIT);
	}

	get freeBytes(): number {
		return this.#vram.freeUnits * VRAM_UNIT;
	}

	/** Why the request cannot be met now, or once `instead` is freed for it; undefined if it can. */
	refuse(request: PartitionRequest, instead?: Partition): string | undefined {
		const {vramBytes, channelCount} = request;
		const freed = instead === undefined ? undefined : {vram: instead.vramStart / VRAM_UNIT, channels: instead.channelStart};
		if (vramBytes % VRAM_UNIT !== 0 || vramBytes < VRAM_MINIMUM_BYTES) {
			return `VRAM of ${formatBytes(vramBytes)}; expected whole MiB, at least ${formatBytes(VRAM_MINIMUM_BYTES)}`;
		}
		const largest = this.#vram.largestFreeWithout(freed?.vram) * VRAM_UNIT;
		if (vramBytes > largest) {
			const free = this.freeBytes + (instead?.vramBytes ?? 0);
			return `VRAM of ${formatBytes(vramBytes)} does not fit; ${formatBytes(free)} free, largest gap ${formatBytes(largest)}`;
		}
		const run = this.#channels.largestFreeWithout(freed?.channels);
		if (channelCount > run) {
			const free = this.#channels.freeUnits + (instead?.channelCount ?? 0);
			return `${channelCount} channels do not fit; ${free} of ${CHANNELS} free, largest run ${run}`;
		}
		if (this.#bar3.freeUnits === 0 && instead === undefined) {
			return 'no BAR3 window is free';
		}
		return undefined;
	}

	/** Takes the slice; ask `refuse` first. */
	take(request: PartitionRequest): Partition {
		assert(this.refuse(request) === undefined, 'partition taken although refused');
		const vramStart = this.#vram.allocate(request.vramBytes / VRAM_UNIT) as number;
		const channelStart = this.#channels.allocate(request.channelCount) as number;
		const [bar3Start, bar3Bytes] = this.#takeWindow(request.vramBytes);
		return {
			vramStart: vramStart * VRAM_UNIT,
			vramBytes: request.vramBytes,
			channelStart,
			channelCount: request.channelCount,
			bar3Start,
			bar3Bytes,
		};
	}

	/** The largest window that is free and not more than the domain's share of the card. */
	#takeWindow(vramBytes: number): readonly [start: number, bytes: number] {
		const shareBytes = (BARS[3].bytes / this.guestBytes) * vramBytes;
		for (const bytes of BAR3_WINDOW_BYTES) {
			const isAllowed = bytes <= shareBytes || bytes === BAR3_UNIT;
			const start = isAllowed ? this.#bar3.allocate(bytes / BAR3_UNIT, bytes / BAR3_UNIT) : undefined;
			if (start !== undefined) {
				return [start * BAR3_UNIT, bytes];
			}
		}
		throw new InvariantBroken('no BAR3 window although one was free');
	}

	free(partition: Partition): void {
		this.#vram.free(partition.vramStart / VRAM_UNIT);
		this.#channels.free(partition.channelStart);
		this.#bar3.free(partition.bar3Start / BAR3_UNIT);
	}

	checkInvariants(): void {
		this.#vram.checkInvariants();
		this.#channels.checkInvariants();
		this.#bar3.checkInvariants();
	}
}

/** Host address of a guest VRAM range; -1 unless all of it lies in the partition. */
export function hostAddress(partition: Partition, guestAddress: number, bytes: number): number {
	return guestAddress >= 0 && bytes >= 0 && guestAddress + bytes <= partition.vramBytes ? guestAddress + partition.vramStart : -1;
}

/** Guest address of a host address inside the partition; -1 if it is outside. */
export function guestAddress(partition: Partition, host: number): number {
	const guest = host - partition.vramStart;
	return guest >= 0 && guest < partition.vramBytes ? guest : -1;
}

export function partitionFrames(partition: Partition): number {
	return partition.vramBytes / PAGE_BYTES;
}
