/** The public door for library users. */

export type {TunableList, TunableSpec, TunableValues} from './base/tunable.ts';
export type {Command, Outcome} from './machine/command.ts';
export type {Configuration, DomainConfiguration, Mode, Scenario} from './machine/configuration.ts';
export type {Facts, Snapshot} from './machine/snapshot.ts';
export type {Account, Decision, DomainId, Pending, SchedulerPolicy, Share} from './scheduler/policy.ts';
