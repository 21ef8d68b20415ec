/**
The dashboard: the card at a glance for a projector, drawn by blessed-contrib on a screen of its own.

Ink hands the terminal over (`suspendTerminal`) and takes it back when the dashboard closes; both packages are
loaded only then. It shows; the keys it knows besides closing are handed on to the controller.
Inaccuracies: blessed-contrib has the palette of 256 colours only, and at most eight domains have lines.
See: blessed-contrib README, "Layouts".
*/
import {createRequire} from 'node:module';
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {DomainFacts} from '../machine/snapshot.ts';
import {columnOf} from './columns.ts';
import type {Model} from './model.ts';
import {describeNotice} from './paint/footer.ts';
import {SERIES_COUNT, type Theme} from './theme.ts';
import type {Rgb} from './themes.ts';

type Key = {readonly full: string};

type BlessedScreen = {
	key(keys: readonly string[], listener: (character: string | undefined, key: Key) => void): void;
	on(event: 'resize', listener: () => void): void;
	render(): void;
	destroy(): void;
};

type LineData = {readonly title: string; readonly x: string[]; readonly y: number[]; readonly style: {readonly line: Rgb}};
type Widget<Data> = {setData(data: Data): void; emit(event: 'attach'): void};
type DonutPart = {readonly percent: number; readonly label: string; readonly color: Rgb};
type LogWidget = {log(line: string): void};
type Grid = {set(row: number, column: number, rows: number, columns: number, widget: unknown, options: object): unknown};

type Blessed = {screen(options: object): BlessedScreen};
type Contrib = {
	readonly grid: new (options: object) => Grid;
	readonly line: unknown;
	readonly donut: unknown;
	readonly bar: unknown;
	readonly log: unknown;
};

type Widgets = {
	readonly shares: Widget<LineData[]>;
	readonly card: Widget<DonutPart[]>;
	readonly delays: Widget<{titles: string[]; data: number[]}>;
	readonly notices: LogWidget;
};

export type DashboardOptions = {
	readonly model: Model;
	readonly theme: Theme;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	/** Calls the listener after each snapshot; returns how to stop. */
	readonly onSnapshot: (listener: () => void) => () => void;
	/** Keys for the engine, by the names of keys.ts. */
	readonly press: (key: string) => void;
	readonly quit: () => void;
	/** Closes it from outside. */
	readonly signal: AbortSignal;
};

/** Columns of time in the line chart. */
const COLUMNS = 60;
/** Drawing costs some ten milliseconds: four times a second is enough for the eye. */
const SHORTEST_PERIOD_MS = 250;

const engineKeys: Readonly<Record<string, string>> = {space: ' ', '+': '+', '-': '-', z: 'z', 'S-z': 'Z'};

/** Shows the dashboard on a terminal that nobody else uses now; resolves when it has been closed. */
export async function showDashboard(options: DashboardOptions): Promise<void> {
	const require = createRequire(import.meta.url);
	const blessed = require('blessed') as Blessed;
	const contrib = require('blessed-contrib') as Contrib;
	const {stdin, stdout, model, theme, signal} = options;
	const screen = blessed.screen({input: stdin, output: stdout, smartCSR: true, fullUnicode: true, forceUnicode: true, title: 'gpuvmtop'});
	const widgets = layOut(new contrib.grid({rows: 12, cols: 12, screen}), contrib);
	const closed = Promise.withResolvers<void>();
	screen.key(['q', 'escape', 'C', 'S-c'], () => closed.resolve());
	screen.key(['C-c'], () => {
		closed.resolve();
		options.quit();
	});
	screen.key(Object.keys(engineKeys), (_character, {full}) => options.press(engineKeys[full] ?? full));
	const drawing = new Drawing(model, theme, widgets, screen);
	drawing.draw();
	screen.on('resize', () => drawing.resize());
	const unsubscribe = options.onSnapshot(() => drawing.drawIfDue());
	const onAbort = () => closed.resolve();
	signal.addEventListener('abort', onAbort);
	if (signal.aborted) {
		closed.resolve();
	}
	await closed.promise;
	signal.removeEventListener('abort', onAbort);
	unsubscribe();
	screen.destroy();
	// blessed pauses the input, and Node stops reading a turn later: whoever reads next must not begin before.
	await nextTurn();
}

