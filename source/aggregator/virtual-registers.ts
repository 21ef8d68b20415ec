/**
BAR0 of a domain: every access goes through the register policy.

Owns: the handlers of `translate` rules.
See: GPUvm prototype, BAR0 dispatch summary.
*/

import {partitionsOf} from '../gpu/board-registers.ts';
import {BAR0_DECODED_BYTES, BAR0_IDS, describeRegister, registerId, registerIdAt} from '../manual/bar0.ts';
import {FLUSH_BAR_SPACE, PAGE_BYTES, PFB} from '../manual/mmu.ts';
import {PBUS, PRAMIN, PRAMIN_BYTES, PRAMIN_UNIT} from '../manual/pbus.ts';
import {PCOPY} from '../manual/pcopy.ts';
import {PFIFO} from '../manual/pfifo.ts';
import {MAILBOX, PGRAPH} from '../manual/pgraph.ts';
import {PMC} from '../manual/pmc.ts';
import {PMFB} from '../manual/pmfb.ts';
import {get, make, put, type Register} from '../manual/register.ts';
import type {BarView} from './bar-view.ts';
import type {ChannelSet} from './channel-set.ts';
import {aggregatorCounters} from './counters.ts';
import {hostAddress} from './partition.ts';
import {type buildPolicy, RULES} from './register-policy.ts';
import {syncSpace} from './shadow-work.ts';
import type {VirtualInterrupts} from './virtual-interrupts.ts';
import type {VirtualState} from './virtual-state.ts';

const at = aggregatorCounters.at;
const ALL_ONES = 2 ** 32 - 1;
const PASS = RULES.indexOf('pass');
const VIRTUAL = RULES.indexOf('virtual');
const TRANSLATE = RULES.indexOf('translate');
const IGNORE = RULES.indexOf('ignore');
/** Guest address that lies in no partition. */
const NOWHERE = 2 ** 52;
/** The window's contents count as registers; they are the hot path. */
const WINDOW_ID = registerId('PRAMIN.WINDOW');

type Reader = (index: number) => number;
type Writer = (word: number, index: number) => void;

export type RegisterParts = {
	readonly channels: ChannelSet;
	readonly bar1: BarView;
	readonly bar3: BarView;
	readonly interrupts: VirtualInterrupts;
};

export class VirtualRegisters {
	readonly #state: VirtualState;
	readonly #parts: RegisterParts;
	readonly #readers: Array<Reader | undefined> = [];
	readonly #writers: Array<Writer | undefined> = [];
	readonly #policy: ReturnType<typeof buildPolicy>;
	readonly #arrays: ReadonlyArray<{readonly offset: number; readonly stride: number}>;
	/** The window register as it was last looked at, and the guest address that it shows first. */
	#window = 0;
	#windowStart = 0;

	constructor(
		state: VirtualState,
		parts: RegisterParts,
		policy: ReturnType<typeof buildPolicy>,
		arrays: ReadonlyArray<{readonly offset: number; readonly stride: number}>,
	) {
		this.#state = state;
		this.#parts = parts;
		this.#policy = policy;
		this.#arrays = arrays;
		this.#wireBus();
		this.#wireChannels();
		this.#wireMemory();
		this.#wireInterrupts();
		this.#wireEngines();
	}

