/** The choosers of columns, for showing and for sorting, as overlays with a window on a long list. */
import {Text} from 'ink';
import type {ReactNode} from 'react';
import {Overlay} from '../canvas.tsx';
import type {Column} from '../columns.ts';
import {useMonitor} from '../screen-context.ts';
import {layOut} from '../table-layout.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Theme} from '../theme.ts';
import {type ColumnsDialog, listedColumns} from './columns-dialog.ts';
import {type SortDialog, sortChoices} from './sort-dialog.ts';

const WIDTH = 78;
/** Inside the border and the padding of a terminal of so many columns. */
function innerWidth(columns: number): number {
	return Math.min(WIDTH, columns) - 4;
}
/** Lines besides the list, with the border. */
const FRAME = 7;

type Size = {readonly columns: number; readonly rows: number};

/** One line, never wrapped. */
function Line({children}: {readonly children: string}): ReactNode {
	return <Text wrap='truncate'>{children === '' ? ' ' : children}</Text>;
}

type ListProps = {
	readonly listed: readonly Column[];
	readonly place: number;
	readonly height: number;
	readonly width: number;
	/** What stands before a column's title. */
	readonly mark: (column: Column) => string;
};

/** The part of the list around the line pointed at. */
function List({listed, place, height, width, mark}: ListProps): ReactNode {
	const {theme} = useMonitor();
	const top = Math.max(0, Math.min(listed.length - height, place - Math.floor(height / 2)));
	const lines = Array.from({length: height}, (_, row) => lineOf(theme, width, listed[top + row], top + row === place, mark));
	return lines.map((text, row) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: the lines are places, not things.
		<Line key={row}>{text}</Line>
	));
}

function lineOf(theme: Theme, width: number, column: Column | undefined, isPointed: boolean, mark: (column: Column) => string): string {
	if (column === undefined) {
		return '';
	}
	const head = `${mark(column)} ${column.title.padEnd(10)} ${column.unit.padEnd(7)} `;
	const doc = truncate(column.doc, width - head.length - 2);
	return `${isPointed ? theme.text('key', '▸') : ' '} ${isPointed ? theme.text('strong', head) : head}${theme.text('dim', doc)}`;
}

function Search({search, hint}: {readonly search: string; readonly hint: string}): ReactNode {
	const {theme} = useMonitor();
	const cursor = theme.hasColor ? theme.text('selected', ' ') : '_';
	return <Line>{`find: ${search}${cursor} ${search === '' ? theme.text('dim', hint) : ''}`}</Line>;
}

function listHeight(rows: number): number {
	return Math.max(4, Math.min(24, rows - FRAME - 4));
}

export function ColumnsView({dialog, columns, rows}: {readonly dialog: ColumnsDialog} & Size): ReactNode {
	const {screen, theme} = useMonitor();
	const listed = listedColumns(dialog);
	const height = listHeight(rows);
	const {after} = layOut(columns, {columns: dialog.chosen, hasFullNames: false});
	const used = dialog.chosen.length;
	const width = listed.filter(({name}) => dialog.chosen.includes(name)).reduce((sum, one) => sum + one.width + 1, 0);
	const budget = after === 0 ? `${used} columns, all in view.` : `${used} columns; ${after} of them on further pages here: L walks there.`;
	return (
		<Overlay screen={screen} columns={columns} rows={rows} width={WIDTH} height={height + FRAME} title='Columns'>
			<Line>{`${theme.text('strong', 'Columns of the table of domains')}${theme.text('dim', `  ${width} characters`)}`}</Line>
			<Search search={dialog.search} hint='letters look for a column' />
			<List
				listed={listed}
				place={dialog.place}
				height={height}
				width={innerWidth(columns)}
				mark={({name}) => (dialog.chosen.includes(name) ? `[x] ${String(dialog.chosen.indexOf(name) + 1).padStart(2)}` : '[ ]   ')}
			/>
			<Line>{theme.text('dim', truncate(budget, innerWidth(columns)))}</Line>
			<Line>{dialog.refusal === '' ? '' : theme.text('bad', truncate(`! ${dialog.refusal}`, innerWidth(columns)))}</Line>
		</Overlay>
	);
}

export function SortView({dialog, columns, rows}: {readonly dialog: SortDialog} & Size): ReactNode {
	const {screen, theme} = useMonitor();
	const listed = sortChoices(dialog);
	const height = listHeight(rows);
	const direction = dialog.isReversed ? 'least first, Z to A' : 'most first, A to Z';
	return (
		<Overlay screen={screen} columns={columns} rows={rows} width={WIDTH} height={height + FRAME} title='Sort by'>
			<Line>{`${theme.text('strong', 'Sort by')}  ${theme.text('dim', '‹')} ${direction} ${theme.text('dim', '›')}`}</Line>
			<Search search={dialog.search} hint='letters look for a column' />
			<List
				listed={listed}
				place={dialog.place}
				height={height}
				width={innerWidth(columns)}
				mark={({name}) => (name === dialog.column ? '●' : ' ')}
			/>
			<Line>{theme.text('dim', `${listed.length} columns; they need not be in view.`)}</Line>
			<Line>{dialog.refusal === '' ? '' : theme.text('bad', truncate(`! ${dialog.refusal}`, innerWidth(columns)))}</Line>
		</Overlay>
	);
}
