/**
Folds an MMIO trace: pieces of one block, reads along a register array, and one register over and over become one
record with a count.
*/

import {nameOf} from './mmio-text.ts';
import type {AccessRecord, TraceRecord} from './mmio-trace.ts';

export class TraceFolder {
	readonly #take: (record: TraceRecord) => void;
	#held: AccessRecord | undefined;
	/** Offset of the latest access in `#held`. */
	#lastOffset = 0;

	/** `take` gets the folded records, in order. */
	constructor(take: (record: TraceRecord) => void) {
		this.#take = take;
	}

	add(record: TraceRecord): void {
		const held = this.#held;
		if (record.kind === 'access' && held !== undefined && this.#continues(held, record)) {
			this.#held = {
				...held,
				count: held.count + record.count,
				exits: held.exits + record.exits,
				direct: held.direct + record.direct,
				priceNs: held.priceNs + record.priceNs,
			};
			this.#lastOffset = record.offset + (record.count - 1) * record.size;
			return;
		}
		this.flush();
		if (record.kind === 'act') {
			this.#take(record);
			return;
		}
		this.#held = record;
		this.#lastOffset = record.offset + (record.count - 1) * record.size;
	}

	/** Hands out what is still held back. */
	flush(): void {
		const held = this.#held;
		this.#held = undefined;
		if (held !== undefined) {
			this.#take(held);
		}
	}

	#continues(held: AccessRecord, next: AccessRecord): boolean {
		if (held.isWrite !== next.isWrite || held.size !== next.size || held.bar !== next.bar) {
			return false;
		}
		const isNext = next.offset === this.#lastOffset + next.size;
		if (isNext && (next.bar === 3 || (next.bar === 1 && next.userd < 0))) {
			return true;
		}
		const [first, second] = [nameOf(held), nameOf(next)];
		const isWindow = first.startsWith('PRAMIN.') && second.startsWith('PRAMIN.');
		const isSameArray = first.endsWith(']') && arrayOf(first) === arrayOf(second);
		// A port is written over and over; what order the values had does not matter to a reader.
		const isPort = next.isWrite && next.bar === 0 && next.offset === this.#lastOffset;
		return (isNext && isWindow) || (!isWindow && (isPort || (!next.isWrite && (first === second || isSameArray))));
	}
}

function arrayOf(name: string): string {
	return name.replace(/\[\d+\]$/, '[]');
}
