import {expect, test} from 'vitest';
import {Conduct, PARK_LIMIT} from '../../source/aggregator/conduct.ts';
import {aggregatorCounters} from '../../source/aggregator/counters.ts';

function watch() {
	const told: string[] = [];
	let parked = 0;
	const counters = new Float64Array(aggregatorCounters.length);
	const conduct = new Conduct(
		counters,
		(severity, text) => told.push(`${severity}: ${text}`),
		() => parked++,
	);
	return {conduct, told, counters, parked: () => parked};
}

test('tells the first violation of a kind and then every power of ten', () => {
	const {conduct, told, counters} = watch();
	for (let count = 0; count < 12; count++) {
		conduct.note('foreign-memory', 'VRAM window of BAR0');
	}
	expect(told).toEqual([
		'warning: reached for memory outside its partition: VRAM window of BAR0',
		'warning: reached for memory outside its partition: VRAM window of BAR0 (10 times)',
	]);
	expect(counters[aggregatorCounters.at.deniedAccesses]).toBe(12);
});

test('parks once when the limit is reached, device faults weighing more', () => {
	const {conduct, told, parked} = watch();
	for (let fault = 0; fault < PARK_LIMIT / 8 - 1; fault++) {
		conduct.note('device-fault', 'channel 1');
	}
	expect(parked()).toBe(0);
	conduct.note('device-fault', 'channel 1');
	conduct.note('device-fault', 'channel 1');
	expect(parked()).toBe(1);
	expect(conduct.parkedReason).not.toBe('');
	expect(told.filter(line => line.startsWith('error'))).toHaveLength(1);
});

test('denied registers alone never park a domain', () => {
	const {conduct, parked, told} = watch();
	for (let access = 0; access < 10 * PARK_LIMIT; access++) {
		conduct.note('denied-register', 'PMC:0x000ffc');
	}
	expect(parked()).toBe(0);
	expect(told).toEqual([]);
});
