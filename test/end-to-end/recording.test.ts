/** Recordings, scripts and tours with the built program, from the first key to the last file. */
import {execFile} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {PROGRAM, TestTerminal} from '../lab/terminal.ts';

let folder = '';
let terminal: TestTerminal | undefined;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'session-'));
});

afterEach(() => {
	terminal?.close();
	terminal = undefined;
	rmSync(folder, {recursive: true});
});

type Ended = {readonly code: number; readonly out: string; readonly error: string};

function call(...words: readonly string[]): Promise<Ended> {
	return new Promise(resolve => {
		execFile(process.execPath, [PROGRAM, ...words], {cwd: folder, maxBuffer: 1 << 26}, (error, out, said) =>
			resolve({code: error === null ? 0 : Number(error.code), out, error: said}),
		);
	});
}

function open(...words: readonly string[]): TestTerminal {
	terminal = TestTerminal.start(words, {columns: 100, rows: 30, folder});
	return terminal;
}

const SCENARIO = `seed: 7
domains:
  - {name: web, mode: para+multicall, vram: 64M, workload: {kind: vector-add, size: 4096, pauseNs: 1ms}}
  - {name: batch, mode: para, vram: 64M, workload: {kind: loop, iterations: 20000, pauseNs: 1ms}}
`;

type Sample = {
	readonly atNs: number;
	readonly card: {readonly counters: object};
	readonly domains: ReadonlyArray<{readonly name: string; readonly counters: object}>;
};

function samplesIn(text: string): Sample[] {
	return text
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line));
}

const figuresOf = ({atNs, card, domains}: Sample) => ({
	atNs,
	card: card.counters,
	domains: domains.map(({name, counters}) => [name, counters]),
});

describe('a recording', () => {
	test('of batch mode has the samples that were printed', async () => {
		const live = await call('-b', '-n', '5', '-d', '0.2', '--json', '--record', 'a.jsonl');
		const again = await call('replay', 'a.jsonl', '--json');
		expect({code: again.code, error: again.error}).toEqual({code: 0, error: ''});
		const printed = samplesIn(live.out).map(figuresOf);
		const played = samplesIn(again.out).map(figuresOf);
		expect(printed).toHaveLength(5);
		expect(played).toEqual(expect.arrayContaining(printed));
		expect((await call('replay', 'a.jsonl', '-b', '-n', '2')).out.match(/^gpuvmtop /gm)).toHaveLength(2);
		expect((await call('replay', 'a.jsonl', '--csv', '-d', '0.5')).out.split('\n')[0]).toMatch(/^sequence,wallTime,atNs,/);
	});

	test('of a session is played in the same screen, which refuses to change it', async () => {
		writeFileSync(join(folder, 'two.yaml'), SCENARIO);
		await call('two.yaml', '-b', '-n', '10', '-d', '0.1', '--record', 'a.jsonl');
		truncateSync(join(folder, 'a.jsonl'), readFileSync(join(folder, 'a.jsonl')).length - 100);
		const screen = open('replay', 'a.jsonl', '--speed', '0.5');
		await screen.waitFor('PAUSED');
		expect(screen.text()).toContain('batch');
		screen.press(']');
		await screen.waitFor('this is a recording');
		screen.press(' ');
		await screen.waitFor(/running +[\d.-]/);
		screen.press('q');
		expect(await screen.waitForExit()).toEqual({code: 0, signal: 0});
		expect(screen.leftovers()).toEqual([]);
	});

	test.each([
		[['replay'], 'no file given; expected a recording'],
		[['replay', 'none.jsonl'], 'no file none.jsonl; expected a recording'],
		[['replay', 'two.yaml'], 'two.yaml:1: expected a recording, whose first line begins with {"format":"gpuvmtop-recording"'],
		[['-b', '--record', 'two.yaml'], 'two.yaml is there already; expected the name of a new file'],
		[['-b', '--cast', 'x.cast'], '--cast records the screen'],
	])('%j is refused', async (words, message) => {
		writeFileSync(join(folder, 'two.yaml'), SCENARIO);
		const {code, error, out} = await call(...words);
		expect({code, out}).toEqual({code: 2, out: ''});
		expect(error).toContain(message);
		expect(readFileSync(join(folder, 'two.yaml'), 'utf8')).toBe(SCENARIO);
	});
});

test('a session written as a script comes to the very same counters when it is run', async () => {
	writeFileSync(join(folder, 'two.yaml'), SCENARIO);
	const screen = open('two.yaml', '--record', 'a.jsonl', '--cast', 'a.cast');
	await screen.waitFor(/batch +running/);
	screen.press(']');
	await screen.waitFor('weight of');
	screen.press('o', 'Down', 'Enter');
	await screen.waitFor('policy fifo ->');
	screen.press('a', 'late', 'Enter');
	await screen.waitFor('late added');
	screen.press('z');
	await screen.waitFor('undone: late added');
	screen.press(' ');
	// The word PAUSED is the wish; this is the engine's answer.
	await screen.waitFor('machine paused');
	screen.press('w', 'Down', 'Down', 'Down', 'Down', 'Down', 'script.yaml', 'Enter');
	await screen.waitFor('written: script.yaml');
	screen.press('q');
	expect((await screen.waitForExit()).code).toBe(0);
	const last = samplesIn((await call('replay', 'a.jsonl', '--json')).out).at(-1) as Sample;
	const report = JSON.parse((await call('run', 'script.yaml', '--json')).out);
	expect(report.virtualNs).toBe(last.atNs);
	expect({
		atNs: last.atNs,
		card: report.machine.counters,
		domains: report.domains.map(({name, counters}: Sample['domains'][0]) => [name, counters]),
	}).toEqual(figuresOf(last));
	expect(JSON.parse(readFileSync(join(folder, 'a.cast'), 'utf8').split('\n')[0] as string)).toMatchObject({
		version: 2,
		width: 100,
		height: 30,
	});
}, 60_000);

describe('a tour', () => {
	test('of the package is played to its end', async () => {
		const screen = open('demo', '--speed', '100', '--exit');
		await screen.waitFor('any key pauses');
		expect(await screen.waitForExit(150_000)).toEqual({code: 0, signal: 0});
		expect(screen.leftovers()).toEqual([]);
	}, 180_000);

	test('on a scenario beside it, that does not come to what it says, tells so', async () => {
		writeFileSync(join(folder, 'two.yaml'), SCENARIO);
		writeFileSync(
			join(folder, 'tour.yaml'),
			'scenario: ./two.yaml\nsteps:\n  - {caption: See batch., until: batch}\n  - {until: a unicorn, within: 300ms}\n',
		);
		const screen = open('demo', 'tour.yaml', '--speed', '50', '--exit');
		expect((await screen.waitForExit()).code).toBe(1);
		expect(screen.text()).toContain('gpuvmtop: tour stopped at step 2: a unicorn was not shown within 0.3 s');
	});

	test('with mistakes is refused before anything starts', async () => {
		writeFileSync(join(folder, 'tour.yaml'), 'steps:\n  - {keys: entr}\n');
		const {code, error} = await call('demo', 'tour.yaml');
		expect(code).toBe(2);
		expect(error).toContain('tour.yaml:2:12: steps[0].keys: names the key "entr" (did you mean "enter"?)');
		expect(await call('demo', 'none.yaml')).toMatchObject({code: 2, error: expect.stringContaining('no file none.yaml; expected a tour')});
		expect(await call('demo')).toMatchObject({code: 2, error: expect.stringContaining('expected a terminal')});
	});
});
