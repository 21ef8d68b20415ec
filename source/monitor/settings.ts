/** What a user may want of the screen, from flags and from the configuration file. What is left out is decided by the terminal. */
import type {ThemeName} from './themes.ts';

export type Settings = {
	/** Colours; `auto` goes by the terminal's background. */
	readonly theme: ThemeName;
	/** The mouse selects, scrolls and sorts. */
	readonly mouse: boolean;
	/** Nothing but ASCII is drawn. */
	readonly ascii: boolean;
};
