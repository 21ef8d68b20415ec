/**
Preemption: whether the device can stop a kernel in its middle, after how long, and what that takes.

A Fermi changes channels between operations only, and so does this device unless a quantum is set; later
cards stop a kernel at any instruction.
Not here: how an engine stops and goes on (engine.ts), who should have it then (the hypervisor's GPU
scheduler, which writes KICK; between channels that all may run, the engine itself).
*/
import {tunable} from '../base/tunable.ts';
import {MS, SECOND, US} from '../base/units.ts';

/**
An estimate: 14 multiprocessors with 128 KiB of registers and 64 KiB of shared memory each are 2.6 MiB, saved and loaded
at 115 GB/s. The two changes of channel come on top (costs.ts, channelSwitchNs).
*/
const COST_NS = 50 * US;

/** What can be tuned at the device while it runs. */
export const deviceTunables = {
	preemptionQuantumNs: tunable({
		unit: 'ns',
		default: 0,
		minimum: 0,
		maximum: 10 * SECOND,
		step: 500 * US,
		doc: 'Time after which a running kernel can be stopped for another; longer lets long kernels hold others up, 0 lets every kernel run to its end.',
		when: 'live',
	}),
	preemptionCostNs: tunable({
		unit: 'ns',
		default: COST_NS,
		minimum: 0,
		maximum: 10 * MS,
		step: 10 * US,
		doc: 'Time to stop a kernel and to go on with it later, half each; longer makes a short quantum dearer.',
		when: 'live',
	}),
} as const;

export type DeviceParameter = keyof typeof deviceTunables;

/** The settings in force; 0 for `quantumNs` is off. */
export class Preemption {
	quantumNs = 0;
	#costNs = COST_NS;

	set costNs(costNs: number) {
		this.#costNs = costNs;
	}

	get isOn(): boolean {
		return this.quantumNs > 0;
	}

	/** Saving what the stopped kernel has in registers and shared memory. */
	get saveNs(): number {
		return Math.ceil(this.#costNs / 2);
	}

	/** Loading it again. */
	get restoreNs(): number {
		return Math.floor(this.#costNs / 2);
	}
}
