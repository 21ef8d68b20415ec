/**
The driver of a domain: what nouveau does when it loads, and what it keeps for its users.

Load, in order: PCI, identity, timer, size of VRAM, instance memory and BARs, engines, channel engine, interrupts,
the kernel's own channel. Everything that can go wrong on the guest's side is a `DriverError`.
Owns: VRAM and guest memory of the domain, the address spaces of the BARs, the table of channels.
See: nouveau nvc0 (order of its sub-devices), nvc0_instmem, nvc0_vram; Gdev.
*/
import {KIB, MIB} from '../base/units.ts';
import {hex, u32} from '../base/words.ts';
import {INSTANCE_BYTES} from '../manual/instance-block.ts';
import {PAGE_BYTES, PFB} from '../manual/mmu.ts';
import {PBUS, PROM} from '../manual/pbus.ts';
import {PMC} from '../manual/pmc.ts';
import {MEMORY_PARTITIONS_MAX, PMFB} from '../manual/pmfb.ts';
import {PTIMER} from '../manual/ptimer.ts';
import {element, get, make, put} from '../manual/register.ts';
import {AddressSpace, BAR_PD_BYTES, tableBytesFor} from './address-space.ts';
import {Channel} from './channel.ts';
import {CopyUnit} from './copy-unit.ts';
import {type GuestCounter, guestCounters} from './counters.ts';
import {DirectPageTables} from './direct-page-tables.ts';
import {DriverError} from './driver-error.ts';
import {Fifo} from './fifo.ts';
import {GraphUnit} from './graph-unit.ts';
import {InstanceMemory} from './instance-memory.ts';
import {handleInterrupts} from './interrupt-handler.ts';
import {MemoryPool} from './memory-pool.ts';
import type {PageTableWriter} from './page-table-writer.ts';
import {ParaPageTables} from './para-page-tables.ts';
import {type BarBytes, setUpPci} from './pci-setup.ts';
import {SystemBuffers} from './system-buffer.ts';
import type {Routine} from './thread.ts';
import type {Vcpu} from './vcpu.ts';

const ALL_ONES = u32(-1);
const GF100_CHIPSET = 0xc0;
/** The heap leaves out the start and the end of VRAM. */
const VRAM_HEAD_BYTES = 256 * KIB;
const VRAM_TAIL_BYTES = MIB;
/** Less does not hold the driver's own tables. */
const VRAM_MINIMUM_BYTES = 4 * MIB;
/** Low guest memory belongs to the guest's kernel. */
const KERNEL_BYTES = MIB;
/** nouveau's BAR instance blocks are larger than a channel's. */
const BAR_INSTANCE_BYTES = 2 * INSTANCE_BYTES;
/** Timer set-up for a 27 MHz crystal. */
const TIMER = {MULTIPLIER: 2, NUMERATOR: 324, DENOMINATOR: 125} as const;

export class Driver {
	readonly cpu: Vcpu;
	readonly memory: SystemBuffers;
	readonly channels = new Map<number, Channel>();
	/** Told of every buffer that a program has copied back from the device. For who compares runs. */
	onReceived: ((words: Uint32Array) => void) | undefined;
	readonly #counters: Float64Array;
	readonly #batch: number;
	#vramBytes = 0;
	#vram: MemoryPool | undefined;
	#instanceMemory: InstanceMemory | undefined;
	#tables: PageTableWriter | undefined;
	#bar1: AddressSpace | undefined;
	#fifo: Fifo | undefined;
	#graph: GraphUnit | undefined;
	#copy: CopyUnit | undefined;

	/** `batch`: page table entries in one para-virtual call, where the card has that door. */
	constructor(cpu: Vcpu, ram: Uint32Array, counters: Float64Array, batch: number) {
		this.cpu = cpu;
		this.#batch = batch;
		this.#counters = counters;
		this.memory = new SystemBuffers(ram, new MemoryPool('guest memory', KERNEL_BYTES, ram.length * 4, PAGE_BYTES));
	}

