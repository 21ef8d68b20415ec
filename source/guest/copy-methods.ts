/**
Copies as methods: through M2MF in rows of 4 KiB, through PCOPY0 in rows of 32 KiB.
See: Gdev nvc0 copy paths (rows, order, EXEC words). Other than there, only the last part of a PCOPY copy
carries the query, so the fence does not come before the copy is complete.
*/
import {KIB} from '../base/units.ts';
import {high32, low32} from '../base/words.ts';
import {M2MF, M2MF_EXEC, M2MF_ROW_BYTES, M2MF_ROWS_MAX, PCOPY_EXEC, PCOPY_METHOD, PCOPY_Y_MAX, SUBCHANNEL} from '../manual/methods.ts';
import {make} from '../manual/register.ts';
import type {Channel} from './channel.ts';
import type {Routine} from './thread.ts';

const COPY_ROW_BYTES = 32 * KIB;
/** Words of one part of a copy, with its headers. */
const M2MF_PART_WORDS = 12;
const PCOPY_PART_WORDS = 15;

export type Transfer = {
	/** Virtual addresses. */
	readonly destination: number;
	readonly source: number;
	readonly bytes: number;
};

/** One EXEC: `rows` rows of `rowBytes`, behind one another on both sides. */
type Part = {readonly done: number; readonly rowBytes: number; readonly rows: number};

/** Full rows first, at most `rowsMax` in a part, then the rest as one short row. */
export function partsOf(bytes: number, rowBytes: number, rowsMax: number): Part[] {
	const parts: Part[] = [];
	let done = 0;
	for (let rows = Math.floor(bytes / rowBytes); rows > 0; rows -= rowsMax) {
		const count = Math.min(rows, rowsMax);
		parts.push({done, rowBytes, rows: count});
		done += count * rowBytes;
	}
	if (done < bytes) {
		parts.push({done, rowBytes: bytes - done, rows: 1});
	}
	return parts;
}

/** Two doorbells: where the query goes, then the copy, whose last part writes `value` (four bytes) at `query`. */
export function* copyByM2mf(channel: Channel, transfer: Transfer, query: number, value: number): Routine {
	const {ring} = channel;
	yield* ring.begin(4);
	ring.method(SUBCHANNEL.M2MF, M2MF.QUERY_HIGH, high32(query), low32(query), value);
	yield* ring.fire();
	const parts = partsOf(transfer.bytes, M2MF_ROW_BYTES, M2MF_ROWS_MAX);
	for (const [index, part] of parts.entries()) {
		const destination = transfer.destination + part.done;
		const source = transfer.source + part.done;
		const {rowBytes, rows} = part;
		yield* ring.begin(M2MF_PART_WORDS);
		ring.method(SUBCHANNEL.M2MF, M2MF.DESTINATION_HIGH, high32(destination), low32(destination));
		ring.method(SUBCHANNEL.M2MF, M2MF.SOURCE_HIGH, high32(source), low32(source), rowBytes, rowBytes, rowBytes, rows);
		const isLast = index === parts.length - 1;
		const exec = make(M2MF_EXEC, {SOURCE_LINEAR: 1, DESTINATION_LINEAR: 1, SHORT_QUERY: 1, QUERY: isLast ? 2 : 0});
		ring.method(SUBCHANNEL.M2MF, M2MF.EXEC, exec);
		yield* ring.fire();
	}
}

/** As above on the copy engine, which works beside the graphics engine. Addresses are multiples of 16. */
export function* copyByPcopy(channel: Channel, transfer: Transfer, query: number, value: number): Routine {
	const {ring} = channel;
	yield* ring.begin(4);
	ring.method(SUBCHANNEL.PCOPY0, PCOPY_METHOD.QUERY_HIGH, high32(query), low32(query), value);
	yield* ring.fire();
	const parts = partsOf(transfer.bytes, COPY_ROW_BYTES, PCOPY_Y_MAX);
	for (const [index, part] of parts.entries()) {
		const destination = transfer.destination + part.done;
		const source = transfer.source + part.done;
		const {rowBytes, rows} = part;
		yield* ring.begin(PCOPY_PART_WORDS);
		ring.method(SUBCHANNEL.PCOPY0, PCOPY_METHOD.SOURCE_HIGH, high32(source), low32(source));
		ring.method(SUBCHANNEL.PCOPY0, PCOPY_METHOD.DESTINATION_HIGH, high32(destination), low32(destination));
		ring.method(SUBCHANNEL.PCOPY0, PCOPY_METHOD.SOURCE_PITCH, rowBytes, rowBytes, rowBytes, rows);
		const isLast = index === parts.length - 1;
		const exec = make(PCOPY_EXEC, {SOURCE_LINEAR: 1, DESTINATION_LINEAR: 1, QUERY: isLast ? 1 : 0, SHORT_QUERY: isLast ? 1 : 0});
		ring.method(SUBCHANNEL.PCOPY0, PCOPY_METHOD.EXEC, exec);
		yield* ring.fire();
	}
}
