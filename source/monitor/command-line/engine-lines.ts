/** What a line may say about the engine: policy and parameters, prices, speed, steps, undo. */
import {exactDuration, exactTunable} from '../../base/exact.ts';
import {didYouMean} from '../../base/nearest.ts';
import type {TunableList, TunableSpec} from '../../base/tunable.ts';
import {SECOND} from '../../base/units.ts';
import {deviceItem} from '../../machine/catalogues.ts';
import {costIn, costNames, costTunables} from '../../machine/cost-recipes.ts';
import {declaredName, plainName} from '../../machine/policy-parameter.ts';
import {show} from '../../machine/scenario-values.ts';
import {COSTS, type CostName} from '../../manual/costs.ts';
import {give, type LineCommand, type LineContext, lineCommand, type Word, type WriteContext} from './line-command.ts';
import {choiceWord, durationWord, hintOf, optional, readTunable, speedWord} from './words.ts';
import {parameterOptions} from './workload-words.ts';

const policyWord = choiceWord('policy', 'the name of a policy', ({offers}) => offers.policies.map(({name, doc}) => ({text: name, doc})));

function parametersOf(policy: string | undefined, {offers}: WriteContext): TunableList {
	return offers.policies.find(({name}) => name.toLowerCase() === policy?.toLowerCase())?.tunables ?? {};
}

function inForce({facts, offers}: WriteContext): TunableList {
	return parametersOf(facts?.configuration.policy.name, {facts, offers});
}

/** A parameter of the policy in force, with or without its unit. Its value is the declared name. */
const parameterWord: Word<string> = {
	name: 'parameter',
	doc: 'a parameter of the policy in force',
	read: (text, context) => {
		const list = inForce(context);
		const name = declaredName(text, list);
		const known = Object.keys(list).map(plainName);
		const policy = context.facts?.configuration.policy.name ?? 'the policy in force';
		return name === undefined
			? {
					ok: false,
					reason: `is ${show(text)}${didYouMean(text, known)}; expected ${known.join(', ') || `none: ${policy} has no parameters`}`,
				}
			: {ok: true, value: name};
	},
	candidates: context =>
		Object.entries(inForce(context)).map(([name, spec]) => ({text: plainName(name), doc: hintOf(spec, nowOf(name, context))})),
};

function nowOf(name: string, {facts}: LineContext): number | undefined {
	return facts?.configuration.policy.parameters[name];
}

/** A value whose unit the word before it decides. */
function valueWord(
	specOf: (name: string, context: LineContext) => readonly [spec: TunableSpec, current: number | undefined] | undefined,
): Word<number> {
	const found = (context: LineContext, before: readonly string[]) => specOf(before[0] ?? '', context);
	return {
		name: 'value',
		doc: 'a value in its unit',
		read: (text, context, before) => {
			const [spec] = found(context, before) ?? [];
			return spec === undefined ? {ok: false, reason: `is ${show(text)}; of what is not known`} : readTunable('value', spec, text);
		},
		hint: (context, before) => {
			const [spec, current] = found(context, before) ?? [];
			return spec === undefined ? '' : hintOf(spec, current);
		},
	};
}

const parameterValueWord = valueWord((word, context) => {
	const list = inForce(context);
	const name = declaredName(word, list);
	return name === undefined ? undefined : [list[name] as TunableSpec, nowOf(name, context) ?? list[name]?.default];
});

const deviceWord: Word<string> = {
	name: 'parameter',
	doc: 'a parameter of the device',
	read: text => {
		const name = declaredName(text, deviceItem.parameters);
		const known = Object.keys(deviceItem.parameters).map(plainName);
		return name === undefined
			? {ok: false, reason: `is ${show(text)}${didYouMean(text, known)}; expected ${known.join(', ')}`}
			: {ok: true, value: name};
	},
	candidates: context =>
		Object.entries(deviceItem.parameters).map(([name, spec]) => ({text: plainName(name), doc: hintOf(spec, deviceNow(name, context))})),
};

function deviceNow(name: string, {facts}: LineContext): number | undefined {
	return facts?.configuration.device[name] ?? deviceItem.parameters[name]?.default;
}

const deviceValueWord = valueWord((word, context) => {
	const name = declaredName(word, deviceItem.parameters);
	return name === undefined ? undefined : [deviceItem.parameters[name] as TunableSpec, deviceNow(name, context)];
});

