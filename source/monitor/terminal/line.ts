/**
The line to the terminal, made to hand back instead of holding up.

Node writes to terminals synchronously: on a slow line one frame would stop the program, keys and all. While the
screen is open, writes are asynchronous, so the writer learns when a frame was taken and drops those it cannot send.
*/

type Handle = {setBlocking?(isBlocking: boolean): unknown};

/** Wall milliseconds that closing waits for a line that takes nothing. */
const PATIENCE_MS = 2000;

export type Line = {
	/** Waits until everything written was taken, or patience ends, and makes the line as it was. */
	close(): Promise<void>;
};

export function openLine(stdout: NodeJS.WriteStream): Line {
	// Node has no public switch for it; where the handle is another one, the line stays as it is.
	const handle = (stdout as {readonly _handle?: Handle})._handle;
	const isSwitchable = stdout.isTTY === true && typeof handle?.setBlocking === 'function';
	if (isSwitchable) {
		handle?.setBlocking?.(false);
	}
	return {
		async close() {
			const patience = Promise.withResolvers<void>();
			const timer = setTimeout(patience.resolve, PATIENCE_MS);
			stdout.write('', () => patience.resolve());
			await patience.promise;
			clearTimeout(timer);
			if (isSwitchable) {
				handle?.setBlocking?.(true);
			}
		},
	};
}
