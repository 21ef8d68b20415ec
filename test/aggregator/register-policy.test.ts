import {expect, test} from 'vitest';
import {buildPolicy, REGISTER_POLICY, RULES} from '../../source/aggregator/register-policy.ts';
import {BAR0_CATALOGUE, registerIdAt} from '../../source/manual/bar0.ts';

test('every register of the manual has exactly one line, and the unknown is denied', () => {
	const policy = buildPolicy();
	expect(REGISTER_POLICY).toHaveLength(BAR0_CATALOGUE.length - 1);
	expect(RULES[policy.read[0]]).toBe('deny');
	expect(RULES[policy.write[0]]).toBe('deny');
	expect(registerIdAt(0x00_1004)).toBe(0);
});

test('no register lets a guest write reach the card unchecked', () => {
	expect(REGISTER_POLICY.filter(([, , write]) => write === 'pass')).toEqual([]);
});
