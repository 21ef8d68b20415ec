/** Colours: contrast with the ground, and series that people with colour deficiencies tell apart. */
import {describe, expect, test} from 'vitest';
import {groundOfAnswer, groundOfEnvironment} from '../../source/monitor/terminal/ground.ts';
import {PLAIN, type Style} from '../../source/monitor/terminal/style-table.ts';
import {colorDepth, SERIES_COUNT, Theme} from '../../source/monitor/theme.ts';
import {type Ground, type Paint, type Palette, type Rgb, rgbOf, type ThemeName, themeNames, themes} from '../../source/monitor/themes.ts';

/** Grounds as terminals have them: the plain ones, and common ones that are not quite. */
const grounds: Readonly<Record<Ground, readonly Rgb[]>> = {
	dark: [
		[0, 0, 0],
		[30, 30, 30],
	],
	light: [
		[255, 255, 255],
		[253, 246, 227],
	],
};

/** Severity 1.0 in linear RGB. See: Machado, Oliveira, Fernandes (2009), table of matrices. */
const deficiencies = {
	protanopia: [
		[0.152286, 1.052583, -0.204868],
		[0.114503, 0.786281, 0.099216],
		[-0.003882, -0.048116, 1.051998],
	],
	deuteranopia: [
		[0.367322, 0.860646, -0.227968],
		[0.280085, 0.672501, 0.047413],
		[-0.01182, 0.04294, 0.968881],
	],
	tritanopia: [
		[1.255528, -0.076749, -0.178779],
		[-0.078411, 0.930809, 0.147602],
		[0.004733, 0.691367, 0.3039],
	],
} as const;

type Eye = 'full' | keyof typeof deficiencies;

/** For whom a theme must work. */
const eyes: Readonly<Record<ThemeName, readonly Eye[]>> = {
	default: ['full', 'protanopia', 'deuteranopia', 'tritanopia'],
	dark: ['full', 'protanopia', 'deuteranopia', 'tritanopia'],
	light: ['full', 'protanopia', 'deuteranopia', 'tritanopia'],
	'high-contrast': ['full', 'protanopia', 'deuteranopia', 'tritanopia'],
	deuteranopia: ['full', 'protanopia', 'deuteranopia'],
	tritanopia: ['full', 'tritanopia'],
	mono: [],
};

const linear = (part: number) => (part <= 0.04045 * 255 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);

function luminance(rgb: Rgb): number {
	const [red, green, blue] = rgb.map(linear) as [number, number, number];
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Rgb, other: Rgb): number {
	const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
	return (light + 0.05) / (dark + 0.05);
}

/** Where an eye sees a colour in a space in which distances are alike. See: Ottosson, "A perceptual color space" (OKLab). */
function seen(rgb: Rgb, eye: Eye): readonly [number, number, number] {
	let parts = rgb.map(linear);
	if (eye !== 'full') {
		parts = deficiencies[eye].map(row =>
			Math.min(
				1,
				Math.max(
					0,
					row.reduce((sum, factor, index) => sum + factor * (parts[index] ?? 0), 0),
				),
			),
		);
	}
	const [r, g, b] = parts as [number, number, number];
	const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
	const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
	const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
	return [
		0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
		1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
		0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
	];
}

