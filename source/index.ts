/** The public door for library users. */
export type {Command, Outcome} from './machine/command.ts';
export type {Configuration, DomainConfiguration, Mode, Scenario} from './machine/configuration.ts';
export type {Facts, Snapshot} from './machine/snapshot.ts';
export type {Decision, Pending, SchedulerPolicy, Share} from './scheduler/policy.ts';
