/**
PGRAPH: the engine of the compute and the M2MF class, one operation at a time.

Owns: its interrupts, which method of which channel raised them, the mailbox of the context-switch microcontroller.
Not here: what methods mean (compute.ts, m2mf.ts), whose turn it is (engine.ts).
Inaccuracies: the microcontroller's program is accepted and never run; its mailbox answers at once.
See: manual/pgraph.ts; nouveau nvc0_graph.
*/
import {RAMIN} from '../manual/instance-block.ts';
import {CLASS, HOST} from '../manual/methods.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import {FAULT_UNIT} from '../manual/pfifo.ts';
import {MAILBOX, PGRAPH} from '../manual/pgraph.ts';
import {get, make, maskOf} from '../manual/register.ts';
import type {Board} from './board.ts';
import {Compute} from './compute.ts';
import {Engine} from './engine.ts';
import type {ChannelEngine, Outcome} from './engine-port.ts';
import {GraphContext} from './graph-context.ts';
import type {GraphPort} from './graph-port.ts';
import {InterruptLatch} from './interrupt-latch.ts';
import {M2mf} from './m2mf.ts';
import type {View} from './view.ts';

const STATUS = PGRAPH.STATUS.fields;
const CLASS_SPAN = 2 ** 16;
const ILLEGAL_CLASS = maskOf(PGRAPH.INTR.fields.ILLEGAL_CLASS);

export class GraphEngine extends Engine {
	interruptEnable = 0;
	readonly #latch = new InterruptLatch();
	readonly #context = new GraphContext();
	readonly #compute: Compute;
	readonly #m2mf: M2mf;
	#unit: 'kernel' | 'copy' = 'kernel';

	constructor(board: Board, channels: ChannelEngine, memoryWritten: () => void) {
		super(board, channels, {name: 'graph', kind: 'graph', unit: FAULT_UNIT.PGRAPH, contextPointer: RAMIN.PGRAPH_CONTEXT_LOW});
		const port = this.#makePort(memoryWritten);
		this.#compute = new Compute(port);
		this.#m2mf = new M2mf(port);
	}

	/** Pending interrupts, enabled or not. */
	get interrupts(): number {
		return this.#latch.bits;
	}

	/** Method of the pending interrupt, or of the one before. */
	get trappedAddress(): number {
		return this.#latch.address;
	}

	get trappedData(): number {
		return this.#latch.data;
	}

	acknowledge(bits: number): void {
		this.#latch.acknowledge(bits);
		this.board.interruptsChanged();
	}

	/** STATUS: which units are busy. */
	get status(): number {
		if (!this.isBusy) {
			return 0;
		}
		return (
			STATUS.ANY.mask |
			(this.isSwitching || this.isStopping ? STATUS.CONTEXT_CONTROL.mask : this.#unit === 'copy' ? STATUS.M2MF.mask : STATUS.GPC.mask)
		);
	}

	/**
	CURRENT and NEXT: the channel that is on the engine, and the one that comes. While an interrupt calls,
	CURRENT is the channel that it is about: hardware stands still until it is answered.
	*/
	get current(): number {
		if ((this.interrupts & this.interruptEnable) !== 0) {
			return instanceWord(this.#latch.instance);
		}
		return this.isSwitching ? 0 : instanceWord(this.holder.instance);
	}

	get next(): number {
		return this.isSwitching ? instanceWord(this.holder.instance) : 0;
	}

	isTimed(subchannel: number, method: number): boolean {
		switch (this.#context.classOf(subchannel)) {
			case CLASS.COMPUTE:
				return this.#compute.isTimed(method);
			case CLASS.M2MF:
				return this.#m2mf.isTimed(method);
			default:
				return false;
		}
	}

	execute(subchannel: number, method: number, data: number): Outcome {
		if (method === HOST.BIND) {
			return this.#bind(subchannel, data);
		}
		const objectClass = this.#context.classOf(subchannel);
		switch (objectClass) {
			case CLASS.COMPUTE:
				return this.#compute.execute(subchannel, method, data);
			case CLASS.M2MF:
				return this.#m2mf.execute(subchannel, method, data);
			default:
				return this.#refuse(ILLEGAL_CLASS, subchannel, method, data);
		}
	}

	/** Carries out a command of the mailbox; `data` names an instance block. Ignored while busy. */
	mailbox(command: number, data: number): void {
		const instance = get(PGRAPH.MAILBOX_DATA, 'FRAME', data) * PAGE_BYTES;
		if (this.isBusy) {
			return;
		}
		if (command === MAILBOX.SET_CHANNEL) {
			this.holder.adopt(instance);
		} else if (command === MAILBOX.SAVE_CONTEXT) {
			this.holder.saveFor(instance);
		}
	}

	override reset(): void {
		super.reset();
		this.interruptEnable = 0;
		this.#latch.reset();
	}

	/** Copies run to their end. */
	protected override get isPreemptible(): boolean {
		return this.#unit === 'kernel';
	}

	protected override resumed(): void {
		this.#unit = 'kernel';
	}

	protected complete(): void {
		if (this.#unit === 'copy' && !this.#m2mf.complete()) {
			this.stopByFault();
		}
	}

	protected clearState(): void {
		this.#context.clear();
	}

	protected loadState(view: View, address: number): boolean {
		return this.#context.load(this.board.mmu, view, address);
	}

	protected saveState(view: View, address: number): boolean {
		return this.#context.save(this.board.mmu, view, address);
	}

	#bind(subchannel: number, data: number): Outcome {
		const objectClass = data % CLASS_SPAN;
		if (objectClass !== CLASS.COMPUTE && objectClass !== CLASS.M2MF) {
			return this.#refuse(ILLEGAL_CLASS, subchannel, HOST.BIND, data);
		}
		this.#context.bind(subchannel, objectClass);
		return 'done';
	}

	#raise(interrupts: number, subchannel: number, method: number, data: number): void {
		const address = make(PGRAPH.TRAPPED_ADDRESS, {METHOD: method / 4, SUBCHANNEL: subchannel});
		this.#latch.raise(interrupts, this.holder.instance, address, data);
		this.board.interruptsChanged();
	}

	#refuse(interrupts: number, subchannel: number, method: number, data: number): Outcome {
		this.#raise(interrupts, subchannel, method, data);
		return this.stopOwner();
	}

	/** Hands the classes what they need of this engine, and nothing else. */
	#makePort(memoryWritten: () => void): GraphPort {
		const engine = this;
		return {
			board: this.board,
			view: this.view,
			context: this.#context,
			get isOperating() {
				return engine.isOperating;
			},
			get hasWaited() {
				return engine.hasWaited;
			},
			begin: (unit, durationNs) => {
				this.#unit = unit;
				this.begin(durationNs);
			},
			raise: (interrupts, subchannel, method, data) => this.#raise(interrupts, subchannel, method, data),
			refuse: (interrupts, subchannel, method, data) => this.#refuse(interrupts, subchannel, method, data),
			fault: () => this.stopByFault(),
			memoryWritten,
		};
	}
}

function instanceWord(instance: number | undefined): number {
	return instance === undefined ? 0 : make(PGRAPH.CURRENT, {FRAME: instance / PAGE_BYTES, VALID: 1});
}
