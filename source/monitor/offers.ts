/** What the operator can choose from; handed in by whoever opens the monitor, shown as it is. */
import type {TunableList} from '../base/tunable.ts';
import type {Mode} from '../machine/configuration.ts';

export type WorkloadOffer = {
	/** Name in the catalogue of workloads. */
	readonly kind: string;
	/** One sentence. */
	readonly doc: string;
	readonly parameters: TunableList;
};

export type PolicyOffer = {
	readonly name: string;
	/** One sentence. */
	readonly doc: string;
	readonly tunables: TunableList;
};

export type Offers = {
	readonly workloads: readonly WorkloadOffer[];
	readonly policies: readonly PolicyOffer[];
};

export type ModeOffer = {readonly mode: Mode; readonly title: string; readonly doc: string};

/** The ways a domain can meet the GPU, by the names of the GPUvm paper. */
export const modeOffers: readonly ModeOffer[] = [
	{
		mode: {kind: 'full', barRemap: true, lazyShadowing: true},
		title: 'full, optimized',
		doc: 'BAR3 mapped into the guest; rescans wait for the next submission.',
	},
	{
		mode: {kind: 'full', barRemap: false, lazyShadowing: false},
		title: 'full, naive',
		doc: 'Every BAR access traps; each TLB flush rescans.',
	},
	{
		mode: {kind: 'full', barRemap: true, lazyShadowing: false},
		title: 'full, BAR remap',
		doc: 'BAR3 mapped into the guest; each TLB flush rescans.',
	},
	{mode: {kind: 'full', barRemap: false, lazyShadowing: true}, title: 'full, lazy shadowing', doc: 'Every BAR access traps; rescans wait.'},
	{mode: {kind: 'para', multicall: true}, title: 'para, multicall', doc: 'Page tables by hypercall, many entries at a time.'},
	{mode: {kind: 'para', multicall: false}, title: 'para, naive', doc: 'Page tables by hypercall, one entry each.'},
	{mode: {kind: 'passthrough'}, title: 'pass-through', doc: 'The domain owns the device; nothing traps. For one domain alone.'},
	{mode: {kind: 'native'}, title: 'native', doc: 'The driver on the bare device: the baseline. For one domain alone.'},
];
