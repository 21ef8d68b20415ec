/** Workloads, policies and the device as scenarios, forms and help see them: name, sentence, parameters. */
import {deviceTunables} from '../gpu/preemption.ts';
import {WORKLOADS} from '../guest/workload-catalogue.ts';
import {POLICIES} from '../scheduler/catalogue.ts';
import type {SchedulerPolicy} from '../scheduler/policy.ts';
import type {CatalogueItem} from './recipes.ts';

export const workloadItems: Readonly<Record<string, CatalogueItem>> = Object.fromEntries(
	Object.entries(WORKLOADS).map(([name, workload]) => [name, {doc: workload.doc, parameters: workload.parameters}]),
);

export function policyItemsOf(policies: Readonly<Record<string, SchedulerPolicy>>): Readonly<Record<string, CatalogueItem>> {
	return Object.fromEntries(Object.entries(policies).map(([name, policy]) => [name, {doc: policy.doc, parameters: policy.tunables}]));
}

export const policyItems = policyItemsOf(POLICIES);

/** What can be tuned at the device while it runs; forms read this as they read a policy's. */
export const deviceItem: CatalogueItem = {doc: 'The GPU.', parameters: deviceTunables};