const costWord = choiceWord('cost', 'the name of a price', ({facts}) =>
	costNames.map(text => ({
		text,
		doc: `${facts === undefined ? '' : `${exactTunable(costTunables[text], costIn(facts.configuration, text))}: `}${COSTS[text].doc}`,
	})),
) as Word<CostName>;

const costValueWord = valueWord((name, {facts}) => {
	const cost = costNames.find(one => one === name);
	return cost === undefined ? undefined : [costTunables[cost], facts === undefined ? undefined : costIn(facts.configuration, cost)];
});

/** Longest step; what takes longer is the speed's to do. */
const STEP_MAXIMUM_NS = 10 * SECOND;
const stepWord = durationWord('time', 'how much virtual time to run', 1, STEP_MAXIMUM_NS);
const DEFAULT_STEP_NS = 1_000_000;

export const engineLines: readonly LineCommand[] = [
	lineCommand({
		name: 'policy',
		aliases: ['set-policy'],
		doc: 'Puts a GPU scheduling policy in force; options are its parameters.',
		words: [policyWord],
		options: (context, [policy]) => parameterOptions(parametersOf(policy, context)),
		make: ([policy], options) => give({kind: 'set-policy', policy, parameters: options as Readonly<Record<string, number>>}),
		describes: {
			kind: 'set-policy',
			words: ({policy, parameters = {}}, context) => {
				const list = parametersOf(policy, context);
				return [policy, ...Object.entries(parameters).map(([name, value]) => `${plainName(name)}=${write(list[name], value)}`)];
			},
		},
		example: 'policy band period=10ms',
	}),
	lineCommand({
		name: 'set',
		aliases: ['set-parameter'],
		doc: 'Sets a parameter of the policy in force; `period=5ms` alone does the same.',
		words: [parameterWord, parameterValueWord],
		make: ([parameter, value]) => give({kind: 'set-parameter', parameter, value}),
		describes: {
			kind: 'set-parameter',
			words: ({parameter, value}, context) => [plainName(parameter), write(specAnywhere(parameter, context), value)],
		},
		example: 'set period 5ms',
	}),
	lineCommand({
		name: 'device',
		aliases: ['set-device'],
		doc: 'Sets a parameter of the device: the quantum after which a kernel may be stopped, and what that costs.',
		words: [deviceWord, deviceValueWord],
		make: ([parameter, value]) => give({kind: 'set-device', parameter, value}),
		describes: {
			kind: 'set-device',
			words: ({parameter, value}) => [plainName(parameter), write(deviceItem.parameters[parameter], value)],
		},
		example: 'device preemptionQuantum 2ms',
	}),
	lineCommand({
		name: 'cost',
		aliases: ['set-cost'],
		doc: 'Sets a price of the cost table; what was begun is paid at the old price.',
		words: [costWord, costValueWord],
		make: ([cost, value]) => give({kind: 'set-cost', cost, value}),
		describes: {kind: 'set-cost', words: ({cost, value}) => [cost, exactTunable(costTunables[cost], value)]},
		example: 'cost vmExitNs 2us',
	}),
	lineCommand({
		name: 'speed',
		aliases: ['set-speed'],
		doc: 'Virtual seconds for each second on the wall; no influence on results.',
		words: [speedWord],
		make: ([speed]) => give({kind: 'set-speed', speed}),
		describes: {kind: 'set-speed', words: ({speed}) => [speed === 0 ? 'max' : `${speed}x`]},
		example: 'speed 2x',
	}),
	lineCommand({
		name: 'step',
		doc: 'Runs so much virtual time while the engine is paused; 1ms if left out.',
		words: [optional(stepWord)],
		make: ([durationNs]) => give({kind: 'step', durationNs: durationNs ?? DEFAULT_STEP_NS}),
		describes: {kind: 'step', words: ({durationNs}) => [exactDuration(durationNs)]},
		example: 'step 10ms',
	}),
	bare('undo', 'Takes back the last change.'),
	bare('redo', 'Does again what was taken back.'),
];

function bare(kind: 'undo' | 'redo', doc: string): LineCommand {
	return lineCommand({name: kind, doc, words: [], make: () => give({kind}), describes: {kind, words: () => []}, example: kind});
}

function write(spec: TunableSpec | undefined, value: number): string {
	return spec === undefined ? String(value) : exactTunable(spec, value);
}

/** The declaration of a parameter: the policy in force has it, or has had it. */
function specAnywhere(parameter: string, context: WriteContext): TunableSpec | undefined {
	return (
		inForce(context)[parameter] ?? context.offers.policies.find(({tunables}) => tunables[parameter] !== undefined)?.tunables[parameter]
	);
}
