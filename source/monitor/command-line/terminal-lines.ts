/** What a line may say about the terminal: colours and mouse. */
import {type ThemeName, themeNames, themes} from '../themes.ts';
import {type LineCommand, lineCommand, type Word} from './line-command.ts';
import {choiceWord} from './words.ts';

const themeWord = choiceWord('theme', 'the name of a theme', () =>
	themeNames.map(text => ({text, doc: themes[text].doc})),
) as Word<ThemeName>;
const switchWord = choiceWord('switch', 'on or off', () => [
	{text: 'on', doc: 'It selects, scrolls and sorts here.'},
	{text: 'off', doc: 'It marks text, as the terminal has it.'},
]);

export const terminalLines: readonly LineCommand[] = [
	lineCommand({
		name: 'theme',
		doc: 'Draws the screen in other colours.',
		words: [themeWord],
		make: ([theme]) => ({
			kind: 'screen',
			run: ({store, chooseTheme}) => {
				store.change(draft => {
					draft.terminal.theme = theme;
				});
				chooseTheme(theme);
				return undefined;
			},
		}),
		example: 'theme light',
	}),
	lineCommand({
		name: 'mouse',
		doc: 'Lets the mouse select, scroll and sort, or leaves it to the terminal.',
		words: [switchWord],
		make: ([word]) => ({
			kind: 'screen',
			run: ({store, switchMouse}) => {
				const isOn = word === 'on';
				store.change(draft => {
					draft.terminal.hasMouse = isOn;
				});
				switchMouse(isOn);
				return undefined;
			},
		}),
		example: 'mouse off',
	}),
];
