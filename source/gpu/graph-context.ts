/**
Method state of PGRAPH for one channel, and its image in memory: 32 KiB in the channel's own address space.

Image: a mark, then what is bound and half done, first; M2MF methods from 4 KiB; compute methods from 16 KiB.
An image without the mark (a driver's fresh one) loads as zeros.
*/
import {KIB} from '../base/units.ts';
import {CONSTANT_SEGMENTS, METHOD_SPACE_BYTES} from '../manual/methods.ts';
import type {Mmu} from './mmu.ts';
import type {View} from './view.ts';

const MARK = 0x6e;
const M2MF_SPACE_BYTES = KIB;
const SUBCHANNELS = 8;
/** Where the parts of the image begin. */
const IMAGE = {HEADER: 0, M2MF: 4 * KIB, COMPUTE: 16 * KIB} as const;
/** Words of the image's header. */
const HEADER = {
	MARK: 0,
	CLASSES: 1,
	PUSH_LINE: 9,
	PUSH_COLUMN: 10,
	PUSH_LINES: 11,
	NOTIFY_ARMED: 12,
	SEGMENTS: 16,
	WORDS: 16 + CONSTANT_SEGMENTS * 4,
} as const;
/** Words of a constant segment: bound or not, bytes, address. */
const SEGMENT = {BOUND: 0, BYTES: 1, HIGH: 2, LOW: 3, WORDS: 4} as const;

export class GraphContext {
	readonly compute = new Uint32Array(METHOD_SPACE_BYTES / 4);
	readonly m2mf = new Uint32Array(M2MF_SPACE_BYTES / 4);
	readonly #header = new Uint32Array(HEADER.WORDS);

	classOf(subchannel: number): number {
		return this.#header[HEADER.CLASSES + subchannel];
	}

	bind(subchannel: number, objectClass: number): void {
		this.#header[HEADER.CLASSES + (subchannel % SUBCHANNELS)] = objectClass;
	}

	/** Where an inline push stands: line, byte in it, and lines in all; no push is under way when `pushLines` is 0. */
	get pushLine(): number {
		return this.#header[HEADER.PUSH_LINE];
	}

	get pushColumn(): number {
		return this.#header[HEADER.PUSH_COLUMN];
	}

	get pushLines(): number {
		return this.#header[HEADER.PUSH_LINES];
	}

	setPush(line: number, column: number, lines: number): void {
		this.#header[HEADER.PUSH_LINE] = line;
		this.#header[HEADER.PUSH_COLUMN] = column;
		this.#header[HEADER.PUSH_LINES] = lines;
	}

	/** 0 no, 1 write, 2 write and interrupt. */
	get notifyArmed(): number {
		return this.#header[HEADER.NOTIFY_ARMED];
	}

	set notifyArmed(value: number) {
		this.#header[HEADER.NOTIFY_ARMED] = value;
	}

	bindSegment(segment: number, isBound: boolean, bytes: number, high: number, low: number): void {
		const at = HEADER.SEGMENTS + segment * SEGMENT.WORDS;
		this.#header[at + SEGMENT.BOUND] = isBound ? 1 : 0;
		this.#header[at + SEGMENT.BYTES] = bytes;
		this.#header[at + SEGMENT.HIGH] = high;
		this.#header[at + SEGMENT.LOW] = low;
	}

	/** Bytes of a constant segment; 0 if it is not bound. */
	segmentBytes(segment: number): number {
		const at = HEADER.SEGMENTS + segment * SEGMENT.WORDS;
		return this.#header[at + SEGMENT.BOUND] === 1 ? this.#header[at + SEGMENT.BYTES] : 0;
	}

	segmentHigh(segment: number): number {
		return this.#header[HEADER.SEGMENTS + segment * SEGMENT.WORDS + SEGMENT.HIGH];
	}

	segmentLow(segment: number): number {
		return this.#header[HEADER.SEGMENTS + segment * SEGMENT.WORDS + SEGMENT.LOW];
	}

	clear(): void {
		this.compute.fill(0);
		this.m2mf.fill(0);
		this.#header.fill(0);
	}

	/** False is a fault. */
	load(mmu: Mmu, view: View, address: number): boolean {
		const isRead =
			mmu.readWords(view, address + IMAGE.HEADER, this.#header, this.#header.length) &&
			mmu.readWords(view, address + IMAGE.M2MF, this.m2mf, this.m2mf.length) &&
			mmu.readWords(view, address + IMAGE.COMPUTE, this.compute, this.compute.length);
		if (this.#header[HEADER.MARK] !== MARK) {
			this.clear();
		}
		return isRead;
	}

	/** False is a fault. */
	save(mmu: Mmu, view: View, address: number): boolean {
		this.#header[HEADER.MARK] = MARK;
		return (
			mmu.writeWords(view, address + IMAGE.HEADER, this.#header, this.#header.length) &&
			mmu.writeWords(view, address + IMAGE.M2MF, this.m2mf, this.m2mf.length) &&
			mmu.writeWords(view, address + IMAGE.COMPUTE, this.compute, this.compute.length)
		);
	}
}
