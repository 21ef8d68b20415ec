/** The kinds of lines of an MMIO trace. In a file of their own: help names them without loading the manual. */

/** What `--only` selects; a record may be of several kinds. */
export const TRACE_KINDS = {
	exit: 'accesses that trapped',
	direct: 'accesses that the second-level mapping let through',
	bus: 'accesses on a bare bus',
	doorbell: 'writes of GP_PUT by the guest',
	flush: "TLB flushes, the guest's and the card's",
	channel: 'channel table, runlist, kick',
	call: 'para-virtual calls',
	sync: 'shadow syncs, and flushes that were only marked',
	map: 'changes of second-level mappings',
	attach: 'channels that got their shadow',
	fire: 'doorbells rung on the card',
	interrupt: 'interrupts routed and injected',
	host: 'writes to physical registers',
} as const;
export type TraceKind = keyof typeof TRACE_KINDS;
