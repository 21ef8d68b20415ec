/**
What a guest offers to the machine around it: memory for DMA, an interrupt pin. In-process guests and,
later, real virtual machines stand behind the same port.
*/
export type GuestPort = {
	/** Guest physical memory from address 0, as little-endian words; committed as it is touched. */
	readonly ram: Uint32Array;
	/** The device wrote `bytes` at this guest physical address (within one page). Wakes who polls it. */
	dmaWritten(guestPhysical: number, bytes: number): void;
	/** Level of the interrupt pin. */
	interrupt(isRaised: boolean): void;
};
