/** What keeping the past costs, in a line. */
import {formatBytes, SECOND} from '../../base/units.ts';
import type {SampleStore} from '../../machine/sample-store.ts';

/** `574 samples kept, of 57.4 s: 1.9 MiB (at most 16 MiB of samples)`. */
export function describeKept(samples: SampleStore): string {
	const seconds = (samples.newestNs - samples.oldestNs) / SECOND;
	const count = `${samples.length} ${samples.length === 1 ? 'sample' : 'samples'}`;
	return `kept: ${count} of ${seconds.toFixed(1)} s in ${formatBytes(samples.bytes)}; beyond ${formatBytes(samples.budgetBytes)} the old are thinned`;
}
