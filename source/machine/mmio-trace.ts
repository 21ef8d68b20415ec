/**
MMIO trace of one domain: every access that its software makes, and what hypervisor and aggregator do for it.

Owns: the wrapper around the domain's bus, and the order of records: an access comes before what was done because
of it. A machine without a trace has no wrapper and no listener.
Inaccuracies: a vCPU may run ahead of the clock in accesses that nobody else can notice, so a record of the card's own
doings can carry an earlier time than the access before it.
See: Linux mmiotrace (columns of the text); GPUvm prototype, `inspect` (there: accesses of the guest only).
*/

import {exitCounters} from '../hypervisor/counters.ts';
import type {HostAct} from '../hypervisor/host-act.ts';
import type {AccessSize, GpuBus} from '../manual/pci.ts';
import {CHANNELS, PFIFO} from '../manual/pfifo.ts';
import {get} from '../manual/register.ts';
import {USERD_BYTES} from '../manual/userd.ts';
import type {EventQueue} from '../simulation/event-queue.ts';

/** What stands in the column of the BAR for config space. */
export const CONFIG_SPACE = -1;

export type AccessRecord = {
	readonly kind: 'access';
	readonly atNs: number;
	readonly isWrite: boolean;
	/** Bytes of one access. */
	readonly size: number;
	/** 0, 1, 3, 4, 5, or CONFIG_SPACE. */
	readonly bar: number;
	readonly offset: number;
	/** First word of a block. */
	readonly value: number;
	/** Accesses at consecutive offsets. */
	readonly count: number;
	/** How many of them trapped, and how many the second-level mapping let through; neither on a bare bus. */
	readonly exits: number;
	readonly direct: number;
	/** Time that they kept the vCPU. */
	readonly priceNs: number;
	/** Offset inside the USERD pages, for accesses to them; -1 otherwise. */
	readonly userd: number;
};
export type ActRecord = {readonly kind: 'act'; readonly atNs: number; readonly act: HostAct};
export type TraceRecord = AccessRecord | ActRecord;

/** Which domain, and who is told. */
export type TraceRequest = {readonly domain: string; take(record: TraceRecord): void};

/** A domain's counters of exits; undefined where nothing traps. */
type ExitRow = Float64Array | undefined;

export class MmioTrace {
	readonly #queue: EventQueue;
	readonly #request: TraceRequest;
	readonly #waiting: HostAct[] = [];
	#isInside = false;
	#firstChannel = 0;
	#channelCount = 0;
	#pollArea = 0;

	constructor(queue: EventQueue, request: TraceRequest) {
		this.#queue = queue;
		this.#request = request;
	}

	isOf(domain: string): boolean {
		return domain === this.#request.domain;
	}

	/** The bus that the guest gets instead of `bus`. */
	wrap(bus: GpuBus, row: ExitRow): GpuBus {
		this.#pollArea = 0;
		return new TracedBus(bus, this, row);
	}

	/** Physical channels of the domain, so that its doorbells are known when they are fired. */
	setChannels(first: number, count: number): void {
		this.#firstChannel = first;
		this.#channelCount = count;
	}

	/** From the domain itself. */
	readonly ofDomain = (act: HostAct): void => {
		if (!this.#isInside) {
			this.#tell(act);
		} else if (act.kind === 'call') {
			// Told when it is over; what it did comes after it.
			this.#waiting.unshift(act);
		} else {
			this.#waiting.push(act);
		}
	};

	/** From the card, for whomever: the domain's are those inside its accesses, and its doorbells. */
	readonly ofCard = (act: HostAct): void => {
		if (this.#isInside) {
			this.#waiting.push(act);
		} else if (act.kind === 'fire') {
			const channel = act.physicalChannel - this.#firstChannel;
			if (channel >= 0 && channel < this.#channelCount) {
				this.#tell(act);
			}
		}
	};

	get viewNs(): number {
		return this.#queue.viewNs;
	}

	begin(): void {
		this.#isInside = true;
	}

