/**
Threads of guest software: generator functions that run until they have to wait.

Not here: who runs when (vcpu.ts).
*/

/** Something that several threads may wait for; compared by identity. */
export type Condition = {readonly name: string};

/** A thread wakes when any of these comes true. Spurious wakes happen; look again. */
export type Wait = {
	/** Latest time to wake, in the vCPU's local nanoseconds; Infinity for never. */
	readonly deadlineNs: number;
	/** Guest physical address of a word that the device will write; -1 for none. */
	readonly address: number;
	/** Asked after each device write to `address`. */
	readonly isMet: () => boolean;
	readonly condition: Condition | undefined;
};

/** Yielded by a thread that lets earlier events go first and then goes on. */
export const TURN = 'turn';

export type WaitRequest = typeof TURN | Wait;

/** Part of a thread: called with `yield*`, returns a result. */
export type Routine<Result = void> = Generator<WaitRequest, Result, void>;
export type Thread = Routine<void>;

const never = () => false;

export function sleepUntil(deadlineNs: number): Wait {
	return {deadlineNs, address: -1, isMet: never, condition: undefined};
}

export function waitFor(condition: Condition, deadlineNs = Number.POSITIVE_INFINITY): Wait {
	return {deadlineNs, address: -1, isMet: never, condition};
}
