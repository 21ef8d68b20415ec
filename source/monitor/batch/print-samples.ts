/** Samples that are there already, those of a recording, as text, JSON lines or CSV; as fast as they are read. */
import type {Details} from '../../machine/details.ts';
import type {Snapshot} from '../../machine/snapshot.ts';
import {type SampleOptions, SampleWriter} from './sample-writer.ts';

export type PrintOptions = SampleOptions & {
	readonly recorded: Iterable<{
		readonly snapshot: Snapshot;
		/** The newest of its time. */
		readonly details: Details | undefined;
		/** When the recording began, as ISO 8601, and wall milliseconds from then to the sample. */
		readonly recordedAt: string;
		readonly wallMs: number;
	}>;
	readonly stdout: NodeJS.WritableStream;
};

/** Waits where the reader is slow; ends early, and well, where it goes away. Resolves with the exit code. */
export async function printSamples({recorded, stdout, ...options}: PrintOptions): Promise<number> {
	let atMs = 0;
	const writer = new SampleWriter({...options, now: () => new Date(atMs)});
	let isOpen = true;
	const onError = (error: NodeJS.ErrnoException) => {
		isOpen = false;
		if (error.code !== 'EPIPE') {
			throw error;
		}
	};
	stdout.on('error', onError);
	try {
		for (const {snapshot, details, recordedAt, wallMs} of recorded) {
			atMs = (Date.parse(recordedAt) || 0) + wallMs;
			const isTaken = stdout.write(writer.sample(snapshot, details));
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
