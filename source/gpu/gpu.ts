/**
A Fermi GPU on its PCI bus: GF100, as in a Quadro 6000. It believes that it is alone in the world.

The story of one doorbell: a store into the poll area of BAR1 lands in the USERD page of a channel and
tells PFIFO (pfifo.ts). The runlist switcher puts the channel on a PBDMA (runlist-switcher.ts), which loads
RAMFC, fetches GP entries and walks the pushbuffer (pbdma.ts). Host methods it carries out itself
(host-methods.ts); the rest goes to the engine that the subchannel is bound to (graph-engine.ts,
copy-engine.ts), which switches to the channel, works through the MMU (mmu.ts), is busy for as long as the
cost model says (cost-model.ts), and writes a query. An interrupt climbs to the line, if enabled.

Owns: the BARs and where their accesses go, the interrupt tree, reset.
Inaccuracies: one function, one GPU for each event queue; ports (BAR5) answer nothing; no display.
See: manual/; envytools; nouveau; GPUvm, USENIX ATC 2014.
*/
import {assert} from '../base/assert.ts';
import {u32} from '../base/words.ts';
import type {CostTable} from '../manual/costs.ts';
import {ENGINE} from '../manual/methods.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import {type AccessSize, BARS, type PciFunction, type SystemMemory} from '../manual/pci.ts';
import {CHANNELS, FAULT_UNIT, PFIFO} from '../manual/pfifo.ts';
import {PMC} from '../manual/pmc.ts';
import {get, make} from '../manual/register.ts';
import {USERD, USERD_BYTES} from '../manual/userd.ts';
import type {EventQueue} from '../simulation/event-queue.ts';
import {BarWindow} from './bar-window.ts';
import type {Board} from './board.ts';
import {BoardRegisters, isUnitEnabled} from './board-registers.ts';
import {BusyMeter} from './busy-meter.ts';
import {ConfigSpace} from './config-space.ts';
import {CopyEngine} from './copy-engine.ts';
import {gpuCounters} from './counters.ts';
import {EngineRegisters} from './engine-registers.ts';
import {GraphEngine} from './graph-engine.ts';
import {type GpuState, inspectGpu} from './inspect.ts';
import {InterruptTree} from './interrupt-tree.ts';
import {Mmu} from './mmu.ts';
import {type ChannelActivity, Pfifo} from './pfifo.ts';
import {PfifoRegisters} from './pfifo-registers.ts';
import {isPramin, PraminWindow} from './pramin.ts';
import {type DeviceParameter, Preemption} from './preemption.ts';
import {RegisterFile} from './register-file.ts';
import {extract} from './sub-word.ts';
import {ALL_ONES, Vram} from './vram.ts';
import type {WorkMeter} from './work-meter.ts';

export type GpuOptions = {
	readonly queue: EventQueue;
	readonly costs: CostTable;
	/** The machine's memory, by bus address. */
	readonly memory: SystemMemory;
	readonly vramBytes: number;
	/** Where the upper store of VRAM begins. */
	readonly guestVramBytes: number;
	/** One cell for each of `gpuCounters`. */
	readonly counters: Float64Array;
};

export class Gpu implements PciFunction {
	readonly vram: Vram;
	readonly mmu: Mmu;
	/** Level of the interrupt line. Called at the interrupt priority of the instant; again after MSI was re-armed. */
	onInterrupt: (isRaised: boolean) => void = () => {};
	/** A channel stopped being busy. Called from an event, at device priority. */
	onActivity: (channel: number) => void = () => {};
	readonly #board: Board;
	readonly #file = new RegisterFile();
	readonly #config: ConfigSpace;
	readonly #meter: BusyMeter;
	readonly #pfifo: Pfifo;
	readonly #pfifoRegisters: PfifoRegisters;
	readonly #graph: GraphEngine;
	readonly #copies: readonly [CopyEngine, CopyEngine];
	readonly #boardRegisters: BoardRegisters;
	readonly #engineRegisters: EngineRegisters;
	readonly #bar1: BarWindow;
	readonly #bar3: BarWindow;
	readonly #interrupts: InterruptTree;
	readonly #pramin: PraminWindow;
	#enable = ALL_ONES;
	#pollStart = Number.POSITIVE_INFINITY;

