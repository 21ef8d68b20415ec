/** Recipes about a domain's part of the GPU: weight, cap, reservation. All take effect at once. */
import type {Draft} from 'immer';
import {formatDuration, SECOND, US} from '../base/units.ts';
import type {Configuration, DomainConfiguration, Reservation} from './configuration.ts';
import {onDomain, type RecipeResult} from './recipes.ts';

export const WEIGHT_MAX = 65_535;
/** Periods and budgets of reservations. */
export const RESERVATION_MINIMUM_NS = 100 * US;
export const RESERVATION_MAXIMUM_NS = 10 * SECOND;

/** Why a domain may not have that part of the GPU. */
export function refuseShare({
	weight,
	capPermille,
	reservation,
}: Pick<DomainConfiguration, 'weight' | 'capPermille' | 'reservation'>): string | undefined {
	if (weight < 1 || weight > WEIGHT_MAX || !Number.isInteger(weight)) {
		return `weight is ${weight}; expected 1 to ${WEIGHT_MAX}`;
	}
	if (capPermille < 0 || capPermille > 1000 || !Number.isInteger(capPermille)) {
		return `cap is ${capPermille}; expected 1 to 1000 permille, or 0 for none`;
	}
	return reservation === undefined ? undefined : refuseReservation(reservation);
}

function refuseReservation({periodNs, budgetNs}: Reservation): string | undefined {
	for (const [name, value] of [
		['period', periodNs],
		['budget', budgetNs],
	] as const) {
		if (!(Number.isInteger(value) && value >= RESERVATION_MINIMUM_NS && value <= RESERVATION_MAXIMUM_NS)) {
			return `${name} is ${value} ns; expected ${formatDuration(RESERVATION_MINIMUM_NS)} to ${formatDuration(RESERVATION_MAXIMUM_NS)}`;
		}
	}
	return budgetNs > periodNs ? `a budget of ${formatDuration(budgetNs)} does not fit a period of ${formatDuration(periodNs)}` : undefined;
}

/** `30%`, `none` */
export function formatCap(capPermille: number): string {
	return capPermille === 0 ? 'none' : `${capPermille / 10}%`;
}

/** `4.00 ms in 10.0 ms`, `none` */
export function formatReservation(reservation: Reservation | undefined): string {
	return reservation === undefined ? 'none' : `${formatDuration(reservation.budgetNs)} in ${formatDuration(reservation.periodNs)}`;
}

type Part = Pick<DomainConfiguration, 'weight' | 'capPermille' | 'reservation'>;

/** Changes one part, if it is another and a good one. */
function setPart(
	name: string,
	configuration: Configuration,
	part: Partial<Part>,
	what: string,
	show: (domain: Part) => string,
): RecipeResult {
	return onDomain(name, configuration, (index, domain) => {
		const next: Part = {...domain, ...part};
		const reason = refuseShare(next);
		if (reason !== undefined) {
			return {reason: `${name}: ${reason}`};
		}
		if (show(next) === show(domain) && JSON.stringify(next) === JSON.stringify(domain)) {
			return {reason: `${what} of ${name} is ${show(domain)} already`};
		}
		return {
			apply: draft => {
				Object.assign(draft.domains[index] as Draft<DomainConfiguration>, part);
			},
			summary: `${what} of ${name} ${show(domain)} -> ${show(next)}`,
		};
	});
}

export function setWeight(name: string, weight: number, configuration: Configuration): RecipeResult {
	return setPart(name, configuration, {weight}, 'weight', domain => String(domain.weight));
}

export function setCap(name: string, capPermille: number, configuration: Configuration): RecipeResult {
	return setPart(name, configuration, {capPermille}, 'cap', domain => formatCap(domain.capPermille));
}

export function setReservation(name: string, reservation: Reservation | undefined, configuration: Configuration): RecipeResult {
	return setPart(name, configuration, {reservation}, 'reservation', domain => formatReservation(domain.reservation));
}
