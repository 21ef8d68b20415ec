/**
PCOPY: an asynchronous copy engine. Rows from one pitch linear surface to another, then a query.

Inaccuracies: format conversion and tiling are not modelled: their methods are taken and EXEC's FORMAT bit
is refused as a reserved bit. The microcode that drivers upload is accepted and never run.
See: manual/methods.ts, PCOPY_METHOD; envytools docs/hw/pcopy; nouveau nvc0_copy; Gdev (how it is used).
*/
import {high32, join64, low32} from '../base/words.ts';
import {RAMIN} from '../manual/instance-block.ts';
import {CLASS, HOST, PCOPY_ALIGNMENT, PCOPY_EXEC, PCOPY_METHOD, PCOPY_PITCH_MAX, PCOPY_X_MAX, PCOPY_Y_MAX} from '../manual/methods.ts';
import {PAGE_BYTES, VA_LIMIT} from '../manual/mmu.ts';
import {COPY_CONTEXT_BYTES, COPY_ERROR, PCOPY} from '../manual/pcopy.ts';
import {FAULT_UNIT} from '../manual/pfifo.ts';
import {get, make, maskOf} from '../manual/register.ts';
import type {Board} from './board.ts';
import {copyNs} from './cost-model.ts';
import {gpuCounters} from './counters.ts';
import {Engine} from './engine.ts';
import type {ChannelEngine, Outcome} from './engine-port.ts';
import {InterruptLatch} from './interrupt-latch.ts';
import type {View} from './view.ts';

const MARK = 0x6e;
const ERROR = maskOf(PCOPY.INTR.fields.ERROR);
const CLASS_SPAN = 2 ** 16;
const HIGH_MAX = 0xff;
const ANY_WORD = 2 ** 32 - 1;

/** Largest value that each method takes; what is above are reserved bits. */
const MAXIMA: ReadonlyMap<number, number> = new Map([
	[PCOPY_METHOD.SOURCE_HIGH, HIGH_MAX],
	[PCOPY_METHOD.SOURCE_LOW, ANY_WORD],
	[PCOPY_METHOD.DESTINATION_HIGH, HIGH_MAX],
	[PCOPY_METHOD.DESTINATION_LOW, ANY_WORD],
	[PCOPY_METHOD.SOURCE_PITCH, PCOPY_PITCH_MAX],
	[PCOPY_METHOD.DESTINATION_PITCH, PCOPY_PITCH_MAX],
	[PCOPY_METHOD.X_COUNT, PCOPY_X_MAX],
	[PCOPY_METHOD.Y_COUNT, PCOPY_Y_MAX],
	[PCOPY_METHOD.FORMAT, ANY_WORD],
	[PCOPY_METHOD.CONSTANT_0, ANY_WORD],
	[PCOPY_METHOD.CONSTANT_1, ANY_WORD],
	[PCOPY_METHOD.QUERY_HIGH, HIGH_MAX],
	[PCOPY_METHOD.QUERY_LOW, ANY_WORD],
	[PCOPY_METHOD.QUERY_COUNTER, ANY_WORD],
]);

/** Methods whose low four bits are reserved. */
function isAligned(method: number, data: number): boolean {
	const isAddress = method === PCOPY_METHOD.SOURCE_LOW || method === PCOPY_METHOD.DESTINATION_LOW;
	return (!isAddress || data % PCOPY_ALIGNMENT === 0) && (method !== PCOPY_METHOD.QUERY_LOW || data % 4 === 0);
}

export class CopyEngine extends Engine {
	readonly #latch = new InterruptLatch();
	readonly #class: number;
	/** Words of the context image: a mark in place of EXEC, then the methods from 0x304. */
	readonly #state = new Uint32Array(COPY_CONTEXT_BYTES / 4);
	#exec = 0;
	#queryAddress = 0;
	#queryCounter = 0;
	readonly #memoryWritten: () => void;

	constructor(board: Board, channels: ChannelEngine, number: 0 | 1, memoryWritten: () => void) {
		super(board, channels, {
			name: `copy${number}`,
			kind: 'copy',
			unit: number === 0 ? FAULT_UNIT.PCOPY0 : FAULT_UNIT.PCOPY1,
			contextPointer: number === 0 ? RAMIN.PCOPY0_CONTEXT_LOW : RAMIN.PCOPY1_CONTEXT_LOW,
		});
		this.#class = number === 0 ? CLASS.PCOPY0 : CLASS.PCOPY1;
		this.#memoryWritten = memoryWritten;
	}

	get interrupts(): number {
		return this.#latch.bits;
	}

	get errorMethod(): number {
		return this.#latch.address;
	}

	get errorData(): number {
		return this.#latch.data;
	}

