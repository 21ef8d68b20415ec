/**
The GPU that a domain sees: a PCI function made of virtual registers and two windows.

Owns: the way of an access to its part, for every size. Sub-word accesses to registers act on the word.
Not here: prices of exits (hypervisor), when doorbells reach the device (gpu-scheduler.ts).
*/
import {ConfigSpace} from '../gpu/config-space.ts';
import {extract, merge} from '../gpu/sub-word.ts';
import type {Toll, VirtualDevice} from '../hypervisor/domain-bus.ts';
import {BAR0_CATALOGUE} from '../manual/bar0.ts';
import {BAR4} from '../manual/hypercall.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import {type AccessSize, BARS, type BarSpec} from '../manual/pci.ts';
import {PFIFO} from '../manual/pfifo.ts';
import {get} from '../manual/register.ts';
import {USERD} from '../manual/userd.ts';
import {BarView} from './bar-view.ts';
import {Bar3Remap} from './bar3-remap.ts';
import {ChannelSet} from './channel-set.ts';
import {aggregatorCounters} from './counters.ts';
import {Hypercalls} from './hypercalls.ts';
import type {ParaMemory} from './para-memory.ts';
import {buildPolicy} from './register-policy.ts';
import {syncIfStale} from './shadow-work.ts';
import {VirtualInterrupts} from './virtual-interrupts.ts';
import {VirtualRegisters} from './virtual-registers.ts';
import type {FullOptions, VirtualState} from './virtual-state.ts';

const ALL_ONES = 2 ** 32 - 1;
const policy = buildPolicy();
const arrays = BAR0_CATALOGUE.map(entry => ({offset: entry.register.offset, stride: entry.register.stride}));
const at = aggregatorCounters.at;

/** Takes a doorbell of a virtual channel; called at the time of the access. */
export type DoorbellSink = (virtualChannel: number, putIndex: number) => void;

export class VirtualGpu implements VirtualDevice {
	readonly toll: Toll;
	readonly state: VirtualState;
	readonly channels: ChannelSet;
	readonly interrupts: VirtualInterrupts;
	readonly bar1: BarView;
	readonly bar3: BarView;
	readonly remap: Bar3Remap;
	/** The para-virtual door, where the domain has one. */
	readonly hypercalls: Hypercalls | undefined;
	readonly #config: ConfigSpace;
	readonly #registers: VirtualRegisters;
	readonly #ring: DoorbellSink;

