/**
M2MF, class 0x9039: copies lines within the channel's address space, or takes them inline from the
pushbuffer.

Owns: the report that follows the copy under way.
Inaccuracies: every surface is pitch linear, whatever EXEC says; inline words are written as they arrive.
See: manual/methods.ts, M2MF; envytools rnndb graph/m2mf; Gdev nvc0 copy path.
*/
import {join64} from '../base/words.ts';
import {M2MF, M2MF_BYTES_MAX, M2MF_EXEC, M2MF_ROWS_MAX} from '../manual/methods.ts';
import {VA_LIMIT} from '../manual/mmu.ts';
import {PGRAPH} from '../manual/pgraph.ts';
import {get, maskOf} from '../manual/register.ts';
import {copyNs} from './cost-model.ts';
import {gpuCounters} from './counters.ts';
import type {Outcome} from './engine-port.ts';
import type {GraphPort} from './graph-port.ts';
import {writeReport} from './semaphore.ts';

const ILLEGAL_METHOD = maskOf(PGRAPH.INTR.fields.ILLEGAL_METHOD);
const DATA_ERROR = maskOf(PGRAPH.INTR.fields.DATA_ERROR);
const BUFFER_NOTIFY = maskOf(PGRAPH.INTR.fields.BUFFER_NOTIFY);
const WORD_BYTES = 4;

export class M2mf {
	readonly #port: GraphPort;
	// What follows the copy under way.
	#exec = 0;
	#subchannel = 0;
	#queryAddress = 0;
	#querySequence = 0;

	constructor(port: GraphPort) {
		this.#port = port;
	}

	isTimed(method: number): boolean {
		return method === M2MF.EXEC || (method === M2MF.DATA && this.#isLastPushWord());
	}

	execute(subchannel: number, method: number, data: number): Outcome {
		const {context} = this.#port;
		if (method / WORD_BYTES >= context.m2mf.length) {
			return this.#port.refuse(ILLEGAL_METHOD, subchannel, method, data);
		}
		if (method === M2MF.EXEC) {
			return this.#execute(subchannel, data);
		}
		if (method === M2MF.DATA) {
			return this.#push(subchannel, data);
		}
		context.m2mf[method / WORD_BYTES] = data;
		return 'done';
	}

	/** After the copy: the query, then the notification. False is a fault. */
	complete(): boolean {
		const {board, view} = this.#port;
		if (get(M2MF_EXEC, 'QUERY', this.#exec) !== 0) {
			const isWritten =
				get(M2MF_EXEC, 'SHORT_QUERY', this.#exec) === 1
					? board.mmu.write32(view, this.#queryAddress, this.#querySequence)
					: writeReport(board.mmu, view, this.#queryAddress, this.#querySequence, board.queue.nowNs);
			if (!isWritten) {
				return false;
			}
		}
		if (get(M2MF_EXEC, 'NOTIFY', this.#exec) !== 0) {
			this.#port.raise(BUFFER_NOTIFY, this.#subchannel, M2MF.EXEC, this.#exec);
		}
		return true;
	}

	#word(method: number): number {
		return this.#port.context.m2mf[method / WORD_BYTES];
	}

	#address(highMethod: number): number {
		return join64(this.#word(highMethod + WORD_BYTES), this.#word(highMethod)) % VA_LIMIT;
	}

	#execute(subchannel: number, exec: number): Outcome {
		const {board, view, context} = this.#port;
		if (this.#port.isOperating) {
			return 'wait';
		}
		context.m2mf[M2MF.EXEC / WORD_BYTES] = exec;
		const bytes = this.#word(M2MF.LINE_LENGTH);
		const lines = this.#word(M2MF.LINE_COUNT);
		if (lines > M2MF_ROWS_MAX || bytes * lines > M2MF_BYTES_MAX || this.#word(M2MF.QUERY_LOW) % WORD_BYTES !== 0) {
			return this.#port.refuse(DATA_ERROR, subchannel, M2MF.EXEC, exec);
		}
		if (get(M2MF_EXEC, 'PUSH', exec) === 1 && bytes * lines > 0) {
			context.setPush(0, 0, lines);
			return 'done';
		}
		board.mmu.systemBytes = 0;
		board.mmu.vramBytes = 0;
		const source = this.#address(M2MF.SOURCE_HIGH);
		const destination = this.#address(M2MF.DESTINATION_HIGH);
		const isPacked = this.#word(M2MF.SOURCE_PITCH) === bytes && this.#word(M2MF.DESTINATION_PITCH) === bytes;
		const rows = isPacked ? 1 : lines;
		const rowBytes = isPacked ? bytes * lines : bytes;
		for (let row = 0; row < rows; row++) {
			const to = (destination + row * this.#word(M2MF.DESTINATION_PITCH)) % VA_LIMIT;
			const from = (source + row * this.#word(M2MF.SOURCE_PITCH)) % VA_LIMIT;
			if (!board.mmu.copy(view, to, from, rowBytes)) {
				return this.#port.fault();
			}
		}
		this.#begin(subchannel, exec, board.mmu.systemBytes, board.mmu.vramBytes);
		return 'done';
	}

	#isLastPushWord(): boolean {
		const {context} = this.#port;
		return (
			context.pushLines > 0 && context.pushLine === context.pushLines - 1 && context.pushColumn + WORD_BYTES >= this.#word(M2MF.LINE_LENGTH)
		);
	}

	/** One inline word; a line takes whole words, and what its last word has too much is dropped. */
	#push(subchannel: number, data: number): Outcome {
		const {board, view, context} = this.#port;
		if (context.pushLines === 0) {
			return this.#port.refuse(DATA_ERROR, subchannel, M2MF.DATA, data);
		}
		if (this.#port.isOperating) {
			return 'wait';
		}
		const {pushLine, pushColumn, pushLines} = context;
		const bytes = this.#word(M2MF.LINE_LENGTH);
		const count = Math.min(WORD_BYTES, bytes - pushColumn);
		const to = (this.#address(M2MF.DESTINATION_HIGH) + pushLine * this.#word(M2MF.DESTINATION_PITCH) + pushColumn) % VA_LIMIT;
		const isWritten =
			count === WORD_BYTES && to % WORD_BYTES === 0 ? board.mmu.write32(view, to, data) : board.mmu.writeBytes(view, to, data, count);
		if (!isWritten) {
			return this.#port.fault();
		}
		if (pushColumn + count < bytes) {
			context.setPush(pushLine, pushColumn + count, pushLines);
		} else if (pushLine + 1 < pushLines) {
			context.setPush(pushLine + 1, 0, pushLines);
		} else {
			context.setPush(0, 0, 0);
			this.#begin(subchannel, this.#word(M2MF.EXEC), bytes * pushLines, 0);
		}
		return 'done';
	}

	#begin(subchannel: number, exec: number, systemBytes: number, vramBytes: number): void {
		const {board} = this.#port;
		this.#exec = exec;
		this.#subchannel = subchannel;
		this.#queryAddress = this.#address(M2MF.QUERY_HIGH);
		this.#querySequence = this.#word(M2MF.QUERY_SEQUENCE);
		board.counters[gpuCounters.at.copies]++;
		board.counters[gpuCounters.at.copiedBytes] += systemBytes + vramBytes;
		this.#port.begin('copy', copyNs(board.costs, systemBytes, vramBytes));
		this.#port.memoryWritten();
	}
}
