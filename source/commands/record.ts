/** Starts a recording of what an engine's host publishes. */
import type {Scenario} from '../machine/configuration.ts';
import type {EngineHost} from '../machine/engine-host.ts';
import type {Recorder} from '../machine/recording/recorder.ts';
import type {Offerings} from '../machine/scenario.ts';
import type {Services} from './services.ts';
import type {Output} from './subcommand.ts';

export type Recorded = {
	readonly host: EngineHost;
	readonly scenario: Scenario;
	readonly offerings: Offerings;
	readonly stderr: Output;
	readonly services: Services;
};

/** Throws `RecordingError` if the file is there already, or cannot be made. */
export async function startRecorder(path: string, {host, scenario, offerings, stderr, services}: Recorded): Promise<Recorder> {
	const [{Recorder}, {writeScenario}] = await Promise.all([
		import('../machine/recording/recorder.ts'),
		import('../machine/scenario-writer.ts'),
	]);
	const origin = {
		program: services.version(),
		scenario: scenario.name,
		scenarioText: writeScenario(scenario, offerings),
		seed: scenario.seed,
	};
	return new Recorder({host, path, origin, onFault: reason => stderr.write(`gpuvmtop: ${reason}\n`)});
}