function layOut(grid: Grid, contrib: Contrib): Widgets {
	const text = {text: 'white', baseline: 'white'};
	return {
		shares: grid.set(0, 0, 7, 8, contrib.line, {
			label: ' GPU time by domain, % of time ',
			style: text,
			minY: 0,
			maxY: 100,
			xPadding: 5,
			showLegend: true,
			legend: {width: 14},
		}) as Widgets['shares'],
		card: grid.set(0, 8, 7, 4, contrib.donut, {label: ' The card ', radius: 8, arcWidth: 3}) as Widgets['card'],
		delays: grid.set(7, 0, 5, 6, contrib.bar, {
			label: ' Mean queue delay, us ',
			barWidth: 6,
			barSpacing: 4,
			xOffset: 1,
			maxHeight: 9,
		}) as Widgets['delays'],
		notices: grid.set(7, 6, 5, 6, contrib.log, {
			label: ' Events · q or C leads back ',
			style: {text: 'white'},
		}) as Widgets['notices'],
	};
}

class Drawing {
	readonly #model: Model;
	readonly #theme: Theme;
	readonly #widgets: Widgets;
	readonly #screen: BlessedScreen;
	#drawnAtMs = 0;
	/** The newest notice that the log has. */
	#noticed = -1;

	constructor(model: Model, theme: Theme, widgets: Widgets, screen: BlessedScreen) {
		this.#model = model;
		this.#theme = theme;
		this.#widgets = widgets;
		this.#screen = screen;
	}

	drawIfDue(): void {
		if (performance.now() - this.#drawnAtMs >= SHORTEST_PERIOD_MS) {
			this.draw();
		}
	}

	/** Charts measure themselves when they are attached, and only then. */
	resize(): void {
		for (const widget of [this.#widgets.shares, this.#widgets.card, this.#widgets.delays]) {
			widget.emit('attach');
		}
		this.draw();
	}

	draw(): void {
		const {shares, card, delays, notices} = this.#widgets;
		const model = this.#model;
		this.#drawnAtMs = performance.now();
		const domains = model.order.slice(0, SERIES_COUNT);
		if (domains.length > 0) {
			shares.setData(domains.map(domain => lineOf(model, this.#theme, domain)));
		}
		card.setData(cardParts(model, this.#theme));
		delays.setData({
			titles: domains.map(({configuration}) => configuration.name.slice(0, 6)),
			data: domains.map(domain => delayUs(model, domain)),
		});
		for (const notice of model.facts?.notices ?? []) {
			if (notice.sequence > this.#noticed) {
				this.#noticed = notice.sequence;
				notices.log(describeNotice(notice));
			}
		}
		this.#screen.render();
	}
}

function lineOf(model: Model, theme: Theme, domain: DomainFacts): LineData {
	const shares = model.sharesOver(COLUMNS);
	const seconds = shares.stepNs / 1e9;
	const x: string[] = [];
	const y: number[] = [];
	for (let age = COLUMNS - 1; age >= 0; age--) {
		const share = shares.at(age, domain.slot);
		if (!Number.isNaN(share)) {
			x.push(`-${(age * seconds).toPrecision(2)}s`);
			y.push(share * 100);
		}
	}
	return {title: domain.configuration.name, x, y, style: {line: theme.seriesColor(domain.slot)}};
}

function cardParts({rates, facts}: Model, theme: Theme): DonutPart[] {
	const part = (label: string, fraction: number | undefined, series: number): DonutPart => ({
		label: fraction === undefined ? `${label}: unknown` : label,
		percent: Math.round(Math.min(1, fraction ?? 0) * 100),
		color: theme.seriesColor(series),
	});
	const used = facts === undefined ? undefined : 1 - facts.guestVramFreeBytes / facts.guestVramBytes;
	return [part('GPU busy', rates.cardOfTime('anyBusyNs'), 0), part('VRAM given', used, 1)];
}

/** Whole microseconds; a domain that fired nothing has no bar. */
function delayUs(model: Model, domain: DomainFacts): number {
	const ns = columnOf('delay').value(domain, model.rates);
	return typeof ns === 'number' ? Math.round(ns / 1000) : 0;
}
