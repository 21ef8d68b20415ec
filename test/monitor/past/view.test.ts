/** The past is what it was: a view made from kept samples tells what the live view told when that sample was the newest. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {MS, SECOND} from '../../../source/base/units.ts';
import {SLOTS} from '../../../source/machine/catalogue.ts';
import {SampleStore} from '../../../source/machine/sample-store.ts';
import type {Snapshot} from '../../../source/machine/snapshot.ts';
import {Model} from '../../../source/monitor/model.ts';
import {Store} from '../../../source/monitor/store.ts';
import {View} from '../../../source/monitor/view.ts';
import {type HandDomain, snapshotAt} from '../../lab/snapshots.ts';

const COLUMNS = 40;

/** One snapshot after the other: so much later, with so much work done by each domain, with a domain come or gone, at another speed. */
type Step = {readonly afterNs: number; readonly work: number; readonly coming: number; readonly speed: number};

const step = fc.record({
	afterNs: fc.oneof(fc.constantFrom(MS, 10 * MS, 62_500_000, 100 * MS, 250 * MS), fc.integer({min: 1, max: 700 * MS})),
	work: fc.integer({min: 0, max: 1000}),
	coming: fc.integer({min: 0, max: 11}),
	speed: fc.constantFrom(0.1, 1, 1, 1, 10, 0),
});
const steps = fc.array(step, {minLength: 2, maxLength: 90});

type Living = {readonly id: number; readonly slot: number; readonly createdAtNs: number; busyNs: number; exits: number};

function snapshotsOf(taken: readonly Step[]): Snapshot[] {
	let living: Living[] = [];
	let nextId = 1;
	let atNs = 0;
	return taken.map(({afterNs, work, coming, speed}, sequence) => {
		atNs += afterNs;
		for (const domain of living) {
			domain.busyNs += Math.floor((afterNs * work * (1 + domain.slot)) / 10_000);
			domain.exits += (work * domain.id) % 97;
		}
		if (coming < 2 && living.length > 0) {
			living = living.toSpliced(coming % living.length, 1);
		} else if (coming < 6 && living.length < 5) {
			const slot = [0, 1, 2, 3, 4].find(candidate => !living.some(domain => domain.slot === candidate)) as number;
			living = [...living, {id: nextId++, slot, createdAtNs: atNs, busyNs: 0, exits: 0}];
		}
		const domains = living.map(
			({id, slot, createdAtNs, busyNs, exits}): HandDomain => ({id, slot, createdAtNs, counters: {gpuBusyNs: busyNs, exits}}),
		);
		const made = snapshotAt(atNs, domains, {anyBusyNs: atNs / 2});
		const facts = {...made.facts, configuration: {...made.facts.configuration, speed}};
		return {...made, sequence, achievedSpeed: speed === 0 ? 37 : speed, facts};
	});
}

/** Everything that painters read of a view. */
function toldBy(view: View): object {
	const {rates, snapshot} = view;
	const shares = view.sharesOver(COLUMNS);
	return {
		atNs: snapshot?.atNs,
		windowNs: rates.windowNs,
		card: [rates.cardValue('anyBusyNs'), rates.cardGrowth('anyBusyNs'), rates.cardOfTime('anyBusyNs')],
		domains: rates.domains.map(domain => [
			domain.configuration.id,
			rates.value(domain, 'exits'),
			rates.growth(domain, 'exits'),
			rates.perSecond(domain, 'exits'),
			rates.ofTime(domain, 'gpuBusyNs'),
			rates.ofAll(domain, 'gpuBusyNs'),
			rates.windowOf(domain),
		]),
		stepNs: shares.stepNs,
		// Shares are differences of sums in another order: equal but for the last bits.
		shares: Array.from({length: COLUMNS * 5}, (_, at) => Math.round(shares.at(Math.floor(at / 5), at % 5) * 1e9)),
	};
}

describe('a view of the past', () => {
	test('tells what the live one told then, whatever came later and in whatever order one looks', () => {
		fc.assert(
			fc.property(steps, fc.array(fc.nat(), {minLength: 1, maxLength: 12}), (taken, jumps) => {
				const live = new View();
				const samples = new SampleStore();
				const told = snapshotsOf(taken).map(snapshot => {
					live.push(snapshot);
					samples.push(snapshot);
					return toldBy(live);
				});
				const past = new View();
				for (const jump of jumps) {
					const place = jump % samples.length;
					past.fill(samples, place);
					expect(toldBy(past)).toEqual(told[place]);
				}
			}),
			{numRuns: 60, seed: 5},
		);
	});

	test('goes on as the live one did when it is pushed what came', () => {
		fc.assert(
			fc.property(steps, fc.nat(), (taken, at) => {
				const snapshots = snapshotsOf(taken);
				const place = at % snapshots.length;
				const live = new View();
				const samples = new SampleStore();
				for (const snapshot of snapshots) {
					live.push(snapshot);
					samples.push(snapshot);
				}
				const other = new View();
				other.fill(samples.until(samples.atNs(place)), place);
				for (const snapshot of snapshots.slice(place + 1)) {
					other.push(snapshot);
				}
				expect(toldBy(other)).toEqual(toldBy(live));
			}),
			{numRuns: 40, seed: 6},
		);
	});

	test('stands in the order in which the table stood', () => {
		fc.assert(
			fc.property(steps, fc.nat(), (taken, at) => {
				const store = new Store();
				store.change(draft => {
					draft.sort = {column: 'exits', isReversed: false};
				});
				let nowMs = 0;
				const model = new Model(store, () => nowMs, true);
				const orders = snapshotsOf(taken).map(snapshot => {
					nowMs += 1000;
					model.push(snapshot);
					return model.order.map(({configuration}) => configuration.id);
				});
				const place = at % model.samples.length;
				const past = new View();
				past.fill(model.samples, place);
				model.show(past);
				expect(model.order.map(({configuration}) => configuration.id)).toEqual(orders[place]);
				expect(model.liveFacts).toBe(model.samples.facts(model.samples.length - 1));
			}),
			{numRuns: 30, seed: 7},
		);
	});

	test('knows of slots that nobody has any more what their domains had', () => {
		const samples = new SampleStore();
		samples.push(snapshotAt(SECOND, [{id: 1, slot: SLOTS - 1, counters: {gpuBusyNs: 0}}]));
		samples.push(snapshotAt(2 * SECOND, [{id: 1, slot: SLOTS - 1, counters: {gpuBusyNs: SECOND / 2}}]));
		samples.push(snapshotAt(3 * SECOND, []));
		const view = new View();
		view.fill(samples, 2);
		expect(view.rates.domains).toEqual([]);
		view.fill(samples, 1);
		const [domain] = view.rates.domains;
		expect(domain === undefined ? undefined : view.rates.ofTime(domain, 'gpuBusyNs')).toBe(0.5);
	});
});
