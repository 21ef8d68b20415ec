/**
A bare GPU with channels, set up as a driver would, but with pokes into VRAM instead of BAR stores.

Layout of VRAM: page n of the lab's heap is handed out from 1 MiB up. Every channel has an address space
of its own: ring at 1 MiB, pushbuffers from 2 MiB, context images at 8 MiB; tests map what they want from
16 MiB on.
*/
import {MIB} from '../../source/base/units.ts';
import {high32, low32} from '../../source/base/words.ts';
import {gpuCounters} from '../../source/gpu/counters.ts';
import {Gpu} from '../../source/gpu/gpu.ts';
import {type CostName, costTable} from '../../source/manual/costs.ts';
import {GP_BASE_HIGH_WORD, RAMFC_INITIAL, RAMIN} from '../../source/manual/instance-block.ts';
import {KERNEL_IMAGE, KERNELS, type KernelName, parameterWords} from '../../source/manual/kernel-image.ts';
import {PAGE_BYTES, PD_BYTES, PDE_SPAN, SMALL_TABLE_BYTES, TARGET} from '../../source/manual/mmu.ts';
import type {SystemMemory} from '../../source/manual/pci.ts';
import {CHANNEL_START, PFIFO} from '../../source/manual/pfifo.ts';
import {GP_ENTRY_BYTES, GP_ENTRY_HIGH} from '../../source/manual/pushbuffer.ts';
import {element, make} from '../../source/manual/register.ts';
import {USERD} from '../../source/manual/userd.ts';
import {EventQueue} from '../../source/simulation/event-queue.ts';
import {Pushbuffer} from './pushbuffer.ts';

export const VA = {RING: MIB, PUSH: 2 * MIB, CONTEXT: 8 * MIB, DATA: 16 * MIB} as const;
export const RING_ORDER = 5;
/** Where in BAR1 the poll area lies. */
export const POLL_AREA = 32 * MIB;

export type MapOptions = {target?: number; isReadOnly?: boolean; isSupervisor?: boolean; storage?: number};

/** System memory for tests: pages by number, made when `add` says so. */
export class TestMemory implements SystemMemory {
	readonly pages = new Map<number, Uint32Array>();
	readonly writes: Array<{address: number; bytes: number}> = [];

	add(address: number): Uint32Array {
		const page = new Uint32Array(PAGE_BYTES / 4);
		this.pages.set(address / PAGE_BYTES, page);
		return page;
	}

	page(busAddress: number): Uint32Array | undefined {
		return this.pages.get(Math.floor(busAddress / PAGE_BYTES));
	}

	written(address: number, bytes: number): void {
		this.writes.push({address, bytes});
	}
}

export class GpuLab {
	readonly queue = new EventQueue();
	readonly memory = new TestMemory();
	readonly counters = new Float64Array(gpuCounters.length);
	readonly gpu: Gpu;
	readonly activities: Array<{atNs: number; channel: number; activity: string}> = [];
	readonly line: Array<{atNs: number; isRaised: boolean}> = [];
	#heap = MIB;

	constructor(options: {costs?: Partial<Record<CostName, number>>; vramBytes?: number; guestVramBytes?: number} = {}) {
		this.gpu = new Gpu({
			queue: this.queue,
			costs: costTable(options.costs),
			memory: this.memory,
			vramBytes: options.vramBytes ?? 192 * MIB,
			guestVramBytes: options.guestVramBytes ?? 128 * MIB,
			counters: this.counters,
		});
		this.gpu.onActivity = channel => this.activities.push({atNs: this.queue.nowNs, channel, activity: this.gpu.channelActivity(channel)});
		this.gpu.onInterrupt = isRaised => this.line.push({atNs: this.queue.nowNs, isRaised});
	}

	/** Fresh VRAM, page aligned. */
	allocate(bytes: number, alignment: number = PAGE_BYTES): number {
		this.#heap = Math.ceil(this.#heap / alignment) * alignment;
		const address = this.#heap;
		this.#heap += Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
		return address;
	}

	count(name: (typeof gpuCounters.names)[number]): number {
		this.gpu.settleCounters();
		return this.counters[gpuCounters.at[name]];
	}

	write(offset: number, value: number): void {
		this.gpu.barWrite(0, offset, 4, value);
	}

