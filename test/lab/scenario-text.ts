/** Scenarios as text, read with a few made-up workloads and policies. */
import {expect} from 'vitest';
import {type TunableSpec, tunable} from '../../source/base/tunable.ts';
import {MIB, SECOND} from '../../source/base/units.ts';
import type {Scenario} from '../../source/machine/configuration.ts';
import {type Offerings, parseScenario, ScenarioError} from '../../source/machine/scenario.ts';

function count(minimum: number, maximum: number): TunableSpec {
	return tunable({unit: 'count', default: minimum, minimum, maximum, step: 1, doc: 'More of it.', when: 'start'});
}

export const OFFERINGS: Offerings = {
	workloads: {
		nop: {doc: 'Nothing.', parameters: {}},
		'vector-add': {
			doc: 'Adds.',
			parameters: {
				elements: count(1024, 1_048_576),
				pauseNs: tunable({unit: 'ns', default: 0, minimum: 0, maximum: SECOND, step: 1, doc: 'Waits longer.', when: 'live'}),
				isInteger: tunable({unit: 'flag', default: 0, minimum: 0, maximum: 1, step: 1, doc: 'Whole numbers.', when: 'start'}),
				bytes: tunable({unit: 'bytes', default: 4096, minimum: 4096, maximum: MIB, step: 4096, doc: 'Larger.', when: 'start'}),
				chance: tunable({unit: 'permille', default: 0, minimum: 0, maximum: 1000, step: 10, doc: 'Likelier.', when: 'live'}),
			},
		},
	},
	policies: {
		fifo: {doc: 'In order.', parameters: {}},
		band: {
			doc: 'By bandwidth.',
			parameters: {
				periodNs: tunable({
					unit: 'ns',
					default: 30_000_000,
					minimum: 1_000_000,
					maximum: SECOND,
					step: 1_000_000,
					doc: 'Longer.',
					when: 'live',
				}),
			},
		},
	},
};

export function parse(text: string): Scenario {
	return parseScenario(text, 'test.yaml', OFFERINGS);
}

export function refusal(text: string): readonly string[] {
	try {
		parse(text);
	} catch (error) {
		expect(error).toBeInstanceOf(ScenarioError);
		return (error as ScenarioError).messages;
	}
	return expect.fail(`not refused: ${text}`);
}
