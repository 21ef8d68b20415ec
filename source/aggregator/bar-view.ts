/**
A BAR window of a domain (BAR1 or BAR3): guest BAR offset -> shadow of the BAR's address space -> VRAM
of the partition or guest memory.

Owns: the instance block of the BAR (watched, so a new directory is noticed) and its shadow space.
Accesses to live channel instance blocks pass the write barrier through the page tracker; reads of words
that the hardware keeps come from the shadow.
See: GPUvm prototype bar1_channel, bar3_channel.
*/
import {join64} from '../base/words.ts';
import {RAMIN} from '../manual/instance-block.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import {PBUS} from '../manual/pbus.ts';
import type {AccessSize} from '../manual/pci.ts';
import {get} from '../manual/register.ts';
import type {AddressView, Resolution} from './address-view.ts';
import type {ChannelSet} from './channel-set.ts';
import type {TrackedRegion} from './page-tracker.ts';
import {hostAddress} from './partition.ts';
import type {ShadowSpace} from './shadow-space.ts';
import type {EntryTally} from './shadow-table.ts';
import {noteTally, syncSpace} from './shadow-work.ts';
import type {VirtualState} from './virtual-state.ts';

/** Only the words from the directory pointer on matter. */
const INSTANCE_USED_BYTES = RAMIN.LIMIT_HIGH + 4;
const ALL_ONES = [0, 0xff, 2 ** 16 - 1, 0, 2 ** 32 - 1] as const;

export class BarView implements TrackedRegion {
	start = 0;
	end = 0;
	readonly barBytes: number;
	/** Called when what the window shows may have changed. */
	onChange: () => void = () => {};
	readonly #state: VirtualState;
	readonly #channels: () => ChannelSet;
	readonly #resolution: Resolution = {address: -1, isSystem: false, isReadOnly: false};
	#space: ShadowSpace | undefined;
	/** Para-virtual: the directory that the guest named for this BAR. */
	#directory: AddressView | undefined;
	/** MODE bit clear: the window shows the partition as it is. */
	#isPhysical = true;

	constructor(state: VirtualState, barBytes: number, channels: () => ChannelSet) {
		this.#state = state;
		this.barBytes = barBytes;
		this.#channels = channels;
	}

	get space(): ShadowSpace | undefined {
		return this.#space;
	}

	/** Guest write to BAR1_INSTANCE or BAR3_INSTANCE. */
	setInstance(word: number): void {
		this.#letGo();
		this.#isPhysical = get(PBUS.BAR1_INSTANCE, 'MODE', word) === 0;
		if (this.#isPhysical) {
			this.onChange();
			return;
		}
		const host = hostAddress(this.#state.partition, get(PBUS.BAR1_INSTANCE, 'FRAME', word) * PAGE_BYTES, INSTANCE_USED_BYTES);
		if (host < 0) {
			this.#state.conduct.note('foreign-memory', 'instance block of a BAR');
			return;
		}
		this.start = host;
		this.end = host + INSTANCE_USED_BYTES;
		this.#state.tracker.add(this);
		this.#followDirectory();
	}

	/** Para-virtual: the window follows this directory from now on. */
	setDirectory(directory: AddressView | undefined): void {
		this.#directory = directory;
		this.onChange();
	}

	/** The guest wrote its live BAR instance block. */
	stored(offset: number, bytes: number): void {
		if (offset + bytes > RAMIN.PD_LOW) {
			this.#followDirectory();
		}
	}

	detach(): void {
		this.#directory = undefined;
		this.#letGo();
	}

	#letGo(): void {
		if (this.end > 0) {
			this.#state.tracker.remove(this);
			this.end = 0;
		}
		if (this.#space !== undefined) {
			this.#state.memory.releaseSpace(this.#space);
			this.#space = undefined;
		}
	}

