/** The kinds of lines of an MMIO trace. In a file of their own: help names them without loading the manual. */

/** What `--only` selects; a line may be of several kinds. */
export const TRACE_KINDS = [
	/** Accesses that trapped. */
	'exit',
	/** Accesses that the second-level mapping let through. */
	'direct',
	/** Accesses on a bare bus. */
	'bus',
	/** Writes of GP_PUT by the guest. */
	'doorbell',
	/** TLB flushes, the guest's and the card's. */
	'flush',
	/** Channel table, runlist, kick: the guest's writes and what the card was told. */
	'channel',
	/** Para-virtual calls. */
	'call',
	/** Shadow syncs, and flushes that were only marked. */
	'sync',
	/** Changes of second-level mappings. */
	'map',
	/** Channels that got their shadow. */
	'attach',
	/** Doorbells rung on the card. */
	'fire',
	/** Interrupts routed and injected. */
	'interrupt',
	/** Writes to physical registers. */
	'host',
] as const;
export type TraceKind = (typeof TRACE_KINDS)[number];
