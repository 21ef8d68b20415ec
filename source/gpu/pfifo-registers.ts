/** What the registers of PFIFO and its PBDMAs do. See: manual/pfifo.ts. */
import {u32} from '../base/words.ts';
import {CHANNELS, PBDMAS, PFIFO} from '../manual/pfifo.ts';
import {PMC} from '../manual/pmc.ts';
import {get, make, maskOf} from '../manual/register.ts';
import {NO_CHANNEL} from './board.ts';
import type {Pfifo} from './pfifo.ts';
import type {RegisterFile} from './register-file.ts';

const MMU_FAULT = maskOf(PFIFO.INTR.fields.MMU_FAULT);
const PBDMA = maskOf(PFIFO.INTR.fields.PBDMA);
const RUNLIST_EVENT = maskOf(PFIFO.INTR.fields.RUNLIST_EVENT);
/** Raised by method NOTIFY_INTERRUPT. */
const CHANNEL_NOTIFY = maskOf(PFIFO.INTR.fields.CHANNEL_NOTIFY);
const TAKEN = maskOf(PFIFO.RUNLIST_EVENT.fields.TAKEN);
const PBDMA_MASK = 2 ** PBDMAS - 1;

export class PfifoRegisters {
	readonly #file: RegisterFile;
	readonly #pfifo: Pfifo;
	readonly #interruptsChanged: () => void;
	#latched = 0;
	#runlistEvents = 0;
	#lastKick = 0;

	constructor(file: RegisterFile, pfifo: Pfifo, interruptsChanged: () => void) {
		this.#file = file;
		this.#pfifo = pfifo;
		this.#interruptsChanged = interruptsChanged;
		this.#addInterrupts();
		this.#addEnables();
		this.#addRunlist();
		this.#addChannels();
		this.#addFaults();
		this.#addPbdmas();
	}

