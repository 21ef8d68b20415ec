/** USERD: the doorbell page of a channel, 4 KiB of VRAM, seen through BAR1 at poll area + channel * 4 KiB. See: envytools docs/hw/fifo. */
export const USERD_BYTES = 0x1000;

/** Byte offsets. */
export const USERD = {
	DMA_PUT: 0x40,
	DMA_GET: 0x44,
	REFERENCE: 0x48,
	DMA_PUT_HIGH: 0x4c,
	MGET_LOW: 0x58,
	MGET_HIGH: 0x5c,
	DMA_GET_HIGH: 0x60,
	/** Entries consumed. */
	GP_GET: 0x88,
	/** Entries produced. Writing it is the doorbell. */
	GP_PUT: 0x8c,
} as const;
