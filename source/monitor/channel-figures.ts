/** The columns of the channel screen. */
import type {ChannelActivity, ChannelDetails} from '../machine/details.ts';
import type {Figure} from './figure-table.ts';
import {fitCount, formatAddress, UNKNOWN} from './format.ts';
import type {Role} from './theme.ts';

/** A channel, and the name of its domain where it is the first one shown of it. */
export type ChannelRow = {readonly channel: ChannelDetails; readonly name: string};

const activityRoles: Readonly<Record<ChannelActivity, Role>> = {idle: 'dim', busy: 'good', waiting: 'warning', stopped: 'bad'};

const count = (value: number, width: number) => fitCount(value < 0 ? undefined : value, width);

const declared: ReadonlyArray<Omit<Figure<ChannelRow>, 'origin'>> = [
	{
		title: 'NAME',
		unit: '',
		width: 10,
		align: 'left',
		priority: 0,
		doc: 'Domain that the channel belongs to, at its first channel.',
		text: ({name}) => name,
		role: () => 'strong',
	},
	{
		title: 'VCH',
		unit: 'own',
		width: 3,
		align: 'right',
		priority: 0,
		doc: 'Number of the channel as the domain knows it.',
		text: ({channel}) => String(channel.virtualChannel),
		role: () => 'plain',
	},
	{
		title: 'PCH',
		unit: 'card',
		width: 4,
		align: 'right',
		priority: 0,
		doc: 'Number of the shadow channel on the card.',
		text: ({channel}) => String(channel.physicalChannel),
		role: () => 'plain',
	},
	{
		title: 'STATE',
		unit: '',
		width: 7,
		align: 'left',
		priority: 0,
		doc: 'Idle; busy: has work and may run; waiting: for a semaphore; stopped: by a fault or a hang.',
		text: ({channel}) => channel.activity,
		role: ({channel}) => activityRoles[channel.activity],
	},
	{
		title: 'RUNG',
		unit: 'guest',
		width: 5,
		align: 'right',
		priority: 3,
		doc: 'Newest GP_PUT that the guest wrote: its newest doorbell.',
		text: ({channel}) => count(channel.rung, 5),
	},
	{
		title: 'PUT',
		unit: 'card',
		width: 5,
		align: 'right',
		priority: 2,
		doc: 'GP_PUT as the card has been told; the doorbells between this and RUNG still wait for the GPU scheduler.',
		text: ({channel}) => count(channel.gpPut, 5),
	},
	{
		title: 'GET',
		unit: 'card',
		width: 5,
		align: 'right',
		priority: 2,
		doc: 'GP_GET: entries of the ring that the card has taken.',
		text: ({channel}) => count(channel.gpGet, 5),
	},
	{
		title: 'RL',
		unit: 'pos',
		width: 3,
		align: 'right',
		priority: 4,
		doc: 'Place on the runlist of the card; a dash where the channel is not on it.',
		text: ({channel}) => count(channel.runlistPosition, 3),
		role: () => 'plain',
	},
	{
		title: 'GUEST PD',
		unit: 'guest addr',
		width: 11,
		align: 'right',
		priority: 6,
		doc: 'Guest address of the page directory that the guest wrote; a dash where page tables come by hypercall.',
		text: ({channel}) => formatAddress(channel.guestDirectory),
	},
	{
		title: 'DEVICE PD',
		unit: 'host addr',
		width: 11,
		align: 'right',
		priority: 5,
		doc: 'Host address of the page directory that the card walks: the shadow, or the hypervisor’s own.',
		text: ({channel}) => formatAddress(channel.directory),
	},
	{
		title: 'FAULTS',
		unit: 'total',
		width: 6,
		align: 'right',
		priority: 4,
		doc: 'Times the card stopped the channel since the domain was made.',
		text: ({channel}) => (channel.faults < 0 ? UNKNOWN : fitCount(channel.faults, 6)),
		role: ({channel}) => (channel.faults > 0 ? 'bad' : undefined),
	},
];

export const channelFigures: ReadonlyArray<Figure<ChannelRow>> = declared.map(figure => ({
	...figure,
	origin: {kind: 'told', from: 'Read from the engine for this screen, a moment ago; it is not among the samples.'},
}));
