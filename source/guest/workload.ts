/** What a workload is: declared parameters and a program over them. */
import type {TunableList, TunableValues} from '../base/tunable.ts';
import type {Task} from './task.ts';
import type {Routine} from './thread.ts';

export type WorkloadSpec = {
	/** What it does, a sentence. */
	readonly doc: string;
	/** Breaks rules on purpose. */
	readonly isHostile: boolean;
	readonly parameters: TunableList;
	/** `values` has every declared parameter, within its range. */
	run(task: Task, values: Readonly<Record<string, number>>): Routine;
};

/** Declares a workload; `run` sees its parameters by name and type. */
export function workload<List extends TunableList>(spec: {
	readonly doc: string;
	readonly isHostile?: boolean;
	readonly parameters: List;
	run(task: Task, values: TunableValues<List>): Routine;
}): WorkloadSpec {
	return {
		doc: spec.doc,
		isHostile: spec.isHostile ?? false,
		parameters: spec.parameters,
		run: (task, values) => spec.run(task, values as TunableValues<List>),
	};
}
