/**
What the driver does to the card, access by access, in a text that people read: columns of mmiotrace
(direction, bytes, nanoseconds, BAR, offset, value), then the name from the manual.

Rewrite it with GPUVMTOP_GOLDEN=write; look at the difference and commit what you can explain.
*/
import {readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {KIB} from '../../source/base/units.ts';
import type {Routine} from '../../source/guest/thread.ts';
import {describeRegister} from '../../source/manual/bar0.ts';
import {PAGE_BYTES} from '../../source/manual/mmu.ts';
import {USERD} from '../../source/manual/userd.ts';
import {NativeLab} from './native-lab.ts';

const file = fileURLToPath(new URL('../golden/driver-native.txt', import.meta.url));

type Line = {
	kind: 'R' | 'W';
	size: number;
	atNs: number;
	bar: number;
	offset: number;
	value: number;
	count: number;
	name: string;
	isBlock: boolean;
};

const userdNames = Object.fromEntries(Object.entries(USERD).map(([name, offset]) => [offset, name]));

/** Records under headings; pieces of one block, and reads along one register array, become one line. */
class Recorder {
	readonly #lab: NativeLab;
	readonly #text: string[] = [];
	#lines: Line[] = [];

	constructor(lab: NativeLab) {
		this.#lab = lab;
	}

	*section(title: string, body: Routine): Routine {
		const startNs = this.#lab.guest.driver.cpu.localNs;
		this.#lab.bus.onAccess = (kind, size, bar, offset, value, count) =>
			this.#add({
				kind,
				size,
				atNs: this.#lab.queue.viewNs - startNs,
				bar,
				offset,
				value,
				count,
				name: this.#name(bar, offset),
				isBlock: count > 1,
			});
		yield* body;
		this.#lab.bus.onAccess = () => {};
		this.#text.push(`# ${title}`, ...this.#lines.map(print), '');
		this.#lines = [];
	}

	toString(): string {
		return this.#text.join('\n');
	}

	#add(line: Line): void {
		const last = this.#lines.at(-1);
		if (last !== undefined && last.kind === line.kind && last.bar === line.bar) {
			const isNextPiece = last.isBlock && line.isBlock && line.offset === last.offset + last.count * 4;
			const isSameArray =
				line.kind === 'R' && line.name !== last.name && arrayOf(line.name) === arrayOf(last.name) && line.value === last.value;
			if (isNextPiece || isSameArray) {
				last.count += line.count;
				return;
			}
		}
		this.#lines.push(line);
	}

	#name(bar: number, offset: number): string {
		if (bar === 0) {
			return describeRegister(offset);
		}
		const area = this.#lab.guest.driver.fifo.userd(0).address;
		if (bar === 1 && offset >= area) {
			return `USERD[${Math.floor((offset - area) / PAGE_BYTES)}].${userdNames[(offset - area) % PAGE_BYTES]}`;
		}
		return `BAR${bar}`;
	}
}

function arrayOf(name: string): string {
	return name.replace(/\[\d+\]$/, '[]');
}

function print({kind, size, atNs, bar, offset, value, count, name}: Line): string {
	const columns = [kind, size, `${atNs}`.padStart(8), bar, offset.toString(16).padStart(8, '0'), value.toString(16).padStart(8, '0')];
	return `${columns.join(' ')}  ${name}${count === 1 ? '' : ` x${count}`}`;
}

test('open, map, copy, launch, close on the bare device', () => {
	const lab = new NativeLab().boot();
	const recorder = new Recorder(lab);
	const failure = lab.program(function* (task) {
		const open = task.open();
		yield* recorder.section('open: address space, channel, bounce buffers, objects', dropResult(open));
		const [runtime] = task.runtimes();
		expect(runtime).toBeDefined();
		if (runtime === undefined) {
			return;
		}
		const words = Uint32Array.from({length: 1024}, (_, index) => index);
		const small: number[] = [];
		yield* recorder.section(
			'map: 64 KiB in small pages',
			(function* () {
				small.push((yield* runtime.memAlloc(64 * KIB)).address);
			})(),
		);
		yield* recorder.section('map: 512 KiB in large pages, with the first table for them', dropResult(runtime.memAlloc(512 * KIB)));
		const [address = 0] = small;
		yield* recorder.section('copy: 4 KiB to the device', runtime.memcpyHtoD(address, words));
		const module = yield* runtime.moduleLoad('loop');
		yield* recorder.section(
			'launch: loop, and wait',
			(function* () {
				yield* runtime.launch(module, {x: 1, y: 1, z: 1}, {x: 32, y: 1, z: 1}, [address, 10]);
				yield* runtime.synchronize();
			})(),
		);
		yield* recorder.section('copy: 4 bytes from the device', runtime.memcpyDtoH(words.subarray(0, 1), address));
		expect(words[0]).toBe(10);
		yield* recorder.section('close', task.close(runtime));
	});
	expect(failure).toBeUndefined();
	const text = recorder.toString();
	if (process.env.GPUVMTOP_GOLDEN === 'write') {
		writeFileSync(file, text);
	}
	expect(text).toBe(readFileSync(file, 'utf8'));
});

function* dropResult(routine: Routine<unknown>): Routine {
	yield* routine;
}