	/** The access is over: tells of it, then of what was done because of it. */
	end(access: Omit<AccessRecord, 'kind' | 'userd'>): void {
		this.#isInside = false;
		const {bar, offset, isWrite, value, atNs} = access;
		if (bar === 0 && isWrite && offset === PFIFO.POLL_AREA.offset) {
			this.#pollArea = value;
		}
		this.#request.take({kind: 'access', ...access, userd: bar === 1 ? this.#insideUserd(offset) : -1});
		for (const act of this.#waiting) {
			this.#request.take({kind: 'act', atNs, act});
		}
		this.#waiting.length = 0;
	}

	#tell(act: HostAct): void {
		this.#request.take({kind: 'act', atNs: this.#queue.nowNs, act});
	}

	#insideUserd(offset: number): number {
		const inside = offset - get(PFIFO.POLL_AREA, 'FRAME', this.#pollArea) * USERD_BYTES;
		const isEnabled = get(PFIFO.POLL_AREA, 'ENABLE', this.#pollArea) === 1;
		return isEnabled && inside >= 0 && inside < CHANNELS * USERD_BYTES ? inside : -1;
	}
}

const {exits, directAccesses} = exitCounters.at;

class TracedBus implements GpuBus {
	priceNs = 0;
	readonly #bus: GpuBus;
	readonly #trace: MmioTrace;
	readonly #row: ExitRow;

	constructor(bus: GpuBus, trace: MmioTrace, row: ExitRow) {
		this.#bus = bus;
		this.#trace = trace;
		this.#row = row;
	}

	configRead(offset: number, size: AccessSize): number {
		return this.#access({isWrite: false, size, bar: CONFIG_SPACE, offset, count: 1}, () => this.#bus.configRead(offset, size));
	}

	configWrite(offset: number, size: AccessSize, value: number): void {
		this.#access({isWrite: true, size, bar: CONFIG_SPACE, offset, count: 1}, () => {
			this.#bus.configWrite(offset, size, value);
			return value;
		});
	}

	read(bar: number, offset: number, size: AccessSize): number {
		return this.#access({isWrite: false, size, bar, offset, count: 1}, () => this.#bus.read(bar, offset, size));
	}

	write(bar: number, offset: number, size: AccessSize, value: number): void {
		this.#access({isWrite: true, size, bar, offset, count: 1}, () => {
			this.#bus.write(bar, offset, size, value);
			return value;
		});
	}

	readBlock(bar: number, offset: number, into: Uint32Array): void {
		this.#access({isWrite: false, size: 4, bar, offset, count: into.length}, () => {
			this.#bus.readBlock(bar, offset, into);
			return into[0] ?? 0;
		});
	}

	writeBlock(bar: number, offset: number, from: Uint32Array): void {
		this.#access({isWrite: true, size: 4, bar, offset, count: from.length}, () => {
			this.#bus.writeBlock(bar, offset, from);
			return from[0] ?? 0;
		});
	}

	fillBlock(bar: number, offset: number, value: number, count: number): void {
		this.#access({isWrite: true, size: 4, bar, offset, count}, () => {
			this.#bus.fillBlock(bar, offset, value, count);
			return value;
		});
	}

	/** `perform` answers with the value that went over the bus. */
	#access(access: Pick<AccessRecord, 'isWrite' | 'size' | 'bar' | 'offset' | 'count'>, perform: () => number): number {
		const row = this.#row;
		const exitsBefore = row?.[exits] ?? 0;
		const directBefore = row?.[directAccesses] ?? 0;
		const atNs = this.#trace.viewNs;
		this.#trace.begin();
		const value = perform();
		this.priceNs = this.#bus.priceNs;
		this.#trace.end({
			...access,
			atNs,
			value: value >>> 0,
			exits: (row?.[exits] ?? 0) - exitsBefore,
			direct: (row?.[directAccesses] ?? 0) - directBefore,
			priceNs: this.priceNs,
		});
		return value;
	}
}
