/**
Every workload by name, with its parameters: scenarios, forms and help read it.

Ordinary workloads check their results. Hostile ones break rules on purpose, so that tests and
demonstrations can show that others do not notice.
*/
import {refuseValue} from '../base/tunable.ts';
import type {WorkloadSpec} from './workload.ts';
import {copy} from './workloads/copy.ts';
import {matrixAdd, vectorAdd} from './workloads/elementwise.ts';
import {hostileChannel} from './workloads/hostile-channel.ts';
import {hostileGp} from './workloads/hostile-gp.ts';
import {hostilePartition} from './workloads/hostile-partition.ts';
import {bursts, hog, loop, nop} from './workloads/loops.ts';
import {matrixMultiply} from './workloads/matrix-multiply.ts';
import {openClose} from './workloads/open-close.ts';

export const WORKLOADS: Readonly<Record<string, WorkloadSpec>> = {
	nop,
	loop,
	'vector-add': vectorAdd,
	'matrix-add': matrixAdd,
	'matrix-multiply': matrixMultiply,
	copy,
	'open-close': openClose,
	bursts,
	hog,
	'hostile-partition': hostilePartition,
	'hostile-gp': hostileGp,
	'hostile-channel': hostileChannel,
};

export type WorkloadChoice = {readonly kind: string; readonly parameters: Readonly<Record<string, number>>};

/** Why a choice is refused, naming the parameter; undefined if it can run. */
export function refuseWorkload({kind, parameters}: WorkloadChoice): string | undefined {
	const spec = WORKLOADS[kind];
	if (spec === undefined) {
		return `no workload "${kind}"; there are ${Object.keys(WORKLOADS).join(', ')}`;
	}
	for (const [name, value] of Object.entries(parameters)) {
		const tunable = spec.parameters[name];
		if (tunable === undefined) {
			return `${kind} has no parameter "${name}"; it has ${Object.keys(spec.parameters).join(', ')}`;
		}
		const reason = refuseValue(name, tunable, value);
		if (reason !== undefined) {
			return `${kind}: ${reason}`;
		}
	}
	return undefined;
}
