/** A small pushbuffer assembler: methods by class, as words. */
import {high32, low32} from '../../source/base/words.ts';
import {
	BIND_WORD,
	CLASS,
	COMPUTE,
	HOST,
	M2MF,
	M2MF_EXEC,
	PCOPY_EXEC,
	PCOPY_METHOD,
	QUERY_GET_WORD,
	SEMAPHORE,
	SEMAPHORE_TRIGGER_WORD,
	SUBCHANNEL,
} from '../../source/manual/methods.ts';
import {HEADER_TYPE, type HeaderType, methodHeader} from '../../source/manual/pushbuffer.ts';
import {make} from '../../source/manual/register.ts';

export class Pushbuffer {
	readonly words: number[] = [];

	raw(...words: number[]): this {
		this.words.push(...words);
		return this;
	}

	/** Data words to a method; increasing unless said otherwise. */
	method(subchannel: number, method: number, data: readonly number[], type: HeaderType = HEADER_TYPE.INCREASING): this {
		return this.raw(methodHeader(type, subchannel, method, data.length), ...data);
	}

	immediate(subchannel: number, method: number, datum: number): this {
		return this.raw(methodHeader(HEADER_TYPE.IMMEDIATE, subchannel, method, datum));
	}

	bind(subchannel: number, objectClass: number, engine: number): this {
		return this.method(subchannel, HOST.BIND, [make(BIND_WORD, {CLASS: objectClass, ENGINE: engine})]);
	}

	/** Everything on the subchannels that Gdev uses. */
	bindAll(): this {
		return this.bind(SUBCHANNEL.COMPUTE, CLASS.COMPUTE, 0)
			.bind(SUBCHANNEL.M2MF, CLASS.M2MF, 0)
			.bind(SUBCHANNEL.PCOPY0, CLASS.PCOPY0, 4)
			.bind(SUBCHANNEL.PCOPY1, CLASS.PCOPY1, 5);
	}

	reference(value: number): this {
		return this.method(0, HOST.REFERENCE, [value]);
	}

	semaphore(address: number, payload: number, trigger: number): this {
		return this.method(0, HOST.SEMAPHORE_HIGH, [high32(address), low32(address), payload, trigger]);
	}

	acquire(address: number, payload: number, operation: number = SEMAPHORE.ACQUIRE_EQUAL): this {
		return this.semaphore(address, payload, make(SEMAPHORE_TRIGGER_WORD, {OPERATION: operation, YIELD: 1}));
	}

	release(address: number, payload: number, isShort = true): this {
		return this.semaphore(address, payload, make(SEMAPHORE_TRIGGER_WORD, {OPERATION: SEMAPHORE.RELEASE, SHORT: isShort ? 1 : 0}));
	}

	m2mf(source: number, destination: number, bytes: number, lines = 1, query?: {address: number; sequence: number}): this {
		this.method(SUBCHANNEL.M2MF, M2MF.DESTINATION_HIGH, [high32(destination), low32(destination)]);
		this.method(SUBCHANNEL.M2MF, M2MF.SOURCE_HIGH, [high32(source), low32(source), bytes, bytes, bytes, lines]);
		if (query !== undefined) {
			this.method(SUBCHANNEL.M2MF, M2MF.QUERY_HIGH, [high32(query.address), low32(query.address), query.sequence]);
		}
		const exec = {SOURCE_LINEAR: 1, DESTINATION_LINEAR: 1, SHORT_QUERY: 1, QUERY: query === undefined ? 0 : 2};
		return this.method(SUBCHANNEL.M2MF, M2MF.EXEC, [make(M2MF_EXEC, exec)]);
	}

	pcopy(
		source: number,
		destination: number,
		bytes: number,
		rows = 1,
		query?: {address: number; counter: number; isLong?: boolean},
		subchannel: number = SUBCHANNEL.PCOPY0,
	): this {
		this.method(subchannel, PCOPY_METHOD.SOURCE_HIGH, [
			high32(source),
			low32(source),
			high32(destination),
			low32(destination),
			bytes,
			bytes,
			bytes,
			rows,
		]);
		if (query !== undefined) {
			this.method(subchannel, PCOPY_METHOD.QUERY_HIGH, [high32(query.address), low32(query.address), query.counter]);
		}
		const exec = {SOURCE_LINEAR: 1, DESTINATION_LINEAR: 1, QUERY: query === undefined ? 0 : 1, SHORT_QUERY: query?.isLong === true ? 0 : 1};
		return this.method(subchannel, PCOPY_METHOD.EXEC, [make(PCOPY_EXEC, exec)]);
	}

	/** Launches the image at `code` with these parameters in constant segment 0 at `constants`. */
	launch(options: {code: number; constants: number; parameters: readonly number[]; blocks: number; threads: number}): this {
		const {code, constants, parameters, blocks, threads} = options;
		const at = SUBCHANNEL.COMPUTE;
		this.method(at, COMPUTE.CODE_HIGH, [high32(code), low32(code)]);
		this.method(at, COMPUTE.START_PC, [0]);
		this.method(at, COMPUTE.CONSTANT_BYTES, [0x1000, high32(constants), low32(constants)]);
		this.method(at, COMPUTE.CONSTANT_BIND, [1]);
		this.method(at, COMPUTE.CONSTANT_OFFSET, [0]);
		const words = [0, 0, threads, 1, 1, blocks, 1, 1, ...parameters];
		this.method(at, COMPUTE.CONSTANT_DATA, words, HEADER_TYPE.NON_INCREASING);
		this.method(at, COMPUTE.GRID_XY, [0x10000 + blocks, 1]);
		this.method(at, COMPUTE.BLOCK_XY, [0x10000 + threads, 1]);
		return this.method(at, COMPUTE.LAUNCH, [0x1000]);
	}

	serialize(): this {
		return this.method(SUBCHANNEL.COMPUTE, COMPUTE.SERIALIZE, [0]);
	}

	query(address: number, sequence: number, isShort = false): this {
		return this.method(SUBCHANNEL.COMPUTE, COMPUTE.QUERY_HIGH, [
			high32(address),
			low32(address),
			sequence,
			make(QUERY_GET_WORD, {SHORT: isShort ? 1 : 0}),
		]);
	}
}
