/** Where a number on the screen comes from: counters of a domain, of the card, or somebody who told. */
import type {CardMeasure, DomainMeasure} from './readers.ts';

export type Origin =
	| {readonly kind: 'domain'; readonly measure: DomainMeasure}
	| {readonly kind: 'card'; readonly measure: CardMeasure}
	/** A sentence that says who told. */
	| {readonly kind: 'told'; readonly from: string};
