/**
Host act: what hypervisor and aggregator did on a domain's behalf. For traces; nobody pays for one that is
not listened to.

Owns: the kinds, and what each says.
See: GPUvm prototype, its instrumenting branches (there: counters only).
*/
export type HostAct =
	/** A shadow space was brought up to date; `directory` is the guest's, as host address. */
	| {
			readonly kind: 'sync';
			readonly space: 'channel' | 'bar';
			readonly directory: number;
			/** Entries that the modelled rescan reads, that really changed, that pointed outside the partition. */
			readonly scanned: number;
			readonly changed: number;
			readonly refused: number;
			readonly priceNs: number;
	  }
	/** Lazy shadowing: the guest flushed, the sync is put off. */
	| {readonly kind: 'mark'; readonly directory: number}
	/** A para-virtual call: its first eight words as the guest gave them, and the answer. */
	| {readonly kind: 'call'; readonly words: readonly number[]; readonly result: number}
	/** Second-level mappings of BAR3 changed; `directPages` afterwards. */
	| {readonly kind: 'map'; readonly runs: number; readonly pages: number; readonly directPages: number; readonly priceNs: number}
	/** A channel got its shadow. Host addresses. */
	| {
			readonly kind: 'attach';
			readonly virtualChannel: number;
			readonly physicalChannel: number;
			readonly instance: number;
			readonly shadow: number;
	  }
	/** A device interrupt was routed to the domain: bits of a virtual register. */
	| {readonly kind: 'route'; readonly offset: number; readonly bits: number}
	/** The virtual pin reached the guest. */
	| {readonly kind: 'inject'}
	/** The physical TLB was flushed; `directory` is the one the device walks. */
	| {readonly kind: 'flush'; readonly directory: number; readonly isBar: boolean}
	/** A doorbell was rung on the card. */
	| {readonly kind: 'fire'; readonly physicalChannel: number; readonly put: number}
	/** Any other write to a physical register. */
	| {readonly kind: 'write'; readonly offset: number; readonly word: number};

export type HostListener = (act: HostAct) => void;
