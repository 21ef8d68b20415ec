/**
The channels of one domain: table entries, states, runlist, kick, doorbells; virtual numbers in, physical
numbers out.

Owns: the shadow channels. See: GPUvm prototype, channel table, playlist, kill.
*/

import {INSTANCE_BYTES} from '../manual/instance-block.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import {PFIFO, RUNLIST_ENTRY} from '../manual/pfifo.ts';
import {get, put} from '../manual/register.ts';
import {aggregatorCounters} from './counters.ts';
import {hostAddress} from './partition.ts';
import {ShadowChannel} from './shadow-channel.ts';
import type {EntryTally} from './shadow-table.ts';
import {noteTally, syncSpace} from './shadow-work.ts';
import type {VirtualState} from './virtual-state.ts';

const at = aggregatorCounters.at;

export type ChannelHost = {
	/** The page at this host address became, or is no longer, a live instance block. */
	instanceChanged(host: number): void;
};

export class ChannelSet {
	readonly #state: VirtualState;
	readonly #channels: Array<ShadowChannel | undefined>;
	/** What the guest wrote to each entry of the channel table. */
	readonly #written: Uint32Array;
	/** Doorbell value last rung on each channel: a delayed doorbell is invisible to the guest. */
	readonly #submitted: Uint32Array;
	/** Times the device stopped each channel. */
	readonly #stops: Uint32Array;
	readonly #host: ChannelHost;

	constructor(state: VirtualState, host: ChannelHost) {
		const {channelCount} = state.partition;
		this.#state = state;
		this.#host = host;
		this.#channels = new Array<ShadowChannel | undefined>(channelCount).fill(undefined);
		this.#written = new Uint32Array(channelCount);
		this.#submitted = new Uint32Array(channelCount);
		this.#stops = new Uint32Array(channelCount);
	}

	*live(): Generator<ShadowChannel> {
		for (const channel of this.#channels) {
			if (channel !== undefined) {
				yield channel;
			}
		}
	}

	find(virtualChannel: number): ShadowChannel | undefined {
		return this.#channels[virtualChannel];
	}

	/** The channel whose guest instance block holds this host address. */
	atInstance(host: number): ShadowChannel | undefined {
		for (const channel of this.#channels) {
			if (channel !== undefined && host >= channel.start && host < channel.end) {
				return channel;
			}
		}
		return undefined;
	}

	/** The channel with this shadow instance block (host address). */
	atShadow(host: number): ShadowChannel | undefined {
		return this.#channels.find(channel => channel?.shadow === host);
	}

	/** False, and a mark on its conduct, for a channel number that is not the domain's. */
	owns(virtualChannel: number, what: string): boolean {
		if (virtualChannel < this.#channels.length) {
			return true;
		}
		this.#state.conduct.note('foreign-channel', `${what} of channel ${virtualChannel}, it has ${this.#channels.length}`);
		return false;
	}

	readEntry(channel: number): number {
		return this.#written[channel] ?? 0;
	}

	readState(channel: number): number {
		const shadow = this.#channels[channel];
		if (shadow === undefined) {
			return 0;
		}
		this.#state.toll.extraNs += this.#state.costs.pcieReadNs;
		return this.#state.device.state(shadow.physicalChannel);
	}

