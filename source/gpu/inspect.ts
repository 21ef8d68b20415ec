/** The device as plain data: for digest, snapshot and dumps. Reads only. */
import {CHANNELS} from '../manual/pfifo.ts';
import {NO_CHANNEL} from './board.ts';
import {gpuCounters} from './counters.ts';
import type {Engine} from './engine.ts';
import type {ChannelActivity, Pfifo} from './pfifo.ts';

export type ChannelState = {
	readonly channel: number;
	readonly activity: ChannelActivity;
	/** CHANNEL and CHANNEL_STATE as they read. */
	readonly entry: number;
	readonly state: number;
	readonly instance: number;
	readonly isInRunlist: boolean;
};

export type EngineState = {
	readonly name: string;
	readonly isBusy: boolean;
	/** Channel whose state it holds; undefined if none. */
	readonly channel: number | undefined;
};

export type PbdmaState = {
	readonly number: number;
	readonly channel: number | undefined;
	readonly interrupts: number;
	/** Engine that the next method waits for. */
	readonly waitsFor: string | undefined;
};

export type BoardState = {
	readonly enable: number;
	readonly isLineRaised: boolean;
	readonly pendingUnits: number;
	readonly pollArea: number;
	readonly bar1: number;
	readonly bar3: number;
};

export type GpuState = BoardState & {
	/** Channels that are valid, stopped, or have something on an engine. */
	readonly channels: readonly ChannelState[];
	readonly engines: readonly EngineState[];
	readonly pbdmas: readonly PbdmaState[];
	readonly runlist: readonly number[];
	/** Units with a latched fault. */
	readonly faultSources: number;
	readonly counters: Readonly<Record<string, number>>;
};

export function inspectGpu(pfifo: Pfifo, engines: readonly Engine[], board: BoardState & {readonly counters: Float64Array}): GpuState {
	const {counters, ...rest} = board;
	const channels: ChannelState[] = [];
	for (let channel = 0; channel < CHANNELS; channel++) {
		const {table} = pfifo;
		if (table.isValid(channel) || table.isStopped[channel] === 1 || table.inFlight[channel] > 0) {
			channels.push({
				channel,
				activity: pfifo.activityOf(channel),
				entry: table.entryOf(channel),
				state: table.stateOf(channel),
				instance: table.instanceOf(channel),
				isInRunlist: table.isInRunlist[channel] === 1,
			});
		}
	}
	return {
		...rest,
		channels,
		engines: engines.map(({name, isBusy, owner}) => ({name, isBusy, channel: known(owner)})),
		pbdmas: pfifo.pbdmas.map(({number, channel, interrupts, waitsFor}) => ({
			number,
			channel: known(channel),
			interrupts,
			waitsFor: waitsFor?.name,
		})),
		runlist: pfifo.switcher.order,
		faultSources: pfifo.faults.sources,
		counters: Object.fromEntries(gpuCounters.names.map(name => [name, counters[gpuCounters.at[name]]])),
	};
}

function known(channel: number): number | undefined {
	return channel === NO_CHANNEL ? undefined : channel;
}
