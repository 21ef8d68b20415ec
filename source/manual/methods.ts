/**
Methods: the orders that a pushbuffer carries.

Below 0x100 the PBDMA executes them itself; from 0x100 they go to the object bound to the subchannel.
See: envytools rnndb, docs/hw/fifo/puller, graph; Gdev nvc0 compute and copy paths (order and values).
*/
import {bit, bits, word} from './register.ts';

export const CLASS = {COMPUTE: 0x90c0, M2MF: 0x9039, PCOPY0: 0x90b5, PCOPY1: 0x90b8} as const;

/** Engine numbers as BIND names them. */
export const ENGINE = {PGRAPH: 0, PCOPY0: 4, PCOPY1: 5, NONE: 0x1f} as const;

/** Subchannels that Gdev uses. */
export const SUBCHANNEL = {COMPUTE: 1, M2MF: 2, PCOPY0: 3, PCOPY1: 4} as const;

/** Methods of the PBDMA. */
export const HOST = {
	BIND: 0x00,
	NOP: 0x08,
	SEMAPHORE_HIGH: 0x10,
	SEMAPHORE_LOW: 0x14,
	SEMAPHORE_PAYLOAD: 0x18,
	SEMAPHORE_TRIGGER: 0x1c,
	NOTIFY_INTERRUPT: 0x20,
	FLUSH: 0x24,
	REFERENCE: 0x50,
	YIELD: 0x80,
	/** First method that belongs to an engine. */
	FIRST_ENGINE_METHOD: 0x100,
} as const;

export const BIND_WORD = word({CLASS: bits(15, 0, 'Object class.'), ENGINE: bits(20, 16, 'ENGINE.')});

export const SEMAPHORE_TRIGGER_WORD = word({
	OPERATION: bits(3, 0, 'SEMAPHORE.'),
	YIELD: bit(12, 'Give the PBDMA away while waiting.'),
	NO_IDLE_WAIT: bit(20, 'Release at once; clear: when the engine has finished the work of the channel.'),
	SHORT: bit(24, 'Release writes four bytes; else payload, zero and time.'),
});
export const SEMAPHORE = {ACQUIRE_EQUAL: 1, RELEASE: 2, ACQUIRE_GREATER_OR_EQUAL: 4, ACQUIRE_MASK: 8} as const;

/** Class 0x9039. */
export const M2MF = {
	NOP: 0x100,
	DESTINATION_HIGH: 0x238,
	DESTINATION_LOW: 0x23c,
	EXEC: 0x300,
	/** Inline data of a push. */
	DATA: 0x304,
	SOURCE_HIGH: 0x30c,
	SOURCE_LOW: 0x310,
	SOURCE_PITCH: 0x314,
	DESTINATION_PITCH: 0x318,
	LINE_LENGTH: 0x31c,
	LINE_COUNT: 0x320,
	QUERY_HIGH: 0x32c,
	QUERY_LOW: 0x330,
	QUERY_SEQUENCE: 0x334,
} as const;
export const M2MF_EXEC = word({
	PUSH: bit(0, 'Source is the inline data.'),
	SOURCE_LINEAR: bit(4, 'Pitch linear source.'),
	DESTINATION_LINEAR: bit(8, 'Pitch linear destination.'),
	QUERY: bits(13, 12, '0 none, 2 write the query.'),
	NOTIFY: bits(17, 16, 'Buffer notify interrupt.'),
	SHORT_QUERY: bit(20, 'Query writes four bytes.'),
});
/** Gdev copies rows of this many bytes, at most this many in one EXEC. */
export const M2MF_ROW_BYTES = 4096;
export const M2MF_ROWS_MAX = 2047;
/** An EXEC that would move more is refused as bad data: the model does the work for real, at once. */
export const M2MF_BYTES_MAX = 2 ** 30;

/** Classes 0x90b5 and 0x90b8. */
export const PCOPY_METHOD = {
	NOP: 0x100,
	PM_TRIGGER: 0x140,
	SOURCE_TILING: 0x200,
	SOURCE_TILING_END: 0x218,
	DESTINATION_TILING: 0x220,
	DESTINATION_TILING_END: 0x238,
	EXEC: 0x300,
	CACHE_FLUSH: 0x304,
	SOURCE_HIGH: 0x30c,
	SOURCE_LOW: 0x310,
	DESTINATION_HIGH: 0x314,
	DESTINATION_LOW: 0x318,
	SOURCE_PITCH: 0x31c,
	DESTINATION_PITCH: 0x320,
	X_COUNT: 0x324,
	Y_COUNT: 0x328,
	FORMAT: 0x32c,
	CONSTANT_0: 0x330,
	CONSTANT_1: 0x334,
	QUERY_HIGH: 0x338,
	QUERY_LOW: 0x33c,
	QUERY_COUNTER: 0x340,
} as const;
export const PCOPY_EXEC = word({
	FORMAT: bit(0, 'Swizzle; not modelled.'),
	SOURCE_LINEAR: bit(4, 'Pitch linear source.'),
	DESTINATION_LINEAR: bit(8, 'Pitch linear destination.'),
	QUERY: bit(12, 'Write the query.'),
	SHORT_QUERY: bit(13, 'Query writes four bytes.'),
});
/** PCOPY addresses are multiples of this. */
export const PCOPY_ALIGNMENT = 16;
export const PCOPY_X_MAX = 0xffff;
export const PCOPY_Y_MAX = 0x1fff;
export const PCOPY_PITCH_MAX = 0x7ffff;

