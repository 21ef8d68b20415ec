/** What the object classes of PGRAPH may do to the engine that carries them. */
import type {Board} from './board.ts';
import type {Outcome} from './engine-port.ts';
import type {GraphContext} from './graph-context.ts';
import type {View} from './view.ts';

export type GraphPort = {
	readonly board: Board;
	readonly view: View;
	readonly context: GraphContext;
	readonly isOperating: boolean;
	/** The method at hand waited for an operation to end. */
	readonly hasWaited: boolean;
	begin(unit: 'kernel' | 'copy', durationNs: number): void;
	/** Sets the interrupt bits and the trapped method; the channel goes on. */
	raise(interrupts: number, subchannel: number, method: number, data: number): void;
	/** The same, and stops the channel. */
	refuse(interrupts: number, subchannel: number, method: number, data: number): Outcome;
	/** Latches the MMU's fault and stops the channel. */
	fault(): Outcome;
	memoryWritten(): void;
};
