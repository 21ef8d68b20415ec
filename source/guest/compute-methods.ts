/**
The compute object as methods: set-up, launch, fence, notify.
See: Gdev nvc0 compute (order and values).
*/
import {MIB} from '../base/units.ts';
import {high32, low32} from '../base/words.ts';
import {PARAMETER_FIRST_WORD} from '../manual/kernel-image.ts';
import {
	BIND_WORD,
	CLASS,
	COMPUTE,
	COMPUTE_FLUSH,
	COMPUTE_INITIAL,
	CONSTANT_BIND_WORD,
	CONSTANT_SEGMENT_1,
	ENGINE,
	GLOBAL_WINDOW_WORD,
	GLOBAL_WINDOWS,
	HOST,
	LAUNCH_VALUE,
	MEMORY_BARRIER_WORDS,
	PAIR_WORD,
	QUERY_GET_WORD,
	SUBCHANNEL,
} from '../manual/methods.ts';
import {make} from '../manual/register.ts';
import type {Channel} from './channel.ts';
import type {PushbufferWriter} from './pushbuffer-writer.ts';
import type {Routine} from './thread.ts';

/** Windows of the generic address space, as Gdev places them. */
const SHARED_BASE = 16 * MIB;
const LOCAL_BASE = 32 * MIB;
/** Sent with a launch; nothing here depends on them. */
const REGISTERS_PER_THREAD = 32;
const SPLIT_SMALL_SHARED = 1;
const SETUP_WORDS = 16;
const LAUNCH_WORDS = 160;

const ZEROS: readonly number[] = new Array<number>(CONSTANT_SEGMENT_1.ZERO_WORDS).fill(0);

const on = SUBCHANNEL.COMPUTE;

export type Extent = {readonly x: number; readonly y: number; readonly z: number};

export type Launch = {
	/** Virtual addresses of the kernel image and of the two constant segments. */
	readonly code: number;
	readonly constants: readonly [number, number];
	readonly constantBytes: number;
	readonly grid: Extent;
	readonly block: Extent;
	/** The kernel's own parameters, as words. */
	readonly parameters: readonly number[];
};

/** Binds the objects and sets the compute object up: three doorbells, as Gdev. */
export function* setUpObjects(channel: Channel, multiprocessors: number): Routine {
	const {ring} = channel;
	yield* ring.begin(SETUP_WORDS);
	ring.method(SUBCHANNEL.M2MF, HOST.BIND, make(BIND_WORD, {CLASS: CLASS.M2MF, ENGINE: ENGINE.PGRAPH}));
	yield* ring.fire();
	yield* ring.begin(SETUP_WORDS);
	ring.method(on, HOST.BIND, make(BIND_WORD, {CLASS: CLASS.COMPUTE, ENGINE: ENGINE.PGRAPH}));
	ring.method(SUBCHANNEL.PCOPY0, HOST.BIND, make(BIND_WORD, {CLASS: CLASS.PCOPY0, ENGINE: ENGINE.PCOPY0}));
	ring.method(SUBCHANNEL.PCOPY1, HOST.BIND, make(BIND_WORD, {CLASS: CLASS.PCOPY1, ENGINE: ENGINE.PCOPY1}));
	yield* ring.fire();
	yield* ring.begin(SETUP_WORDS + GLOBAL_WINDOWS);
	ring.method(on, COMPUTE.MP_LIMIT, multiprocessors);
	ring.method(on, COMPUTE.CALL_LIMIT, COMPUTE_INITIAL.CALL_LIMIT);
	ring.method(on, COMPUTE.UNKNOWN_2A0, COMPUTE_INITIAL.UNKNOWN_2A0);
	ring.method(on, COMPUTE.GLOBAL_WINDOW_CONTROL, 0);
	const windows = Array.from({length: GLOBAL_WINDOWS}, (_, index) =>
		make(GLOBAL_WINDOW_WORD, {ACCESS: COMPUTE_INITIAL.GLOBAL_WINDOW_ACCESS, SOURCE: index, TARGET: index}),
	);
	ring.repeated(on, COMPUTE.GLOBAL_WINDOW_ENTRY, windows);
	ring.method(on, COMPUTE.GLOBAL_WINDOW_CONTROL, 1);
	yield* ring.fire();
}

/** One doorbell. */
export function* memoryBarrier(channel: Channel): Routine {
	yield* channel.ring.begin(MEMORY_BARRIER_WORDS.length + 1);
	channel.ring.repeated(on, COMPUTE.MEMORY_BARRIER, MEMORY_BARRIER_WORDS);
	yield* channel.ring.fire();
}

