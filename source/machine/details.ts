/**
Details of channels and memory, for the screens that show them: what would be too much for every snapshot, made by
peeking when somebody looks.

Owns: nothing; plain data that can be sent to another thread. Asking for it has no influence on the run.
See: details-of.ts, which makes it.
*/

/** What the device makes of a channel; `stopped` by a fault or a hang. */
export type ChannelActivity = 'idle' | 'busy' | 'waiting' | 'stopped';

export type ChannelDetails = {
	/** Identifier of the domain. */
	readonly domain: number;
	readonly virtualChannel: number;
	readonly physicalChannel: number;
	readonly activity: ChannelActivity;
	/** Newest GP_PUT that the guest wrote; what the device was told yet is `gpPut`. */
	readonly rung: number;
	readonly gpPut: number;
	/** Entries of the ring that the device has taken. */
	readonly gpGet: number;
	/** Place on the device's runlist, from 0; -1 if it is not there. */
	readonly runlistPosition: number;
	/** Guest address of the page directory that the guest wrote; -1 where it has none of its own. */
	readonly guestDirectory: number;
	/** Host address of the directory that the device walks; -1 for none. */
	readonly directory: number;
	/** Times the device stopped it since the domain was made; -1 where nobody counts. */
	readonly faults: number;
};

/** One address space of a domain: the guest's page tables and what the device walks instead. */
export type SpaceDetails = {
	/** Who uses it: `ch 0-3`, `BAR1`, `BAR3`. */
	readonly usedBy: string;
	readonly isPara: boolean;
	/** Guest address of the guest's directory; -1 for a para-virtual one, which is the hypervisor's. */
	readonly guestDirectory: number;
	readonly directory: number;
	readonly users: number;
	/** Lazy shadowing: a flush was marked, the rescan is still to come. */
	readonly isStale: boolean;
	readonly smallTables: number;
	readonly largeTables: number;
	/** Entries of those tables, and how many of them map something. */
	readonly entries: number;
	readonly present: number;
	/** Guest entries written and not yet looked at. */
	readonly pending: number;
	/** Virtual time of the last sync; -1 before the first. */
	readonly syncedAtNs: number;
	/** Modelled time of the last sync, entries it read, entries that changed. */
	readonly syncPriceNs: number;
	readonly syncScanned: number;
	readonly syncChanged: number;
};

export type MemoryDetails = {
	readonly domain: number;
	/** Host address and length of the partition; the whole card for a domain that has it alone. */
	readonly partitionStart: number;
	readonly partitionBytes: number;
	/** Bytes of the partition that the tables the device walks map; -1 where nobody counts. */
	readonly mappedBytes: number;
	/** Shadow or para-virtual page tables in the hypervisor's VRAM, and the most it may have. */
	readonly shadowBytes: number;
	readonly quotaBytes: number;
	/** BAR3 pages that reach the device without an exit, of all; runs of mappings changed since the domain was made. */
	readonly directPages: number;
	readonly bar3Pages: number;
	readonly mapRuns: number;
	readonly spaces: readonly SpaceDetails[];
};

export type Details = {
	/** Virtual time. */
	readonly atNs: number;
	/** By domain in order of slots, then by channel. */
	readonly channels: readonly ChannelDetails[];
	readonly memory: readonly MemoryDetails[];
	/** Bytes of VRAM behind each number of `touched`. */
	readonly unitBytes: number;
	/** Bytes of each unit of VRAM, from address 0 up, in chunks of 64 KiB that were ever written. */
	readonly touched: readonly number[];
	/** Hypervisor's part of VRAM that holds no shadow structure. */
	readonly shadowFreeBytes: number;
};