	constructor(options: GpuOptions) {
		const {queue, costs, memory, counters} = options;
		assert(counters.length >= gpuCounters.length, `${counters.length} counters`);
		this.vram = new Vram(options.vramBytes, options.guestVramBytes);
		this.mmu = new Mmu(this.vram, memory);
		const interruptsChanged = () => this.#interrupts.changed();
		this.#board = {queue, costs, preemption: new Preemption(), counters, vram: this.vram, mmu: this.mmu, interruptsChanged};
		this.#interrupts = new InterruptTree(queue, counters, {
			pendingUnits: () => this.#pendingUnits(),
			isLineEnabled: () => get(PMC.INTR_EN, 'LINE', this.#file.get(PMC.INTR_EN)) === 1 && this.#config.allowsInterrupt,
			onInterrupt: isRaised => this.onInterrupt(isRaised),
		});
		this.#pramin = new PraminWindow(this.#file, this.vram, memory);
		this.#config = new ConfigSpace(() => this.#pendingUnits() !== 0);
		this.#meter = new BusyMeter(queue, counters);
		this.#pfifo = new Pfifo(this.#board, this.#meter, {
			onActivity: channel => this.onActivity(channel),
			runlistTaken: () => this.#pfifoRegisters.runlistTaken(),
			notified: () => this.#pfifoRegisters.notified(),
		});
		const memoryWritten = () => this.#pfifo.memoryWritten();
		this.#graph = new GraphEngine(this.#board, this.#pfifo, memoryWritten);
		this.#copies = [new CopyEngine(this.#board, this.#pfifo, 0, memoryWritten), new CopyEngine(this.#board, this.#pfifo, 1, memoryWritten)];
		this.#pfifo.addEngine(ENGINE.PGRAPH, this.#graph);
		this.#pfifo.addEngine(ENGINE.PCOPY0, this.#copies[0]);
		this.#pfifo.addEngine(ENGINE.PCOPY1, this.#copies[1]);
		this.#bar1 = new BarWindow(this.#board, this.#pfifo.faults, FAULT_UNIT.BAR1);
		this.#bar3 = new BarWindow(this.#board, this.#pfifo.faults, FAULT_UNIT.BAR3);
		this.#pfifoRegisters = new PfifoRegisters(this.#file, this.#pfifo, interruptsChanged);
		this.#engineRegisters = new EngineRegisters(this.#file, this.#graph, this.#copies, interruptsChanged);
		this.#engineRegisters.onCopySwitch = () => this.#applyEnables();
		this.#boardRegisters = new BoardRegisters(this.#file, this.#board, {
			enablesChanged: enable => this.#enablesChanged(enable),
			pendingUnits: () => this.#pendingUnits(),
			rearm: () => this.#interrupts.rearm(),
			bar1: this.#bar1,
			bar3: this.#bar3,
		});
		this.#file.onWrite(PFIFO.POLL_AREA, value => {
			this.#file.set(PFIFO.POLL_AREA, value);
			this.#movePollArea(value);
		});
		this.reset();
	}

	/** For whom the engines worked. */
	get work(): WorkMeter {
		return this.#meter.work;
	}

	/** Time after which a kernel can be stopped for another; 0 if it cannot. */
	get preemptionQuantumNs(): number {
		return this.#board.preemption.quantumNs;
	}

	/** Time until a stopped kernel that is let go on works again, on an engine that is free. */
	get resumptionNs(): number {
		const {costs, preemption} = this.#board;
		return costs.channelSwitchNs + preemption.restoreNs;
	}

	/** Takes effect at once. */
	setParameters({preemptionQuantumNs, preemptionCostNs}: Readonly<Record<DeviceParameter, number>>): void {
		const {preemption} = this.#board;
		preemption.quantumNs = preemptionQuantumNs;
		preemption.costNs = preemptionCostNs;
		this.#pfifo.frontEndMoved();
	}

	configRead(offset: number, size: AccessSize): number {
		return this.#config.read(offset, size);
	}

	configWrite(offset: number, size: AccessSize, value: number): void {
		this.#config.write(offset, size, value);
		this.#interrupts.changed();
	}

	barRead(bar: number, offset: number, size: AccessSize): number {
		if (!isInside(bar, offset)) {
			this.#countUnknown();
			return extract(ALL_ONES, offset, size);
		}
		if (bar === 1) {
			return this.#bar1.read(offset, size);
		}
		if (bar === 3) {
			return this.#bar3.read(offset, size);
		}
		if (bar === 0 && isPramin(offset)) {
			return this.#pramin.read(offset, size);
		}
		const value = bar === 0 ? this.#file.read(offset, size) : extract(ALL_ONES, offset, size);
		this.#countUnknownOf(bar);
		return value;
	}

	barWrite(bar: number, offset: number, size: AccessSize, value: number): void {
		if (!isInside(bar, offset)) {
			this.#countUnknown();
		} else if (bar === 1) {
			this.#bar1.write(offset, size, value);
			this.#cpuStored(offset);
		} else if (bar === 3) {
			this.#bar3.write(offset, size, value);
			this.#pfifo.memoryWritten();
		} else if (bar === 0 && isPramin(offset)) {
			this.#pramin.write(offset, size, value);
			this.#pfifo.memoryWritten();
		} else if (bar === 0) {
			this.#file.write(offset, size, value);
			this.#countUnknownOf(bar);
		} else {
			this.#countUnknown();
		}
	}

	/** Two words, the low one first. */
	barRead64(bar: number, offset: number, into: Uint32Array): void {
		into[0] = this.barRead(bar, offset, 4);
		into[1] = this.barRead(bar, offset + 4, 4);
	}

	barWrite64(bar: number, offset: number, low: number, high: number): void {
		this.barWrite(bar, offset, 4, low);
		this.barWrite(bar, offset + 4, 4, high);
	}

	/** The word at an aligned offset, as `barRead` would give it; counts and latches nothing. */
	peek32(bar: number, offset: number): number {
		if (!isInside(bar, offset)) {
			return ALL_ONES;
		}
		if (bar === 1) {
			return this.#bar1.peek(offset);
		}
		if (bar === 3) {
			return this.#bar3.peek(offset);
		}
		if (bar !== 0) {
			return ALL_ONES;
		}
		return isPramin(offset) ? this.#pramin.read(offset, 4) : this.#file.peek(offset);
	}

	/** Power-on state of everything but memory, as the card is when its firmware has run. */
	reset(): void {
		this.#pfifo.reset();
		this.#graph.reset();
		for (const copy of this.#copies) {
			copy.reset();
		}
		this.mmu.flushAll();
		this.#file.reset();
		this.#config.reset();
		this.#boardRegisters.reset();
		this.#engineRegisters.resetGraph();
		this.#engineRegisters.resetCopy(0);
		this.#engineRegisters.resetCopy(1);
		this.#pramin.reset();
		this.#movePollArea(0);
		this.#enable = ALL_ONES;
		this.#pfifoRegisters.reset();
		this.#applyEnables();
		this.#interrupts.changed();
	}

	/** 'idle': nothing to do; 'busy': has work and may run; 'waiting': cannot go on by itself; 'stopped': by a fault. */
	channelActivity(channel: number): ChannelActivity {
		return channel >= 0 && channel < CHANNELS ? this.#pfifo.activityOf(channel) : 'idle';
	}

	/** Something is left that the channel would do if it were runnable. */
	hasWorkLeft(channel: number): boolean {
		return this.#pfifo.hasWorkLeft(channel);
	}

	/** No engine is busy. */
	isIdle(): boolean {
		return !this.#meter.isBusy;
	}

	/** An engine works for one of those channels now. */
	runs(channelStart: number, channelCount: number): boolean {
		return [this.#graph, ...this.#copies].some(({isBusy, owner}) => isBusy && owner >= channelStart && owner < channelStart + channelCount);
	}

	/** Brings the busy counters up to this instant; call before they are read. */
	settleCounters(): void {
		this.#meter.settle();
	}

	/** Plain data without side effects, for digest, snapshot and dumps. */
	inspect(): GpuState {
		return inspectGpu(this.#pfifo, [this.#graph, ...this.#copies], {
			enable: this.#enable,
			isLineRaised: this.#interrupts.isRaised,
			pendingUnits: this.#pendingUnits(),
			pollArea: this.#file.get(PFIFO.POLL_AREA),
			bar1: this.#bar1.register,
			bar3: this.#bar3.register,
			counters: this.#board.counters,
		});
	}

	checkInvariants(): void {
		this.#pfifo.checkInvariants();
		this.#graph.checkInvariants();
		for (const copy of this.#copies) {
			copy.checkInvariants();
		}
		const isBusy = this.#graph.isBusy || this.#copies.some(copy => copy.isBusy);
		assert(isBusy === this.#meter.isBusy, 'busy meter and engines disagree');
	}

	/** One line: engines, and channels that are not idle. */
	describe(): string {
		const engines = [this.#graph, ...this.#copies].map(engine => `${engine.name}:${engine.isBusy ? engine.owner : '-'}`);
		const channels: string[] = [];
		for (let channel = 0; channel < CHANNELS; channel++) {
			const activity = this.#pfifo.activityOf(channel);
			if (activity !== 'idle') {
				channels.push(`${channel}:${activity}`);
			}
		}
		return `gpu ${engines.join(' ')} channels ${channels.length === 0 ? '-' : channels.join(' ')}`;
	}

	/** A store through BAR1 may be a doorbell. */
	#cpuStored(offset: number): void {
		const within = offset - this.#pollStart;
		if (within >= 0 && within < CHANNELS * USERD_BYTES && within % USERD_BYTES >= USERD.GP_PUT && within % USERD_BYTES < USERD.GP_PUT + 4) {
			this.#pfifo.doorbell(Math.floor(within / USERD_BYTES));
		}
		this.#pfifo.memoryWritten();
	}

	#movePollArea(word: number): void {
		const isOn = get(PFIFO.POLL_AREA, 'ENABLE', word) === 1;
		this.#pollStart = isOn ? get(PFIFO.POLL_AREA, 'FRAME', word) * PAGE_BYTES : Number.POSITIVE_INFINITY;
	}

	/** A unit whose bit went from set to clear is reset. */
	#enablesChanged(enable: number): void {
		const isLost = (unit: 'PFIFO' | 'PGRAPH' | 'PCOPY0' | 'PCOPY1') => isUnitEnabled(this.#enable, unit) && !isUnitEnabled(enable, unit);
		if (isLost('PGRAPH')) {
			this.#graph.reset();
			this.#engineRegisters.resetGraph();
		}
		if (isLost('PCOPY0')) {
			this.#copies[0].reset();
			this.#engineRegisters.resetCopy(0);
		}
		if (isLost('PCOPY1')) {
			this.#copies[1].reset();
			this.#engineRegisters.resetCopy(1);
		}
		if (isLost('PFIFO')) {
			this.#pfifo.reset();
			this.#pfifoRegisters.reset();
			this.#movePollArea(0);
		}
		this.#enable = enable;
		this.#applyEnables();
		this.#interrupts.changed();
	}

	#applyEnables(): void {
		this.#graph.isEnabled = isUnitEnabled(this.#enable, 'PGRAPH');
		this.#copies[0].isEnabled = isUnitEnabled(this.#enable, 'PCOPY0') && this.#engineRegisters.takesWork(0);
		this.#copies[1].isEnabled = isUnitEnabled(this.#enable, 'PCOPY1') && this.#engineRegisters.takesWork(1);
		this.#pfifo.isPowered = isUnitEnabled(this.#enable, 'PFIFO');
		this.#pfifo.enablesChanged();
		this.#pfifo.frontEndMoved();
	}

	#pendingUnits(): number {
		return make(PMC.INTR, {
			PCOPY0: this.#copies[0].interrupts !== 0 ? 1 : 0,
			PCOPY1: this.#copies[1].interrupts !== 0 ? 1 : 0,
			PFIFO: u32(this.#pfifoRegisters.interrupts & this.#file.get(PFIFO.INTR_EN)) !== 0 ? 1 : 0,
			PGRAPH: u32(this.#graph.interrupts & this.#graph.interruptEnable) !== 0 ? 1 : 0,
		});
	}

	#countUnknown(): void {
		this.#board.counters[gpuCounters.at.unknownAccesses]++;
	}

	/** Takes over what the register file counted, or counts an access to a BAR without registers. */
	#countUnknownOf(bar: number): void {
		if (bar !== 0) {
			this.#countUnknown();
		} else if (this.#file.unknownAccesses !== 0) {
			this.#board.counters[gpuCounters.at.unknownAccesses] += this.#file.unknownAccesses;
			this.#file.unknownAccesses = 0;
		}
	}
}

function isInside(bar: number, offset: number): boolean {
	return (bar === 0 || bar === 1 || bar === 3 || bar === 5) && offset >= 0 && offset < BARS[bar].bytes;
}
