/**
The line to the terminal, made to hand back instead of holding up.

Node writes to terminals synchronously: on a slow line one frame would stop the program, keys and all. While the
screen is open, writes are asynchronous, so the writer learns when a frame was taken and drops those it cannot send.
*/

type Handle = {setBlocking?(isBlocking: boolean): unknown};

/** Wall milliseconds that leaving waits for a line that takes nothing. */
const PATIENCE_MS = 120;

export type Line = {
	/** Waits until everything written was taken, or patience ends; false if it did. */
	drain(): Promise<boolean>;
	/** Makes the line as it was. */
	close(): void;
};

export function openLine(stdout: NodeJS.WriteStream): Line {
	// Node has no public switch for it; where the handle is another one, the line stays as it is.
	const handle = (stdout as {readonly _handle?: Handle})._handle;
	const isSwitchable = stdout.isTTY === true && typeof handle?.setBlocking === 'function';
	if (isSwitchable) {
		handle?.setBlocking?.(false);
	}
	return {
		async drain() {
			const patience = Promise.withResolvers<boolean>();
			const timer = setTimeout(() => patience.resolve(false), PATIENCE_MS);
			stdout.write('', () => patience.resolve(true));
			const isDrained = await patience.promise;
			clearTimeout(timer);
			return isDrained;
		},
		close() {
			if (isSwitchable) {
				handle?.setBlocking?.(true);
			}
		},
	};
}