function distance(one: Paint, other: Paint, eye: Eye): number {
	const [a, b] = [seen(rgbOf(one), eye), seen(rgbOf(other), eye)];
	return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function pairs<Item>(items: readonly Item[]): Array<readonly [Item, Item]> {
	return items.flatMap((one, index) => items.slice(index + 1).map(other => [one, other] as const));
}

type Case = readonly [theme: ThemeName, ground: Ground, palette: Palette];

const cases: readonly Case[] = themeNames.flatMap((name): Case[] => {
	const {palettes, ground} = themes[name];
	return (['dark', 'light'] as const).flatMap((one): Case[] =>
		palettes === undefined || (ground ?? one) !== one ? [] : [[name, one, palettes[one]]],
	);
});

/** About four times what is just noticeable. */
const TOLD_APART = 0.09;
const ACCENTS_APART = 0.08;

describe.each(cases)('%s on a %s ground', (name, ground, palette) => {
	const {series, ...accents} = palette;

	test('accents have a contrast of 4.5, series of 3', () => {
		for (const on of grounds[ground]) {
			for (const [accent, paint] of Object.entries(accents)) {
				expect(contrast(rgbOf(paint), on), `${accent} on ${on}`).toBeGreaterThanOrEqual(4.5);
			}
			for (const paint of series) {
				expect(contrast(rgbOf(paint), on), `series ${paint[0]} on ${on}`).toBeGreaterThanOrEqual(3);
			}
		}
	});

	test.each(eyes[name])('series are told apart with %s sight', eye => {
		expect(series).toHaveLength(SERIES_COUNT);
		for (const [one, other] of pairs(series)) {
			expect(distance(one, other, eye), `${one[0]} and ${other[0]}`).toBeGreaterThanOrEqual(TOLD_APART);
		}
	});

	test.each(eyes[name])('good, warning and bad are told apart with %s sight', eye => {
		for (const [one, other] of pairs([palette.good, palette.warning, palette.bad])) {
			expect(distance(one, other, eye), `${one[0]} and ${other[0]}`).toBeGreaterThanOrEqual(ACCENTS_APART);
		}
	});

	test('no two series share one of the sixteen colours, and none is the ground', () => {
		const numbers = series.map(([, ansi]) => ansi);
		expect(new Set(numbers).size).toBe(numbers.length);
		expect(numbers).not.toContain(ground === 'dark' ? 0 : 15);
	});
});

describe('a theme', () => {
	const styles: Style[] = [PLAIN];
	const theme = (depth: 1 | 4 | 8 | 24) => new Theme(depth, style => styles.push(style) - 1);

	test('says its colours as the terminal can take them', () => {
		const foreground = (depth: 1 | 4 | 8 | 24) => styles[theme(depth).cell('good')]?.foreground;
		expect([foreground(1), foreground(4), foreground(8), foreground(24)]).toEqual(['', '32', '38;5;78', '38;2;95;215;135']);
		expect(styles[theme(4).series(0)]?.foreground).toBe('94');
	});

	test('can be changed: what is asked for next is of the new one', () => {
		const one = theme(8);
		const before = styles[one.cell('bad')]?.foreground;
		one.setGround('light');
		expect(styles[one.cell('bad')]?.foreground).not.toBe(before);
		one.choose('dark');
		expect(styles[one.cell('bad')]?.foreground).toBe(before);
		one.choose('mono');
		expect(one.hasColor).toBe(false);
		expect(styles[one.cell('bad')]).toEqual({...PLAIN, bold: true});
		expect(styles[one.series(3)]).toEqual(PLAIN);
		one.choose('high-contrast');
		expect(styles[one.cell('dim')]).toEqual(PLAIN);
	});

	test('without colours is one of attributes, whatever its name', () => {
		const one = theme(1);
		for (const name of themeNames) {
			one.choose(name);
			expect(one.hasColor).toBe(false);
		}
		expect(colorDepth({NO_COLOR: '1'}, 24)).toBe(1);
	});
});

describe('the ground', () => {
	test.each([
		['11;rgb:0000/0000/0000', 'dark'],
		['11;rgb:ffff/ffff/ffff', 'light'],
		['11;rgb:fd/f6/e3', 'light'],
		['11;rgb:0000/2b2b/3636', 'dark'],
		['11;rgba:1e1e/1e1e/2e2e/ffff', 'dark'],
		['10;rgb:ffff/ffff/ffff', undefined],
		['11;?', undefined],
	])('answered as %s is %s', (answer, ground) => {
		expect(groundOfAnswer(answer)).toBe(ground);
	});

	test('is what COLORFGBG says, or dark', () => {
		expect(groundOfEnvironment({COLORFGBG: '0;15'})).toBe('light');
		expect(groundOfEnvironment({COLORFGBG: '15;default;0'})).toBe('dark');
		expect(groundOfEnvironment({COLORFGBG: ''})).toBe('dark');
		expect(groundOfEnvironment({})).toBe('dark');
	});
});