/** Class 0x90c0. */
export const COMPUTE = {
	NOP: 0x100,
	NOTIFY_HIGH: 0x104,
	NOTIFY_LOW: 0x108,
	/** 0 write, 1 write and interrupt; armed for the next NOP. */
	NOTIFY: 0x10c,
	SERIALIZE: 0x110,
	LOCAL_POSITIVE: 0x204,
	SHARED_BASE: 0x214,
	MEMORY_BARRIER: 0x21c,
	/** gridY << 16 | gridX. */
	GRID_XY: 0x238,
	GRID_Z: 0x23c,
	SHARED_BYTES: 0x24c,
	BLOCK_THREADS: 0x250,
	BARRIERS: 0x254,
	BEGIN: 0x29c,
	UNKNOWN_2A0: 0x2a0,
	REGISTERS: 0x2c0,
	GLOBAL_WINDOW_CONTROL: 0x2c4,
	GLOBAL_WINDOW_ENTRY: 0x2c8,
	CACHE_SPLIT: 0x308,
	UNKNOWN_360: 0x360,
	LAUNCH: 0x368,
	UNKNOWN_36C: 0x36c,
	/** blockY << 16 | blockX. */
	BLOCK_XY: 0x3ac,
	BLOCK_Z: 0x3b0,
	START_PC: 0x3b4,
	MP_LIMIT: 0x758,
	LOCAL_BASE: 0x77c,
	GRID_ID: 0x780,
	LOCAL_HIGH: 0x790,
	LOCAL_LOW: 0x794,
	LOCAL_SIZE_HIGH: 0x798,
	LOCAL_SIZE_LOW: 0x79c,
	LOCAL_WARP_BYTES: 0x7a0,
	END: 0xa04,
	BEGIN_LAUNCH: 0xa08,
	CALL_LIMIT: 0xd64,
	CODE_HIGH: 0x1608,
	CODE_LOW: 0x160c,
	/** segment << 8 | valid. */
	CONSTANT_BIND: 0x1694,
	FLUSH: 0x1698,
	QUERY_HIGH: 0x1b00,
	QUERY_LOW: 0x1b04,
	QUERY_SEQUENCE: 0x1b08,
	QUERY_GET: 0x1b0c,
	CONSTANT_BYTES: 0x2380,
	CONSTANT_HIGH: 0x2384,
	CONSTANT_LOW: 0x2388,
	CONSTANT_OFFSET: 0x238c,
	/** Writes a word at CONSTANT_OFFSET of the segment last set up, then steps the offset. */
	CONSTANT_DATA: 0x2390,
} as const;
export const QUERY_GET_WORD = word({
	MODE: bits(1, 0, '0 write, 3 write with interrupt.'),
	INTERRUPT: bit(20, 'Raise QUERY.'),
	SHORT: bit(28, 'Write four bytes; else sequence, zero and time.'),
});
/** What Gdev writes to LAUNCH. */
export const LAUNCH_VALUE = 0x1000;
/** Constant segments of compute, and the limits of a launch: more is refused as bad data. */
export const CONSTANT_SEGMENTS = 16;
export const LAUNCH_LIMITS = {BLOCK_THREADS: 1024, GRID_DIMENSION: 0xffff} as const;
export const CONSTANT_BIND_WORD = word({VALID: bit(0, 'Bound.'), SEGMENT: bits(12, 8, 'Number.')});
export const PAIR_WORD = word({X: bits(15, 0, 'First dimension.'), Y: bits(31, 16, 'Second dimension.')});
/** Methods of an object go up to here, exclusive. */
export const METHOD_SPACE_BYTES = 0x4000;

/** What Gdev writes to FLUSH, by what must be flushed before a launch. */
export const COMPUTE_FLUSH = {CODE: 0x0001, CONSTANTS: 0x1000, GLOBAL: 0x0110} as const;
/** The two words that Gdev sends to MEMORY_BARRIER. */
export const MEMORY_BARRIER_WORDS = [0x0004, 0x1111] as const;
export const GLOBAL_WINDOW_WORD = word({
	TARGET: bits(15, 0, 'Window, 16 MiB units.'),
	SOURCE: bits(27, 16, 'The same number again.'),
	ACCESS: bits(31, 28, 'Gdev writes 0xc.'),
});
/** Gdev maps this many windows one to one. */
export const GLOBAL_WINDOWS = 255;
/** Further values of Gdev's set-up of the compute object. */
export const COMPUTE_INITIAL = {CALL_LIMIT: 0xf, UNKNOWN_2A0: 0x8000, GLOBAL_WINDOW_ACCESS: 0xc} as const;
/** Constant segment 1 before a launch: zero words at 0, then one word. */
export const CONSTANT_SEGMENT_1 = {ZERO_WORDS: 0x20, OFFSET: 0x100, WORD: 0x00ff_fc40} as const;
