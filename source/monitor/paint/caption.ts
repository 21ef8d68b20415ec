/** The two lines of a tour over the footer: its caption, then where it is, which keys it pressed, and how to stop it. */
import {keyTitle} from '../keys.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import type {Theme} from '../theme.ts';
import type {TourState} from '../tour/tour-guide.ts';

export const CAPTION_ROWS = 2;

const hints: Readonly<Record<TourState['phase'], string>> = {
	playing: 'any key pauses · Esc ends the tour',
	paused: 'PAUSED: Space goes on · Esc ends the tour · other keys work',
	over: '',
};

export function paintCaption(surface: Surface, theme: Theme, {phase, caption, step, steps, keys}: TourState): void {
	const {width} = surface;
	surface.fill(0, 0, width, 1, theme.cell('sorted'));
	surface.text(1, 0, truncate(`▸ ${caption}`, width - 2), theme.cell('sorted'));
	const place = `tour ${step}/${steps}  `;
	const hint = hints[phase];
	const x = surface.text(1, 1, place, theme.cell('dim'));
	surface.textRight(width - 1, 1, hint, theme.cell(phase === 'paused' ? 'warning' : 'dim'));
	const room = width - x - hint.length - 3;
	surface.text(x, 1, truncate(keys.map(keyTitle).join(' '), room), theme.cell('key'));
}
