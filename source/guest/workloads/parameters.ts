/** Parameters that several workloads have. */
import {type TunableSpec, tunable} from '../../base/tunable.ts';
import {MS, SECOND} from '../../base/units.ts';

export function rounds(): TunableSpec {
	return tunable({
		unit: 'count',
		default: 0,
		minimum: 0,
		maximum: 1_000_000_000,
		step: 1,
		doc: 'Rounds until it ends; 0 is forever.',
		when: 'start',
	});
}

export function pauseNs(defaultNs: number): TunableSpec {
	return tunable({
		unit: 'ns',
		default: defaultNs,
		minimum: 0,
		maximum: 60 * SECOND,
		step: MS,
		doc: 'Pause after each round; longer means less load.',
		when: 'start',
	});
}

export function flag(defaultValue: 0 | 1, doc: string): TunableSpec {
	return tunable({unit: 'flag', default: defaultValue, minimum: 0, maximum: 1, step: 1, doc, when: 'start'});
}

export function count(defaultValue: number, minimum: number, maximum: number, step: number, doc: string): TunableSpec {
	return tunable({unit: 'count', default: defaultValue, minimum, maximum, step, doc, when: 'start'});
}

export function waitByInterrupt(): TunableSpec {
	return flag(0, 'Wait for kernels by interrupt; otherwise by polling memory.');
}