	/** While an interrupt is pending, the channel that it is about. */
	get current(): number {
		if (this.interrupts !== 0) {
			return instanceWord(this.#latch.instance);
		}
		return this.isSwitching ? 0 : instanceWord(this.holder.instance);
	}

	get next(): number {
		return this.isSwitching ? instanceWord(this.holder.instance) : 0;
	}

	isTimed(_subchannel: number, method: number): boolean {
		return method === PCOPY_METHOD.EXEC;
	}

	execute(_subchannel: number, method: number, data: number): Outcome {
		if (method === HOST.BIND) {
			return data % CLASS_SPAN === this.#class ? 'done' : this.#refuse(method, data, COPY_ERROR.UNKNOWN_METHOD);
		}
		if (method === PCOPY_METHOD.EXEC) {
			return this.isOperating ? 'wait' : this.#copy(data);
		}
		if (isWithoutEffect(method)) {
			return 'done';
		}
		const maximum = MAXIMA.get(method);
		if (maximum === undefined) {
			return this.#refuse(method, data, COPY_ERROR.UNKNOWN_METHOD);
		}
		if (data > maximum || !isAligned(method, data)) {
			return this.#refuse(method, data, COPY_ERROR.RESERVED_BITS);
		}
		this.#state[this.#placeOf(method)] = data;
		return 'done';
	}

	acknowledge(bits: number): void {
		this.#latch.acknowledge(bits);
		this.board.interruptsChanged();
	}

	override reset(): void {
		super.reset();
		this.#latch.reset();
	}

	/** The query: time first, counter last. */
	protected complete(): void {
		if (get(PCOPY_EXEC, 'QUERY', this.#exec) === 0) {
			return;
		}
		const {mmu, queue} = this.board;
		const isLong = get(PCOPY_EXEC, 'SHORT_QUERY', this.#exec) === 0;
		const isWritten =
			(!isLong ||
				(mmu.write32(this.view, this.#queryAddress + 4, 0) &&
					mmu.write32(this.view, this.#queryAddress + 8, low32(queue.nowNs)) &&
					mmu.write32(this.view, this.#queryAddress + 12, high32(queue.nowNs)))) &&
			mmu.write32(this.view, this.#queryAddress, this.#queryCounter);
		if (!isWritten) {
			this.stopByFault();
		}
	}

	protected clearState(): void {
		this.#state.fill(0);
	}

	protected loadState(view: View, address: number): boolean {
		const isRead = this.board.mmu.readWords(view, address, this.#state, this.#state.length);
		if (this.#state[0] !== MARK) {
			this.#state.fill(0);
		}
		return isRead;
	}

	protected saveState(view: View, address: number): boolean {
		this.#state[0] = MARK;
		return this.board.mmu.writeWords(view, address, this.#state, this.#state.length);
	}

	#copy(exec: number): Outcome {
		const {mmu, counters, costs} = this.board;
		if (get(PCOPY_EXEC, 'FORMAT', exec) === 1) {
			return this.#refuse(PCOPY_METHOD.EXEC, exec, COPY_ERROR.RESERVED_BITS);
		}
		const rows = this.#word(PCOPY_METHOD.Y_COUNT);
		const rowBytes = this.#word(PCOPY_METHOD.X_COUNT);
		const source = this.#address(PCOPY_METHOD.SOURCE_HIGH);
		const destination = this.#address(PCOPY_METHOD.DESTINATION_HIGH);
		mmu.systemBytes = 0;
		mmu.vramBytes = 0;
		for (let row = 0; row < rows; row++) {
			const to = (destination + row * this.#word(PCOPY_METHOD.DESTINATION_PITCH)) % VA_LIMIT;
			const from = (source + row * this.#word(PCOPY_METHOD.SOURCE_PITCH)) % VA_LIMIT;
			if (!mmu.copy(this.view, to, from, rowBytes)) {
				return this.stopByFault();
			}
		}
		this.#exec = exec;
		this.#queryAddress = this.#address(PCOPY_METHOD.QUERY_HIGH);
		this.#queryCounter = this.#word(PCOPY_METHOD.QUERY_COUNTER);
		counters[gpuCounters.at.copies]++;
		counters[gpuCounters.at.copiedBytes] += mmu.systemBytes + mmu.vramBytes;
		this.begin(copyNs(costs, mmu.systemBytes, mmu.vramBytes));
		this.#memoryWritten();
		return 'done';
	}

	#placeOf(method: number): number {
		return (method - PCOPY_METHOD.EXEC) / 4;
	}

	#word(method: number): number {
		return this.#state[this.#placeOf(method)];
	}

	#address(highMethod: number): number {
		return join64(this.#word(highMethod + 4), this.#word(highMethod)) % VA_LIMIT;
	}

	#refuse(method: number, data: number, code: number): Outcome {
		this.#latch.raise(ERROR, this.holder.instance, make(PCOPY.ERROR_METHOD, {METHOD: method, CODE: code}), data);
		this.board.interruptsChanged();
		return this.stopOwner();
	}
}

/** Methods that are taken and do nothing here. */
function isWithoutEffect(method: number): boolean {
	return (
		method === PCOPY_METHOD.NOP ||
		method === PCOPY_METHOD.PM_TRIGGER ||
		method === PCOPY_METHOD.CACHE_FLUSH ||
		(method >= PCOPY_METHOD.SOURCE_TILING && method <= PCOPY_METHOD.SOURCE_TILING_END) ||
		(method >= PCOPY_METHOD.DESTINATION_TILING && method <= PCOPY_METHOD.DESTINATION_TILING_END)
	);
}

function instanceWord(instance: number | undefined): number {
	return instance === undefined ? 0 : make(PCOPY.CURRENT, {FRAME: instance / PAGE_BYTES, VALID: 1});
}