	/** Guest write to the channel table: attach, move or detach. */
	writeEntry(channel: number, word: number): void {
		if (!this.owns(channel, 'table entry')) {
			return;
		}
		this.#written[channel] = word;
		if (get(PFIFO.CHANNEL, 'VALID', word) === 0) {
			this.detach(channel);
			return;
		}
		const instance = hostAddress(this.#state.partition, get(PFIFO.CHANNEL, 'FRAME', word) * PAGE_BYTES, INSTANCE_BYTES);
		if (instance < 0 || get(PFIFO.CHANNEL, 'TARGET', word) !== 0) {
			this.#state.conduct.note('foreign-memory', `instance block of channel ${channel}`);
			this.detach(channel);
			return;
		}
		this.#attach(channel, instance, word);
	}

	writeState(channel: number, word: number): void {
		const shadow = this.owns(channel, 'state') ? this.#channels[channel] : undefined;
		if (shadow !== undefined && !(shadow.isStopped && get(PFIFO.CHANNEL_STATE, 'RUNNABLE', word) === 1)) {
			this.#state.toll.extraNs += this.#state.costs.pcieWriteNs;
			this.#state.device.setState(shadow.physicalChannel, word);
		}
	}

	kick(channel: number): void {
		const shadow = this.owns(channel, 'kick') ? this.#channels[channel] : undefined;
		if (shadow !== undefined) {
			this.#state.device.write(PFIFO.KICK, shadow.physicalChannel);
		}
		this.#state.toll.extraNs += this.#state.costs.pcieWriteNs + this.#state.costs.pcieReadNs;
		this.#state.bank.set(PFIFO.KICK, channel);
	}

	/** Guest committed a runlist of `length` entries at a guest address: own channels only, then merged. */
	commitRunlist(guestList: number, length: number): void {
		const {partition, device, conduct, costs, toll, runlist} = this.#state;
		const list = hostAddress(partition, guestList, length * RUNLIST_ENTRY.BYTES);
		if (list < 0) {
			conduct.note('foreign-memory', 'runlist');
			return;
		}
		const physical: number[] = [];
		for (let index = 0; index < length; index++) {
			const channel = device.gpu.vram.read32(list + index * RUNLIST_ENTRY.BYTES);
			if (channel < partition.channelCount) {
				physical.push(partition.channelStart + channel);
			} else {
				conduct.note('foreign-runlist', `entry ${index} names channel ${channel}`);
			}
		}
		toll.extraNs += length * costs.pcieReadNs + physical.length * 2 * costs.pcieWriteNs;
		if (conduct.parkedReason === '') {
			runlist.replace(partition.channelStart, partition.channelCount, physical);
		}
	}

	/** Times a fault or a hang made the device stop the channel, since the domain was made. */
	stops(channel: number): number {
		return this.#stops[channel] ?? 0;
	}

	submitted(channel: number): number {
		return this.#submitted[channel] ?? 0;
	}

	noteSubmitted(channel: number, putIndex: number): void {
		this.#submitted[channel] = putIndex;
	}

	/** The guest gave the channel up. */
	detach(channel: number): void {
		this.#drop(channel);
		this.#state.para?.clearChannel(channel);
	}

	#drop(channel: number): void {
		const shadow = this.#channels[channel];
		if (shadow === undefined) {
			return;
		}
		this.#channels[channel] = undefined;
		shadow.detach();
		this.#host.instanceChanged(shadow.start);
		this.#tally();
	}

	detachAll(): void {
		for (let channel = 0; channel < this.#channels.length; channel++) {
			this.detach(channel);
		}
	}

	/** The device stopped the channel. */
	stop(shadow: ShadowChannel): void {
		shadow.isStopped = true;
		this.#stops[shadow.virtualChannel]++;
		this.#tally();
	}

	#attach(channel: number, instance: number, word: number): void {
		const state = this.#state;
		const tally: EntryTally = {changed: 0, refused: 0, examined: 0, system: 0};
		const old = this.#channels[channel];
		let shadow = old;
		if (old !== undefined && old.start === instance && !old.isStopped) {
			// Off the device first: it walks the old directory until then, and keeps the place in the ring.
			state.device.write(PFIFO.KICK, old.physicalChannel);
			old.copyAll(tally);
		} else {
			this.#drop(channel);
			shadow = ShadowChannel.attach({...state}, channel, instance, tally);
		}
		noteTally(state, tally);
		if (shadow === undefined) {
			state.conduct.note('foreign-memory', `channel ${channel}: no shadow memory left`);
			return;
		}
		this.#channels[channel] = shadow;
		const {physicalChannel, start, shadow: block} = shadow;
		state.domain.onAct?.({kind: 'attach', virtualChannel: channel, physicalChannel, instance: start, shadow: block});
		this.#host.instanceChanged(shadow.start);
		state.toll.extraNs += (INSTANCE_BYTES / 4) * (state.costs.shadowReadNs + state.costs.shadowWriteNs) + state.costs.tlbFlushNs;
		if (shadow.space !== undefined && state.para === undefined) {
			syncSpace(state, shadow.space, {kind: 'channel'});
			state.device.flushTlb(shadow.space.shadow);
		}
		state.device.setPollPage(shadow.physicalChannel, shadow.userd);
		state.device.write(PFIFO.CHANNEL, put(PFIFO.CHANNEL, word, {FRAME: shadow.shadow / PAGE_BYTES}), shadow.physicalChannel);
		this.#tally();
	}

	#tally(): void {
		let live = 0;
		let stopped = 0;
		for (const channel of this.live()) {
			live++;
			stopped += channel.isStopped ? 1 : 0;
		}
		this.#state.counters[at.channelsLive] = live;
		this.#state.counters[at.channelsStopped] = stopped;
	}
}
