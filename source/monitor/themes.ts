/**
Themes as data: what colours there are on a dark and on a light ground.

A theme colours what marks and what charts draw; text has the terminal's own colour. Colours are numbers of the palette of 256
that all terminals share from 16 on, and of the first sixteen, which are the user's own, for terminals that have no more.
Two thresholds hold for all of them, and a test checks them: accents stand off the ground with a contrast of 4.5 or more, series
with 3 or more; series are told apart by people with any of the three colour deficiencies that the theme is for.
See: WCAG 2.1, 1.4.3 and 1.4.11; Machado, Oliveira, Fernandes, "A physiologically-based model for simulation of color vision
deficiency" (2009).
*/

export type ThemeName = 'default' | 'dark' | 'light' | 'high-contrast' | 'deuteranopia' | 'tritanopia' | 'mono';

export type Ground = 'dark' | 'light';

/** A colour: its number in the palette of 256, and among the first sixteen. */
export type Paint = readonly [index: number, ansi: number];

export type Palette = {
	readonly good: Paint;
	readonly warning: Paint;
	readonly bad: Paint;
	readonly accent: Paint;
	/** Of domains, by slot; eight, then round again. */
	readonly series: readonly Paint[];
};

export type ThemeSpec = {
	/** Sentence for help and setup. */
	readonly doc: string;
	/** The ground it is for; undefined goes by the terminal. */
	readonly ground?: Ground;
	/** None is a theme of bold, dim and inverse alone. */
	readonly palettes?: Readonly<Record<Ground, Palette>>;
	/** Fainter text is drawn like any other. */
	readonly isNeverDim?: boolean;
};

const everybody: Readonly<Record<Ground, Palette>> = {
	dark: {
		good: [78, 2],
		warning: [214, 3],
		bad: [203, 1],
		accent: [75, 6],
		series: [
			[111, 12],
			[180, 3],
			[34, 2],
			[205, 13],
			[62, 4],
			[131, 1],
			[226, 11],
			[252, 7],
		],
	},
	light: {
		good: [23, 6],
		warning: [94, 3],
		bad: [88, 1],
		accent: [25, 4],
		series: [
			[69, 12],
			[166, 3],
			[23, 6],
			[92, 13],
			[54, 5],
			[244, 8],
			[124, 1],
			[235, 0],
		],
	},
};

const highContrast: Readonly<Record<Ground, Palette>> = {
	dark: {
		good: [112, 10],
		warning: [226, 11],
		bad: [210, 9],
		accent: [123, 14],
		series: [
			[159, 14],
			[228, 11],
			[81, 6],
			[217, 7],
			[141, 12],
			[205, 13],
			[148, 3],
			[34, 10],
		],
	},
	light: {
		good: [22, 2],
		warning: [238, 8],
		bad: [52, 1],
		accent: [18, 4],
		series: [
			[63, 12],
			[124, 1],
			[97, 8],
			[56, 4],
			[17, 0],
			[90, 5],
			[131, 9],
			[52, 3],
		],
	},
};

const redGreen: Readonly<Record<Ground, Palette>> = {
	dark: {
		good: [75, 12],
		warning: [229, 11],
		bad: [208, 3],
		accent: [153, 14],
		series: [
			[139, 5],
			[220, 11],
			[95, 1],
			[180, 3],
			[27, 4],
			[136, 8],
			[230, 15],
			[117, 14],
		],
	},
	light: {
		good: [25, 4],
		warning: [94, 3],
		bad: [52, 1],
		accent: [57, 5],
		series: [
			[19, 4],
			[104, 12],
			[136, 3],
			[93, 13],
			[17, 0],
			[58, 2],
			[60, 8],
			[52, 1],
		],
	},
};

const blueYellow: Readonly<Record<Ground, Palette>> = {
	dark: {
		good: [43, 6],
		warning: [223, 15],
		bad: [203, 1],
		accent: [51, 14],
		series: [
			[51, 14],
			[211, 13],
			[28, 2],
			[95, 8],
			[38, 6],
			[160, 1],
			[231, 15],
			[251, 7],
		],
	},
	light: {
		good: [23, 6],
		warning: [236, 8],
		bad: [160, 1],
		accent: [25, 4],
		series: [
			[93, 5],
			[196, 9],
			[33, 12],
			[53, 8],
			[17, 0],
			[127, 13],
			[136, 3],
			[22, 2],
		],
	},
};

export const themes: Readonly<Record<ThemeName, ThemeSpec>> = {
	default: {doc: 'Safe for the common colour deficiencies; dark or light as the terminal is.', palettes: everybody},
	dark: {doc: 'The colours of default, for a dark ground.', ground: 'dark', palettes: everybody},
	light: {doc: 'The colours of default, for a light ground.', ground: 'light', palettes: everybody},
	'high-contrast': {doc: 'Strong colours, nothing faint.', palettes: highContrast, isNeverDim: true},
	deuteranopia: {doc: 'Without red against green, for deuteranopia and protanopia.', palettes: redGreen},
	tritanopia: {doc: 'Without blue against yellow, for tritanopia.', palettes: blueYellow},
	mono: {doc: 'No colour: bold, dim and inverse alone.'},
};

export const themeNames = Object.keys(themes) as readonly ThemeName[];

export type Rgb = readonly [red: number, green: number, blue: number];

/** What terminals show for a number from 16 on: a cube of six levels, then greys. */
export function rgbOf([index]: Paint): Rgb {
	if (index >= 232) {
		const level = 8 + 10 * (index - 232);
		return [level, level, level];
	}
	const level = (step: number) => (step === 0 ? 0 : 55 + 40 * step);
	const at = index - 16;
	return [level(Math.floor(at / 36)), level(Math.floor(at / 6) % 6), level(at % 6)];
}
