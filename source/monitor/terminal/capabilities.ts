/** What the terminal can do, by what its environment says and by what the user wants. */
import type {Settings} from '../settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export type Capabilities = {
	readonly hasMouse: boolean;
	/** It can draw nothing but ASCII, or shall not. */
	readonly isAscii: boolean;
	/** It answers questions, or at least swallows them. */
	readonly canBeAsked: boolean;
};

/** Terminals without a mouse of the kind that programs can ask for, and without an ear for questions. */
const PLAIN = /^(dumb|linux|vt\d+|ansi|cons\d+)/;

export function capabilitiesOf(environment: Environment, {mouse, ascii}: Pick<Settings, 'mouse' | 'ascii'>): Capabilities {
	const isPlain = PLAIN.test(environment.TERM ?? '');
	return {
		hasMouse: mouse && !isPlain,
		isAscii: ascii ?? (isPlain || isOtherLocale(environment)),
		canBeAsked: !isPlain,
	};
}

/** A locale is named, and it is not UTF-8. Where none is named, the terminal is taken for a modern one. */
function isOtherLocale({LC_ALL, LC_CTYPE, LANG}: Environment): boolean {
	const locale = LC_ALL || LC_CTYPE || LANG || '';
	return locale !== '' && !/utf-?8/i.test(locale);
}