	/** INTR as it reads: what is latched, and what other registers hold up. */
	get interrupts(): number {
		return u32(this.#latched | (this.#pfifo.faults.sources !== 0 ? MMU_FAULT : 0) | (this.#pbdmaSources() !== 0 ? PBDMA : 0));
	}

	runlistTaken(): void {
		this.#latched |= RUNLIST_EVENT;
		this.#runlistEvents |= TAKEN;
		this.#interruptsChanged();
	}

	notified(): void {
		this.#latched |= CHANNEL_NOTIFY;
		this.#interruptsChanged();
	}

	/** State after the firmware has started the card: everything that exists is on, interrupts are not. */
	reset(): void {
		this.#latched = 0;
		this.#runlistEvents = 0;
		this.#lastKick = 0;
		this.#file.set(PFIFO.ENABLE, 1);
		this.#file.set(PFIFO.PBDMA_EN, PBDMA_MASK);
		this.#file.set(PMC.SUBFIFO_EN, PBDMA_MASK);
		this.#file.set(PFIFO.POLL_AREA, 0);
		this.#applyEnables();
	}

	#addInterrupts(): void {
		this.#file.onRead(PFIFO.INTR, () => this.interrupts);
		this.#file.onWrite(PFIFO.INTR, value => {
			this.#latched &= ~value;
			this.#interruptsChanged();
		});
		this.#file.onWrite(PFIFO.INTR_EN, value => {
			this.#file.set(PFIFO.INTR_EN, value);
			this.#interruptsChanged();
		});
	}

	#addEnables(): void {
		for (const register of [PFIFO.ENABLE, PFIFO.PBDMA_EN, PMC.SUBFIFO_EN]) {
			this.#file.onWrite(register, value => {
				this.#file.set(register, register === PFIFO.ENABLE ? value : value & PBDMA_MASK);
				this.#applyEnables();
			});
		}
	}

	#applyEnables(): void {
		this.#pfifo.isEnabled = get(PFIFO.ENABLE, 'RUN', this.#file.get(PFIFO.ENABLE)) === 1;
		this.#pfifo.pbdmaMask = this.#file.get(PFIFO.PBDMA_EN) & this.#file.get(PMC.SUBFIFO_EN);
		this.#pfifo.enablesChanged();
	}

	#addRunlist(): void {
		const {switcher} = this.#pfifo;
		this.#file.onRead(PFIFO.RUNLIST_BASE, () => switcher.base);
		this.#file.onWrite(PFIFO.RUNLIST_BASE, value => {
			switcher.base = value;
		});
		this.#file.onRead(PFIFO.RUNLIST_COMMIT, () => switcher.commit);
		this.#file.onWrite(PFIFO.RUNLIST_COMMIT, value => {
			switcher.commit = value;
			switcher.start();
		});
		this.#file.onRead(PFIFO.RUNLIST_STATUS, () => make(PFIFO.RUNLIST_STATUS, {BUSY: switcher.isSwitching ? 1 : 0}));
		this.#file.onRead(PFIFO.RUNLIST_EVENT, () => this.#runlistEvents);
		this.#file.onWrite(PFIFO.RUNLIST_EVENT, value => {
			this.#runlistEvents &= ~value;
			if (this.#runlistEvents === 0) {
				this.#latched &= ~RUNLIST_EVENT;
			}
			this.#interruptsChanged();
		});
	}

	#addChannels(): void {
		const pfifo = this.#pfifo;
		this.#file.onRead(PFIFO.CHANNEL, channel => pfifo.table.entryOf(channel));
		this.#file.onWrite(PFIFO.CHANNEL, (value, channel) => pfifo.setEntry(channel, value));
		this.#file.onRead(PFIFO.CHANNEL_STATE, channel => pfifo.table.stateOf(channel));
		this.#file.onWrite(PFIFO.CHANNEL_STATE, (value, channel) => pfifo.setState(channel, value));
		this.#file.onRead(PFIFO.KICK, () =>
			pfifo.kicked === NO_CHANNEL ? this.#lastKick : make(PFIFO.KICK, {CHANNEL: pfifo.kicked, PENDING: 1}),
		);
		this.#file.onWrite(PFIFO.KICK, value => {
			this.#lastKick = value % CHANNELS;
			pfifo.kick(this.#lastKick);
		});
	}

	#addFaults(): void {
		const {faults} = this.#pfifo;
		this.#file.onRead(PFIFO.FAULT_SOURCES, () => faults.sources);
		this.#file.onWrite(PFIFO.FAULT_SOURCES, value => faults.acknowledge(value));
		this.#file.onRead(PFIFO.FAULT_INSTANCE, unit => faults.instanceOf(unit));
		this.#file.onRead(PFIFO.FAULT_ADDRESS_LOW, unit => faults.addressLowOf(unit));
		this.#file.onRead(PFIFO.FAULT_ADDRESS_HIGH, unit => faults.addressHighOf(unit));
		this.#file.onRead(PFIFO.FAULT_INFO, unit => faults.infoOf(unit));
	}

	#addPbdmas(): void {
		const {pbdmas} = this.#pfifo;
		this.#file.onRead(PFIFO.PBDMA_SOURCES, () => this.#pbdmaSources());
		this.#file.onRead(PFIFO.PBDMA_METHOD, index => pbdmas[index].trappedMethod);
		this.#file.onRead(PFIFO.PBDMA_DATA, index => pbdmas[index].trappedData);
		this.#file.onRead(PFIFO.PBDMA_CHANNEL, index => pbdmas[index].shownChannel);
		this.#file.onRead(PFIFO.PBDMA_INTR, index => pbdmas[index].interrupts);
		this.#file.onWrite(PFIFO.PBDMA_INTR, (value, index) => {
			pbdmas[index].interrupts &= ~value;
			this.#interruptsChanged();
		});
		this.#file.onRead(PFIFO.PBDMA_INTR_EN, index => pbdmas[index].interruptEnable);
		this.#file.onWrite(PFIFO.PBDMA_INTR_EN, (value, index) => {
			pbdmas[index].interruptEnable = value;
			this.#interruptsChanged();
		});
	}

	#pbdmaSources(): number {
		let sources = 0;
		for (const pbdma of this.#pfifo.pbdmas) {
			if ((pbdma.interrupts & pbdma.interruptEnable) !== 0) {
				sources |= 1 << pbdma.number;
			}
		}
		return sources;
	}
}
