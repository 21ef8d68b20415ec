/** Samples that are there already, such as those of a recording, as text, JSON lines or CSV; as fast as they are read. */
import type {Snapshot} from '../machine/snapshot.ts';
import {type BatchFormat, SampleWriter} from './batch.ts';

export type PrintOptions = {
	readonly snapshots: Iterable<Snapshot>;
	readonly stdout: NodeJS.WritableStream;
	readonly format: BatchFormat;
};

/** Waits where the reader is slow; ends early, and well, where it goes away. Resolves with the exit code. */
export async function printSamples({snapshots, stdout, format}: PrintOptions): Promise<number> {
	const writer = new SampleWriter({format});
	let isOpen = true;
	const onError = (error: NodeJS.ErrnoException) => {
		isOpen = false;
		if (error.code !== 'EPIPE') {
			throw error;
		}
	};
	stdout.on('error', onError);
	try {
		for (const snapshot of snapshots) {
			const isTaken = stdout.write(writer.sample(snapshot));
			if (!isTaken && isOpen) {
				await taken(stdout);
			}
			if (!isOpen) {
				break;
			}
		}
		return 0;
	} finally {
		stdout.off('error', onError);
	}
}

/** Until the stream takes more, or is gone. */
function taken(stdout: NodeJS.WritableStream): Promise<void> {
	return new Promise(resolve => {
		const done = () => {
			for (const event of ['drain', 'close', 'error']) {
				stdout.off(event, done);
			}
			resolve();
		};
		for (const event of ['drain', 'close', 'error']) {
			stdout.on(event, done);
		}
	});
}
