/** What the components of one screen share. */
import {createContext, useContext} from 'react';
import {assert} from '../base/assert.ts';
import type {Controller} from './controller.ts';
import type {Keymap} from './keymap/keymap.ts';
import type {Model} from './model.ts';
import type {Offers} from './offers.ts';
import type {Store} from './store.ts';
import type {ScreenWriter} from './terminal/screen-writer.ts';
import type {Theme} from './theme.ts';
import type {TourPlay} from './tour/tour-play.ts';

export type ScreenContext = {
	readonly screen: ScreenWriter;
	readonly store: Store;
	readonly model: Model;
	readonly controller: Controller;
	readonly keymap: Keymap;
	readonly theme: Theme;
	/** The tour that is played; undefined before, after and without one. */
	readonly tour: TourPlay | undefined;
	readonly offers: Offers;
	/** How to hand the terminal to another program for a while; set once Ink runs. */
	readonly terminal: {handOver: ((use: () => Promise<void>) => Promise<unknown>) | undefined};
	/** Calls the listener after each snapshot; returns how to stop. */
	readonly onSnapshot: (listener: () => void) => () => void;
};

export const MonitorContext = createContext<ScreenContext | undefined>(undefined);

export function useMonitor(): ScreenContext {
	const context = useContext(MonitorContext);
	assert(context !== undefined, 'a component of the monitor outside of it');
	return context;
}
