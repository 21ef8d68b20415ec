/** PTIMER: nanoseconds since power-on, 64 bits in two registers. See: envytools docs/hw/bus/ptimer. */
import {register} from './register.ts';

export const PTIMER = {
	INTR: register(0x009100, 'w1c', 'Alarm interrupt.'),
	INTR_EN: register(0x009140, 'rw', 'Its enable.'),
	NUMERATOR: register(0x009200, 'rw', 'Clock ratio, upper part.'),
	DENOMINATOR: register(0x009210, 'rw', 'Clock ratio, lower part.'),
	CLOCK_MULTIPLIER: register(0x009220, 'rw', 'Clock multiplier.'),
	TIME_LOW: register(0x009400, 'ro', 'Nanoseconds, bits 0-31.'),
	TIME_HIGH: register(0x009410, 'ro', 'Nanoseconds, bits 32 and up.'),
} as const;
