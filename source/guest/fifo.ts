/**
The driver's side of PFIFO: set-up, channel table, runlist, kick, and the USERD pages in BAR1.

Owns: which channel numbers are taken; the two runlist buffers, used in turn.
See: nouveau nvc0_fifo (order and values).
*/
import {assert} from '../base/assert.ts';
import {hex, u32} from '../base/words.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import {
	CHANNEL_START,
	CHANNELS,
	ENGINE_PBDMA_VALUES,
	PBDMA_INTR_EN_VALUE,
	PFIFO,
	PFIFO_INTR_EN_VALUE,
	RUNLIST_ENTRY,
} from '../manual/pfifo.ts';
import {PMC} from '../manual/pmc.ts';
import {element, get, make, maskOf, put} from '../manual/register.ts';
import {USERD_BYTES} from '../manual/userd.ts';
import type {AddressSpace, Mapping} from './address-space.ts';
import {DriverError} from './driver-error.ts';
import type {InstanceMemory, InstanceObject} from './instance-memory.ts';
import type {Routine} from './thread.ts';
import type {Vcpu} from './vcpu.ts';

const ALL_ONES = u32(-1);
/** What nouveau puts into the engine field of a runlist commit. */
const ALL_ENGINES = 0x1f;

export class Fifo {
	readonly #cpu: Vcpu;
	readonly #instance: InstanceMemory;
	readonly #bar1: AddressSpace;
	readonly #taken = new Set<number>();
	readonly #runlists: InstanceObject[] = [];
	#runlist = 0;
	#pollArea: Mapping | undefined;
	/** Channel numbers from here on were refused by the device. */
	#limit: number = CHANNELS;

	constructor(cpu: Vcpu, instance: InstanceMemory, bar1: AddressSpace) {
		this.#cpu = cpu;
		this.#instance = instance;
		this.#bar1 = bar1;
	}

	get channelCount(): number {
		return this.#taken.size;
	}