	read(offset: number): number {
		return this.gpu.barRead(0, offset, 4);
	}

	/** Channel `number` with an address space of its own, in the channel table, runnable. */
	channel(number: number, options: {withContext?: boolean; space?: LabSpace} = {}): LabChannel {
		return new LabChannel(this, number, options);
	}

	/** Puts these channels on the runlist and waits until it is taken. */
	runlist(...channels: number[]): void {
		this.commitRunlist(...channels);
		this.run();
	}

	commitRunlist(...channels: number[]): void {
		const list = this.allocate(channels.length * 8);
		channels.forEach((channel, index) => {
			this.gpu.vram.write32(list + index * 8, channel);
			this.gpu.vram.write32(list + index * 8 + 4, 4);
		});
		this.write(PFIFO.RUNLIST_BASE.offset, list / PAGE_BYTES);
		this.write(PFIFO.RUNLIST_COMMIT.offset, 0x01f0_0000 + channels.length);
	}

	/** Runs until nothing is pending, checking invariants after every event; a limit finds what never ends. */
	run(limit = 20_000): void {
		for (let events = 0; this.queue.step(); events++) {
			this.gpu.checkInvariants();
			if (events > limit) {
				throw new Error(`more than ${limit} events: ${this.queue.inspect().map(event => event.name)}`);
			}
		}
	}

	runFor(ns: number): void {
		this.queue.runUntil(this.queue.nowNs + ns);
		this.gpu.checkInvariants();
	}

	/** Kernel image in memory of that channel. */
	image(kernel: KernelName): number[] {
		return [KERNEL_IMAGE.MAGIC, KERNEL_IMAGE.VERSION, KERNELS[kernel].id, parameterWords(kernel), 0, 0, 0, 0];
	}
}

/** A page directory with small tables, made as they are needed. */
export class LabSpace {
	readonly directory: number;
	readonly lab: GpuLab;
	readonly #tables = new Map<number, number>();

	constructor(lab: GpuLab) {
		this.lab = lab;
		this.directory = lab.allocate(PD_BYTES);
	}

	/** Maps 4 KiB pages one after the other. */
	map(va: number, physical: number, bytes: number, options: MapOptions = {}): void {
		for (let offset = 0; offset < bytes; offset += PAGE_BYTES) {
			this.mapPage(va + offset, physical + offset, options);
		}
	}

	mapPage(
		va: number,
		physical: number,
		{target = TARGET.VRAM, isReadOnly = false, isSupervisor = false, storage = 0}: MapOptions = {},
	): void {
		const low = (physical / PAGE_BYTES) * 16 + 1 + (isSupervisor ? 2 : 0) + (isReadOnly ? 4 : 0);
		this.lab.gpu.vram.write32(this.entryOf(va), low);
		this.lab.gpu.vram.write32(this.entryOf(va) + 4, target * 2 + storage * 16);
	}

	unmap(va: number): void {
		this.lab.gpu.vram.write32(this.entryOf(va), 0);
	}

	/** Address of the small page table entry. */
	entryOf(va: number): number {
		const index = Math.floor(va / PDE_SPAN);
		let table = this.#tables.get(index);
		if (table === undefined) {
			table = this.lab.allocate(SMALL_TABLE_BYTES);
			this.#tables.set(index, table);
			this.lab.gpu.vram.write32(this.directory + index * 8 + 4, table / 256 + 1);
		}
		return table + ((va % PDE_SPAN) / PAGE_BYTES) * 8;
	}
}

export class LabChannel {
	readonly lab: GpuLab;
	readonly number: number;
	readonly space: LabSpace;
	readonly instance: number;
	readonly userd: number;
	readonly ring: number;
	#push: number;
	#pushVa: number = VA.PUSH;
	#put = 0;