	get vram(): MemoryPool {
		return loaded(this.#vram);
	}

	get instanceMemory(): InstanceMemory {
		return loaded(this.#instanceMemory);
	}

	get tables(): PageTableWriter {
		return loaded(this.#tables);
	}

	get bar1(): AddressSpace {
		return loaded(this.#bar1);
	}

	get fifo(): Fifo {
		return loaded(this.#fifo);
	}

	get graph(): GraphUnit {
		return loaded(this.#graph);
	}

	get copy(): CopyUnit {
		return loaded(this.#copy);
	}

	count(name: GuestCounter, amount: number): void {
		this.#counters[guestCounters.at[name]] += amount;
	}

	/** Bytes of VRAM that the card reported. */
	get vramBytes(): number {
		return this.#vramBytes;
	}

	/** Loads the driver. Throws `DriverError` with what the card did not do. */
	*load(): Routine {
		const {cpu} = this;
		const bars = setUpPci(cpu);
		const chipset = this.#identify();
		yield* cpu.exact();
		cpu.write32(0, PMC.INTR_EN.offset, 0);
		cpu.write32(0, PMC.ENABLE.offset, ALL_ONES);
		this.#setUpTimer();
		const scratch = this.memory.allocate(PAGE_BYTES);
		cpu.write32(0, PFB.SYSTEM_SCRATCH.offset, scratch.address / 256);
		this.#vramBytes = this.#askVramBytes();
		this.#vram = new MemoryPool('VRAM', VRAM_HEAD_BYTES, this.#vramBytes - VRAM_TAIL_BYTES, PAGE_BYTES);
		yield* this.#setUpBars(bars);
		this.#graph = new GraphUnit(cpu, this.instanceMemory);
		yield* this.#graph.start(chipset);
		this.#copy = new CopyUnit(cpu, this.instanceMemory);
		yield* this.#copy.start();
		this.#fifo = new Fifo(cpu, this.instanceMemory, this.bar1);
		yield* this.#fifo.start();
		cpu.spawnHandler('interrupt handler', handleInterrupts(this));
		yield* cpu.exact();
		cpu.write(0, PBUS.MSI_REARM.offset, 1, 0xff);
		cpu.write32(0, PMC.INTR_EN.offset, make(PMC.INTR_EN, {LINE: 1}));
		// The kernel's own channel also makes the golden image of the graphics engine.
		yield* Channel.create(this, yield* AddressSpace.create(this.tables));
	}

	/** Plain data, for digest and dumps. */
	inspect() {
		return {
			memory: this.memory.frames.inspect(),
			instanceMemory: this.#instanceMemory?.inspect(),
			fifo: this.#fifo?.inspect(),
			channels: [...this.channels.values()].map(channel => channel.inspect()),
		};
	}

	checkInvariants(): void {
		this.memory.frames.checkInvariants();
		this.#instanceMemory?.checkInvariants();
		this.#bar1?.checkInvariants();
		this.#fifo?.checkInvariants();
		for (const channel of this.channels.values()) {
			channel.space.checkInvariants();
		}
	}

	#identify(): number {
		const {cpu} = this;
		const identity = cpu.read32(0, PMC.BOOT_0.offset);
		const chipset = get(PMC.BOOT_0, 'CHIPSET', identity);
		if (chipset !== GF100_CHIPSET) {
			throw new DriverError(`PMC.BOOT_0 is ${hex(identity, 8)}: not a GF100`);
		}
		if (cpu.read32(0, PMC.ENDIAN.offset) !== 0) {
			throw new DriverError('the card is set to big endian');
		}
		// Without a video BIOS nouveau goes on as well: nothing here needs its tables.
		cpu.read32(0, PROM.offset);
		return chipset;
	}

	#setUpTimer(): void {
		const {cpu} = this;
		cpu.write32(0, PTIMER.INTR_EN.offset, 0);
		cpu.write32(0, PTIMER.INTR.offset, ALL_ONES);
		cpu.write32(0, PTIMER.CLOCK_MULTIPLIER.offset, TIMER.MULTIPLIER);
		cpu.write32(0, PTIMER.NUMERATOR.offset, TIMER.NUMERATOR);
		cpu.write32(0, PTIMER.DENOMINATOR.offset, TIMER.DENOMINATOR);
	}

	/** Sum of the memory partitions; as long as the smallest everywhere if they differ. */
	#askVramBytes(): number {
		const {cpu} = this;
		const count = cpu.read32(0, PMFB.PARTITION_COUNT_OLD.offset);
		const all = cpu.read32(0, PFB.PARTITION_MIB.offset);
		if (count < 1 || count > MEMORY_PARTITIONS_MAX) {
			throw new DriverError(`PMFB.PARTITION_COUNT_OLD is ${count}`);
		}
		let smallest = all;
		for (let partition = 0; partition < count; partition++) {
			smallest = Math.min(smallest, cpu.read32(0, element(PMFB.PARTITION_MIB, partition)));
		}
		const bytes = smallest * count * MIB;
		if (bytes < VRAM_MINIMUM_BYTES) {
			throw new DriverError(`VRAM of ${bytes} bytes is too small`);
		}
		return bytes;
	}

	/** Address spaces of BAR3 and BAR1, written through the window; from then on through BAR3. */
	*#setUpBars(bars: BarBytes): Routine {
		const {cpu} = this;
		const memory = new InstanceMemory(cpu, this.vram);
		const tables: PageTableWriter = bars.hasDoor
			? yield* ParaPageTables.open(cpu, memory, this.memory, this.#batch)
			: new DirectPageTables(cpu, memory);
		this.#instanceMemory = memory;
		this.#tables = tables;
		const table3 = yield* tables.allocate(tableBytesFor(bars.bar3), false, 'SMALL_TABLE');
		const directory3 = yield* tables.allocate(BAR_PD_BYTES, false, 'DIRECTORY');
		yield* tables.setDirectoryEntry(directory3, 0, undefined, table3);
		const instance3 = yield* memory.allocate(BAR_INSTANCE_BYTES, {isZeroed: true, isMapped: false});
		yield* tables.bind(directory3, instance3, bars.bar3 - 1, 'bar3');
		const directory1 = yield* tables.allocate(BAR_PD_BYTES, false, 'DIRECTORY');
		const instance1 = yield* memory.allocate(BAR_INSTANCE_BYTES, {isZeroed: true, isMapped: false});
		yield* tables.bind(directory1, instance1, bars.bar1 - 1, 'bar1');
		yield* cpu.exact();
		const control = cpu.read32(0, PFB.FLUSH_CONTROL.offset);
		cpu.write32(0, PFB.FLUSH_CONTROL.offset, put(PFB.FLUSH_CONTROL, control, {LARGE_PAGE_64K: 0}));
		cpu.write32(0, PBUS.BAR1_INSTANCE.offset, make(PBUS.BAR1_INSTANCE, {MODE: 1, FRAME: instance1.address / PAGE_BYTES}));
		const word3 = make(PBUS.BAR3_INSTANCE, {MODE: 1, UNKNOWN_30: 1, FRAME: instance3.address / PAGE_BYTES});
		cpu.write32(0, PBUS.BAR3_INSTANCE.offset, word3);
		memory.attachBar3(tables, directory3, table3, bars.bar3);
		this.#bar1 = AddressSpace.ofBar(tables, directory1, 'BAR1', bars.bar1);
	}
}

function loaded<Part>(part: Part | undefined): Part {
	if (part === undefined) {
		throw new DriverError('the driver is not loaded');
	}
	return part;
}
