/** Plain mode: what is said, what is not worth a sentence, how fast, and what typed lines do. */
import {PassThrough} from 'node:stream';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import {Narrator} from '../../source/monitor/plain/narrator.ts';
import {type PlainOptions, runPlain} from '../../source/monitor/plain/plain.ts';
import {changeOf, NOTICEABLE, spoken, watchedFigures} from '../../source/monitor/plain/watched.ts';
import {FakeHost} from '../lab/fake-host.ts';
import {fakeOffers} from '../lab/fake-offers.ts';
import {snapshotAt} from '../lab/snapshots.ts';

/** A domain at a time, with counters that have grown at these rates until then. */
function at(seconds: number, perSecond: {exits?: number; doorbells?: number}, exitsSoFar = 0, facts = {}) {
	const {exits = 0, doorbells = 0} = perSecond;
	return snapshotAt(seconds * 1e9, [{id: 1, slot: 0, counters: {exits: exitsSoFar + exits, doorbells: doorbells * seconds}, facts}]);
}

function said(narrator: Narrator): string[] {
	const sentences: string[] = [];
	for (let sentence = narrator.next(); sentence !== undefined; sentence = narrator.next()) {
		sentences.push(sentence);
	}
	return sentences;
}

describe('figures', () => {
	/** Exits per second, second by second; what is said after each. */
	function tell(rates: readonly number[]): string[][] {
		const narrator = new Narrator();
		let total = 0;
		return rates.map((rate, second) => {
			total += rate;
			narrator.take(at(second + 1, {exits: 0}, total));
			return said(narrator);
		});
	}

	test('are said when they have changed by half since the last sentence, and not again until they do', () => {
		const sentences = tell([2400, 2400, 2400, 2400, 3000, 9800, 9800, 9000, 7000, 1000]).slice(1);
		expect(sentences).toEqual([
			[],
			[],
			[],
			[],
			['dom1: exits up from 2400 to 9800 per second'],
			[],
			[],
			[],
			['dom1: exits down from 9800 to 1000 per second'],
		]);
	});

	test('that are small flutter unheard', () => {
		expect(tell([10, 10, 10, 150, 3, 90]).slice(1).flat()).toEqual([]);
	});

	test('of a domain that has just come up are not listened to', () => {
		expect(tell([90_000, 90_000, 400, 400]).slice(1).flat()).toEqual([]);
	});

	test('the one that changed most is said first, one at a time', () => {
		const narrator = new Narrator();
		for (const second of [1, 2, 3, 4]) {
			narrator.take(at(second, {doorbells: 100}, 1000 * second));
		}
		said(narrator);
		narrator.take(snapshotAt(5e9, [{id: 1, slot: 0, counters: {exits: 4000 + 3000, doorbells: 400 + 5000}}]));
		expect(narrator.next()).toBe('dom1: doorbells up from 100 to 5000 per second');
		expect(narrator.next()).toBe('dom1: exits up from 1000 to 3000 per second');
		expect(narrator.next()).toBeUndefined();
	});

	test('a change is symmetric, at least one step, at least by half', () => {
		for (const watched of watchedFigures) {
			expect(changeOf(watched, 100 * watched.step, 100 * watched.step)).toBe(1);
			expect(changeOf(watched, 0, watched.step * 0.9)).toBe(1);
			expect(changeOf(watched, 100 * watched.step, 149 * watched.step)).toBe(1);
			const up = changeOf(watched, 100 * watched.step, 200 * watched.step);
			expect(up).toBeGreaterThanOrEqual(NOTICEABLE);
			expect(changeOf(watched, 200 * watched.step, 100 * watched.step)).toBe(up);
		}
	});

	test.each([
		[2412, '2410'],
		[9800, '9800'],
		[123_456, '123000'],
		[41.26, '41'],
		[1.234, '1.2'],
		[0.0567, '0.06'],
		[0, '0'],
		[999.6, '1000'],
	])('%s is heard as %s', (value, text) => {
		expect(spoken(value)).toBe(text);
	});
});

/** A run with hands on the clock and on the keyboard. */
class Listener {
	readonly host: FakeHost;
	readonly stdin = Object.assign(new PassThrough(), {isTTY: false});
	readonly stdout = new PassThrough();
	readonly exit: Promise<number>;
	nowMs = 0;

	constructor(domains = 2, options: Partial<PlainOptions> = {}) {
		this.host = new FakeHost(domains);
		this.exit = runPlain({
			host: this.host,
			delaySeconds: 1,
			stdin: this.stdin,
			stdout: this.stdout,
			nowMs: () => this.nowMs,
			offers: fakeOffers,
			...options,
		});
	}

	/** Sentences that were said meanwhile. */
	hear(seconds = 0): string[] {
		for (let passed = 0; passed < seconds * 4; passed++) {
			this.nowMs += 250;
			this.host.advance(250, 250);
		}
		return String(this.stdout.read() ?? '')
			.split('\n')
			.filter(line => line !== '');
	}

	async type(line: string): Promise<string[]> {
		this.stdin.write(`${line}\n`);
		for (let turn = 0; turn < 5; turn++) {
			await nextTurn();
		}
		return this.hear();
	}

	async leave(): Promise<number> {
		this.stdin.write('quit\n');
		return this.exit;
	}
}

