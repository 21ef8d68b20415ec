/** A list far longer than the screen: only what is in view is laid out, however many domains there are. */
import {afterEach, describe, expect, test, vi} from 'vitest';
import {SECOND} from '../../source/base/units.ts';
import {columnOf, columns} from '../../source/monitor/columns.ts';
import {Keymap} from '../../source/monitor/keymap/keymap.ts';
import {Model} from '../../source/monitor/model.ts';
import {paintBody} from '../../source/monitor/paint/body.ts';
import {paintHeader} from '../../source/monitor/paint/header.ts';
import {Store} from '../../source/monitor/store.ts';
import {ScreenWriter} from '../../source/monitor/terminal/screen-writer.ts';
import {Theme} from '../../source/monitor/theme.ts';
import type {ScreenName} from '../../source/monitor/ui-state.ts';
import {fakeOffers} from '../lab/fake-offers.ts';
import {snapshotAt} from '../lab/snapshots.ts';
import {VirtualTerminal} from '../lab/virtual-terminal.ts';

const WIDTH = 120;
const HEIGHT = 40;
const DOMAINS = 1000;

/** The engine has 64 slots; who shares one has no figures of its own, which costs the same to find out. */
function snapshots(count: number) {
	return Array.from({length: count}, (_, tick) =>
		snapshotAt(
			(tick + 1) * SECOND,
			Array.from({length: DOMAINS}, (_unused, index) => ({
				id: index + 1,
				slot: index % 64,
				counters: {exits: tick * index, gpuBusyNs: tick * 1e6, fired: tick, queueDelayNs: tick * 1000},
			})),
		),
	);
}

async function open(screen: ScreenName) {
	const terminal = new VirtualTerminal(WIDTH, HEIGHT);
	const writer = new ScreenWriter(terminal);
	const store = new Store();
	let nowMs = 0;
	const model = new Model(store, () => nowMs, true);
	const context = {model, theme: new Theme(24, style => writer.style(style)), offers: fakeOffers, keymap: new Keymap()};
	writer.layers.setRegion('header', {x: 0, y: 0, width: WIDTH, height: 4, paint: surface => paintHeader(surface, context)});
	writer.layers.setRegion('body', {x: 0, y: 4, width: WIDTH, height: HEIGHT - 4, paint: surface => paintBody(surface, context)});
	writer.write('\u{1b}[?1049h');
	store.change(draft => {
		draft.screen = screen;
	});
	for (const snapshot of snapshots(3)) {
		nowMs += 1000;
		model.push(snapshot);
	}
	writer.flush();
	await terminal.settled();
	return {terminal, writer, model, store};
}

afterEach(() => vi.restoreAllMocks());

describe('a thousand domains', () => {
	test('cost no more text than the rows in view', async () => {
		const spies = columns.map(column => vi.spyOn(column, 'text'));
		const {terminal} = await open('domains');
		expect(terminal.lines()[6]).toMatch(/^▌ dom1 /);
		for (const spy of spies) {
			expect(spy.mock.calls.length).toBeLessThan(HEIGHT);
		}
	});

	test('are not put into order again by a name that does not change, and by figures once a second', async () => {
		const {model} = await open('domains');
		const names = vi.spyOn(columnOf('name'), 'value');
		model.push(snapshots(4)[3] as never);
		expect(names).not.toHaveBeenCalled();
	});

	test('scroll to the last, and are found in the middle', async () => {
		const {terminal, writer, store, model} = await open('domains');
		store.change(draft => {
			draft.selectedId = 1000;
		});
		writer.flush();
		await terminal.settled();
		expect(terminal.lines().join('\n')).toContain('▌ dom1000 ');
		expect(model.selectedIndex).toBe(999);
		store.change(draft => {
			draft.selectedId = 500;
		});
		writer.flush();
		await terminal.settled();
		expect(terminal.lines()[6]).toContain('dom500 ');
	});

	test.each<ScreenName>(['overview', 'exits', 'scheduler', 'timeline', 'charts'])('have a %s too', async screen => {
		const {terminal} = await open(screen);
		const text = terminal.lines().join('\n');
		expect(text).not.toMatch(/undefined|NaN|Infinity/);
		expect(text).toContain('dom');
	});
});
