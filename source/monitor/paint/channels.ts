/** Every channel of every domain: where it stands, on the guest's side and on the card's. */
import type {Details} from '../../machine/details.ts';
import {type ChannelRow, channelFigures} from '../channel-figures.ts';
import type {Model} from '../model.ts';
import type {Surface} from '../terminal/surface.ts';
import {type FigureRow, paintFigures} from './figures.ts';
import type {PaintContext} from './painter.ts';

export function paintChannels(surface: Surface, context: PaintContext): void {
	const {model, theme} = context;
	if (model.details === undefined) {
		surface.text(2, 1, noDetails(model), theme.cell('dim'));
		return;
	}
	const rows = channelRows(model, model.details);
	paintFigures(surface, context, channelFigures, rows, model.viewports.channels);
	if (rows.length === 0) {
		surface.text(2, 3, 'No domain has a channel yet: drivers are still loading, or there are none.', theme.cell('dim'));
	}
}

/** Why there are none to show: they come in a moment, or nobody asked for them at the time. */
export function noDetails({isPast}: Model): string {
	return isPast ? 'Not kept of this moment: details are kept only while a screen shows them.' : 'asking the engine …';
}

/** In the order of the table of domains. */
function channelRows(model: Model, {channels}: Details): Array<FigureRow<ChannelRow>> {
	return model.order.flatMap(({configuration, slot}, index) =>
		channels
			.filter(({domain}) => domain === configuration.id)
			.map((channel, place) => ({
				row: {channel, name: place === 0 ? configuration.name : ''},
				slot,
				domainId: configuration.id,
				isSelected: index === model.selectedIndex,
			})),
	);
}