describe('what happens', () => {
	test('a greeting, then each domain, one sentence a second', async () => {
		const listener = new Listener();
		expect(listener.hear()).toEqual(['gpuvmtop, scenario demo, seed 42: 2 domains, policy CREDIT; type help for commands']);
		expect(listener.hear(0.75)).toEqual([]);
		expect(listener.hear(0.25)).toEqual([expect.stringMatching(/^dom1: running, full\+remap\+lazy, 512 MiB, /)]);
		expect(listener.hear(1)).toEqual([expect.stringMatching(/^dom2: running/)]);
		expect(await listener.leave()).toBe(0);
	});

	test('commands of anybody, domains that come and go, and troubles', async () => {
		const listener = new Listener();
		listener.hear(3);
		await listener.host.submit({kind: 'set-policy', policy: 'BAND'});
		await listener.host.submit({kind: 'add-domain', name: 'web'});
		await listener.host.submit({kind: 'set-weight', domain: 'web', weight: 512});
		listener.host.park('dom1', 'too many faults');
		await listener.host.submit({kind: 'remove-domain', domain: 'dom2'});
		const sentences = listener.hear(9);
		expect(sentences.filter(sentence => !sentence.includes(' from '))).toEqual([
			'web added, running',
			'dom1 is parked: too many faults',
			'error: dom1: parked: too many faults',
			'dom2 removed',
		]);
		expect(sentences).toContain('policy changed from CREDIT to BAND');
		await listener.leave();
	});

	test('more than can be said is counted', async () => {
		const listener = new Listener(0);
		listener.hear(1);
		for (let index = 0; index < 40; index++) {
			await listener.host.submit({kind: 'set-parameter', parameter: `p${index}`, value: index});
		}
		const sentences = listener.hear(40);
		expect(sentences.filter(sentence => / p\d+ /.test(sentence))).toHaveLength(31);
		expect(sentences).toContain('9 further changes were not said');
		await listener.leave();
	});

	test('nothing of a name reaches the terminal as a command to it', async () => {
		const listener = new Listener(0);
		await listener.host.submit({kind: 'add-domain', name: 'evil\u001b[2J'});
		expect(listener.hear(5).join('')).toContain('evil [2J added');
		await listener.leave();
	});
});

describe('typed lines', () => {
	test('are answered at once; the journal does not say it again', async () => {
		const listener = new Listener();
		listener.hear(3);
		expect(await listener.type('pause')).toEqual(['engine paused']);
		expect(listener.hear(3).filter(sentence => sentence.includes('paused'))).toEqual([]);
		expect(await listener.type('resume')).toEqual(['engine resumed']);
		// Pause and resume are the viewer's clock: undo passes them by.
		expect(await listener.type('undo')).toEqual(['refused: nothing to undo']);
		await listener.leave();
	});

	test('status, help, quiet and loud', async () => {
		const listener = new Listener(1);
		listener.hear(3);
		expect(await listener.type('status')).toEqual([
			expect.stringMatching(/^running at 3 seconds, policy CREDIT, GPU busy \d+ percent$/),
			expect.stringMatching(/^dom1: running, .*, GPU time \d+ percent, exits \d+ per second, .* milliseconds/),
		]);
		expect((await listener.type('help')).map(line => line.split(':')[0]).slice(0, 9)).toEqual([
			'status',
			'quiet',
			'loud',
			'help',
			'quit',
			'pause',
			'resume',
			'undo',
			'redo',
		]);
		expect(await listener.type('quiet')).toEqual(['quiet until you say loud']);
		listener.host.park('dom1', 'a reason');
		expect(listener.hear(5)).toEqual([]);
		await listener.type('loud');
		expect(listener.hear(5)).toContain('dom1 is parked: a reason');
		expect(await listener.type('')).toEqual([]);
		expect(await listener.type('stauts')).toEqual(['no command "stauts" (did you mean "status"?); help says what there is']);
		await listener.leave();
	});

	test('are the command line of the screen, as far as it speaks to the engine', async () => {
		const listener = new Listener(1);
		listener.hear(3);
		expect(await listener.type('weight dom1 512')).toEqual(['weight of dom1 -> 512']);
		expect(listener.host.received.at(-1)).toEqual({kind: 'set-weight', domain: 'dom1', weight: 512});
		expect(await listener.type('  policy   band')).toEqual([expect.stringMatching(/policy CREDIT -> /)]);
		expect(await listener.type('weight dom9 512')).toEqual([expect.stringContaining('domain is "dom9" (did you mean "dom1"?)')]);
		expect(await listener.type('weight dom1')).toEqual([expect.stringContaining('weight is missing; expected')]);
		expect(await listener.type('sort gpu')).toEqual(['sort is about the screen, which is not open; help says what there is']);
		expect(await listener.type('help-page')).toEqual([expect.stringContaining('is about the screen')]);
		expect(await listener.type('wieght dom1 3')).toEqual(['no command "wieght" (did you mean "weight"?); help says what there is']);
		expect(listener.host.received).toHaveLength(2);
		await listener.leave();
	});

	test('a pipe that ends does not end the run; a person who presses Ctrl-D does', async () => {
		const piped = new Listener(1);
		piped.stdin.end('status\n');
		await nextTurn();
		await nextTurn();
		piped.hear(2);
		piped.host.broken = 'assertion';
		piped.hear(1);
		expect(await piped.exit).toBe(70);
		const person = new Listener(1, {stdin: Object.assign(new PassThrough(), {isTTY: true}).end() as never});
		expect(await person.exit).toBe(0);
	});
});

describe('an end', () => {
	test('after so many sentences, at a virtual time, or when the reader goes away', async () => {
		const counted = new Listener(4, {iterations: 2});
		counted.hear(3);
		expect(await counted.exit).toBe(0);
		const timed = new Listener(1, {untilNs: 2e9});
		timed.hear(2);
		expect(await timed.exit).toBe(0);
		const lonely = new Listener(1);
		lonely.stdout.emit('error', Object.assign(new Error('EPIPE'), {code: 'EPIPE'}));
		expect(await lonely.exit).toBe(0);
	});
});
