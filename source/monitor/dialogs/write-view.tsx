/** The chooser of what to write out, as it is drawn. */
import {Text} from 'ink';
import type {ReactNode} from 'react';
import {Overlay} from '../canvas.tsx';
import {useMonitor} from '../screen-context.ts';
import {truncate} from '../terminal/cell-width.ts';
import {outputs} from '../write/outputs.ts';
import type {WriteDialog} from './write-dialog.ts';

const WIDTH = 68;
/** Inside the border and the padding. */
const INNER = WIDTH - 4;
const LABEL = 'File ';

export type WriteViewProps = {readonly dialog: WriteDialog; readonly columns: number; readonly rows: number};

function Line({children}: {readonly children: string}): ReactNode {
	return <Text wrap='truncate'>{children === '' ? ' ' : children}</Text>;
}

export function WriteView({dialog, columns, rows}: WriteViewProps): ReactNode {
	const {screen, theme} = useMonitor();
	const {path, names, output, refusal} = dialog;
	const cursor = theme.hasColor ? theme.text('selected', ' ') : '_';
	// Of a long name the end is shown, where the typing goes on.
	const typed = [...path].slice(-(INNER - LABEL.length - 1)).join('');
	const name = path === '' ? theme.text('dim', names[outputs[output].name]) : typed;
	return (
		<Overlay screen={screen} columns={columns} rows={rows} width={WIDTH} height={9 + outputs.length} title='Write out'>
			<Line>{theme.text('strong', 'Write out')}</Line>
			<Line>{''}</Line>
			{outputs.map(({name: key, title}, index) => {
				const isOpen = output === index;
				return <Line key={key}>{`${isOpen ? theme.text('key', '▸') : ' '} ${isOpen ? theme.text('strong', title) : title}`}</Line>;
			})}
			<Line>{''}</Line>
			<Line>{theme.text('dim', truncate(outputs[output].doc, INNER))}</Line>
			<Line>{`${LABEL}${path === '' ? cursor : ''}${name}${path === '' ? '' : cursor}`}</Line>
			<Line>{refusal === '' ? '' : theme.text('bad', truncate(`! ${refusal}`, INNER))}</Line>
		</Overlay>
	);
}
