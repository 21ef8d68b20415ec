/**
The command line: gives the process's arguments and streams to the sub-commands, and the monitor to those that show something.

Not here: flags, help, messages (commands/).
*/
import process from 'node:process';
import {dispatch} from './commands/dispatch.ts';
import {machineServices} from './commands/machine-services.ts';
import type {ScreenRequest} from './commands/services.ts';

/** 128 + SIGHUP, as shells count. */
const HUNG_UP = 129;

async function openScreen(request: ScreenRequest): Promise<number> {
	const {host, offerings, isBatch, isPlain, format, iterations, samples, delaySeconds, intervalMs, recorded} = request;
	const {settings, saveSettings, notice} = request;
	const {stdin, stdout} = process;
	if (recorded !== undefined) {
		const {printSamples} = await import('./monitor/batch/print-samples.ts');
		return printSamples({...samples, recorded, stdout, format});
	}
	const offers = {
		workloads: Object.entries(offerings.workloads).map(([kind, {doc, parameters}]) => ({kind, doc, parameters})),
		policies: Object.entries(offerings.policies).map(([name, {doc, parameters}]) => ({name, doc, tunables: parameters})),
	};
	if (isPlain) {
		const {runPlain} = await import('./monitor/plain/plain.ts');
		return runPlain({host, iterations: iterations ?? 0, untilNs: samples.untilNs, delaySeconds, offers, stdin, stdout});
	}
	if (isBatch) {
		const {runBatch} = await import('./monitor/batch/batch.ts');
		return runBatch({...samples, host, iterations: iterations ?? 0, delaySeconds, stdout, format});
	}
	const [{openMonitor}, {asSettings}] = await Promise.all([import('./monitor/monitor.tsx'), import('./monitor/settings.ts')]);
	const closesAfterMs = iterations === undefined ? undefined : iterations * delaySeconds * 1000;
	const own = settings === undefined ? {} : {settings: asSettings(settings)};
	const {scenario, program, recorder, castPath, replay, tour, tourOptions} = request;
	const files = {origin: {scenario, offerings, program}, recorder, castPath, replay, tour, tourOptions};
	const options = {offers, intervalMs, closesAfterMs, saveSettings, notice, onLeave: () => void host.close(), ...own, ...files};
	return openMonitor({host, options, stdin, stdout});
}

async function screenDoor() {
	return (await import('./monitor/door.ts')).door;
}

/** A reader that goes away, as `head` does, is no fault: what it did not want is not written. A terminal that is gone ends the program as a hang-up does. */
function endQuietly(error: NodeJS.ErrnoException): void {
	if (error.code === 'EPIPE') {
		process.exit();
	}
	if (error.code === 'EIO') {
		process.exit(HUNG_UP);
	}
	throw error;
}

process.stdout.on('error', endQuietly);
process.stderr.on('error', endQuietly);

const {stdout, stderr, env} = process;
const output = {write: (text: string) => stdout.write(text), isTTY: stdout.isTTY && env.TERM !== 'dumb'};
process.exitCode = await dispatch(process.argv.slice(2), {stdout: output, stderr, services: machineServices(openScreen, screenDoor)});
