/** What engines, front ends and the channel engine ask of each other. */
import type {FaultUnit} from '../manual/pfifo.ts';
import type {BusyMeter} from './busy-meter.ts';
import type {ChannelTable} from './channel-table.ts';
import type {Engine} from './engine.ts';
import type {FaultLatches} from './fault.ts';

/** What became of a method. */
export type Outcome = 'done' | 'wait' | 'stopped';

/** Who waits for an engine, as the engine sees it. */
export type FrontEnd = {
	readonly channel: number;
	/** Goes on with what had to wait, at this instant. */
	wake(): void;
};

/** What an engine asks of the channel engine. */
export type ChannelEngine = {
	readonly table: ChannelTable;
	readonly faults: FaultLatches;
	readonly meter: BusyMeter;
	/** The channel is on a PBDMA that may yet bring work for this engine. */
	canBringWork(channel: number, engine: Engine): boolean;
	/** Takes the channel out of service until its table entry is written. */
	stop(channel: number): void;
	/** An operation of the channel, or the switch to it, ended. NO_CHANNEL if it is gone. */
	settled(channel: number): void;
};

export type EngineOptions = {
	readonly name: string;
	readonly kind: 'graph' | 'copy';
	readonly unit: FaultUnit;
	/** Where the instance block points to the context image. */
	readonly contextPointer: number;
};
