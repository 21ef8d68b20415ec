/**
Why a domain waits now, in one word: what the GPU scheduler says of its doorbells, else what the rest of the domain
is at. Looks only; nothing here has an influence on the run.

Inaccuracies: a vCPU may be up to a millisecond ahead of the machine's clock, so `trap` and `shadow` may be told that
much too early.
*/
import {type Wait, waits} from '../aggregator/waiting.ts';
import type {Gpu} from '../gpu/gpu.ts';
import {CHANNELS} from '../manual/pfifo.ts';
import type {Resident} from './resident.ts';

export {type Wait, waitCode, waits} from '../aggregator/waiting.ts';

/** The word for a value of the gauge; `-` for what is no such value. */
export function waitWord(code: number): Wait {
	return (waits[code] ?? waits[0]).word;
}

/** `queued` is what the GPU scheduler said of its doorbells. */
export function waitOf(resident: Resident, queued: Wait, gpu: Gpu, nowNs: number): Wait {
	if (queued === 'run' || runs(resident, gpu)) {
		return 'run';
	}
	const state = resident.state();
	if (state === 'paused') {
		return 'paused';
	}
	if (state === 'done' || state === 'failed' || state === 'parked') {
		return 'ended';
	}
	if (queued !== '-') {
		return queued;
	}
	return state === 'booting' ? 'boot' : besides(resident, gpu, nowNs);
}

/** What it is at besides its doorbells. */
function besides({domain, virtual, guest}: Resident, gpu: Gpu, nowNs: number): Wait {
	if (domain !== undefined && domain.thread.rescanUntilNs > nowNs) {
		return 'shadow';
	}
	if (domain !== undefined && domain.thread.freeAtNs > nowNs) {
		return 'trap';
	}
	for (const {physicalChannel} of virtual?.channels.live() ?? []) {
		if (gpu.channelActivity(physicalChannel) === 'busy') {
			return 'device';
		}
	}
	return guest.busyUntilNs > nowNs ? 'cpu' : 'idle';
}

/** An engine of the card works for one of its channels, whether a queue let the work through or not. */
function runs({virtual}: Resident, gpu: Gpu): boolean {
	const {channelStart, channelCount} = virtual?.state.partition ?? {channelStart: 0, channelCount: CHANNELS};
	return gpu.runs(channelStart, channelCount);
}
