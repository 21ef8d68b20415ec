/** What lines are read against in tests: the real catalogues, and two domains. */
import {policyItems, workloadItems} from '../../source/machine/catalogues.ts';
import type {LineContext} from '../../source/monitor/command-line/line-command.ts';
import {Keymap} from '../../source/monitor/keymap/keymap.ts';
import type {Offers} from '../../source/monitor/offers.ts';
import {snapshotAt} from './snapshots.ts';

export const realOffers: Offers = {
	workloads: Object.entries(workloadItems).map(([kind, {doc, parameters}]) => ({kind, doc, parameters})),
	policies: Object.entries(policyItems).map(([name, {doc, parameters}]) => ({name, doc, tunables: parameters})),
};

/** Domains `web` and `batch` under the policy band. */
export function lineContext(policy = 'band'): LineContext {
	const {facts} = snapshotAt(0, [
		{id: 1, slot: 0, configuration: {name: 'web'}},
		{id: 2, slot: 1, configuration: {name: 'batch', weight: 512}},
	]);
	return {
		facts: {...facts, configuration: {...facts.configuration, policy: {name: policy, parameters: {}}}},
		offers: realOffers,
		keymap: new Keymap(),
	};
}
