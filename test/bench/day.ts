/**
A monitor's day, without waiting for it: forty domains, a sample a second, painted at 200x50, the screens in turn.

	node --expose-gc day.ts HOURS

Prints one JSON object: the most bytes of heap and typed arrays held in the second twentieth of the time and in the last
one, samples kept, CPU microseconds for each sample.
*/
import process from 'node:process';
import {Keymap} from '../../source/monitor/keymap/keymap.ts';
import {Model} from '../../source/monitor/model.ts';
import {paintBody} from '../../source/monitor/paint/body.ts';
import {paintFooter} from '../../source/monitor/paint/footer.ts';
import {paintHeader} from '../../source/monitor/paint/header.ts';
import type {Painter} from '../../source/monitor/paint/painter.ts';
import {Store} from '../../source/monitor/store.ts';
import {ScreenWriter, type Terminal} from '../../source/monitor/terminal/screen-writer.ts';
import {Theme} from '../../source/monitor/theme.ts';
import {tabs} from '../../source/monitor/ui-state.ts';
import {FakeHost} from '../lab/fake-host.ts';
import {fakeOffers} from '../lab/fake-offers.ts';

const [COLUMNS, ROWS, DOMAINS] = [200, 50, 40];
const HEADER_ROWS = 4;
const SAMPLES_PER_HOUR = 3600;
const SAMPLE_MS = 1000;
const SCREEN_EVERY = 60;
/** Looks at the memory in each of the two twentieths. */
const LOOKS = 20;

/** Takes everything at once and keeps nothing. */
const sink: Terminal = {
	columns: COLUMNS,
	rows: ROWS,
	write(_, done) {
		done?.();
		return true;
	},
	on: () => undefined,
	off: () => undefined,
	getColorDepth: () => 24,
};

function heldBytes(): number {
	(globalThis as {readonly gc?: () => void}).gc?.();
	const {heapUsed, arrayBuffers} = process.memoryUsage();
	return heapUsed + arrayBuffers;
}

const samples = Math.round(Number(process.argv[2] ?? 24) * SAMPLES_PER_HOUR);
const host = new FakeHost(DOMAINS);
const screen = new ScreenWriter(sink);
const theme = new Theme(24, style => screen.style(style));
const store = new Store();
let nowMs = 0;
const model = new Model(store, () => nowMs, true);
const region = (name: string, y: number, height: number, paint: Painter) =>
	screen.layers.setRegion(name, {
		x: 0,
		y,
		width: COLUMNS,
		height,
		paint: surface => paint(surface, {model, theme, offers: fakeOffers, keymap: new Keymap()}),
	});
region('header', 0, HEADER_ROWS, paintHeader);
region('body', HEADER_ROWS, ROWS - HEADER_ROWS - 3, paintBody);
region('footer', ROWS - 3, 2, paintFooter);
screen.write('\u{1b}[?1049h');
host.subscribe(snapshot => model.push(snapshot));

let early = 0;
let late = 0;
const twentieth = samples / 20;
const lookEvery = Math.max(1, Math.floor(twentieth / LOOKS));
const startedUs = process.cpuUsage();
for (let sample = 1; sample <= samples; sample++) {
	nowMs += SAMPLE_MS;
	host.advance(SAMPLE_MS, SAMPLE_MS);
	screen.flush();
	if (sample % SCREEN_EVERY === 0) {
		const {screen: next} = tabs[(sample / SCREEN_EVERY) % tabs.length];
		store.change(draft => {
			draft.screen = next;
		});
	}
	if (sample % lookEvery === 0 && sample > twentieth && sample <= 2 * twentieth) {
		early = Math.max(early, heldBytes());
	} else if (sample % lookEvery === 0 && sample > 19 * twentieth) {
		late = Math.max(late, heldBytes());
	}
}
const {user, system} = process.cpuUsage(startedUs);
console.log(JSON.stringify({earlyBytes: early, lateBytes: late, kept: model.samples.length, usPerSample: (user + system) / samples}));
