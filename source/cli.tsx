/**
The command line: gives the process's arguments and streams to the sub-commands, and the monitor to those that show something.

Not here: flags, help, messages (commands/).
*/
import process from 'node:process';
import {dispatch} from './commands/dispatch.ts';
import {machineServices} from './commands/machine-services.ts';
import type {ScreenRequest} from './commands/services.ts';

async function openScreen({
	host,
	openBranch,
	offerings,
	isBatch,
	format,
	iterations,
	samples,
	delaySeconds,
	settings,
	notice,
}: ScreenRequest): Promise<number> {
	const {stdin, stdout} = process;
	if (isBatch) {
		const {runBatch} = await import('./monitor/batch/batch.ts');
		return runBatch({...samples, host, iterations: iterations ?? 0, delaySeconds, stdout, format});
	}
	const [{openMonitor}, {asSettings}] = await Promise.all([import('./monitor/monitor.tsx'), import('./monitor/settings.ts')]);
	const offers = {
		workloads: Object.entries(offerings.workloads).map(([kind, {doc}]) => ({kind, doc})),
		policies: Object.entries(offerings.policies).map(([name, {doc, parameters}]) => ({name, doc, tunables: parameters})),
	};
	const intervalMs = Math.min(100, delaySeconds * 1000);
	const own = settings === undefined ? {} : {settings: asSettings(settings)};
	return openMonitor({host, options: {offers, openBranch, intervalMs, notice, ...own}, stdin, stdout});
}

async function screenDoor() {
	return (await import('./monitor/door.ts')).door;
}

/** A reader that goes away, as `head` does, is no fault: what it did not want is not written. */
function endQuietly(error: NodeJS.ErrnoException): void {
	if (error.code === 'EPIPE') {
		process.exit();
	}
	throw error;
}

process.stdout.on('error', endQuietly);
process.stderr.on('error', endQuietly);

const {stdout, stderr, env} = process;
const output = {write: (text: string) => stdout.write(text), isTTY: stdout.isTTY && env.TERM !== 'dumb'};
process.exitCode = await dispatch(process.argv.slice(2), {stdout: output, stderr, services: machineServices(openScreen, screenDoor)});
