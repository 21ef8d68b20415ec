/** The public door for library users: a scenario in, a machine that runs it, commands and snapshots. */

export type {TunableList, TunableSpec, TunableValues} from './base/tunable.ts';
export {policyItems as policies, workloadItems as workloads} from './machine/catalogues.ts';
export type {Command, JournalEntry, Outcome} from './machine/command.ts';
export type {Configuration, DomainConfiguration, Mode, Scenario} from './machine/configuration.ts';
export type {EngineHost} from './machine/engine-host.ts';
export {Machine, type MachineOptions} from './machine/machine.ts';
export {type EngineHostOptions, openEngineHost} from './machine/open-engine-host.ts';
export {Recorder, type RecorderOptions} from './machine/recording/recorder.ts';
export {Recording} from './machine/recording/recording.ts';
export {type Offerings, parseScenario, ScenarioError} from './machine/scenario.ts';
export {writeScenario, writeSession} from './machine/scenario-writer.ts';
export {cardValue, domainValue, type Facts, type Snapshot} from './machine/snapshot.ts';
export {traceOf} from './machine/trace-events.ts';
export type {Account, Decision, DomainId, Pending, SchedulerPolicy, Share} from './scheduler/policy.ts';