/** One doorbell. */
export function* launchKernel(channel: Channel, launch: Launch): Routine {
	const {ring} = channel;
	const {grid, block} = launch;
	yield* ring.begin(LAUNCH_WORDS);
	ring.method(on, COMPUTE.LOCAL_HIGH, 0, 0, 0, 0, 0);
	ring.method(on, COMPUTE.LOCAL_BASE, LOCAL_BASE);
	ring.method(on, COMPUTE.LOCAL_POSITIVE, 0, 0, 0);
	ring.method(on, COMPUTE.CACHE_SPLIT, SPLIT_SMALL_SHARED);
	ring.method(on, COMPUTE.SHARED_BASE, SHARED_BASE);
	ring.method(on, COMPUTE.SHARED_BYTES, 0);
	ring.method(on, COMPUTE.FLUSH, COMPUTE_FLUSH.CODE);
	ring.method(on, COMPUTE.CODE_HIGH, high32(launch.code), low32(launch.code));
	ring.method(on, COMPUTE.START_PC, 0);
	writeConstants(ring, launch);
	ring.method(on, COMPUTE.FLUSH, COMPUTE_FLUSH.CONSTANTS);
	ring.method(on, COMPUTE.GRID_XY, make(PAIR_WORD, {X: grid.x, Y: grid.y}), grid.z);
	ring.method(on, COMPUTE.BLOCK_XY, make(PAIR_WORD, {X: block.x, Y: block.y}), block.z);
	ring.method(on, COMPUTE.BLOCK_THREADS, block.x * block.y * block.z);
	ring.method(on, COMPUTE.REGISTERS, REGISTERS_PER_THREAD);
	ring.method(on, COMPUTE.BARRIERS, 0);
	ring.method(on, COMPUTE.GRID_ID, 1);
	ring.method(on, COMPUTE.UNKNOWN_36C, 0);
	ring.method(on, COMPUTE.FLUSH, COMPUTE_FLUSH.GLOBAL);
	ring.method(on, COMPUTE.BEGIN, 0);
	ring.method(on, COMPUTE.BEGIN_LAUNCH, 0);
	ring.method(on, COMPUTE.LAUNCH, LAUNCH_VALUE);
	ring.method(on, COMPUTE.END, 0);
	ring.method(on, COMPUTE.UNKNOWN_360, 1);
	yield* ring.fire();
}

/** One doorbell: when everything before it is done, {value, 0, time} at `address`. */
export function* queryWhenDone(channel: Channel, address: number, value: number): Routine {
	yield* channel.ring.begin(7);
	channel.ring.method(on, COMPUTE.SERIALIZE, 0);
	channel.ring.method(on, COMPUTE.QUERY_HIGH, high32(address), low32(address), value, make(QUERY_GET_WORD, {MODE: 0}));
	yield* channel.ring.fire();
}

/** One doorbell: an interrupt when everything before it is done; the handler reads the channel's number. */
export function* notifyWhenDone(channel: Channel): Routine {
	yield* channel.ring.begin(8);
	channel.ring.method(on, COMPUTE.SERIALIZE, 0);
	channel.ring.method(on, COMPUTE.NOTIFY_HIGH, high32(channel.notifyAddress), low32(channel.notifyAddress), 1);
	channel.ring.method(on, COMPUTE.NOP, channel.id);
	yield* channel.ring.fire();
}

/** Both constant segments: the first with the launch's extents and parameters, the second as Gdev leaves it. */
function writeConstants(ring: PushbufferWriter, launch: Launch): void {
	const {grid, block} = launch;
	const head = [SHARED_BASE, LOCAL_BASE, block.x, block.y, block.z, grid.x, grid.y, grid.z];
	const words = [...head.slice(0, PARAMETER_FIRST_WORD), ...launch.parameters];
	bindSegment(ring, launch, 0);
	ring.method(on, COMPUTE.CONSTANT_OFFSET, 0);
	ring.repeated(on, COMPUTE.CONSTANT_DATA, words);
	bindSegment(ring, launch, 1);
	ring.method(on, COMPUTE.CONSTANT_OFFSET, 0);
	ring.repeated(on, COMPUTE.CONSTANT_DATA, ZEROS);
	ring.method(on, COMPUTE.CONSTANT_OFFSET, CONSTANT_SEGMENT_1.OFFSET);
	ring.repeated(on, COMPUTE.CONSTANT_DATA, [CONSTANT_SEGMENT_1.WORD]);
}

function bindSegment(ring: PushbufferWriter, launch: Launch, segment: 0 | 1): void {
	const address = launch.constants[segment];
	ring.method(on, COMPUTE.CONSTANT_BYTES, launch.constantBytes, high32(address), low32(address));
	ring.method(on, COMPUTE.CONSTANT_BIND, make(CONSTANT_BIND_WORD, {SEGMENT: segment, VALID: 1}));
}