	constructor(state: VirtualState, ring: DoorbellSink) {
		this.state = state;
		this.toll = state.toll;
		this.#ring = ring;
		const channels = (): ChannelSet => this.channels;
		this.bar1 = new BarView(state, BARS[1].bytes, channels);
		this.bar3 = new BarView(state, state.partition.bar3Bytes, channels);
		this.channels = new ChannelSet(state, {
			instanceChanged: host => this.remap.instanceChanged(host),
		});
		this.remap = new Bar3Remap(
			state,
			this.bar3,
			host =>
				this.channels.atInstance(host) !== undefined ||
				this.#isBarInstance(host) ||
				(state.options.tracked && state.memory.isTracked(host)),
		);
		this.bar3.onChange = () => this.remap.follow();
		state.memory.onTracked = (start, end) => this.remap.trackedChanged(start, end);
		this.interrupts = new VirtualInterrupts(state);
		this.#registers = new VirtualRegisters(
			state,
			{channels: this.channels, bar1: this.bar1, bar3: this.bar3, interrupts: this.interrupts},
			policy,
			arrays,
		);
		this.hypercalls = state.para === undefined ? undefined : this.#makeDoor(state.para);
		this.#config = new ConfigSpace(() => this.interrupts.pending() !== 0, barsOf(state));
	}

	configRead(offset: number, size: AccessSize): number {
		return this.#config.read(offset, size);
	}

	configWrite(offset: number, size: AccessSize, value: number): void {
		this.#config.write(offset, size, value);
	}

	barRead(bar: number, offset: number, size: AccessSize): number {
		switch (bar) {
			case 0:
				return this.#readRegister(offset, size);
			case 1: {
				const inside = this.#pollOffset(offset);
				return inside < 0 ? this.bar1.read(offset, size) : this.#readUserd(inside, size);
			}
			case 3:
				return this.bar3.read(offset, size);
			case 4:
				return extract(this.hypercalls?.readRegister(offset - (offset % 4)) ?? ALL_ONES, offset, size);
			case 5:
				return 0;
			default:
				return extract(ALL_ONES, offset, size);
		}
	}

	barWrite(bar: number, offset: number, size: AccessSize, value: number): void {
		switch (bar) {
			case 0:
				this.#writeRegister(offset, size, value);
				return;
			case 1: {
				const inside = this.#pollOffset(offset);
				if (inside < 0) {
					this.bar1.write(offset, size, value);
				} else {
					this.#writeUserd(inside, size, value);
				}
				return;
			}
			case 3:
				this.bar3.write(offset, size, value);
				return;
			case 4:
				// Half a call is none: the registers of the door take whole words.
				if (size === 4) {
					this.hypercalls?.writeRegister(offset, value);
				}
				return;
			default:
		}
	}

	barRead64(bar: number, offset: number, into: Uint32Array): void {
		into[0] = this.barRead(bar, offset, 4);
		into[1] = this.barRead(bar, offset + 4, 4);
	}

	barWrite64(bar: number, offset: number, low: number, high: number): void {
		this.barWrite(bar, offset, 4, low);
		this.barWrite(bar, offset + 4, 4, high);
	}

	readWords(bar: number, offset: number, into: Uint32Array): void {
		if (bar === 3) {
			this.bar3.readWords(offset, into);
			return;
		}
		for (let index = 0; index < into.length; index++) {
			into[index] = this.barRead(bar, offset + index * 4, 4);
		}
	}

	writeWords(bar: number, offset: number, from: Uint32Array): void {
		if (bar === 3) {
			this.bar3.writeWords(offset, from);
			return;
		}
		for (let index = 0; index < from.length; index++) {
			this.barWrite(bar, offset + index * 4, 4, from[index]);
		}
	}

	fillWords(bar: number, offset: number, value: number, count: number): void {
		const {state} = this;
		if (bar === 3) {
			this.bar3.fillWords(offset, value, count);
		} else if (bar === 0 && this.#registers.isWindow(offset) && this.#registers.isWindow(offset + count * 4 - 4)) {
			const host = this.#registers.windowAddress(offset, count * 4);
			state.toll.extraNs += count * state.costs.pcieWriteNs;
			if (host >= 0) {
				state.device.gpu.vram.fill(host, value, count);
			}
		} else {
			for (let index = 0; index < count; index++) {
				this.barWrite(bar, offset + index * 4, 4, value);
			}
		}
	}

	/** Changes options of full virtualization under load. */
	setOptions(options: FullOptions): void {
		const {state} = this;
		const {barRemap: wasRemapped, tracked: wasTracked} = state.options;
		Object.assign(state.options, options);
		if (options.barRemap !== wasRemapped) {
			this.remap.setEnabled(options.barRemap);
		} else if (options.tracked !== wasTracked) {
			this.remap.reconsider();
		}
		if (!options.lazyShadowing) {
			for (const space of state.memory.spaces()) {
				syncIfStale(state, space);
			}
		}
	}

	/** Function level reset: the domain's virtual hardware forgets everything, its memory stays. */
	reset(): void {
		this.channels.detachAll();
		this.bar1.detach();
		this.bar3.detach();
		this.remap.clear();
		this.state.para?.close();
		this.state.bank.clear();
		this.interrupts.update();
		this.state.runlist.replace(this.state.partition.channelStart, this.state.partition.channelCount, []);
	}

	#readRegister(offset: number, size: AccessSize): number {
		return extract(this.#registers.read(offset - (offset % 4)), offset, size);
	}

	#writeRegister(offset: number, size: AccessSize, value: number): void {
		if (size === 4) {
			this.#registers.write(offset, value);
			return;
		}
		const aligned = offset - (offset % 4);
		// Only memory keeps the rest of the word; a register takes the byte in its place.
		const old = this.#registers.isWindow(aligned) ? this.#registers.read(aligned) : 0;
		this.#registers.write(aligned, merge(old, offset, size, value));
	}

	/** Offset inside the poll area, -1 outside. */
	#pollOffset(offset: number): number {
		const area = this.state.bank.get(PFIFO.POLL_AREA);
		if (get(PFIFO.POLL_AREA, 'ENABLE', area) === 0) {
			return -1;
		}
		const inside = offset - get(PFIFO.POLL_AREA, 'FRAME', area) * PAGE_BYTES;
		return inside >= 0 && inside < PFIFO.CHANNEL.count * PAGE_BYTES ? inside : -1;
	}

	#readUserd(inside: number, size: AccessSize): number {
		const channel = Math.floor(inside / PAGE_BYTES);
		const offset = inside % PAGE_BYTES;
		if (!this.channels.owns(channel, 'USERD read')) {
			return extract(ALL_ONES, offset, size);
		}
		if (isDoorbell(offset)) {
			return extract(this.channels.submitted(channel), offset, size);
		}
		const shadow = this.channels.find(channel);
		this.state.toll.extraNs += this.state.costs.pcieReadNs;
		return shadow === undefined
			? extract(ALL_ONES, offset, size)
			: this.state.device.gpu.barRead(1, shadow.physicalChannel * PAGE_BYTES + offset, size);
	}

	#writeUserd(inside: number, size: AccessSize, value: number): void {
		const channel = Math.floor(inside / PAGE_BYTES);
		const offset = inside % PAGE_BYTES;
		const shadow = this.channels.owns(channel, 'USERD write') ? this.channels.find(channel) : undefined;
		if (isDoorbell(offset) && channel < this.state.partition.channelCount) {
			// A byte of it is a doorbell as well, as on the card.
			const put = merge(this.channels.submitted(channel), offset, size, value);
			this.channels.noteSubmitted(channel, put);
			this.state.counters[at.doorbells]++;
			syncIfStale(this.state, shadow?.space);
			this.#ring(channel, put);
		} else if (shadow !== undefined) {
			this.state.toll.extraNs += this.state.costs.pcieWriteNs;
			this.state.device.gpu.barWrite(1, shadow.physicalChannel * PAGE_BYTES + offset, size, value);
		}
	}

	#makeDoor(para: ParaMemory): Hypercalls {
		return new Hypercalls(this.state, para, {
			barDirectoryChanged: bar => {
				if (bar === 3) {
					this.bar3.setDirectory(para.bar3);
					this.remap.refreshAll();
				} else {
					this.bar1.setDirectory(para.bar1);
				}
			},
			isLive: channel => this.channels.find(channel) !== undefined,
			channelDirectoryChanged: channel => this.channels.find(channel)?.followPara(para),
			onBar3Entries: (first, count) => this.remap.entriesChanged(first, count),
		});
	}

	/** Live BAR instance blocks must trap as well: a new directory is noticed by the store. */
	#isBarInstance(host: number): boolean {
		const page = (view: BarView) => view.end > 0 && view.start - (view.start % PAGE_BYTES) === host;
		return page(this.bar1) || page(this.bar3);
	}
}

function isDoorbell(offset: number): boolean {
	return offset >= USERD.GP_PUT && offset < USERD.GP_PUT + 4;
}

/** What the domain is shown of the card: its own window in BAR3, and the door if it is para-virtual. */
function barsOf(state: VirtualState): Readonly<Record<number, BarSpec>> {
	const bars = {...BARS, 3: {...BARS[3], bytes: state.partition.bar3Bytes}};
	return state.para === undefined
		? bars
		: {...bars, 4: {bytes: BAR4.BYTES, kind: 'memory32', isPrefetchable: false, doc: 'Para-virtual calls.'}};
}