	/** A word at an aligned offset. */
	read(offset: number): number {
		const id = offset < BAR0_DECODED_BYTES ? (BAR0_IDS[offset >>> 12] as Uint16Array)[(offset >>> 2) & 1023] : 0;
		const state = this.#state;
		if (id === WINDOW_ID) {
			const host = this.windowAddress(offset, 4);
			state.toll.extraNs += state.costs.pcieReadNs;
			return host < 0 ? ALL_ONES : state.device.gpu.vram.read32(host);
		}
		switch (this.#policy.read[id]) {
			case PASS:
				state.toll.extraNs += state.costs.pcieReadNs;
				return state.device.gpu.barRead(0, offset, 4);
			case VIRTUAL:
				return state.bank.at(offset);
			case TRANSLATE:
				return (this.#readers[id] as Reader)(this.#indexOf(id, offset)) >>> 0;
			default:
				state.conduct.note('denied-register', `read of ${describeRegister(offset)}`);
				return ALL_ONES;
		}
	}

	write(offset: number, word: number): void {
		const id = offset < BAR0_DECODED_BYTES ? (BAR0_IDS[offset >>> 12] as Uint16Array)[(offset >>> 2) & 1023] : 0;
		const state = this.#state;
		if (id === WINDOW_ID) {
			const host = this.windowAddress(offset, 4);
			state.toll.extraNs += state.costs.pcieWriteNs;
			if (host >= 0) {
				state.device.gpu.vram.write32(host, word);
			}
			return;
		}
		switch (this.#policy.write[id]) {
			case VIRTUAL:
				state.bank.put(offset, word);
				return;
			case TRANSLATE:
				(this.#writers[id] as Writer)(word >>> 0, this.#indexOf(id, offset));
				return;
			case IGNORE:
				state.counters[at.ignoredWrites]++;
				return;
			default:
				state.conduct.note('denied-register', `write of ${describeRegister(offset)}`);
		}
	}

	/** Host address of a byte in the VRAM window, -1 if the window looks outside the partition. */
	windowAddress(offset: number, bytes: number): number {
		const window = this.#state.bank.at(PBUS.PRAMIN_WINDOW.offset);
		if (window !== this.#window) {
			this.#window = window;
			this.#windowStart = get(PBUS.PRAMIN_WINDOW, 'TARGET', window) === 0 ? get(PBUS.PRAMIN_WINDOW, 'BASE', window) * PRAMIN_UNIT : NOWHERE;
		}
		const host = hostAddress(this.#state.partition, this.#windowStart + (offset - PRAMIN.offset), bytes);
		if (host < 0) {
			this.#state.conduct.note('foreign-memory', 'VRAM window of BAR0');
		}
		return host;
	}

	isWindow(offset: number): boolean {
		return offset >= PRAMIN.offset && offset < PRAMIN.offset + PRAMIN_BYTES;
	}

	#indexOf(id: number, offset: number): number {
		const array = this.#arrays[id] as {readonly offset: number; readonly stride: number};
		return (offset - array.offset) / array.stride;
	}

	#on(register: Register, read: Reader | undefined, write: Writer | undefined): void {
		const id = registerIdAt(register.offset);
		this.#readers[id] = read;
		this.#writers[id] = write;
	}

	#wireBus(): void {
		const {bank, toll, costs} = this.#state;
		this.#on(PBUS.PRAMIN_WINDOW, undefined, word => bank.set(PBUS.PRAMIN_WINDOW, word));
		this.#on(PBUS.BAR1_INSTANCE, undefined, word => {
			bank.set(PBUS.BAR1_INSTANCE, word);
			this.#parts.bar1.setInstance(word);
		});
		this.#on(PBUS.BAR3_INSTANCE, undefined, word => {
			bank.set(PBUS.BAR3_INSTANCE, word);
			this.#parts.bar3.setInstance(word);
		});
		// Stores reach VRAM at once here, so a flush is over when it is asked for.
		this.#on(
			PBUS.FLUSH,
			() => 0,
			() => {
				toll.extraNs += costs.pcieWriteNs;
			},
		);
	}

	#wireChannels(): void {
		const {bank} = this.#state;
		const {channels} = this.#parts;
		this.#on(
			PFIFO.CHANNEL,
			index => channels.readEntry(index),
			(word, index) => channels.writeEntry(index, word),
		);
		this.#on(
			PFIFO.CHANNEL_STATE,
			index => channels.readState(index),
			(word, index) => channels.writeState(index, word),
		);
		this.#on(
			PFIFO.KICK,
			() => bank.get(PFIFO.KICK),
			word => channels.kick(get(PFIFO.KICK, 'CHANNEL', word)),
		);
		this.#on(PFIFO.POLL_AREA, undefined, word => bank.set(PFIFO.POLL_AREA, word));
		this.#on(PFIFO.RUNLIST_COMMIT, undefined, word => {
			bank.set(PFIFO.RUNLIST_COMMIT, word);
			const base = bank.get(PFIFO.RUNLIST_BASE);
			channels.commitRunlist(get(PFIFO.RUNLIST_BASE, 'FRAME', base) * PAGE_BYTES, get(PFIFO.RUNLIST_COMMIT, 'LENGTH', word));
			this.#parts.interrupts.raise(PFIFO.INTR, make(PFIFO.INTR, {RUNLIST_EVENT: 1}));
		});
	}

	#wireMemory(): void {
		const {bank, toll, costs, device, partition, conduct} = this.#state;
		this.#on(
			PFB.FLUSH_CONTROL,
			() => {
				toll.extraNs += costs.pcieReadNs;
				return put(PFB.FLUSH_CONTROL, device.read(PFB.FLUSH_CONTROL), {LARGE_PAGE_64K: 0});
			},
			word => {
				// The page size of the card belongs to everybody.
				if (get(PFB.FLUSH_CONTROL, 'LARGE_PAGE_64K', word) === 1) {
					conduct.note('denied-register', 'large page size of 64 KiB');
				}
			},
		);
		this.#on(PFB.FLUSH_TRIGGER, undefined, word => {
			bank.set(PFB.FLUSH_TRIGGER, word);
			if (get(PFB.FLUSH_TRIGGER, 'GO', word) === 1) {
				this.#flush(get(PFB.FLUSH_TRIGGER, 'ALL_SPACES', word) === 1);
			}
		});
		const {count, mib: each} = partitionsOf(partition.vramBytes);
		this.#on(PFB.PARTITION_MIB, () => each, undefined);
		this.#on(PMFB.PARTITION_COUNT, () => count, undefined);
		this.#on(PMFB.PARTITION_COUNT_OLD, () => count, undefined);
		this.#on(PMFB.PARTITION_MIB, index => (index < count ? each : 0), undefined);
	}

	/** TLB flush of the guest: the BARs and every space of that directory are brought up to date. */
	#flush(isEverySpace: boolean): void {
		const state = this.#state;
		state.counters[at.flushes]++;
		const directory = get(PFB.FLUSH_TARGET, 'FRAME', state.bank.get(PFB.FLUSH_TARGET)) * PAGE_BYTES;
		const spaces = isEverySpace ? [...state.memory.spaces()] : state.memory.findSpaces(directory);
		const {bar1, bar3} = this.#parts;
		for (const space of spaces) {
			if (space === bar1.space) {
				bar1.sync();
			} else if (space === bar3.space) {
				bar3.sync();
			} else if (state.options.lazyShadowing) {
				space.isStale = true;
				state.domain.onAct?.({kind: 'mark', directory: space.start});
				continue;
			} else {
				syncSpace(state, space, {kind: 'channel'});
			}
			state.device.flushTlb(space.shadow, space === bar1.space || space === bar3.space ? FLUSH_BAR_SPACE : undefined);
		}
		state.toll.extraNs += state.costs.pcieWriteNs * 2;
	}

	#wireInterrupts(): void {
		const {bank} = this.#state;
		const {interrupts} = this.#parts;
		const acknowledge =
			(register: Register, target = register) =>
			(word: number, index: number) =>
				interrupts.acknowledge(target, word, index);
		const enable = (register: Register) => (word: number) => {
			bank.set(register, word);
			interrupts.update();
		};
		this.#on(PMC.INTR, () => interrupts.pending(), undefined);
		this.#on(PMC.INTR_EN, undefined, enable(PMC.INTR_EN));
		this.#on(PFIFO.INTR, () => bank.get(PFIFO.INTR), acknowledge(PFIFO.INTR));
		this.#on(PFIFO.INTR_EN, undefined, enable(PFIFO.INTR_EN));
		this.#on(PFIFO.RUNLIST_EVENT, undefined, acknowledge(PFIFO.RUNLIST_EVENT));
		this.#on(PFIFO.FAULT_SOURCES, undefined, acknowledge(PFIFO.FAULT_SOURCES));
		this.#on(PFIFO.PBDMA_INTR, undefined, (word, index) => {
			interrupts.acknowledge(PFIFO.PBDMA_INTR, word, index);
			if (bank.get(PFIFO.PBDMA_INTR, index) === 0) {
				bank.set(PFIFO.PBDMA_SOURCES, bank.get(PFIFO.PBDMA_SOURCES) & ~(1 << index));
			}
		});
		this.#on(PGRAPH.INTR, () => bank.get(PGRAPH.INTR), acknowledge(PGRAPH.INTR));
		this.#on(PGRAPH.INTR_EN, undefined, enable(PGRAPH.INTR_EN));
		this.#on(PCOPY.INTR, index => bank.get(PCOPY.INTR, index), undefined);
		this.#on(PCOPY.INTR_ACK, undefined, acknowledge(PCOPY.INTR_ACK, PCOPY.INTR));
	}

	#wireEngines(): void {
		const {bank, device, toll, costs} = this.#state;
		const {channels} = this.#parts;
		const done = make(PGRAPH.SCRATCH_0, {DONE: 1});
		// Contexts are switched by the hardware; the mailbox only has to answer.
		this.#on(PGRAPH.MAILBOX_COMMAND, undefined, word => {
			bank.set(PGRAPH.MAILBOX_COMMAND, word);
			if (word === MAILBOX.SET_CHANNEL || word === MAILBOX.SAVE_CONTEXT) {
				bank.set(PGRAPH.SCRATCH_0, bank.get(PGRAPH.SCRATCH_0) | done);
			}
		});
		this.#on(PGRAPH.FALCON_START, undefined, word => {
			bank.set(PGRAPH.SCRATCH_0, (word & 2) === 2 ? done : 0);
		});
		this.#on(PGRAPH.SCRATCH_CLEAR, undefined, word => {
			bank.set(PGRAPH.SCRATCH_0, bank.get(PGRAPH.SCRATCH_0) & ~word);
		});
		/** Shadow instance on an engine -> the guest's own, or nothing. */
		const own = (register: Register<typeof PGRAPH.CURRENT.fields> | typeof PCOPY.CURRENT, index: number) => {
			toll.extraNs += costs.pcieReadNs;
			const word = device.read(register, index);
			const channel = channels.atShadow((word % 2 ** 28) * PAGE_BYTES);
			const guest = channel === undefined ? -1 : channel.start - this.#state.partition.vramStart;
			return guest < 0 ? 0 : word - (word % 2 ** 28) + guest / PAGE_BYTES;
		};
		this.#on(PGRAPH.CURRENT, index => own(PGRAPH.CURRENT, index), undefined);
		this.#on(PCOPY.CURRENT, index => own(PCOPY.CURRENT, index), undefined);
	}
}
