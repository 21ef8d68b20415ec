/** What a line may say about domains: add, remove, pause, start anew, and each of their settings. */
import {exactPermille, exactSize} from '../../base/exact.ts';
import {describeMode, type Mode, type Reservation, type WorkloadConfiguration} from '../../machine/configuration.ts';
import {domainTunables} from '../../machine/domain-tunables.ts';
import {GUEST_VRAM_MAXIMUM, RAM_MAXIMUM, RAM_MINIMUM} from '../../machine/scenario-schema.ts';
import {cap, memorySize, wholeNumber} from '../../machine/scenario-values.ts';
import {CHANNELS} from '../../manual/pfifo.ts';
import {domainsOf, give, type LineCommand, type LineContext, lineCommand, type Options, type Word} from './line-command.ts';
import {domainWord, hintOf, modeWord, newNameWord, optional, readTunable} from './words.ts';
import {parameterOptions, reservationWord, workloadParameters, workloadsWord, writeReservation, writeWorkloads} from './workload-words.ts';

type Tunable = keyof typeof domainTunables;

function settingWord(name: string, tunable: Tunable, now: 'weight' | 'vramBytes' | 'capPermille'): Word<number> {
	const spec = domainTunables[tunable];
	return {
		name,
		doc: hintOf(spec).replace(/\..*/, ''),
		read: text => readTunable(name, spec, text),
		hint: (context, [domain]) => hintOf(spec, domainsOf(context).find(one => one.name === domain)?.[now]),
	};
}

const weightWord = settingWord('weight', 'weight', 'weight');
const vramWord: Word<number> = {
	...settingWord('vram', 'vramBytes', 'vramBytes'),
	read: text => memorySize(domainTunables.vramBytes.minimum, GUEST_VRAM_MAXIMUM)(text),
};
const capWord: Word<number> = {
	...settingWord('cap', 'capPermille', 'capPermille'),
	doc: 'a share from 0.1% to 100%, or none',
	read: text => cap(/^\d+(\.\d)?$/.test(text) ? `${text}%` : text),
	candidates: () => [{text: 'none', doc: 'As much as the policy gives.'}],
};
const ramWord: Word<number> = {
	name: 'ram',
	doc: 'a size, 16M to 2G',
	read: text => memorySize(RAM_MINIMUM, RAM_MAXIMUM)(text),
	hint: () => 'Guest memory, 16M to 2G, default 64M.',
};
const channelsWord: Word<number> = {
	name: 'channels',
	doc: `a whole number, 1 to ${CHANNELS}`,
	read: text => wholeNumber(1, CHANNELS)(/^\d+$/.test(text) ? Number(text) : text),
	hint: () => `Channels of the card for it, 1 to ${CHANNELS}; as many as its workloads need if left out.`,
};

const addOptions: Options = {
	name: newNameWord,
	workload: workloadsWord,
	vram: vramWord,
	mode: modeWord,
	weight: weightWord,
	cap: capWord,
	reservation: reservationWord,
	ram: ramWord,
	channels: channelsWord,
};

type Added = {
	readonly name?: string;
	readonly workload?: readonly WorkloadConfiguration[];
	readonly vram?: number;
	readonly mode?: Mode;
	readonly weight?: number;
	readonly cap?: number;
	readonly reservation?: Reservation;
	readonly ram?: number;
	readonly channels?: number;
};

/** Workloads with the options behind them, which belong to the last. */
function withOptions(
	workloads: readonly WorkloadConfiguration[],
	options: Readonly<Record<string, unknown>>,
): readonly WorkloadConfiguration[] {
	const given = options as Readonly<Record<string, number>>;
	return workloads.map((workload, index) =>
		index < workloads.length - 1 ? workload : {...workload, parameters: {...workload.parameters, ...given}},
	);
}

function optionsOfWorkload(context: LineContext, [, workload = '']: readonly string[]): Options {
	const kind = workload.split(',').at(-1)?.split(':')[0] ?? '';
	return parameterOptions(workloadParameters(kind, context));
}

