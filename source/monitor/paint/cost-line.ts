/** One line: what the screen costs, and what is kept for rewinding. */
import type {SampleStore} from '../../machine/sample-store.ts';
import type {Cost} from '../cost.ts';
import {fitBytes, fitCount, fitDuration, UNKNOWN} from '../format.ts';
import type {Surface} from '../terminal/surface.ts';
import type {Theme} from '../theme.ts';

function percentOfCore(value: number | undefined): string {
	return value === undefined ? UNKNOWN : `${value.toFixed(1)}%`;
}

/** Fields one after the other, as many as fit whole. */
export function paintCostLine(surface: Surface, theme: Theme, cost: Cost, samples: SampleStore): void {
	const age = cost.sampleAgeMs;
	const keptNs = samples.length === 0 ? 0 : samples.newestNs - samples.oldestNs;
	const fields: ReadonlyArray<readonly [label: string, value: string, width: number]> = [
		['screen', percentOfCore(cost.screenPercent), 6],
		['process', percentOfCore(cost.processPercent), 6],
		['frames/s', cost.framesPerSecond === undefined ? UNKNOWN : cost.framesPerSecond.toFixed(1), 5],
		['bytes/s', fitCount(cost.bytesPerSecond, 6), 6],
		['left out', fitCount(cost.framesDropped, 5), 5],
		['kept', `${samples.length} of ${fitDuration(keptNs, 5)}, ${fitBytes(samples.bytes, 5)}`, 20],
		['sample', age === undefined ? UNKNOWN : `${Math.round(age)} ms ago`, 10],
	];
	let x = 1;
	for (const [label, value, width] of fields) {
		if (x + label.length + 1 + width > surface.width) {
			return;
		}
		const start = surface.text(x, 0, `${label} `, theme.cell('dim'));
		surface.text(start, 0, value, theme.cell('strong'));
		x = start + width + 2;
	}
}
