/** The list above an open line: what could stand at the cursor, or why the line will not do. The line itself is the footer's. */
import {Text} from 'ink';
import type {ReactNode} from 'react';
import {Overlay} from '../canvas.tsx';
import {useMonitor} from '../screen-context.ts';
import {useUi} from '../store.ts';
import {textWidth, truncate} from '../terminal/cell-width.ts';
import {wrapText} from '../terminal/wrap-text.ts';
import {completionOf, contextOf} from './line-keys.ts';

/** Candidates shown at a time, where the screen has room for them. */
const MOST = 10;
const WIDEST = 100;
/** Most lines of hint or refusal. */
const HEAD_ROWS = 3;
/** Footer, key bar, and the border of the list. */
const ROWS_BELOW = 3;

export function LineView({columns, rows}: {readonly columns: number; readonly rows: number}): ReactNode {
	const {screen, store, theme, model, offers, keymap} = useMonitor();
	const line = useUi(store, state => state.line);
	if (line === undefined) {
		return null;
	}
	const {candidates, hint} = completionOf(line, contextOf({model, offers, keymap}));
	const width = Math.min(columns, WIDEST);
	const inner = width - 4;
	const most = Math.max(1, Math.min(MOST, rows - ROWS_BELOW - HEAD_ROWS - 6));
	const chosen = line.isPalette ? Math.max(0, line.chosen) : line.chosen;
	const top = Math.max(0, Math.min(candidates.length - most, chosen - Math.floor(most / 2)));
	const shown = candidates.slice(top, top + most);
	const nameWidth = Math.min(24, Math.max(8, ...shown.map(({text}) => textWidth(text))));
	const role = line.refusal === '' ? 'dim' : 'bad';
	const head = wrapText(line.refusal === '' ? hint : `! ${line.refusal}`, inner, HEAD_ROWS).map(text => theme.text(role, text));
	const height = shown.length + head.length + 2;
	const count = candidates.length > shown.length ? ` ${top + 1}-${top + shown.length} of ${candidates.length}` : '';
	return (
		<Overlay
			screen={screen}
			columns={columns}
			rows={rows}
			width={width}
			height={height}
			left={0}
			top={Math.max(0, rows - ROWS_BELOW - height + 1)}
			title={`Command line${count}`}
		>
			{head.map(text => (
				<Text key={text} wrap='truncate'>
					{text}
				</Text>
			))}
			{shown.map(({text, doc}, index) => {
				const isChosen = top + index === chosen;
				const mark = isChosen ? theme.text('key', '▸') : ' ';
				const name = truncate(text, nameWidth).padEnd(nameWidth);
				return (
					<Text
						key={text}
						wrap='truncate'
					>{`${mark} ${isChosen ? theme.text('strong', name) : name} ${theme.text('dim', truncate(doc, inner - nameWidth - 3))}`}</Text>
				);
			})}
		</Overlay>
	);
}
