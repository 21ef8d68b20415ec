/**
What can be tuned on a domain, declared once: forms, the command line, `gpuvmtop list tunables` and the documents
read it. Numbers have ranges here; the mode and the workloads are choices, whose names are in their catalogues.
*/
import {VRAM_MINIMUM_BYTES} from '../aggregator/partition.ts';
import {type TunableSpec, tunable} from '../base/tunable.ts';
import {GIB, MIB, MS} from '../base/units.ts';
import {RESERVATION_MAXIMUM_NS, RESERVATION_MINIMUM_NS, WEIGHT_MAX} from './share-recipes.ts';

export const domainTunables = {
	weight: tunable({
		unit: 'count',
		default: 256,
		minimum: 1,
		maximum: WEIGHT_MAX,
		step: 16,
		doc: 'More of the GPU against the weights of the others, under policies that weigh.',
		when: 'live',
	}),
	capPermille: tunable({
		unit: 'permille',
		default: 0,
		minimum: 0,
		maximum: 1000,
		step: 50,
		doc: 'Largest share of the time on the clock that it may hold the GPU; 0% is no cap.',
		when: 'live',
	}),
	reservationPeriodNs: tunable({
		unit: 'ns',
		default: 20 * MS,
		minimum: RESERVATION_MINIMUM_NS,
		maximum: RESERVATION_MAXIMUM_NS,
		step: MS,
		doc: 'Longer periods let it wait longer for its reserved budget, under policies that reserve.',
		when: 'live',
	}),
	reservationBudgetNs: tunable({
		unit: 'ns',
		default: 5 * MS,
		minimum: RESERVATION_MINIMUM_NS,
		maximum: RESERVATION_MAXIMUM_NS,
		step: MS,
		doc: 'More GPU time that is its own in each period, under policies that reserve.',
		when: 'live',
	}),
	vramBytes: tunable({
		unit: 'bytes',
		default: 128 * MIB,
		minimum: VRAM_MINIMUM_BYTES,
		maximum: 4 * GIB,
		step: 16 * MIB,
		doc: 'Size of its partition of the card; larger ones leave less for others.',
		when: 'start',
	}),
} as const satisfies Readonly<Record<string, TunableSpec>>;

export type DomainTunable = keyof typeof domainTunables;
