/** What a line may say about the screen itself: order, filter, search. Screens are opened by their names. */
import {columns} from '../columns.ts';
import {parseFilter} from '../filter.ts';
import {select, sort} from '../verbs/table-verbs.ts';
import {type LineAct, type LineCommand, lineCommand, type Word} from './line-command.ts';
import {choiceWord, domainWord, textWord} from './words.ts';

const columnNames = choiceWord('column', 'the name of a column', () => columns.map(({name, doc}) => ({text: name, doc})));

/** A column; a minus before it turns the order round. */
const columnWord: Word<{readonly column: string; readonly isReversed: boolean}> = {
	...columnNames,
	read: (text, context, before) => {
		const isReversed = text.startsWith('-');
		const reading = columnNames.read(isReversed ? text.slice(1) : text, context, before);
		return reading.ok ? {ok: true, value: {column: reading.value, isReversed}} : reading;
	},
};

export const screenLines: readonly LineCommand[] = [
	lineCommand({
		name: 'sort',
		doc: 'Sorts the table by a column; a minus before it turns the order round.',
		words: [columnWord],
		make: ([{column, isReversed}]) => ({
			kind: 'screen',
			run: desk => {
				const found = columns.find(({name}) => name === column);
				if (found !== undefined) {
					sort(desk, found.name, isReversed);
				}
				return undefined;
			},
		}),
		example: 'sort delay',
	}),
	lineCommand({
		name: 'filter',
		doc: 'Shows only domains that match: words, /regex/, mode:para, exits>1000, each turned round by a leading !.',
		words: [textWord('filter', 'words, /regex/, mode:para, exits>1000')],
		make: ([text]) => {
			const filter = parseFilter(text);
			return filter.ok ? showing(text) : {reason: filter.reason};
		},
		example: 'filter exits>1000',
	}),
	lineCommand({
		name: 'unfilter',
		doc: 'Shows all domains again.',
		words: [],
		make: () => showing(''),
		example: 'unfilter',
	}),
	lineCommand({
		name: 'select',
		doc: 'Selects a domain.',
		words: [domainWord],
		make: ([domain]) => ({
			kind: 'screen',
			run: desk => {
				const index = desk.model.order.findIndex(({configuration}) => configuration.name === domain);
				select(desk, index);
				return index < 0 ? `${domain} is not shown; a filter is in force` : undefined;
			},
		}),
		example: 'select web',
	}),
];

function showing(text: string): LineAct {
	return {
		kind: 'screen',
		run: ({store, model}) => {
			store.change(draft => {
				draft.filter = text;
			});
			model.sort();
			return undefined;
		},
	};
}
