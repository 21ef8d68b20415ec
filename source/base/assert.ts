/** What must hold. A broken assertion is our own fault: the machine stops and says how to see it again. */

/** Our own fault, never a guest's, an operator's or a scenario's. The command line answers with exit code 70. */
export class InvariantBroken extends Error {
	override readonly name = 'InvariantBroken';
}

/**
Stops the machine if `condition` is false. Costs one branch; stays on in production.

The message is built before the call, also when all is well: on a hot path it is a constant, or the
call is `if (!condition) fail(…)`.
*/
export function assert(condition: boolean, message: string): asserts condition {
	if (!condition) {
		throw new InvariantBroken(message);
	}
}

/** Stops the machine. Kept out of line, so the caller's fast path stays small. */
export function fail(message: string): never {
	throw new InvariantBroken(message);
}

/** Ends a `switch` over a union: the compiler refuses it when a case is missing. */
export function unreachable(value: never): never {
	throw new InvariantBroken(`unreachable value: ${String(value)}`);
}
