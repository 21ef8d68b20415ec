/**
Roles of text and the series of the charts, as styles of the terminal at hand.

The terminal's own foreground and background carry the text; a few accents mark what matters and never carry
it alone. The series are the palette of Okabe and Ito, told apart under the common colour deficiencies.
Without colour (NO_COLOR, or a terminal with none) attributes remain.
*/
import {PLAIN, parametersOf, type Style} from './terminal/style-table.ts';

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

export type Rgb = readonly [red: number, green: number, blue: number];

type Paint = {readonly rgb: Rgb; readonly index: number; readonly ansi: number};

const series: readonly Paint[] = [
	{rgb: [86, 180, 233], index: 74, ansi: 6},
	{rgb: [230, 159, 0], index: 214, ansi: 3},
	{rgb: [0, 158, 115], index: 36, ansi: 2},
	{rgb: [204, 121, 167], index: 175, ansi: 5},
	{rgb: [0, 114, 178], index: 25, ansi: 4},
	{rgb: [213, 94, 0], index: 166, ansi: 1},
	{rgb: [240, 228, 66], index: 227, ansi: 3},
	{rgb: [150, 150, 150], index: 246, ansi: 7},
];

const green: Paint = {rgb: [0, 158, 115], index: 36, ansi: 2};
const orange: Paint = {rgb: [217, 140, 0], index: 172, ansi: 3};
const vermilion: Paint = {rgb: [220, 80, 20], index: 166, ansi: 1};
const violet: Paint = {rgb: [170, 110, 190], index: 133, ansi: 5};
const blue: Paint = {rgb: [64, 150, 210], index: 74, ansi: 6};

const roles: Readonly<Record<Role, {readonly style: Partial<Style>; readonly paint?: Paint}>> = {
	plain: {style: {}},
	dim: {style: {dim: true}},
	strong: {style: {bold: true}},
	title: {style: {inverse: true}},
	tab: {style: {bold: true}},
	heading: {style: {bold: true}},
	sorted: {style: {bold: true, inverse: true}},
	selected: {style: {inverse: true}},
	good: {style: {}, paint: green},
	warning: {style: {bold: true}, paint: orange},
	bad: {style: {bold: true}, paint: vermilion},
	accent: {style: {}, paint: blue},
	key: {style: {bold: true}, paint: blue},
	underline: {style: {bold: true, underline: true}},
	past: {style: {bold: true, inverse: true}, paint: violet},
};

export class Theme {
	readonly depth: ColorDepth;
	readonly #numberOf: (style: Style) => number;
	readonly #numbers = new Map<string, number>();

	constructor(depth: ColorDepth, numberOf: (style: Style) => number) {
		this.depth = depth;
		this.#numberOf = numberOf;
	}

	get hasColor(): boolean {
		return this.depth > 1;
	}

	/** Style number of a role, for cells. */
	cell(role: Role): number {
		return this.#number(role, () => this.#styleOf(role));
	}

	/** Text with SGR sequences, for Ink; the same style as `cell` gives. */
	text(role: Role, text: string): string {
		const parameters = parametersOf(this.#styleOf(role));
		return parameters.length === 0 ? text : `\u{1b}[${parameters.join(';')}m${text}\u{1b}[0m`;
	}

	/** A series as text colour. */
	series(number: number): number {
		return this.#number(`series ${number % series.length}`, () => ({...PLAIN, foreground: this.#chartParameters(paintOf(number), 30)}));
	}

	/** One series drawn over the other in the same cell; -1 is the terminal's own background. */
	seriesOver(front: number, back: number): number {
		if (back < 0) {
			return this.series(front);
		}
		return this.#number(`series ${front % series.length} over ${back % series.length}`, () => ({
			...PLAIN,
			foreground: this.#chartParameters(paintOf(front), 30),
			background: this.#chartParameters(paintOf(back), 40),
		}));
	}

	#styleOf(role: Role): Style {
		const {style, paint} = roles[role];
		return {...PLAIN, ...style, foreground: paint === undefined ? '' : this.#parameters(paint, 30)};
	}

	#parameters(paint: Paint, base: 30 | 40): string {
		switch (this.depth) {
			case 1:
				return '';
			case 4:
				return String(base + paint.ansi);
			case 8:
				return `${base + 8};5;${paint.index}`;
			case 24:
				return `${base + 8};2;${paint.rgb.join(';')}`;
		}
	}

	/** Charts change colour in every other cell: the palette says the same in half the bytes. */
	#chartParameters(paint: Paint, base: 30 | 40): string {
		return this.depth === 24 ? `${base + 8};5;${paint.index}` : this.#parameters(paint, base);
	}

	#number(key: string, style: () => Style): number {
		let number = this.#numbers.get(key);
		if (number === undefined) {
			number = this.#numberOf(style());
			this.#numbers.set(key, number);
		}
		return number;
	}
}

function paintOf(number: number): Paint {
	return series[number % series.length];
}

export const SERIES_COUNT = series.length;

export function seriesColor(number: number): Rgb {
	return paintOf(number).rgb;
}

/** What the terminal can show: NO_COLOR and TERM=dumb win over everything the terminal says. */
export function colorDepth(environment: Readonly<Record<string, string | undefined>>, offered: number): ColorDepth {
	if ((environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb') {
		return 1;
	}
	return offered >= 24 ? 24 : offered >= 8 ? 8 : offered >= 4 ? 4 : 1;
}
