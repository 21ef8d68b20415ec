/** PCOPY: the two asynchronous copy engines. See: envytools docs/hw/falcon, pcopy; nouveau nvc0_copy. */
import {bit, bits, registerArray} from './register.ts';

const instance = {
	FRAME: bits(27, 0, 'Instance block, 4 KiB frame.'),
	VALID: bit(30, 'There is one.'),
} as const;

export const COPY_ENGINES = 2;

/** Element n belongs to engine n. */
export const PCOPY = {
	INTR: registerArray(0x104008, COPY_ENGINES, 0x1000, 'ro', 'Pending interrupts.', {ERROR: bit(6, 'The microcode met something bad.')}),
	INTR_ACK: registerArray(0x104004, COPY_ENGINES, 0x1000, 'wo', 'Acknowledges the bits written as one.'),
	ERROR_METHOD: registerArray(0x104040, COPY_ENGINES, 0x1000, 'ro', 'Method that failed, with the error code above it.', {
		METHOD: bits(15, 0, 'Method.'),
		CODE: bits(31, 16, '1 unknown method, 3 reserved bits set.'),
	}),
	ERROR_DATA: registerArray(0x104044, COPY_ENGINES, 0x1000, 'ro', 'Its datum.'),
	FIFO_CONTROL: registerArray(0x104048, COPY_ENGINES, 0x1000, 'rw', 'Lets work and context switches in.', {
		WORK: bit(0, 'Takes work.'),
		SWITCH: bit(1, 'Takes context switches.'),
	}),
	CURRENT: registerArray(0x104050, COPY_ENGINES, 0x1000, 'rw', 'Channel on the engine.', instance),
	NEXT: registerArray(0x104054, COPY_ENGINES, 0x1000, 'rw', 'Channel that comes next.', instance),
	CAPABILITIES: registerArray(0x104108, COPY_ENGINES, 0x1000, 'ro', 'Microcode memory sizes.'),
} as const;

export const COPY_ERROR = {UNKNOWN_METHOD: 1, RESERVED_BITS: 3} as const;
/** Bytes of a copy context. */
export const COPY_CONTEXT_BYTES = 0x100;
