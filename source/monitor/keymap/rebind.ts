/**
Other keys for commands. Who asks for a key gets it: other commands of the same screens lose it, so no key ever
means two things on one screen at one time; now and in the past it may.
*/
import type {Binding} from './binding.ts';

/** Keys by the name of the command; an empty list takes all away. */
export type Rebinding = Readonly<Record<string, readonly string[]>>;

/** Kept whatever is asked for: the ways out, and to help. */
const KEPT: Rebinding = {quit: ['ctrl+c'], back: ['escape']};

export function rebind(bindings: readonly Binding[], wanted: Rebinding): Binding[] {
	const keysOf = ({command}: Binding) => {
		const kept = KEPT[command] ?? [];
		return Object.hasOwn(wanted, command)
			? [...new Set([...(wanted[command] ?? []).filter(key => !isKeptByOther(command, key)), ...kept])]
			: undefined;
	};
	const asked = bindings.flatMap(binding => {
		const keys = keysOf(binding);
		return keys === undefined ? [] : [{...binding, keys}];
	});
	return bindings.map(binding => {
		const keys = keysOf(binding);
		return {...binding, keys: keys ?? binding.keys.filter(key => isKept(binding, key) || !asked.some(one => takes(one, key, binding)))};
	});
}

function isKeptByOther(command: string, key: string): boolean {
	return Object.entries(KEPT).some(([other, keys]) => other !== command && keys.includes(key));
}

function isKept({command}: Binding, key: string): boolean {
	return KEPT[command]?.includes(key) === true;
}

/** What only holds during a trial comes before the others by itself. */
function takes({keys, screens, when}: Binding, key: string, from: Binding): boolean {
	const isAtOtherTimes =
		when !== from.when && (when === 'trial' || from.when === 'trial' || (when !== undefined && from.when !== undefined));
	return keys.includes(key) && !isAtOtherTimes && screens.some(screen => from.screens.includes(screen));
}

export type Clash = {readonly key: string; readonly commands: readonly [string, string]};

/** Keys that mean two things on one screen. */
export function clashesOf(bindings: readonly Binding[]): Clash[] {
	return bindings.flatMap((first, index) =>
		bindings
			.slice(index + 1)
			.flatMap(second =>
				first.keys.filter(key => takes(second, key, first)).map(key => ({key, commands: [first.command, second.command] as const})),
			),
	);
}
