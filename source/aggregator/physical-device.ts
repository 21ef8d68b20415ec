/**
The physical device in the aggregator's hands: its registers, its own BAR1 address space with the USERD
pages of all channels, its runlist pages.

Owns: everything the card must be told once (engines on, interrupts on, poll area at BAR1 address 0).
Not here: who owns which channel.
See: GPUvm prototype device_bar1, playlist; nouveau nvc0_fifo.
*/
import {assert} from '../base/assert.ts';
import {high32, low32} from '../base/words.ts';
import type {Gpu} from '../gpu/gpu.ts';
import type {HostListener} from '../hypervisor/host-act.ts';
import {INSTANCE_BYTES, RAMIN} from '../manual/instance-block.ts';
import {FLUSH_BAR_SPACE, FLUSH_CHANNEL_SPACE, PAGE_BYTES, PD_BYTES, PDE_SMALL, PFB, PTE_LOW, SMALL_TABLE_BYTES} from '../manual/mmu.ts';
import {PBUS} from '../manual/pbus.ts';
import {COPY_ENGINES, PCOPY} from '../manual/pcopy.ts';
import {CHANNELS, PFIFO, RUNLIST_ENTRY} from '../manual/pfifo.ts';
import {PGRAPH} from '../manual/pgraph.ts';
import {PMC} from '../manual/pmc.ts';
import {element, get, make, put, type Register} from '../manual/register.ts';
import {USERD} from '../manual/userd.ts';
import type {PageAllocator} from './page-allocator.ts';

/** Every bit of a register. */
const ALL = 2 ** 32 - 1;

/** Bit of PMC.ENABLE by name of the engine. */
const UNIT_OF_ENGINE: Readonly<Record<string, 'PGRAPH' | 'PCOPY0' | 'PCOPY1'>> = {graph: 'PGRAPH', copy0: 'PCOPY0', copy1: 'PCOPY1'};

export class PhysicalDevice {
	readonly gpu: Gpu;
	/** A directory of holes: where a channel points whose own directory is not usable. */
	readonly emptyDirectory: number;
	/** Told of everything that is written to the card. */
	onAct: HostListener | undefined;
	readonly #bar1Instance: number;
	readonly #bar3Instance: number;
	readonly #bar1Directory: number;
	readonly #pollTable: number;
	readonly #bar3Directory: number;
	readonly #bar3Table: number;
	readonly #runlistPages: readonly [number, number];
	#runlistTurn = 0;
	/** Channels that the GPU scheduler keeps off the engines, and the state that the guest wrote for each. */
	readonly #heldOff = new Uint8Array(CHANNELS);
	readonly #states = new Uint32Array(CHANNELS);

	constructor(gpu: Gpu, pages: PageAllocator) {
		this.gpu = gpu;
		const page = (bytes: number) => {
			const address = pages.allocate(bytes);
			assert(address !== undefined, 'no VRAM for the aggregator itself');
			return address;
		};
		this.emptyDirectory = page(PD_BYTES);
		this.#bar1Directory = page(PD_BYTES);
		this.#pollTable = page(SMALL_TABLE_BYTES);
		this.#runlistPages = [page(PAGE_BYTES), page(PAGE_BYTES)];
		this.#bar3Directory = page(PD_BYTES);
		this.#bar3Table = page(SMALL_TABLE_BYTES);
		this.#bar1Instance = page(INSTANCE_BYTES);
		this.#bar3Instance = page(INSTANCE_BYTES);
		this.start();
	}

	/** Takes a card that is fresh from reset, its VRAM zeroed, into use. */
	start(): void {
		this.#heldOff.fill(0);
		this.#states.fill(0);
		this.#startBar1(this.#bar1Instance);
		this.#startBar3(this.#bar3Instance);
		this.#startEngines();
	}

	read(register: Register, index = 0): number {
		return this.gpu.barRead(0, element(register, index), 4);
	}

	write(register: Register, word: number, index = 0): void {
		this.onAct?.({kind: 'write', offset: element(register, index), word});
		this.gpu.barWrite(0, element(register, index), 4, word);
	}

