/** Memory partitions: how much VRAM there is. See: nouveau nvc0_vram. */
import {register, registerArray} from './register.ts';

export const PMFB = {
	PARTITION_COUNT_OLD: register(0x121c74, 'ro', 'Memory partitions, as nouveau 3.3 asks.'),
	PARTITION_COUNT: register(0x022438, 'ro', 'Memory partitions, as newer nouveau asks.'),
	PARTITION_DISABLED: register(0x022554, 'ro', 'Mask of partitions that are fused off.'),
	PARTITION_MIB: registerArray(0x11020c, 6, 0x1000, 'ro', 'MiB of memory partition n.'),
} as const;

export const MEMORY_PARTITIONS_MAX = 6;