	/** Resets the unit, sets up PBDMAs and interrupts, commits an empty runlist. */
	*start(): Routine {
		const cpu = this.#cpu;
		for (let buffer = 0; buffer < 2; buffer++) {
			this.#runlists.push(yield* this.#instance.allocate(PAGE_BYTES, {isZeroed: false, isMapped: true}));
		}
		this.#pollArea = this.#bar1.reserve(CHANNELS * USERD_BYTES, PAGE_BYTES);
		const fifoBit = maskOf(PMC.ENABLE.fields.PFIFO);
		yield* cpu.exact();
		const enable = cpu.read32(0, PMC.ENABLE.offset);
		cpu.write32(0, PMC.ENABLE.offset, u32(enable & ~fifoBit));
		cpu.write32(0, PMC.ENABLE.offset, u32(enable | fifoBit));
		cpu.write32(0, PMC.SUBFIFO_EN.offset, ALL_ONES);
		cpu.write32(0, PFIFO.PBDMA_EN.offset, ALL_ONES);
		const mask = get(PFIFO.PBDMA_EN, 'MASK', cpu.read32(0, PFIFO.PBDMA_EN.offset));
		for (const [engine, value] of ENGINE_PBDMA_VALUES.entries()) {
			cpu.write32(0, element(PFIFO.ENGINE_PBDMA, engine), u32(value));
		}
		for (let pbdma = 0; mask >> pbdma > 0; pbdma++) {
			cpu.write32(0, element(PFIFO.PBDMA_INTR, pbdma), ALL_ONES);
			cpu.write32(0, element(PFIFO.PBDMA_INTR_EN, pbdma), PBDMA_INTR_EN_VALUE);
		}
		yield* cpu.exact();
		cpu.write32(0, PFIFO.ENABLE.offset, make(PFIFO.ENABLE, {RUN: 1}));
		const area = make(PFIFO.POLL_AREA, {FRAME: this.#pollArea.address / PAGE_BYTES, ENABLE: 1});
		cpu.write32(0, PFIFO.POLL_AREA.offset, area);
		cpu.write32(0, PFIFO.INTR.offset, ALL_ONES);
		cpu.write32(0, PFIFO.INTR_EN.offset, PFIFO_INTR_EN_VALUE);
		yield* this.rebuildRunlist();
	}

	/** Lowest free channel number. Throws `DriverError` when the domain has no more. */
	takeChannel(): number {
		for (let channel = 0; channel < this.#limit; channel++) {
			if (!this.#taken.has(channel)) {
				this.#taken.add(channel);
				return channel;
			}
		}
		throw new DriverError(`no channel free: ${this.#limit} are in use`);
	}

	giveChannel(channel: number): void {
		assert(this.#taken.delete(channel), `channel ${channel} is not taken`);
	}

	/** Where in BAR1 the USERD page of a channel appears. */
	userd(channel: number): Mapping {
		const area = this.#pollArea as Mapping;
		return {address: area.address + channel * USERD_BYTES, bytes: USERD_BYTES, pageBytes: PAGE_BYTES};
	}

	/** Enters a channel into the table and the runlist. Throws `DriverError` if the device has no such channel. */
	*attach(channel: number, instance: InstanceObject): Routine {
		const cpu = this.#cpu;
		const entry = element(PFIFO.CHANNEL, channel);
		const value = make(PFIFO.CHANNEL, {FRAME: instance.address / PAGE_BYTES, POLL: 1, VALID: 1});
		yield* cpu.exact();
		cpu.write32(0, entry, value);
		if (cpu.read32(0, entry) !== value) {
			this.#limit = Math.min(this.#limit, channel);
			throw new DriverError(`no channel free: the device refused channel ${channel}`);
		}
		cpu.write32(0, element(PFIFO.CHANNEL_STATE, channel), CHANNEL_START);
		yield* this.rebuildRunlist();
	}

	/** Takes a channel off the engines; it does not come back by itself. Harmless when it is off already. */
	*stop(channel: number): Routine {
		const cpu = this.#cpu;
		const state = element(PFIFO.CHANNEL_STATE, channel);
		yield* cpu.exact();
		cpu.write32(0, state, put(PFIFO.CHANNEL_STATE, cpu.read32(0, state), {RUNNABLE: 0}));
		yield* cpu.exact();
		cpu.write32(0, PFIFO.KICK.offset, channel);
		yield* cpu.poll(PFIFO.KICK.offset, ALL_ONES, channel);
	}

	/** Takes a stopped channel out of the runlist and out of the table. */
	*detach(channel: number): Routine {
		const cpu = this.#cpu;
		yield* this.rebuildRunlist();
		yield* cpu.exact();
		cpu.write32(0, element(PFIFO.CHANNEL, channel), 0);
	}

	/** Asks the channel table who may run, writes the list, commits it and waits until it is taken. */
	*rebuildRunlist(): Routine {
		const cpu = this.#cpu;
		const list = this.#runlists[this.#runlist] as InstanceObject;
		this.#runlist = 1 - this.#runlist;
		let entries = 0;
		for (let channel = 0; channel < CHANNELS; channel++) {
			const state = cpu.read32(0, element(PFIFO.CHANNEL_STATE, channel));
			yield* cpu.breathe();
			// All ones: nobody answers for this channel.
			if (state !== ALL_ONES && get(PFIFO.CHANNEL_STATE, 'RUNNABLE', state) === 1) {
				this.#instance.write32(list, entries * RUNLIST_ENTRY.BYTES, channel);
				this.#instance.write32(list, entries * RUNLIST_ENTRY.BYTES + 4, RUNLIST_ENTRY.SECOND_WORD);
				entries++;
			}
		}
		yield* this.#instance.flushWrites();
		cpu.write32(0, PFIFO.RUNLIST_BASE.offset, make(PFIFO.RUNLIST_BASE, {FRAME: list.address / PAGE_BYTES}));
		yield* cpu.exact();
		cpu.write32(0, PFIFO.RUNLIST_COMMIT.offset, make(PFIFO.RUNLIST_COMMIT, {LENGTH: entries, ENGINES: ALL_ENGINES}));
		yield* cpu.poll(PFIFO.RUNLIST_STATUS.offset, maskOf(PFIFO.RUNLIST_STATUS.fields.BUSY), 0);
	}

	inspect() {
		return {channels: [...this.#taken].sort((a, b) => a - b), limit: this.#limit};
	}

	checkInvariants(): void {
		for (const channel of this.#taken) {
			assert(channel < CHANNELS, `channel ${hex(channel)} is taken`);
		}
	}
}
