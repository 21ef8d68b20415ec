/** What is recorded comes back: every counter, fact and interval, from a real machine. */
import {appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {MS} from '../../../source/base/units.ts';
import {BLOCK_LENGTH, ROW_LENGTH, TIMELINE_START} from '../../../source/machine/catalogue.ts';
import type {Command} from '../../../source/machine/command.ts';
import {detailsOf} from '../../../source/machine/details-of.ts';
import type {EngineHost} from '../../../source/machine/engine-host.ts';
import {Machine} from '../../../source/machine/machine.ts';
import {RecordingEncoder} from '../../../source/machine/recording/encoder.ts';
import {Recorder} from '../../../source/machine/recording/recorder.ts';
import {Recording} from '../../../source/machine/recording/recording.ts';
import {type Snapshot, timelineOf} from '../../../source/machine/snapshot.ts';
import {scenarioOf} from '../../lab/machine-lab.ts';
import {QUICK} from '../../properties/operator-lab.ts';

const ORIGIN = {program: '1.2.3', recordedAt: '', scenario: 'lab', scenarioText: '', seed: 1};
const COMMANDS: Readonly<Record<number, Command>> = {
	3: {kind: 'set-weight', domain: 'dom1', weight: 512},
	5: {kind: 'add-domain', name: 'late', vramBytes: 16 * 2 ** 20},
	40: {kind: 'set-policy', policy: 'credit'},
	60: {kind: 'remove-domain', domain: 'dom2'},
	61: {kind: 'add-domain', name: 'later', vramBytes: 16 * 2 ** 20},
	90: {kind: 'undo'},
	120: {kind: 'pause'},
};

let folder = '';

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'recording-'));
});

afterEach(() => rmSync(folder, {recursive: true}));

function machineOf(): Machine {
	return new Machine(
		scenarioOf({
			costs: QUICK,
			domains: [{workload: ['vector-add', {size: 300, isInteger: 1, rounds: 0}]}, {workload: ['loop', {iterations: 20_000, rounds: 0}]}],
		}),
	);
}

/** A session in `count` snapshots, 2 ms apart, with commands on the way. */
function session(machine: Machine, count: number): Snapshot[] {
	return Array.from({length: count}, (_, index) => {
		machine.runUntil(machine.nowNs + 2 * MS);
		const command = COMMANDS[index];
		if (command !== undefined) {
			machine.submit(command);
		}
		return machine.snapshot(0.98);
	});
}

/** One for all tests that only need some. */
const short = session(machineOf(), 12);

/** A file with these snapshots. */
function write(snapshots: readonly Snapshot[], name = 'a.jsonl'): string {
	const encoder = new RecordingEncoder();
	const path = join(folder, name);
	const lines = snapshots.map(snapshot => encoder.snapshot(snapshot));
	writeFileSync(path, encoder.header(ORIGIN, snapshots[0]?.atNs ?? 0) + lines.join('') + encoder.end({atNs: 0, dropped: 0}));
	return path;
}

function expectSame(read: Snapshot, written: Snapshot): void {
	expect(read.atNs).toBe(written.atNs);
	expect(read.sequence).toBe(written.sequence);
	expect(read.facts).toEqual(written.facts);
	const differing = written.block.subarray(0, TIMELINE_START).findIndex((value, at) => !Object.is(value, read.block[at]));
	expect(differing).toBe(-1);
	// The interval that goes on may stand in the place of the oldest one, which a reader still knows.
	const known = timelineOf(written);
	expect(timelineOf(read, known[0]?.sequence)).toEqual(known);
	expect(timelineOf(read).length - known.length).toBeLessThanOrEqual(1);
	expect(read.block.length).toBe(BLOCK_LENGTH);
}

