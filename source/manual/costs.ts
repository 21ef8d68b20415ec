/**
The cost table: what takes how long in the modelled machine. One file, each figure with unit and source.

All times are whole virtual nanoseconds. Modes and policies differ by how often they pay these
prices, never by prices of their own. A scenario may override any of them (`costs:`), and an operator while it runs:
who pays reads the table then, never a copy made earlier.

Sources: [Gdev] raw data published with Gdev, USENIX ATC'12 (repository shinpei0208/atc12); [spec] NVIDIA
Quadro 6000 board specification; [GPGPU-Sim] its GTX 480 configuration; [gxen] the GPUvm prototype's
structure (CPFL/gxen); [KVM] published KVM exit round trips (about 1 us on bare metal); [measured] message
queue and socket round trips between two processes on a small server; [estimate] ours, order of magnitude.
*/

export type CostUnit = 'ns' | 'ns/entry' | 'ns/page' | 'MB/s' | 'count' | 'MHz' | 'permille' | 'cycles' | 'KiB';

export type CostSpec = {
	readonly value: number;
	readonly unit: CostUnit;
	/** One sentence: what is paid, by whom. */
	readonly doc: string;
	readonly source: string;
	/** Smallest value that makes sense, where that is not 0 or 1. */
	readonly minimum?: number;
};

function cost(value: number, unit: CostUnit, doc: string, source: string, minimum?: number): CostSpec {
	return {value, unit, doc, source, ...(minimum === undefined ? {} : {minimum})};
}

