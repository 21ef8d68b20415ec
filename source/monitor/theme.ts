/**
Roles of text and the series of the charts, as styles of the terminal at hand, by the theme in force.

The terminal's own foreground and background carry the text; a few accents mark what matters and never carry
it alone. Without colour (NO_COLOR, the theme mono, or a terminal with none) attributes remain.
Not here: the colours (themes.ts).
*/
import {PLAIN, parametersOf, type Style} from './terminal/style-table.ts';
import {type Ground, type Paint, type Palette, type Rgb, rgbOf, type ThemeName, themes} from './themes.ts';

export type Role =
	| 'plain'
	| 'dim'
	| 'strong'
	| 'title'
	| 'tab'
	| 'heading'
	| 'sorted'
	| 'selected'
	| 'good'
	| 'warning'
	| 'bad'
	| 'accent'
	| 'key'
	| 'underline'
	/** Says that what is shown is over. */
	| 'past';

/** Bits of colour, as Node's `getColorDepth` answers. */
export type ColorDepth = 1 | 4 | 8 | 24;

type Accent = Exclude<keyof Palette, 'series'>;

/**
Colours of the palette of 256 from dark blue over violet and orange to bright yellow: brightness rises with every step, so
it reads without telling hues apart. See: the ramps "plasma" and "inferno" of matplotlib.
*/
const RAMP: readonly number[] = [17, 54, 90, 126, 162, 203, 209, 215, 228];

const roles: Readonly<Record<Role, {readonly style: Partial<Style>; readonly paint?: Accent}>> = {
	plain: {style: {}},
	dim: {style: {dim: true}},
	strong: {style: {bold: true}},
	title: {style: {inverse: true}},
	tab: {style: {bold: true}},
	heading: {style: {bold: true}},
	sorted: {style: {bold: true, inverse: true}},
	selected: {style: {inverse: true}},
	good: {style: {}, paint: 'good'},
	warning: {style: {bold: true}, paint: 'warning'},
	bad: {style: {bold: true}, paint: 'bad'},
	accent: {style: {}, paint: 'accent'},
	key: {style: {bold: true}, paint: 'accent'},
	underline: {style: {bold: true, underline: true}},
	past: {style: {bold: true, inverse: true}, paint: 'warning'},
};

export class Theme {
	readonly #depth: ColorDepth;
	readonly #numberOf: (style: Style) => number;
	readonly #numbers = new Map<string, number>();
	#name: ThemeName = 'default';
	#ground: Ground = 'dark';

	constructor(depth: ColorDepth, numberOf: (style: Style) => number) {
		this.#depth = depth;
		this.#numberOf = numberOf;
	}

	get name(): ThemeName {
		return this.#name;
	}

	get ground(): Ground {
		return this.#ground;
	}

	/** Colours of the theme on the ground at hand; undefined if there are none. */
	get palette(): Palette | undefined {
		const {palettes, ground} = themes[this.#name];
		return this.#depth === 1 ? undefined : palettes?.[ground ?? this.#ground];
	}

	get hasColor(): boolean {
		return this.palette !== undefined;
	}

	/** Another theme from now on; what is painted next has it. */
	choose(name: ThemeName): void {
		this.#name = name;
		this.#numbers.clear();
	}

	/** The terminal's ground is known now. */
	setGround(ground: Ground): void {
		this.#ground = ground;
		this.#numbers.clear();
	}

	/** Style number of a role, for cells. */
	cell(role: Role): number {
		return this.#numbers.get(role) ?? this.#keep(role, this.#styleOf(role));
	}

	/** Text with SGR sequences, for Ink; the same style as `cell` gives. */
	text(role: Role, text: string): string {
		const parameters = parametersOf(this.#styleOf(role));
		return parameters.length === 0 ? text : `\u{1b}[${parameters.join(';')}m${text}\u{1b}[0m`;
	}

	/** A series as text colour. */
	series(number: number): number {
		return this.seriesOver(number, -1);
	}

	/** Enough colours for shades of one. */
	get hasRamp(): boolean {
		return this.hasColor && this.#depth >= 8;
	}

	/** From little (0) to most (1): brightness rises on a dark ground and falls on a light one. */
	ramp(part: number): number {
		const step = Math.max(0, Math.min(RAMP.length - 1, Math.floor(part * RAMP.length)));
		const index = RAMP[this.#ground === 'light' ? RAMP.length - 1 - step : step] ?? 0;
		const key = `ramp ${step}`;
		return this.#numbers.get(key) ?? this.#keep(key, {...PLAIN, foreground: this.#chartParameters([index, 7], 30)});
	}

	/** One series drawn over the other in the same cell; -1 is the terminal's own background. */
	seriesOver(front: number, back: number): number {
		const series = this.palette?.series;
		if (series === undefined) {
			return 0;
		}
		const key = overKeys[front % series.length]?.[back < 0 ? 0 : (back % series.length) + 1] ?? `${front}/${back}`;
		const known = this.#numbers.get(key);
		if (known !== undefined) {
			return known;
		}
		return this.#keep(key, {
			...PLAIN,
			foreground: this.#chartParameters(series[front % series.length], 30),
			background: back < 0 ? '' : this.#chartParameters(series[back % series.length], 40),
		});
	}

	/** For those who draw with colours of their own. */
	seriesColor(number: number): Rgb {
		const series = (this.palette ?? themes.default.palettes?.dark)?.series ?? [];
		return rgbOf(series[number % series.length] ?? [255, 7]);
	}

	#styleOf(role: Role): Style {
		const {style, paint} = roles[role];
		const color = paint === undefined ? undefined : this.palette?.[paint];
		const isDim = style.dim === true && themes[this.#name].isNeverDim !== true;
		return {...PLAIN, ...style, dim: isDim, foreground: color === undefined ? '' : this.#parameters(color, 30)};
	}

	#parameters(paint: Paint, base: 30 | 40): string {
		const [index, ansi] = paint;
		switch (this.#depth) {
			case 1:
				return '';
			case 4:
				return String(ansi < 8 ? base + ansi : base + 60 + ansi - 8);
			case 8:
				return `${base + 8};5;${index}`;
			case 24:
				return `${base + 8};2;${rgbOf(paint).join(';')}`;
		}
	}

	/** Charts change colour in every other cell: the palette says the same in half the bytes. */
	#chartParameters(paint: Paint, base: 30 | 40): string {
		return this.#depth === 24 ? `${base + 8};5;${paint[0]}` : this.#parameters(paint, base);
	}

	#keep(key: string, style: Style): number {
		const number = this.#numberOf(style);
		this.#numbers.set(key, number);
		return number;
	}
}

/** Series of every theme. */
export const SERIES_COUNT = 8;

/** Keys of pairs of series, made once: charts ask for one per cell. */
const overKeys: ReadonlyArray<readonly string[]> = Array.from({length: SERIES_COUNT}, (_, front) =>
	Array.from({length: SERIES_COUNT + 1}, (_, back) => `series ${front} over ${back - 1}`),
);

/** What the terminal can show: NO_COLOR and TERM=dumb win over everything the terminal says. */
export function colorDepth(environment: Readonly<Record<string, string | undefined>>, offered: number): ColorDepth {
	if ((environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb') {
		return 1;
	}
	return offered >= 24 ? 24 : offered >= 8 ? 8 : offered >= 4 ? 4 : 1;
}