describe('a recording', () => {
	test('gives back every snapshot, forwards, backwards and in jumps', () => {
		const written = session(machineOf(), 130);
		expect(
			new Set(written.map(({facts}) => facts.domains.map(({slot, configuration}) => `${slot}:${configuration.name}`).join())).size,
		).toBe(4);
		const recording = new Recording(write(written));
		expect(recording.length).toBe(130);
		for (const [index, snapshot] of [...recording].entries()) {
			expectSame(snapshot, written[index] as Snapshot);
		}
		for (const index of [129, 17, 18, 18, 100, 99, 101, 0, 128, 60, 61, 59]) {
			expectSame(recording.snapshot(index), written[index] as Snapshot);
		}
		expect(recording.snapshot(7).facts).toBe(recording.snapshot(8).facts);
		recording.close();
	});

	test('finds the sample of a virtual time', () => {
		const written = short;
		const recording = new Recording(write(written));
		for (const [index, {atNs}] of written.entries()) {
			expect(recording.indexAt(atNs)).toBe(index);
			expect(recording.indexAt(atNs + 1)).toBe(index);
		}
		expect(recording.indexAt(0)).toBe(0);
		expect(recording.indexAt(1e15)).toBe(11);
		recording.close();
	});

	test('opens up to its last whole line wherever it is cut', () => {
		const written = short;
		const path = write(written);
		const {length} = readFileSync(path);
		const text = readFileSync(path, 'utf8');
		const first = text.indexOf('\n', text.indexOf('"sample"')) + 1;
		for (let cut = first; cut < length; cut += 997) {
			writeFileSync(path, text);
			truncateSync(path, cut);
			const recording = new Recording(path);
			expect(recording.end).toBeUndefined();
			const whole = text.slice(0, cut).match(/\n\{"sample".*(?=\n)/g)?.length ?? 0;
			expect(recording.length).toBe(whole);
			expectSame(recording.snapshot(whole - 1), written[whole - 1] as Snapshot);
			recording.close();
		}
	});

	test('stays readable when counters come and go', () => {
		const written = short.slice(0, 3);
		const path = write(written);
		const text = readFileSync(path, 'utf8');
		// As if the program that wrote it had another counter in the place of exits, and had never heard of exits.
		writeFileSync(path, text.replace('"exits"', '"wasOnceCounted"'));
		const recording = new Recording(path);
		const {block, facts} = recording.snapshot(2);
		const original = written[2] as Snapshot;
		const differing = [...block.subarray(0, TIMELINE_START)].flatMap((value, at) => (Object.is(value, original.block[at]) ? [] : [at]));
		expect(differing.length).toBe(facts.domains.filter(({slot}) => original.block[ROW_LENGTH * (1 + slot)] !== 0).length);
		expect(differing.length).toBeGreaterThan(0);
		expect(differing.every(at => block[at] === 0)).toBe(true);
		recording.close();
	});

	test.each([
		['', /a\.jsonl is empty; expected a recording, whose first line begins with/],
		['title: Demo\n', /a\.jsonl:1: expected a recording/],
		['{"format":"gpuvmtop-recording","version":9}\n', /a\.jsonl:1: recording of version 9; this program reads version 1/],
		['{"format":"gpuvmtop-recording","version":1}\n', /a\.jsonl:1: program: /],
		['null\n', /a\.jsonl:1: expected a recording/],
	])('refuses what is none: %j', (text, message) => {
		const path = join(folder, 'a.jsonl');
		writeFileSync(path, text);
		expect(() => new Recording(path)).toThrow(message);
	});

	test.each([
		['{"sample":1,"at":', /a\.jsonl:\d+: no JSON/],
		['{"sample":1}', /sample: expected numbers/],
		['{"sample":1,"at":1e15,"card":[1]}', /card: expected pairs of a column, below \d+/],
		['{"sample":1,"at":1e15,"card":[99,1]}', /card: expected pairs/],
		['{"sample":1,"at":1e15,"rows":{"64":[]}}', /rows\.64: expected a slot below 64/],
		['{"sample":1,"at":1e15,"held":[1,2]}', /held: expected four numbers/],
		['{"sample":1,"at":1}', /sample at 1 ns after one at/],
		['{"nonsense":1}', /has none of the keys sample, facts/],
		['[]', /has none of the keys/],
		['{"notice":{"sequence":1,"atNs":1,"severity":"fatal","domain":"","text":""}}', /notice\.severity/],
		['{"facts":{},"domains":{"0":{"slot":0}}}', /domains\.0\./],
	])('names file and line of what is broken in it: %j', (line, message) => {
		const path = write(short);
		appendFileSync(path, `${line}\n`);
		expect(() => new Recording(path)).toThrow(message);
	});

	test('a file that is not there, or is a folder, is said to be so', () => {
		expect(() => new Recording(join(folder, 'none'))).toThrow(/no file .*none; expected a recording/);
		expect(() => new Recording(folder)).toThrow(/is no file; expected a recording/);
	});
});

/** A host that publishes when it is told to. */
class Desk {
	readonly #machine = machineOf();
	readonly listeners = new Set<(snapshot: Snapshot) => void>();

	readonly host: Pick<EngineHost, 'latest' | 'subscribe' | 'inspect'> = {
		latest: () => this.#machine.snapshot(),
		subscribe: listener => {
			this.listeners.add(listener);
			return () => this.listeners.delete(listener);
		},
		inspect: async () => detailsOf(this.#machine),
	};

	publish(): Snapshot {
		this.#machine.runUntil(this.#machine.nowNs + 2 * MS);
		const snapshot = this.#machine.snapshot();
		for (const listener of this.listeners) {
			listener(snapshot);
		}
		return snapshot;
	}
}

describe('the recorder', () => {
	test('writes what the host publishes, details and remarks, and an end', async () => {
		const desk = new Desk();
		const recorder = new Recorder({host: desk.host, path: join(folder, 'run.jsonl'), origin: ORIGIN});
		const snapshots: Snapshot[] = [];
		for (let index = 0; index < 30; index++) {
			snapshots.push(desk.publish());
			// Details are asked for, and come a turn later.
			await Promise.resolve();
		}
		recorder.note('here it went wrong');
		const account = await recorder.stop();
		desk.publish();
		expect(await recorder.stop()).toEqual(account);
		const recording = new Recording(recorder.path);
		expect(recording.length).toBe(31);
		expectSame(recording.snapshot(30), snapshots[29] as Snapshot);
		expect(recording.notes).toEqual([{atNs: snapshots[29]?.atNs, text: 'here it went wrong'}]);
		expect(recording.end).toEqual({atNs: snapshots[29]?.atNs, samples: 31, dropped: 0});
		expect(recording.details(30)?.channels.length).toBeGreaterThan(0);
		expect(account.bytes).toBe(readFileSync(recorder.path).length);
		recording.close();
	});

	test('leaves samples out rather than holding up the run, and says how many', async () => {
		const desk = new Desk();
		const recorder = new Recorder({host: desk.host, path: join(folder, 'run.jsonl'), origin: ORIGIN, waitingMaximum: 10_000});
		// No turn of the event loop, so nothing reaches the disk meanwhile.
		const snapshots = Array.from({length: 60}, () => desk.publish());
		expect(recorder.account.dropped).toBeGreaterThan(10);
		await new Promise(resolve => setTimeout(resolve, 50));
		const last = desk.publish();
		const {samples, dropped} = await recorder.stop();
		expect(samples + dropped).toBe(62);
		const recording = new Recording(recorder.path);
		expect(recording.end?.dropped).toBe(dropped);
		expectSame(recording.snapshot(recording.length - 1), last);
		expectSame(recording.snapshot(1), snapshots[0] as Snapshot);
		recording.close();
	});

	test('never overwrites a file', () => {
		const path = join(folder, 'mine.txt');
		writeFileSync(path, 'precious');
		expect(() => new Recorder({host: new Desk().host, path, origin: ORIGIN})).toThrow(
			/mine\.txt is there already; expected the name of a new file/,
		);
		expect(readFileSync(path, 'utf8')).toBe('precious');
		expect(() => new Recorder({host: new Desk().host, path: join(folder, 'no', 'x'), origin: ORIGIN})).toThrow(/cannot make .*ENOENT/);
	});

	test('a disk that fills up is a reason, not a crash', async () => {
		const desk = new Desk();
		const said = Promise.withResolvers<string>();
		const recorder = new Recorder({host: desk.host, path: '/dev/full', origin: ORIGIN, onFault: said.resolve});
		desk.publish();
		expect(await said.promise).toMatch(/\/dev\/full cannot be written any more: .*no space/i);
		expect(desk.listeners.size).toBe(0);
		await recorder.stop();
		expect(recorder.fault).toMatch(/no space/i);
	});
});
