/** What the registers of PGRAPH and of the copy engines do. See: manual/pgraph.ts, pcopy.ts. */
import {COPY_ENGINES, PCOPY} from '../manual/pcopy.ts';
import {CONTEXT_IMAGE_BYTES, MACRO_IDLE, PGRAPH} from '../manual/pgraph.ts';
import {get, make, maskOf, put} from '../manual/register.ts';
import type {CopyEngine} from './copy-engine.ts';
import type {GraphEngine} from './graph-engine.ts';
import type {RegisterFile} from './register-file.ts';

/** Multiprocessors of each cluster: fourteen in all, as the Quadro 6000 has. */
const TPCS = [4, 4, 3, 3] as const;
const ROPS = 6;
/** Value that starts a falcon. */
const FALCON_GO = 2;
/** Microcode memory sizes in units of 256 bytes: code in bits 0-8, data in bits 9-17. */
const FALCON_CODE_PAGES = 16;
const FALCON_DATA_PAGES = 8;
const FALCON_DATA_SHIFT = 9;
const DONE = maskOf(PGRAPH.SCRATCH_0.fields.DONE);

export class EngineRegisters {
	readonly #file: RegisterFile;
	readonly #graph: GraphEngine;
	readonly #copies: readonly CopyEngine[];
	readonly #interruptsChanged: () => void;

	constructor(file: RegisterFile, graph: GraphEngine, copies: readonly CopyEngine[], interruptsChanged: () => void) {
		this.#file = file;
		this.#graph = graph;
		this.#copies = copies;
		this.#interruptsChanged = interruptsChanged;
		this.#addGraph();
		this.#addMailbox();
		this.#addCopies();
	}

	resetGraph(): void {
		this.#file.set(PGRAPH.UNITS, make(PGRAPH.UNITS, {GPCS: TPCS.length, ROPS}));
		for (const [cluster, tpcs] of TPCS.entries()) {
			this.#file.set(PGRAPH.TPCS, tpcs, cluster);
		}
		this.#file.set(PGRAPH.SCRATCH_0, 0);
		this.#file.set(PGRAPH.CONTEXT_BYTES, CONTEXT_IMAGE_BYTES);
	}

	/** State after the firmware has started the card: the copy engine takes work. */
	resetCopy(number: number): void {
		this.#file.set(PCOPY.FIFO_CONTROL, make(PCOPY.FIFO_CONTROL, {WORK: 1, SWITCH: 1}), number);
		this.#file.set(PCOPY.CAPABILITIES, FALCON_CODE_PAGES + FALCON_DATA_PAGES * 2 ** FALCON_DATA_SHIFT, number);
	}

	/** The copy engine's own switch lets work in. */
	takesWork(number: number): boolean {
		return get(PCOPY.FIFO_CONTROL, 'WORK', this.#file.get(PCOPY.FIFO_CONTROL, number)) === 1;
	}

	/** Called when a switch of a copy engine was turned. */
	onCopySwitch: (number: number) => void = () => {};

	#addGraph(): void {
		const graph = this.#graph;
		this.#file.onRead(PGRAPH.INTR, () => graph.interrupts);
		this.#file.onWrite(PGRAPH.INTR, value => graph.acknowledge(value));
		this.#file.onRead(PGRAPH.INTR_EN, () => graph.interruptEnable);
		this.#file.onWrite(PGRAPH.INTR_EN, value => {
			graph.interruptEnable = value;
			this.#interruptsChanged();
		});
		this.#file.onRead(PGRAPH.STATUS, () => graph.status);
		this.#file.onRead(PGRAPH.TRAPPED_ADDRESS, () => graph.trappedAddress);
		this.#file.onRead(PGRAPH.TRAPPED_DATA, () => graph.trappedData);
		this.#file.onRead(PGRAPH.MACRO_STATUS, () => (graph.isBusy ? 0 : MACRO_IDLE));
		this.#file.onRead(PGRAPH.CURRENT, () => graph.current);
		this.#file.onRead(PGRAPH.NEXT, () => graph.next);
	}

	/** The microcontroller answers at once: scratch bit 31 says done. */
	#addMailbox(): void {
		const file = this.#file;
		const done = () => file.set(PGRAPH.SCRATCH_0, put(PGRAPH.SCRATCH_0, file.get(PGRAPH.SCRATCH_0), {DONE: 1}));
		file.onWrite(PGRAPH.MAILBOX_COMMAND, command => {
			this.#graph.mailbox(command, file.get(PGRAPH.MAILBOX_DATA));
			done();
		});
		file.onWrite(PGRAPH.FALCON_START, value => {
			if (value === FALCON_GO) {
				done();
			}
		});
		file.onWrite(PGRAPH.SCRATCH_CLEAR, value => file.set(PGRAPH.SCRATCH_0, file.get(PGRAPH.SCRATCH_0) & ~value));
		// Whoever writes the scratch register cannot claim that the microcontroller is done.
		file.onWrite(PGRAPH.SCRATCH_0, value => file.set(PGRAPH.SCRATCH_0, value & ~DONE));
	}

	#addCopies(): void {
		const file = this.#file;
		for (let number = 0; number < COPY_ENGINES; number++) {
			this.resetCopy(number);
		}
		file.onRead(PCOPY.INTR, number => this.#copies[number].interrupts);
		file.onWrite(PCOPY.INTR_ACK, (value, number) => this.#copies[number].acknowledge(value));
		file.onRead(PCOPY.ERROR_METHOD, number => this.#copies[number].errorMethod);
		file.onRead(PCOPY.ERROR_DATA, number => this.#copies[number].errorData);
		file.onWrite(PCOPY.FIFO_CONTROL, (value, number) => {
			file.set(PCOPY.FIFO_CONTROL, value, number);
			this.onCopySwitch(number);
		});
		file.onRead(PCOPY.CURRENT, number => this.#copies[number].current);
		file.onRead(PCOPY.NEXT, number => this.#copies[number].next);
		// A driver that clears VALID wants its channel gone before it frees the image: nothing is saved.
		file.onWrite(PCOPY.CURRENT, (value, number) => {
			if (get(PCOPY.CURRENT, 'VALID', value) === 0) {
				this.#copies[number].forget();
			}
		});
		file.onWrite(PCOPY.NEXT, () => {});
	}
}
