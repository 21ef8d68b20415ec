/**
Shadow runlist: the channels of all domains in the one list that the device reads.

Owns: which physical channels are runnable. See: GPUvm prototype playlist (there: an empty list of a
domain is not passed on, and channel numbers are not checked).
*/
import type {PhysicalDevice} from './physical-device.ts';

export class ShadowRunlist {
	readonly #device: PhysicalDevice;
	readonly #channels = new Set<number>();

	constructor(device: PhysicalDevice) {
		this.#device = device;
	}

	/** Replaces the part [first, first + count) of the list by `channels` (physical numbers) and commits. */
	replace(first: number, count: number, channels: readonly number[]): void {
		for (let channel = first; channel < first + count; channel++) {
			this.#channels.delete(channel);
		}
		for (const channel of channels) {
			this.#channels.add(channel);
		}
		this.#device.commitRunlist(this.inspect());
	}

	inspect(): number[] {
		return [...this.#channels].sort((a, b) => a - b);
	}
}
