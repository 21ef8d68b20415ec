/**
Every key, declared once: key bar, help, dispatch, documents and the configuration read this table.

Dialogs and prompts take all keys for themselves; what they understand is in dialogs/ and prompt-keys.ts.
*/
import {keyTitle} from '../keys.ts';
import type {ScreenName} from '../ui-state.ts';
import type {Binding} from './binding.ts';
import {domainKeys} from './domain-keys.ts';
import {engineKeys} from './engine-keys.ts';
import {ledgerKeys} from './ledger-keys.ts';
import {pastKeys} from './past-keys.ts';
import {screenKeys} from './screen-keys.ts';
import {tableKeys} from './table-keys.ts';
import {terminalKeys} from './terminal-keys.ts';
import {tuneKeys} from './tune-keys.ts';
import {viewKeys} from './view-keys.ts';
import {writeKeys} from './write-keys.ts';

/** All bindings, with the keys they have unless the configuration says otherwise. */
export const bindings: readonly Binding[] = [
	...tuneKeys,
	...domainKeys,
	...engineKeys,
	...pastKeys,
	...ledgerKeys,
	...tableKeys,
	...viewKeys,
	...screenKeys,
	...writeKeys,
	...terminalKeys,
];

/** What else keys depend on: whether the past is shown, and whether a trial goes on. */
export type Times = {readonly isPast: boolean; readonly isTrial: boolean};

const PLAIN: Times = {isPast: false, isTrial: false};

export class Keymap {
	readonly bindings: readonly Binding[];

	constructor(all: readonly Binding[] = bindings) {
		this.bindings = all;
	}

	/** What a key does on a screen at such a time; what ends a trial goes before all else while there is one. */
	bindingOf(key: string, screen: ScreenName, times: Times = PLAIN): Binding | undefined {
		const found = this.bindings.filter(binding => binding.keys.includes(key) && isOffered(binding, screen, times));
		return found.find(({when}) => when === 'trial') ?? found[0];
	}

	/** The binding of a command by its name. */
	named(command: string): Binding | undefined {
		return this.bindings.find(binding => binding.command === command);
	}

	/** The first key of a command as it is printed; empty if no key reaches it. */
	keyOf(command: string): string {
		const key = this.named(command)?.keys[0];
		return key === undefined ? '' : keyTitle(key);
	}
}

/** The binding works on that screen at such a time. */
export function isOffered({screens, when}: Binding, screen: ScreenName, {isPast, isTrial}: Times = PLAIN): boolean {
	return screens.includes(screen) && (when === undefined || (when === 'trial' ? isTrial : (when === 'past') === isPast));
}