export const COSTS = {
	// The bus between a CPU and the device.
	pcieReadNs: cost(
		1_700,
		'ns',
		'CPU read of a device register or of VRAM through a BAR: a round trip over the bus.',
		'Gdev: 4 KiB read through BAR1 in 1.76 ms',
	),
	pcieWriteNs: cost(
		60,
		'ns',
		'CPU write to the device: posted, one after the other without write combining.',
		'Gdev: 8 KiB written through BAR1 in 215 us is about 100 ns a dword',
	),
	// Second-level traps.
	vmExitNs: cost(1_000, 'ns', 'Leaving and re-entering a guest.', 'KVM'),
	deviceModelNs: cost(
		4_000,
		'ns',
		'Waking the device model process and returning from it.',
		'measured: 8 us blocking round trip is two such wakes',
	),
	messageNs: cost(100, 'ns', 'Putting one message into the queue to the aggregator.', 'measured: 40-120 ns'),
	messageHopNs: cost(
		8_000,
		'ns',
		'Waiting for the aggregator to take a message and answer it.',
		'measured: 8.3 us busy peer, 52 us idle peer',
	),
	aggregatorNs: cost(300, 'ns', 'Decoding and dispatching one access in the aggregator.', 'estimate'),
	directAccessNs: cost(0, 'ns', 'Extra price of an access that the second-level mapping lets through.', 'gxen: no software on the path'),
	hypercallNs: cost(1_200, 'ns', 'Entering the aggregator by a para-virtual call, without its operation.', 'KVM'),
	mapRunNs: cost(3_000, 'ns', 'Changing one run of second-level mappings.', 'estimate: one domain control call'),
	mapPageNs: cost(100, 'ns/page', 'Each page of such a run.', 'estimate'),
	interruptInjectNs: cost(
		2_500,
		'ns',
		"From a device interrupt to the guest's handler: the aggregator's own handler and the injection.",
		'estimate: an exit and an event channel',
	),
	interruptNativeNs: cost(800, 'ns', 'From a device interrupt to the handler of a native driver.', 'estimate'),
	// Shadowing, as the prototype does it: entry by entry through the VRAM window.
	shadowReadNs: cost(
		650,
		'ns/entry',
		'Reading one page table word of the guest through the VRAM window.',
		'PCIe read pipelined by two; gxen reads word by word',
	),
	shadowWriteNs: cost(60, 'ns/entry', 'Writing one word of a shadow table through the VRAM window.', 'as pcieWriteNs'),
	frameLookupNs: cost(
		1_500,
		'ns/entry',
		'Asking the hypervisor for the machine frame behind a guest frame.',
		'gxen: one domain control call per page',
	),
	tlbFlushNs: cost(5_000, 'ns', 'Hardware TLB flush, until the device accepts the next.', 'estimate'),
	runlistSwitchNs: cost(8_000, 'ns', 'Taking a new runlist.', 'estimate'),
	// Front end.
	gpEntryNs: cost(400, 'ns', 'Fetching one GP entry and its first words from memory.', 'estimate: one read over the bus'),
	methodNs: cost(10, 'ns', 'Executing one method.', 'estimate'),
	channelSwitchNs: cost(
		25_000,
		'ns',
		'Another channel on an engine: saving and loading its context.',
		'press coverage of GF100: 20 us; NVIDIA: under 25 us',
	),
	pbdmaSwitchNs: cost(2_000, 'ns', 'Another channel on a PBDMA: saving and loading RAMFC.', 'estimate'),
	semaphorePollNs: cost(1_000, 'ns', 'How often an acquire looks again.', 'estimate', 100),
	// Copies.
	copySetupNs: cost(10_000, 'ns', 'Starting a copy.', 'profile of a tuned driver; Gdev measured 35 us to the device'),
	systemBandwidth: cost(5_700, 'MB/s', 'Copy between system memory and VRAM.', 'PCIe 2.0 x16 pinned, measured'),
	vramBandwidth: cost(57_500, 'MB/s', 'Copy within VRAM, bytes counted once.', '115 GB/s over read and write'),
	// Kernels.
	launchNs: cost(3_000, 'ns', 'Kernel launch with more work queued behind.', 'University of Virginia note: 3 us asynchronous'),
	launchIdleNs: cost(9_000, 'ns', 'Kernel launch from an idle engine.', 'same: about 9 us synchronous'),
	multiprocessors: cost(14, 'count', 'Multiprocessors.', 'spec'),
	shaderMhz: cost(1_147, 'MHz', 'Shader clock; a multiprocessor issues one warp instruction a cycle.', 'spec; GPGPU-Sim'),
	memoryBandwidth: cost(143_400, 'MB/s', 'GDDR5 peak.', 'spec'),
	memoryEfficiencyPermille: cost(800, 'permille', 'Share of the peak that kernels reach, ECC off.', 'estimate'),
	memoryLatencyCycles: cost(500, 'cycles', 'Dependent access to global memory, shader cycles.', 'GPGPU-Sim: 400 to 800'),
	blocksPerMultiprocessor: cost(8, 'count', 'Resident blocks.', 'GPGPU-Sim'),
	warpsPerMultiprocessor: cost(48, 'count', 'Resident warps.', 'GPGPU-Sim'),
	pipelineCycles: cost(22, 'cycles', 'Dependent arithmetic instruction, shader cycles.', 'GPGPU-Sim'),
	bandwidthWarps: cost(20, 'count', 'Resident warps that a multiprocessor needs to reach its share of the bandwidth.', 'estimate'),
	l2Kib: cost(768, 'KiB', 'L2 cache: a smaller footprint crosses the memory bus once.', 'spec'),
	// The guest's processor.
	memcpyBandwidth: cost(6_000, 'MB/s', 'Guest CPU copying in its own memory.', 'estimate: one core of 2012'),
	callNs: cost(200, 'ns', 'A call into the driver.', 'estimate: a system call'),
	pushNs: cost(4, 'ns', 'Composing one pushbuffer word.', 'estimate'),
	fencePollNs: cost(100, 'ns', 'From the fence word reaching memory to the spinning CPU seeing it.', 'estimate: a cache miss'),
	idlePollNs: cost(
		1_000,
		'ns',
		'From the device going idle to the aggregator noticing.',
		'gxen polls a status register: one read over the bus',
	),
} as const satisfies Record<string, CostSpec>;

export type CostName = keyof typeof COSTS;
export type CostTable = Readonly<Record<CostName, number>>;

/** The table as numbers, with a scenario's overrides. */
export function costTable(overrides: Partial<Record<CostName, number>> = {}): Record<CostName, number> {
	const table = {} as Record<CostName, number>;
	for (const [name, spec] of Object.entries(COSTS) as Array<[CostName, CostSpec]>) {
		table[name] = overrides[name] ?? spec.value;
	}
	return table;
}

/** Nanoseconds to move `bytes` at `megabytesPerSecond` (10^6), rounded up. */
export function transferNs(bytes: number, megabytesPerSecond: number): number {
	return Math.ceil((bytes * 1_000) / megabytesPerSecond);
}