	/** Maps a VRAM page as the USERD page of a physical channel; -1 unmaps it. */
	setPollPage(channel: number, address: number): void {
		const entry = this.#pollTable + channel * 8;
		const low = address < 0 ? 0 : make(PTE_LOW, {PRESENT: 1, FRAME: address / PAGE_BYTES});
		if (this.gpu.vram.read32(entry) !== low) {
			this.gpu.vram.write32(entry, low);
			this.flushTlb(this.#bar1Directory, FLUSH_BAR_SPACE);
		}
	}

	/** The USERD page of a physical channel; -1 if none is mapped. */
	pollPage(channel: number): number {
		return this.#mapped(this.#pollTable, channel);
	}

	/** What a page of the physical BAR3 shows; -1 for nothing. */
	bar3Page(page: number): number {
		return this.#mapped(this.#bar3Table, page);
	}

	#mapped(table: number, page: number): number {
		const low = this.gpu.vram.read32(table + page * 8);
		return get(PTE_LOW, 'PRESENT', low) === 1 ? get(PTE_LOW, 'FRAME', low) * PAGE_BYTES : -1;
	}

	/** Maps a VRAM page at a page of the physical BAR3; -1 unmaps it. Tell `flushBar3` when done. */
	setBar3Page(page: number, address: number): void {
		this.gpu.vram.write32(this.#bar3Table + page * 8, address < 0 ? 0 : make(PTE_LOW, {PRESENT: 1, FRAME: address / PAGE_BYTES}));
	}

	flushBar3(): void {
		this.flushTlb(this.#bar3Directory, FLUSH_BAR_SPACE);
	}

	/** A channel's USERD word, through BAR1. */
	readUserd(channel: number, offset: number): number {
		return this.gpu.barRead(1, channel * PAGE_BYTES + offset, 4);
	}

	writeUserd(channel: number, offset: number, word: number): void {
		this.gpu.barWrite(1, channel * PAGE_BYTES + offset, 4, word);
	}

	/** The doorbell. */
	ring(channel: number, put: number): void {
		this.onAct?.({kind: 'fire', physicalChannel: channel, put});
		this.writeUserd(channel, USERD.GP_PUT, put);
	}

	flushTlb(directory: number, trigger = FLUSH_CHANNEL_SPACE): void {
		this.onAct?.({kind: 'flush', directory, isBar: trigger === FLUSH_BAR_SPACE});
		if (get(PFB.FLUSH_CONTROL, 'FREE_SLOTS', this.read(PFB.FLUSH_CONTROL)) === 0) {
			// The prototype spins here until a slot is free. Virtual time cannot pass inside an event, and a
			// translation must not outlive its entry: the effect is taken at once.
			this.gpu.mmu.flush(directory);
			return;
		}
		// Told of above, as one.
		this.gpu.barWrite(0, PFB.FLUSH_TARGET.offset, 4, make(PFB.FLUSH_TARGET, {FRAME: directory / PAGE_BYTES}));
		this.gpu.barWrite(0, PFB.FLUSH_TRIGGER.offset, 4, trigger);
	}

	/** What a guest wrote as the state of its channel. One that is held off does not run, whatever it says. */
	setState(channel: number, word: number): void {
		this.#states[channel] = word;
		this.write(PFIFO.CHANNEL_STATE, this.#heldOff[channel] === 1 ? put(PFIFO.CHANNEL_STATE, word, {RUNNABLE: 0}) : word, channel);
	}

	/** The state as the guest reads it: that its channel is held off does not show. */
	state(channel: number): number {
		const word = this.read(PFIFO.CHANNEL_STATE, channel);
		const RUNNABLE = get(PFIFO.CHANNEL_STATE, 'RUNNABLE', this.#states[channel]);
		return this.#heldOff[channel] === 1 ? put(PFIFO.CHANNEL_STATE, word, {RUNNABLE}) : word;
	}

	/** Takes a channel off the engines, in the middle of a kernel if the device can, and keeps it off. */
	suspend(channel: number): void {
		this.#heldOff[channel] = 1;
		this.setState(channel, this.#states[channel]);
		this.write(PFIFO.KICK, channel);
	}

	isHeldOff(channel: number): boolean {
		return this.#heldOff[channel] === 1;
	}

	/** Lets a channel go on that was suspended; it may have gone meanwhile. */
	resume(channel: number): void {
		if (this.#heldOff[channel] === 1) {
			this.#heldOff[channel] = 0;
			this.setState(channel, this.#states[channel]);
		}
	}

	/** Takes a channel off and empties its table entry. */
	dropChannel(channel: number): void {
		this.#heldOff[channel] = 0;
		this.#states[channel] = 0;
		this.write(PFIFO.CHANNEL_STATE, 0, channel);
		this.write(PFIFO.KICK, channel);
		this.write(PFIFO.CHANNEL, 0, channel);
		this.setPollPage(channel, -1);
	}

	/** Writes the list of channels in ascending order to the page that the device does not read now. */
	commitRunlist(channels: readonly number[]): void {
		assert(channels.length <= CHANNELS, 'runlist too long');
		this.#runlistTurn = 1 - this.#runlistTurn;
		const page = this.#runlistPages[this.#runlistTurn] as number;
		for (const [index, channel] of channels.entries()) {
			this.gpu.vram.write32(page + index * RUNLIST_ENTRY.BYTES, channel);
			this.gpu.vram.write32(page + index * RUNLIST_ENTRY.BYTES + 4, RUNLIST_ENTRY.SECOND_WORD);
		}
		this.write(PFIFO.RUNLIST_BASE, make(PFIFO.RUNLIST_BASE, {FRAME: page / PAGE_BYTES}));
		this.write(PFIFO.RUNLIST_COMMIT, make(PFIFO.RUNLIST_COMMIT, {LENGTH: channels.length, ENGINES: 0x1f}));
	}

	/** Interrupts that came while others were handled raise the line again. */
	rearm(): void {
		this.gpu.barWrite(0, PBUS.MSI_REARM.offset, 1, 0xff);
	}

	/**
	Takes what runs for these channels off the engines, or whatever runs at all: the answer to a kernel that
	does not end. An engine that is idle is left alone, it holds the state of somebody's channel.
	*/
	resetEngines(isConcerned: (channel: number) => boolean = () => true): void {
		let units = 0;
		for (const {name, isBusy, channel} of this.gpu.inspect().engines) {
			if (isBusy && channel !== undefined && isConcerned(channel)) {
				units |= make(PMC.ENABLE, {[UNIT_OF_ENGINE[name] as 'PGRAPH']: 1});
			}
		}
		if (units === 0) {
			return;
		}
		const enabled = this.read(PMC.ENABLE);
		this.write(PMC.ENABLE, enabled & ~units);
		this.write(PMC.ENABLE, enabled);
		this.#startEngines();
	}

	#fillInstance(instance: number, directory: number, table: number): void {
		const {vram} = this.gpu;
		vram.write32(instance + RAMIN.PD_LOW, low32(directory));
		vram.write32(instance + RAMIN.PD_HIGH, high32(directory));
		vram.write32(instance + RAMIN.LIMIT_LOW, ALL);
		vram.write32(instance + RAMIN.LIMIT_HIGH, 0xff);
		vram.write32(directory + 4, make(PDE_SMALL, {PRESENT: 1, FRAME: table / PAGE_BYTES}));
	}

	#startBar3(instance: number): void {
		this.#fillInstance(instance, this.#bar3Directory, this.#bar3Table);
		this.write(PBUS.BAR3_INSTANCE, make(PBUS.BAR3_INSTANCE, {MODE: 1, FRAME: instance / PAGE_BYTES}));
	}

	#startBar1(instance: number): void {
		this.#fillInstance(instance, this.#bar1Directory, this.#pollTable);
		this.write(PBUS.BAR1_INSTANCE, make(PBUS.BAR1_INSTANCE, {MODE: 1, FRAME: instance / PAGE_BYTES}));
		this.write(PFIFO.POLL_AREA, make(PFIFO.POLL_AREA, {ENABLE: 1}));
	}

	#startEngines(): void {
		this.write(PMC.ENABLE, ALL);
		this.write(PFIFO.ENABLE, make(PFIFO.ENABLE, {RUN: 1}));
		this.write(PGRAPH.FALCON_START, 2);
		for (let engine = 0; engine < COPY_ENGINES; engine++) {
			this.write(PCOPY.FIFO_CONTROL, make(PCOPY.FIFO_CONTROL, {WORK: 1, SWITCH: 1}), engine);
		}
		this.write(PFIFO.INTR_EN, ALL);
		this.write(PGRAPH.INTR_EN, ALL);
		for (let pbdma = 0; pbdma < PFIFO.PBDMA_INTR_EN.count; pbdma++) {
			this.write(PFIFO.PBDMA_INTR_EN, ALL, pbdma);
		}
		this.write(PMC.INTR_EN, make(PMC.INTR_EN, {LINE: 1}));
	}
}
