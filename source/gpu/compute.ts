/**
Compute, class 0x90c0: launches, constants, queries, notifications.

Inaccuracies: methods that the model does not know are kept as state and do nothing; the engine does not
wait for CONTROL after an interrupt, so TRAPPED_ADDRESS and TRAPPED_DATA hold the latest one; queries and
notifications wait for the kernel before them even without SERIALIZE.
See: manual/methods.ts, COMPUTE; manual/kernel-image.ts; Gdev nvc0 compute path.
*/
import {high32, join64, low32} from '../base/words.ts';
import {KERNEL_IMAGE, KERNEL_LIMITS, PARAMETER_FIRST_WORD, parameterWords} from '../manual/kernel-image.ts';
import {COMPUTE, CONSTANT_BIND_WORD, CONSTANT_SEGMENTS, LAUNCH_LIMITS, PAIR_WORD, QUERY_GET_WORD} from '../manual/methods.ts';
import {VA_LIMIT} from '../manual/mmu.ts';
import {PGRAPH} from '../manual/pgraph.ts';
import {get, maskOf} from '../manual/register.ts';
import {kernelNs} from './cost-model.ts';
import {gpuCounters} from './counters.ts';
import type {Outcome} from './engine-port.ts';
import type {GraphPort} from './graph-port.ts';
import {kernelOf} from './kernels/catalogue.ts';
import type {Launch, Work} from './kernels/kernel.ts';
import {Scratch} from './kernels/scratch.ts';
import {writeReport} from './semaphore.ts';

const NOTIFY = maskOf(PGRAPH.INTR.fields.NOTIFY);
const QUERY = maskOf(PGRAPH.INTR.fields.QUERY);
const DATA_ERROR = maskOf(PGRAPH.INTR.fields.DATA_ERROR);
const TRAP = maskOf(PGRAPH.INTR.fields.TRAP);
const WORD_BYTES = 4;
/** More than any kernel takes; a test holds the catalogue to it. */
const PARAMETER_WORDS_MAX = 64;
/** QUERY_GET modes. */
const MODE = {WRITE: 0, WRITE_AND_INTERRUPT: 3} as const;
/** Words of a kernel image's header. */
const IMAGE = {MAGIC: 0, VERSION: 1, KERNEL: 2, PARAMETERS: 3} as const;

export class Compute {
	readonly #port: GraphPort;
	readonly #scratch = new Scratch();
	readonly #image = new Uint32Array(KERNEL_IMAGE.BYTES / WORD_BYTES);
	readonly #parameters = new Uint32Array(PARAMETER_WORDS_MAX);

	constructor(port: GraphPort) {
		this.#port = port;
	}

	isTimed(method: number): boolean {
		return (
			method === COMPUTE.LAUNCH ||
			method === COMPUTE.SERIALIZE ||
			method === COMPUTE.QUERY_GET ||
			(method === COMPUTE.NOP && this.#port.context.notifyArmed !== 0)
		);
	}

	execute(subchannel: number, method: number, data: number): Outcome {
		const {context, isOperating} = this.#port;
		if (isOperating && this.isTimed(method)) {
			return 'wait';
		}
		context.compute[method / WORD_BYTES] = data;
		switch (method) {
			case COMPUTE.NOP:
				return this.#notify(subchannel, data);
			case COMPUTE.NOTIFY:
				context.notifyArmed = data === 0 ? 1 : 2;
				return 'done';
			case COMPUTE.LAUNCH:
				return this.#launch(subchannel, data);
			case COMPUTE.QUERY_GET:
				return this.#query(subchannel, data);
			case COMPUTE.CONSTANT_BIND:
				return this.#bindConstants(subchannel, data);
			case COMPUTE.CONSTANT_DATA:
				return this.#writeConstant(subchannel, data);
			default:
				return 'done';
		}
	}

	#word(method: number): number {
		return this.#port.context.compute[method / WORD_BYTES];
	}

	#address(highMethod: number): number {
		return join64(this.#word(highMethod + WORD_BYTES), this.#word(highMethod)) % VA_LIMIT;
	}

