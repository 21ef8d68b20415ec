import {expect, test} from 'vitest';
import {KIB} from '../../source/base/units.ts';
import {BATCH_WORDS_MAX, COMMAND_RING_BYTES, GP_ENTRIES, PUSHBUFFER_BYTES, PushbufferWriter} from '../../source/guest/pushbuffer-writer.ts';
import type {Routine} from '../../source/guest/thread.ts';
import {GP_ENTRY_HIGH, HEADER_TYPE, METHOD_HEADER} from '../../source/manual/pushbuffer.ts';
import {get} from '../../source/manual/register.ts';
import {USERD} from '../../source/manual/userd.ts';
import {BusDouble, VcpuLab} from './lab.ts';

const USERD_AT = 0x5000;
const RING_AT = 0x1_0800_0000;

/** A device that consumes `lag` batches late, whole entries at a time, as MGET and GP_GET show it. */
function rig(lag: number) {
	const bus = new BusDouble();
	const lab = new VcpuLab(bus);
	const words = new Uint32Array(PUSHBUFFER_BYTES / 4);
	const entries: Array<{address: number; words: number[]}> = [];
	let consumed = 0;
	bus.onWrite = (bar, offset, value) => {
		expect([bar, offset]).toEqual([1, USERD_AT + USERD.GP_PUT]);
		const at = (COMMAND_RING_BYTES + ((value + GP_ENTRIES - 1) % GP_ENTRIES) * 8) / 4;
		const address = get(GP_ENTRY_HIGH, 'ADDRESS', words[at + 1]) * 2 ** 32 + words[at];
		const first = (address - RING_AT) / 4;
		entries.push({address, words: [...words.slice(first, first + get(GP_ENTRY_HIGH, 'LENGTH', words[at + 1]))]});
	};
	bus.onRead = (_bar, offset) => {
		consumed = Math.max(consumed, entries.length - lag);
		const entry = entries[consumed - 1];
		const get = entry === undefined ? RING_AT : entry.address + entry.words.length * 4;
		switch (offset - USERD_AT) {
			case USERD.MGET_LOW:
				return get % 2 ** 32;
			case USERD.MGET_HIGH:
				return entry === undefined ? 0 : Math.floor(get / 2 ** 32) + 2 ** 31;
			case USERD.GP_GET:
				return consumed % GP_ENTRIES;
			default:
				throw new Error(`read of ${offset}`);
		}
	};
	const writer = new PushbufferWriter(lab.cpu, {words, address: RING_AT, userd: USERD_AT}, () => {});
	return {lab, writer, entries, bus};
}

test('methods become headers of the manual with their data', () => {
	const {lab, writer, entries} = rig(0);
	lab.run(function* (): Routine {
		yield* writer.begin(9);
		writer.method(2, 0x30c, 7, 8, 9);
		writer.repeated(1, 0x2390, [4, 5]);
		writer.raw(0);
		yield* writer.fire();
	});
	const [entry] = entries;
	expect(entry?.address).toBe(RING_AT);
	const [first, a, b, c, second, d, e, nop] = (entry as {words: number[]}).words;
	const fields = (word: number) => (['TYPE', 'COUNT', 'SUBCHANNEL', 'METHOD'] as const).map(name => get(METHOD_HEADER, name, word));
	expect(fields(first as number)).toEqual([HEADER_TYPE.INCREASING, 3, 2, 0x30c / 4]);
	expect(fields(second as number)).toEqual([HEADER_TYPE.NON_INCREASING, 2, 1, 0x2390 / 4]);
	expect([a, b, c, d, e, nop]).toEqual([7, 8, 9, 4, 5, 0]);
	expect(writer.doorbells).toBe(1);
});

test('composing costs time by the word', () => {
	const {lab, writer} = rig(0);
	lab.run(function* (): Routine {
		yield* writer.begin(101);
		writer.method(1, 0x100, ...new Array(100).fill(0));
		yield* writer.fire();
	});
	expect(lab.cpu.ranNs).toBe(101 * lab.costs.pushNs + lab.bus.priceNs);
});

test.each([0, 1, 3])('batches of every size keep their words while the ring wraps, device %i batches behind', lag => {
	const {lab, writer, entries} = rig(lag);
	const sent: number[][] = [];
	lab.run(function* (): Routine {
		for (let batch = 0; batch < 300; batch++) {
			const size = 1 + ((batch * 577) % (BATCH_WORDS_MAX - 1));
			const words = Array.from({length: size}, (_, index) => batch * 10_000 + index);
			yield* writer.begin(size);
			for (const word of words) {
				writer.raw(word);
			}
			yield* writer.fire();
			sent.push(words);
		}
	});
	expect(entries.map(entry => entry.words)).toEqual(sent);
	const end = RING_AT + COMMAND_RING_BYTES;
	expect(entries.every(entry => entry.address >= RING_AT && entry.address + entry.words.length * 4 <= end)).toBe(true);
});

test('words that the device has not consumed are never overwritten', () => {
	const {lab, writer, entries, bus} = rig(2);
	const pending = () => entries.slice(-2).map(entry => ({first: (entry.address - RING_AT) / 4, words: entry.words.length}));
	const inner = bus.onWrite;
	bus.onWrite = (bar, offset, value) => {
		const before = pending();
		inner(bar, offset, value, 4);
		const now = pending().at(-1) as {first: number; words: number};
		for (const {first, words} of before) {
			expect(now.first + now.words <= first || now.first >= first + words).toBe(true);
		}
	};
	lab.run(function* (): Routine {
		for (let batch = 0; batch < 200; batch++) {
			yield* writer.begin(BATCH_WORDS_MAX);
			for (let index = 0; index < 1 + ((batch * 331) % BATCH_WORDS_MAX); index++) {
				writer.raw(index);
			}
			yield* writer.fire();
		}
	});
	expect(entries).toHaveLength(200);
});

test('the GP ring wraps at 4096 entries and is never filled to the last', () => {
	const {lab, writer, entries, bus} = rig(GP_ENTRIES - 1);
	let reads = 0;
	const inner = bus.onRead;
	bus.onRead = (bar, offset) => {
		reads += offset === USERD_AT + USERD.GP_GET ? 1 : 0;
		return inner(bar, offset, 4);
	};
	lab.run(function* (): Routine {
		for (let entry = 0; entry < GP_ENTRIES - 1; entry++) {
			yield* writer.fireEntry(0, 0);
		}
	});
	expect(reads).toBe(0);
	expect(writer.gpPut).toBe(GP_ENTRIES - 1);
	expect(entries).toHaveLength(GP_ENTRIES - 1);
});

test('a device that never makes room is a driver error after 30 s', () => {
	const {lab, writer} = rig(Number.POSITIVE_INFINITY);
	const failure = lab.runToFailure(function* (): Routine {
		for (;;) {
			yield* writer.begin(BATCH_WORDS_MAX);
			for (let index = 0; index < BATCH_WORDS_MAX; index++) {
				writer.raw(index);
			}
			yield* writer.fire();
		}
	});
	expect(failure).toBe('command ring stayed full for 30 s');
	expect(COMMAND_RING_BYTES).toBe(32 * KIB);
});
