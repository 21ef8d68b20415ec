/**
Styles by small numbers: attributes and colours of a cell, and the shortest SGR sequence from one to another.

Number 0 is the terminal's own style. A colour is kept as the SGR parameters that set it (`31`, `38;5;214`).
See: ECMA-48 8.3.117 (SGR), ISO 8613-6 for colours 38 and 48.
*/

export type Style = {
	readonly bold: boolean;
	readonly dim: boolean;
	readonly italic: boolean;
	readonly underline: boolean;
	readonly inverse: boolean;
	readonly strike: boolean;
	/** SGR parameters, empty for the terminal's own colour. */
	readonly foreground: string;
	readonly background: string;
};

export const PLAIN: Style = {
	bold: false,
	dim: false,
	italic: false,
	underline: false,
	inverse: false,
	strike: false,
	foreground: '',
	background: '',
};

type Attribute = Exclude<keyof Style, 'foreground' | 'background'>;

const attributes: ReadonlyArray<{readonly name: Attribute; readonly on: number; readonly off: number}> = [
	{name: 'bold', on: 1, off: 22},
	{name: 'dim', on: 2, off: 22},
	{name: 'italic', on: 3, off: 23},
	{name: 'underline', on: 4, off: 24},
	{name: 'inverse', on: 7, off: 27},
	{name: 'strike', on: 9, off: 29},
];

/** SGR parameters that set a style from the terminal's own. */
export function parametersOf(style: Style): string[] {
	const parameters = attributes.filter(({name}) => style[name]).map(({on}) => String(on));
	return [...parameters, style.foreground, style.background].filter(text => text !== '');
}

/** The style after an SGR sequence with these parameters. Unknown parameters change nothing. */
export function applySgr(before: Style, parameters: string): Style {
	const list = parameters === '' ? ['0'] : parameters.split(';');
	const style: {-readonly [Key in keyof Style]: Style[Key]} = {...before};
	for (let index = 0; index < list.length; index++) {
		const number = Number(list[index]);
		if (number === 0) {
			Object.assign(style, PLAIN);
		} else if (number === 38 || number === 48) {
			const length = list[index + 1] === '5' ? 3 : 5;
			style[number === 38 ? 'foreground' : 'background'] = list.slice(index, index + length).join(';');
			index += length - 1;
		} else if (number === 39 || (number >= 30 && number <= 37) || (number >= 90 && number <= 97)) {
			style.foreground = number === 39 ? '' : String(number);
		} else if (number === 49 || (number >= 40 && number <= 47) || (number >= 100 && number <= 107)) {
			style.background = number === 49 ? '' : String(number);
		} else {
			for (const {name, on, off} of attributes) {
				style[name] = number === on || (style[name] && number !== off);
			}
		}
	}
	return style;
}

function shortestParameters(from: Style, to: Style): string {
	const changes: string[] = [];
	const lost = attributes.filter(({name}) => from[name] && !to[name]);
	const offs = new Set(lost.map(({off}) => off));
	changes.push(...[...offs].map(String));
	for (const {name, on, off} of attributes) {
		if (to[name] && (!from[name] || offs.has(off))) {
			changes.push(String(on));
		}
	}
	if (from.foreground !== to.foreground) {
		changes.push(to.foreground === '' ? '39' : to.foreground);
	}
	if (from.background !== to.background) {
		changes.push(to.background === '' ? '49' : to.background);
	}
	const change = changes.join(';');
	const afresh = parametersOf(to).length === 0 ? '' : ['0', ...parametersOf(to)].join(';');
	return afresh.length < change.length ? afresh : change;
}

export class StyleTable {
	readonly #styles: Style[] = [PLAIN];
	readonly #numbers = new Map<string, number>([[this.#key(PLAIN), 0]]);
	readonly #transitions = new Map<number, string>();

	numberOf(style: Style): number {
		const key = this.#key(style);
		let number = this.#numbers.get(key);
		if (number === undefined) {
			number = this.#styles.length;
			this.#styles.push(style);
			this.#numbers.set(key, number);
		}
		return number;
	}

	styleOf(number: number): Style {
		return this.#styles[number] ?? PLAIN;
	}

	/** The sequence that turns the terminal from one style to the other; `from` -1 is an unknown style. */
	transition(from: number, to: number): string {
		if (from === to) {
			return '';
		}
		const key = (from + 1) * 2 ** 16 + to;
		let sequence = this.#transitions.get(key);
		if (sequence === undefined) {
			const target = this.styleOf(to);
			const parameters = from < 0 ? ['0', ...parametersOf(target)].join(';') : shortestParameters(this.styleOf(from), target);
			sequence = `\u{1b}[${parameters}m`;
			this.#transitions.set(key, sequence);
		}
		return sequence;
	}

	#key(style: Style): string {
		return parametersOf(style).join(';');
	}
}