	/** A notification is time and two zero words. */
	#notify(subchannel: number, data: number): Outcome {
		const {context, board, view} = this.#port;
		const armed = context.notifyArmed;
		if (armed === 0) {
			return 'done';
		}
		context.notifyArmed = 0;
		const address = this.#address(COMPUTE.NOTIFY_HIGH);
		const {nowNs} = board.queue;
		if (address % WORD_BYTES !== 0) {
			return this.#port.refuse(DATA_ERROR, subchannel, COMPUTE.NOTIFY_LOW, this.#word(COMPUTE.NOTIFY_LOW));
		}
		const isWritten =
			board.mmu.write32(view, address, low32(nowNs)) &&
			board.mmu.write32(view, address + 4, high32(nowNs)) &&
			board.mmu.write32(view, address + 8, 0) &&
			board.mmu.write32(view, address + 12, 0);
		if (!isWritten) {
			return this.#port.fault();
		}
		this.#port.memoryWritten();
		if (armed === 2) {
			this.#port.raise(NOTIFY, subchannel, COMPUTE.NOP, data);
		}
		return 'done';
	}

	#query(subchannel: number, data: number): Outcome {
		const {board, view} = this.#port;
		const mode = get(QUERY_GET_WORD, 'MODE', data);
		const address = this.#address(COMPUTE.QUERY_HIGH);
		if ((mode !== MODE.WRITE && mode !== MODE.WRITE_AND_INTERRUPT) || address % WORD_BYTES !== 0) {
			return this.#port.refuse(DATA_ERROR, subchannel, COMPUTE.QUERY_GET, data);
		}
		const sequence = this.#word(COMPUTE.QUERY_SEQUENCE);
		const isWritten =
			get(QUERY_GET_WORD, 'SHORT', data) === 1
				? board.mmu.write32(view, address, sequence)
				: writeReport(board.mmu, view, address, sequence, board.queue.nowNs);
		if (!isWritten) {
			return this.#port.fault();
		}
		this.#port.memoryWritten();
		if (mode === MODE.WRITE_AND_INTERRUPT || get(QUERY_GET_WORD, 'INTERRUPT', data) === 1) {
			this.#port.raise(QUERY, subchannel, COMPUTE.QUERY_GET, data);
		}
		return 'done';
	}

	#bindConstants(subchannel: number, data: number): Outcome {
		const segment = get(CONSTANT_BIND_WORD, 'SEGMENT', data);
		if (segment >= CONSTANT_SEGMENTS) {
			return this.#port.refuse(DATA_ERROR, subchannel, COMPUTE.CONSTANT_BIND, data);
		}
		this.#port.context.bindSegment(
			segment,
			get(CONSTANT_BIND_WORD, 'VALID', data) === 1,
			this.#word(COMPUTE.CONSTANT_BYTES),
			this.#word(COMPUTE.CONSTANT_HIGH),
			this.#word(COMPUTE.CONSTANT_LOW),
		);
		return 'done';
	}

	#writeConstant(subchannel: number, data: number): Outcome {
		const {board, view, context} = this.#port;
		const offset = this.#word(COMPUTE.CONSTANT_OFFSET);
		const address = this.#address(COMPUTE.CONSTANT_HIGH) + offset;
		if (offset + WORD_BYTES > this.#word(COMPUTE.CONSTANT_BYTES) || address % WORD_BYTES !== 0) {
			return this.#port.refuse(DATA_ERROR, subchannel, COMPUTE.CONSTANT_DATA, data);
		}
		if (!board.mmu.write32(view, address, data)) {
			return this.#port.fault();
		}
		context.compute[COMPUTE.CONSTANT_OFFSET / WORD_BYTES] = offset + WORD_BYTES;
		return 'done';
	}

	/** Reads image and parameters, does the work, and is busy for as long as the model says. */
	#launch(subchannel: number, data: number): Outcome {
		const {board, view} = this.#port;
		const refuse = () => this.#port.refuse(TRAP, subchannel, COMPUTE.LAUNCH, data);
		const code = (this.#address(COMPUTE.CODE_HIGH) + this.#word(COMPUTE.START_PC)) % VA_LIMIT;
		if (code % WORD_BYTES !== 0) {
			return refuse();
		}
		if (!board.mmu.readWords(view, code, this.#image, this.#image.length)) {
			return this.#port.fault();
		}
		const found = kernelOf(this.#image[IMAGE.KERNEL]);
		if (this.#image[IMAGE.MAGIC] !== KERNEL_IMAGE.MAGIC || this.#image[IMAGE.VERSION] !== KERNEL_IMAGE.VERSION || found === undefined) {
			return refuse();
		}
		const words = parameterWords(found.name);
		if (this.#image[IMAGE.PARAMETERS] < words || !this.#hasParameters(words)) {
			return refuse();
		}
		const parametersAt = join64(this.#port.context.segmentLow(0), this.#port.context.segmentHigh(0)) % VA_LIMIT;
		if (!board.mmu.readWords(view, parametersAt + PARAMETER_FIRST_WORD * WORD_BYTES, this.#parameters, words)) {
			return this.#port.fault();
		}
		const launch = this.#describeLaunch();
		const work = launch === undefined ? undefined : found.kernel.measure(launch);
		if (launch === undefined || work === undefined || isTooMuch(work)) {
			return refuse();
		}
		const durationNs = kernelNs(board.costs, launch, work, this.#port.hasWaited);
		if (!(durationNs <= KERNEL_LIMITS.DURATION_NS)) {
			return refuse();
		}
		if (!found.kernel.run(launch)) {
			return this.#port.fault();
		}
		board.counters[gpuCounters.at.kernels]++;
		this.#port.begin('kernel', durationNs);
		this.#port.memoryWritten();
		return 'done';
	}

	/** A kernel without parameters needs no constants. */
	#hasParameters(words: number): boolean {
		const {context} = this.#port;
		const bytes = (PARAMETER_FIRST_WORD + words) * WORD_BYTES;
		return words === 0 || (context.segmentBytes(0) >= bytes && context.segmentLow(0) % WORD_BYTES === 0);
	}

	/** Undefined if the shape of the grid means nothing. */
	#describeLaunch(): Launch | undefined {
		const {board, view} = this.#port;
		const grid = this.#word(COMPUTE.GRID_XY);
		const block = this.#word(COMPUTE.BLOCK_XY);
		const gridZ = this.#word(COMPUTE.GRID_Z);
		const blocks = get(PAIR_WORD, 'X', grid) * get(PAIR_WORD, 'Y', grid) * gridZ;
		const threadsPerBlock = get(PAIR_WORD, 'X', block) * get(PAIR_WORD, 'Y', block) * this.#word(COMPUTE.BLOCK_Z);
		if (blocks === 0 || gridZ > LAUNCH_LIMITS.GRID_DIMENSION || threadsPerBlock === 0 || threadsPerBlock > LAUNCH_LIMITS.BLOCK_THREADS) {
			return undefined;
		}
		return {mmu: board.mmu, view, scratch: this.#scratch, parameters: this.#parameters, blocks, threadsPerBlock};
	}
}

function isTooMuch(work: Work): boolean {
	return work.elements > KERNEL_LIMITS.ELEMENTS || work.products > KERNEL_LIMITS.PRODUCTS;
}
