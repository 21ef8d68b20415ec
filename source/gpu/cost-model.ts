/**
Cost model: how long the modelled hardware takes for a kernel or a copy, in whole nanoseconds.

Kernel = launch + the longest of three bounds: issuing the warps' instructions, moving their bytes,
waiting for what depends on something.
Inaccuracies: counts are static, all threads of a launch count as busy, blocks spread evenly.
See: manual/costs.ts for every figure; GPGPU-Sim's GTX 480 configuration; Gdev's published run times.
*/
import {KIB} from '../base/units.ts';
import {type CostTable, transferNs} from '../manual/costs.ts';
import type {Work} from './kernels/kernel.ts';

const WARP_THREADS = 32;
/** A megahertz is a thousandth of a cycle per nanosecond. */
const CYCLES_SCALE = 1000;
const PERMILLE = 1000;

export type Grid = {readonly blocks: number; readonly threadsPerBlock: number};

/** `isQueued`: the launch waited for the engine, so part of its overhead was hidden. */
export function kernelNs(costs: CostTable, grid: Grid, work: Work, isQueued: boolean): number {
	const warpsPerBlock = Math.ceil(grid.threadsPerBlock / WARP_THREADS);
	const used = Math.min(costs.multiprocessors, grid.blocks);
	const residentBlocks = Math.max(
		1,
		Math.min(costs.blocksPerMultiprocessor, Math.floor(costs.warpsPerMultiprocessor / warpsPerBlock), Math.ceil(grid.blocks / used)),
	);
	const residentWarps = residentBlocks * warpsPerBlock;
	const waves = Math.ceil(grid.blocks / (used * residentBlocks));
	const issueCycles = Math.ceil((grid.blocks * warpsPerBlock * work.instructions) / used);
	const latencyCycles =
		waves * (work.dependentAccesses * costs.memoryLatencyCycles + Math.ceil((work.instructions * costs.pipelineCycles) / residentWarps));
	const cyclesNs = Math.ceil((Math.max(issueCycles, latencyCycles) * CYCLES_SCALE) / costs.shaderMhz);
	return (isQueued ? costs.launchNs : costs.launchIdleNs) + Math.max(cyclesNs, memoryNs(costs, work, residentWarps));
}

/** A footprint that the L2 cache holds crosses the bus once; few warps cannot fill the bus. */
function memoryNs(costs: CostTable, work: Work, residentWarps: number): number {
	const bytes = work.footprintBytes <= costs.l2Kib * KIB ? work.footprintBytes : Math.max(work.footprintBytes, work.trafficBytes);
	const reached = Math.floor((costs.memoryBandwidth * costs.memoryEfficiencyPermille) / PERMILLE);
	const filled = Math.max(1, Math.floor((reached * Math.min(residentWarps, costs.bandwidthWarps)) / costs.bandwidthWarps));
	return transferNs(bytes, filled);
}

/** Set-up, and the bytes by the way they took. */
export function copyNs(costs: CostTable, systemBytes: number, vramBytes: number): number {
	return costs.copySetupNs + transferNs(systemBytes, costs.systemBandwidth) + transferNs(vramBytes, costs.vramBandwidth);
}