	constructor(lab: GpuLab, number: number, {withContext = true, space = new LabSpace(lab)}: {withContext?: boolean; space?: LabSpace}) {
		const {vram} = lab.gpu;
		this.lab = lab;
		this.number = number;
		this.space = space;
		this.instance = lab.allocate(PAGE_BYTES);
		this.userd = lab.allocate(PAGE_BYTES);
		this.ring = lab.allocate(PAGE_BYTES);
		this.#push = lab.allocate(MIB);
		this.space.map(VA.RING, this.ring, PAGE_BYTES);
		this.space.map(VA.PUSH, this.#push, MIB);
		for (const [offset, value] of RAMFC_INITIAL) {
			vram.write32(this.instance + offset, value);
		}
		vram.write32(this.instance + RAMIN.USERD_LOW, this.userd);
		vram.write32(this.instance + RAMIN.GP_BASE_LOW, VA.RING);
		vram.write32(this.instance + RAMIN.GP_BASE_HIGH, make(GP_BASE_HIGH_WORD, {ORDER: RING_ORDER}));
		vram.write32(this.instance + RAMIN.PD_LOW, this.space.directory);
		vram.write32(this.instance + RAMIN.LIMIT_LOW, 2 ** 32 - 1);
		vram.write32(this.instance + RAMIN.LIMIT_HIGH, 0xff);
		if (withContext) {
			this.#mapContexts();
		}
		lab.write(PFIFO.POLL_AREA.offset, make(PFIFO.POLL_AREA, {FRAME: POLL_AREA / PAGE_BYTES, ENABLE: 1}));
		lab.write(element(PFIFO.CHANNEL, number), make(PFIFO.CHANNEL, {FRAME: this.instance / PAGE_BYTES, POLL: 1, VALID: 1}));
		lab.write(element(PFIFO.CHANNEL_STATE, number), CHANNEL_START);
	}

	get activity(): string {
		return this.lab.gpu.channelActivity(this.number);
	}

	/** Fresh VRAM mapped at `va`; returns its physical address. */
	buffer(va: number, bytes: number): number {
		const physical = this.lab.allocate(bytes);
		this.space.map(va, physical, bytes);
		return physical;
	}

	/** Fresh VRAM at `va` that holds these words. */
	data(va: number, words: ArrayLike<number>): number {
		const physical = this.buffer(va, Math.max(PAGE_BYTES, words.length * 4));
		this.lab.gpu.vram.writeBlock(physical, Uint32Array.from(words));
		return physical;
	}

	/** Writes the words to the pushbuffer and an entry to the ring; no doorbell. */
	push(words: Pushbuffer | readonly number[]): void {
		const list = words instanceof Pushbuffer ? words.words : words;
		this.lab.gpu.vram.writeBlock(this.#push, Uint32Array.from(list));
		this.pushEntry(low32(this.#pushVa), make(GP_ENTRY_HIGH, {ADDRESS: high32(this.#pushVa), LENGTH: list.length}));
		this.#push += list.length * 4;
		this.#pushVa += list.length * 4;
	}

	pushEntry(low: number, high: number): void {
		const {vram} = this.lab.gpu;
		vram.write32(this.ring + this.#put * GP_ENTRY_BYTES, low);
		vram.write32(this.ring + this.#put * GP_ENTRY_BYTES + 4, high);
		this.#put = (this.#put + 1) % 2 ** RING_ORDER;
	}

	/** Tells the device how far the ring is filled. BAR1 shows physical VRAM in the lab, so USERD is written there too. */
	doorbell(): void {
		this.lab.gpu.vram.write32(this.userd + USERD.GP_PUT, this.#put);
		this.lab.gpu.barWrite(1, POLL_AREA + this.number * PAGE_BYTES + USERD.GP_PUT, 4, this.#put);
	}

	submit(words: Pushbuffer | readonly number[]): void {
		this.push(words);
		this.doorbell();
	}

	userdWord(offset: number): number {
		return this.lab.gpu.vram.read32(this.userd + offset);
	}

	ramin(offset: number): number {
		return this.lab.gpu.vram.read32(this.instance + offset);
	}

	#mapContexts(): void {
		const {vram} = this.lab.gpu;
		this.buffer(VA.CONTEXT + (this.number * MIB) / 8, 0x10000);
		const base = VA.CONTEXT + (this.number * MIB) / 8;
		vram.write32(this.instance + RAMIN.PGRAPH_CONTEXT_LOW, base + 4);
		vram.write32(this.instance + RAMIN.PCOPY0_CONTEXT_LOW, base + 0x8000 + 4);
		vram.write32(this.instance + RAMIN.PCOPY1_CONTEXT_LOW, base + 0x8100 + 4);
	}
}