	sync(): void {
		if (this.#space !== undefined) {
			syncSpace(this.#state, this.#space, {kind: 'bar', barBytes: this.barBytes});
		}
		this.onChange();
	}

	/** Host VRAM address behind a BAR offset that may be written; -1 for anything else. */
	writableVramAt(offset: number): number {
		const address = this.vramAt(offset);
		return this.#resolution.isReadOnly ? -1 : address;
	}

	/** Host VRAM address behind a BAR offset; -1 for nothing, or for system memory. */
	vramAt(offset: number): number {
		this.#resolve(offset);
		return this.#resolution.isSystem ? -1 : this.#resolution.address;
	}

	read(offset: number, size: AccessSize): number {
		this.#resolve(offset);
		const {address, isSystem} = this.#resolution;
		const {toll, costs, device, hostMemory} = this.#state;
		if (address < 0) {
			return ALL_ONES[size];
		}
		toll.extraNs += costs.pcieReadNs;
		if (isSystem) {
			const page = hostMemory.page(address, false);
			const word = page === undefined ? ALL_ONES[4] : page[(address % PAGE_BYTES) >>> 2];
			return part(word, address, size);
		}
		const channel = this.#channels().atInstance(address);
		if (channel !== undefined) {
			const at = address - (address % 4);
			return part(channel.readBack(at - channel.start, device.gpu.vram.read32(at)), address, size);
		}
		const {vram} = device.gpu;
		return size === 4 ? vram.read32(address) : size === 2 ? vram.read16(address) : vram.read8(address);
	}

	write(offset: number, size: AccessSize, value: number): void {
		this.#resolve(offset);
		const {address, isSystem, isReadOnly} = this.#resolution;
		const {toll, costs, device, hostMemory} = this.#state;
		if (address < 0 || isReadOnly) {
			return;
		}
		toll.extraNs += costs.pcieWriteNs;
		if (isSystem) {
			const page = hostMemory.page(address, true);
			if (page !== undefined) {
				const index = (address % PAGE_BYTES) >>> 2;
				page[index] = merge(page[index], address, size, value);
				hostMemory.written(address, size);
			}
			return;
		}
		const {vram} = device.gpu;
		if (size === 4) {
			vram.write32(address, value);
		} else if (size === 2) {
			vram.write16(address, value);
		} else {
			vram.write8(address, value);
		}
	}

	/** Consecutive words; page by page where they lie in plain VRAM. */
	readWords(offset: number, into: Uint32Array): void {
		this.#eachRun(offset, into.length, (at, first, count, address) => {
			if (address >= 0) {
				this.#state.device.gpu.vram.readBlock(address, into.subarray(first, first + count));
				this.#state.toll.extraNs += count * this.#state.costs.pcieReadNs;
			} else {
				for (let index = 0; index < count; index++) {
					into[first + index] = this.read(at + index * 4, 4);
				}
			}
		});
	}

	writeWords(offset: number, from: Uint32Array): void {
		this.#eachRun(offset, from.length, (at, first, count, address) => {
			if (address >= 0) {
				this.#state.device.gpu.vram.writeBlock(address, from.subarray(first, first + count));
				this.#state.toll.extraNs += count * this.#state.costs.pcieWriteNs;
			} else {
				for (let index = 0; index < count; index++) {
					this.write(at + index * 4, 4, from[first + index]);
				}
			}
		});
	}

	fillWords(offset: number, value: number, words: number): void {
		this.#eachRun(offset, words, (at, _first, count, address) => {
			if (address >= 0) {
				this.#state.device.gpu.vram.fill(address, value, count);
				this.#state.toll.extraNs += count * this.#state.costs.pcieWriteNs;
			} else {
				for (let index = 0; index < count; index++) {
					this.write(at + index * 4, 4, value);
				}
			}
		});
	}

	/** Cuts a run of words at page ends; `address` is -1 unless the piece is plain writable VRAM. */
	#eachRun(offset: number, words: number, take: (at: number, first: number, count: number, address: number) => void): void {
		let done = 0;
		while (done < words) {
			const at = offset + done * 4;
			const count = Math.min(words - done, (PAGE_BYTES - (at % PAGE_BYTES)) / 4);
			this.#resolve(at);
			const {address, isSystem, isReadOnly} = this.#resolution;
			const isPlain = address >= 0 && !isSystem && !isReadOnly && this.#channels().atInstance(address) === undefined;
			take(at, done, count, isPlain ? address : -1);
			done += count;
		}
	}

	#resolve(offset: number): void {
		const resolution = this.#resolution;
		resolution.address = -1;
		resolution.isSystem = false;
		resolution.isReadOnly = false;
		if (offset >= this.barBytes) {
			return;
		}
		if (this.#directory !== undefined) {
			this.#directory.resolve(offset, resolution);
		} else if (this.#isPhysical) {
			resolution.address = hostAddress(this.#state.partition, offset, 4);
		} else {
			this.#space?.resolve(offset, resolution);
		}
	}

	#followDirectory(): void {
		if (this.#state.para !== undefined) {
			return;
		}
		const {vram} = this.#state.device.gpu;
		const directory = join64(vram.read32(this.start + RAMIN.PD_LOW), vram.read32(this.start + RAMIN.PD_HIGH) & 0xff);
		const tally: EntryTally = {changed: 0, refused: 0, examined: 0, system: 0};
		const old = this.#space;
		const limit = join64(vram.read32(this.start + RAMIN.LIMIT_LOW), vram.read32(this.start + RAMIN.LIMIT_HIGH) & 0xff);
		this.#space = this.#state.memory.acquireSpace(directory, Math.min(this.barBytes, limit + 1), tally);
		if (old !== undefined) {
			this.#state.memory.releaseSpace(old);
		}
		noteTally(this.#state, tally);
		this.sync();
	}
}

/** The part of a word that an access of `size` at `address` sees. */
function part(word: number, address: number, size: AccessSize): number {
	const shift = (address % 4) * 8;
	return size === 4 ? word >>> 0 : (word >>> shift) & ALL_ONES[size];
}

function merge(word: number, address: number, size: AccessSize, value: number): number {
	if (size === 4) {
		return value >>> 0;
	}
	const shift = (address % 4) * 8;
	const mask = ALL_ONES[size] << shift;
	return ((word & ~mask) | ((value << shift) & mask)) >>> 0;
}
