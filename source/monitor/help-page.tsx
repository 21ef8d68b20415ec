/** Help, made from the keymap and from the declarations of the columns. */
import {Box, Text} from 'ink';
import {type ReactNode, useEffect, useState} from 'react';
import {waits} from '../machine/waiting.ts';
import {channelFigures} from './channel-figures.ts';
import {allColumns, columns} from './columns.ts';
import {exitFigures} from './exit-figures.ts';
import type {Figure} from './figure-table.ts';
import {loadTable, type TableComponent} from './ink-table.ts';
import {type Binding, groups} from './keymap/binding.ts';
import type {Keymap} from './keymap/keymap.ts';
import {keyTitle} from './keys.ts';
import {everyLedgerFigure} from './ledger/ledger-figures.ts';
import {memoryFigures} from './memory-figures.ts';
import {schedulerFigures} from './scheduler-figures.ts';
import {useMonitor} from './screen-context.ts';
import {useUi} from './store.ts';
import {textWidth} from './terminal/cell-width.ts';
import type {HelpPage as Page} from './ui-state.ts';

export type HelpLine = {readonly key: string; readonly text: string; readonly isHeading: boolean};

/** Words of `text` in lines of at most `width` columns. */
export function wrapWords(text: string, width: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line !== '' && textWidth(line) + 1 + textWidth(word) > width) {
			lines.push(line);
			line = word;
		} else {
			line = line === '' ? word : `${line} ${word}`;
		}
	}
	return [...lines, line];
}

function entry(key: string, doc: string, width: number): HelpLine[] {
	return wrapWords(doc, width).map((text, index) => ({key: index === 0 ? key : '', text, isHeading: false}));
}

const heading = (key: string): HelpLine => ({key, text: '', isHeading: true});

/** What has no key is typed. */
function keysOf({keys, command}: Binding): string {
	return keys.length === 0 ? `:${command}` : keys.map(keyTitle).join(' ');
}

/** All lines of a page, for a text column of `width`. */
export function helpLines(page: Page, {bindings}: Keymap, width: number): HelpLine[] {
	if (page === 'keys') {
		return groups.flatMap(group => {
			const entries = bindings.filter(({group: own}) => own === group);
			const lines = entries.flatMap(binding => entry(keysOf(binding), binding.doc, width));
			return [heading(group), ...lines];
		});
	}
	const intro =
		'Rates and shares are per second of virtual time, over the window that the GPU line names, or over the life of a domain if that is shorter. What is not known is a dash.';
	return [
		heading('Figures'),
		...entry('', intro, width),
		heading('Columns'),
		...columns.flatMap(({title, unit, doc}) => entry(`${title} ${unit}`.trim(), doc, width)),
		heading('Why a domain waits (WAIT)'),
		...waits.slice(1).flatMap(({word, doc}) => entry(word, `${doc[0]?.toUpperCase()}${doc.slice(1)}.`, width)),
		heading('More columns, by F2'),
		...allColumns.slice(columns.length).flatMap(({title, unit, doc}) => entry(`${title} ${unit}`.trim(), doc, width)),
		...figureHelp('Channels', channelFigures, width),
		...figureHelp('Exits', exitFigures, width),
		...figureHelp('Scheduler', schedulerFigures, width),
		...figureHelp('Memory', memoryFigures, width),
		...figureHelp('Ledger', everyLedgerFigure, width),
	];
}

/** The columns of a screen's own table, with what stands below their titles. */
function figureHelp<Row>(screen: string, figures: ReadonlyArray<Figure<Row>>, width: number): HelpLine[] {
	return [heading(screen), ...figures.flatMap(({title, unit, doc}) => entry(`${title} ${unit}`.trim(), doc, width))];
}

const KEY_WIDTH = 19;

export function HelpPage({width, height}: {readonly width: number; readonly height: number}): ReactNode {
	const {store, model, keymap, theme} = useMonitor();
	const page = useUi(store, state => state.helpPage);
	const top = useUi(store, state => state.helpTop);
	const [Table, setTable] = useState<TableComponent | undefined>(undefined);
	useEffect(() => {
		let isGone = false;
		loadTable().then(component => {
			if (!isGone) {
				setTable(() => component);
			}
		});
		return () => {
			isGone = true;
		};
	}, []);
	const textColumn = Math.min(100, width - KEY_WIDTH - 6);
	const lines = helpLines(page, keymap, textColumn);
	const viewport = model.viewports.help;
	viewport.fit(lines.length, height - 2);
	const visible = lines.slice(Math.min(top, viewport.top), viewport.top + viewport.rows);
	const title = (name: Page, text: string) => (page === name ? theme.text('selected', ` ${text} `) : ` ${text} `);
	const position = viewport.isScrollable ? `  ${viewport.top + 1}-${viewport.top + visible.length} of ${lines.length}, ↓ shows more` : '';
	const data = visible.map(({key, text, isHeading}) => ({
		key: isHeading ? theme.text('accent', key) : theme.text('strong', key),
		text,
	}));
	return (
		<Box flexDirection='column' width={width} height={height} flexShrink={0} overflow='hidden'>
			<Text wrap='truncate'>{`${title('keys', 'Keys')}${title('columns', 'Columns')}${theme.text('dim', position)}`}</Text>
			{Table === undefined ? (
				<Text> </Text>
			) : (
				<Table data={data} columns={['key', 'text']} padding={1} skeleton={Nothing} header={NoHeader} cell={Cell} />
			)}
		</Box>
	);
}

function Nothing(): ReactNode {
	return null;
}

function NoHeader(): ReactNode {
	return <Text> </Text>;
}

/** ink-table pads by length, escape sequences included; the key column is padded here. */
function Cell({column, children}: {readonly column: number; readonly children?: unknown}): ReactNode {
	const text = String(children).trim();
	return <Text wrap='truncate'>{column === 0 ? ` ${text}${' '.repeat(Math.max(1, KEY_WIDTH - textWidth(text)))}` : text}</Text>;
}