/** Makes the lines; what they offer is asked of the context, what they write of the offers. */
export const domainLines: readonly LineCommand[] = [
	lineCommand({
		name: 'add',
		aliases: [],
		doc: 'Adds a domain; what is left out gets the defaults.',
		words: [],
		options: () => addOptions,
		make: (_, options) => {
			const {name, workload, vram, mode, weight, cap: capPermille, reservation, ram, channels} = options as Added;
			return give({
				kind: 'add-domain',
				...(name === undefined ? {} : {name}),
				...(mode === undefined ? {} : {mode}),
				...(vram === undefined ? {} : {vramBytes: vram}),
				...(ram === undefined ? {} : {ramBytes: ram}),
				...(channels === undefined ? {} : {channels}),
				...(workload === undefined ? {} : {workloads: workload}),
				...(weight === undefined ? {} : {weight}),
				...(capPermille === undefined ? {} : {capPermille}),
				...(reservation === undefined ? {} : {reservation}),
			});
		},
		describes: {
			kind: 'add-domain',
			words: ({name, mode, vramBytes, ramBytes, channels, workloads, weight, capPermille, reservation}, offers) => [
				...(name === undefined ? [] : [`name=${name}`]),
				...(workloads === undefined ? [] : [`workload=${writeWorkloads(workloads, offers)}`]),
				...(vramBytes === undefined ? [] : [`vram=${exactSize(vramBytes)}`]),
				...(mode === undefined ? [] : [`mode=${describeMode(mode)}`]),
				...(weight === undefined ? [] : [`weight=${weight}`]),
				...(capPermille === undefined ? [] : [`cap=${writeCap(capPermille)}`]),
				...(reservation === undefined ? [] : [`reservation=${writeReservation(reservation)}`]),
				...(ramBytes === undefined ? [] : [`ram=${exactSize(ramBytes)}`]),
				...(channels === undefined || channels === 0 ? [] : [`channels=${channels}`]),
			],
		},
		example: 'add name=late workload=loop vram=256M mode=full+remap weight=512',
	}),
	lineCommand({
		name: 'remove',
		aliases: ['remove-domain'],
		doc: 'Removes a domain; its work is lost, undo brings back only its configuration.',
		words: [domainWord],
		make: ([domain]) => give({kind: 'remove-domain', domain}),
		describes: {kind: 'remove-domain', words: ({domain}) => [domain]},
		example: 'remove web',
	}),
	holding('pause', 'Holds a domain; without a name, the engine.'),
	holding('resume', 'Lets a domain go on; without a name, the engine.'),
	lineCommand({
		name: 'reboot',
		aliases: ['reboot-domain'],
		doc: 'Loads the driver of a domain and starts its work anew, with another mode, size or other work if given.',
		words: [domainWord],
		options: () => ({mode: modeWord, vram: vramWord, workload: workloadsWord}),
		make: ([domain], options) => {
			const {mode, vram, workload} = options as Added;
			return give({
				kind: 'reboot-domain',
				domain,
				...(mode === undefined ? {} : {mode}),
				...(vram === undefined ? {} : {vramBytes: vram}),
				...(workload === undefined ? {} : {workloads: workload}),
			});
		},
		describes: {
			kind: 'reboot-domain',
			words: ({domain, mode, vramBytes, workloads}, offers) => [
				domain,
				...(mode === undefined ? [] : [`mode=${describeMode(mode)}`]),
				...(vramBytes === undefined ? [] : [`vram=${exactSize(vramBytes)}`]),
				...(workloads === undefined ? [] : [`workload=${writeWorkloads(workloads, offers)}`]),
			],
		},
		example: 'reboot web',
	}),
	lineCommand({
		name: 'mode',
		aliases: ['set-mode'],
		doc: 'Gives a domain another mode; another kind of mode starts it anew.',
		words: [domainWord, modeWord],
		make: ([domain, mode]) => give({kind: 'set-mode', domain, mode}),
		describes: {kind: 'set-mode', words: ({domain, mode}) => [domain, describeMode(mode)]},
		example: 'mode web para+multicall',
	}),
	lineCommand({
		name: 'weight',
		aliases: ['set-weight'],
		doc: 'Sets the weight of a domain, its part of the GPU against the others’.',
		words: [domainWord, weightWord],
		make: ([domain, weight]) => give({kind: 'set-weight', domain, weight}),
		describes: {kind: 'set-weight', words: ({domain, weight}) => [domain, String(weight)]},
		example: 'weight web 512',
	}),
	lineCommand({
		name: 'cap',
		aliases: ['set-cap'],
		doc: 'Sets the largest share of the time that a domain may hold the GPU.',
		words: [domainWord, capWord],
		make: ([domain, capPermille]) => give({kind: 'set-cap', domain, capPermille}),
		describes: {kind: 'set-cap', words: ({domain, capPermille}) => [domain, writeCap(capPermille)]},
		example: 'cap web 30%',
	}),
	lineCommand({
		name: 'reservation',
		aliases: ['set-reservation'],
		doc: 'Reserves GPU time for a domain in each period, under policies that reserve.',
		words: [domainWord, reservationWord],
		make: ([domain, reservation]) => give({kind: 'set-reservation', domain, ...(reservation === undefined ? {} : {reservation})}),
		describes: {kind: 'set-reservation', words: ({domain, reservation}) => [domain, writeReservation(reservation)]},
		example: 'reservation web 20ms/5ms',
	}),
	lineCommand({
		name: 'vram',
		aliases: ['set-vram'],
		doc: 'Gives a domain a partition of another size; it starts anew.',
		words: [domainWord, vramWord],
		make: ([domain, vramBytes]) => give({kind: 'set-vram', domain, vramBytes}),
		describes: {kind: 'set-vram', words: ({domain, vramBytes}) => [domain, exactSize(vramBytes)]},
		example: 'vram web 512M',
	}),
	lineCommand({
		name: 'workload',
		aliases: ['workloads', 'set-workloads'],
		doc: 'Gives a domain other work; it starts anew. Options are parameters of the workload.',
		words: [domainWord, workloadsWord],
		options: optionsOfWorkload,
		make: ([domain, workloads], options) => give({kind: 'set-workloads', domain, workloads: withOptions(workloads, options)}),
		describes: {kind: 'set-workloads', words: ({domain, workloads}, offers) => [domain, writeWorkloads(workloads, offers)]},
		example: 'workload web loop iterations=1000',
	}),
];

function holding(name: 'pause' | 'resume', doc: string): LineCommand {
	const kind = `${name}-domain` as const;
	return lineCommand({
		name,
		aliases: [kind],
		doc,
		words: [optional(domainWord)],
		make: ([domain]) => give(domain === undefined ? {kind: name} : {kind, domain}),
		describes: {kind: [name, kind], words: command => ('domain' in command ? [command.domain] : [])},
		example: `${name} web`,
	});
}

function writeCap(permille: number): string {
	return permille === 0 ? 'none' : exactPermille(permille);
}
