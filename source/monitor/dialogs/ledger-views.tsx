/** The dialogs about changes: what undo will take back, and what becomes of a trial when one leaves. */
import type {ReactNode} from 'react';
import {START} from '../../machine/journal-stacks.ts';
import {Overlay} from '../canvas.tsx';
import {useMonitor} from '../screen-context.ts';
import {truncate} from '../terminal/cell-width.ts';
import {INNER, Line, Refusal, type Size, WIDTH} from './dialog-parts.tsx';
import type {LeaveDialog} from './leave-dialog.ts';
import type {UndoToDialog} from './undo-to-dialog.ts';

/** Border, title, two blanks, a hint and the refusal. */
const OTHER_ROWS = 7;
/** Changes listed at most, on a screen that has room for them. */
const LISTED = 12;

export function UndoToView({dialog, columns, rows}: {readonly dialog: UndoToDialog} & Size): ReactNode {
	const {screen, theme} = useMonitor();
	const room = Math.max(1, Math.min(LISTED, rows - OTHER_ROWS - 4));
	const changes = dialog.changes.split('\n');
	const shown = changes.length > room ? changes.slice(0, room - 1) : changes;
	const rest = changes.length - shown.length;
	const lines = [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])];
	const count = changes.length === 1 ? 'this change' : `these ${changes.length} changes`;
	const goal = dialog.sequence === START ? 'the start' : `#${dialog.sequence}`;
	return (
		<Overlay screen={screen} columns={columns} rows={rows} width={WIDTH} height={lines.length + OTHER_ROWS} title='Undo to'>
			<Line>{theme.text('strong', truncate(`Take back ${count} and return to ${goal}?`, INNER))}</Line>
			<Line>{''}</Line>
			{lines.map(text => (
				<Line key={text}>{truncate(text, INNER)}</Line>
			))}
			<Line>{''}</Line>
			<Line>{theme.text('dim', 'One Z does it all again; what leaving domains computed is lost.')}</Line>
			<Refusal text={dialog.refusal} />
		</Overlay>
	);
}

export function LeaveView({dialog, columns, rows}: {readonly dialog: LeaveDialog} & Size): ReactNode {
	const {screen, theme} = useMonitor();
	return (
		<Overlay screen={screen} columns={columns} rows={rows} width={WIDTH} height={8} title='Leave'>
			<Line>{theme.text('strong', truncate(`${dialog.trial} is still being tried.`, INNER))}</Line>
			<Line>{''}</Line>
			<Line>{`${theme.text('key', 'k')} keep it and quit`}</Line>
			<Line>{`${theme.text('key', 'p')} put it back and quit`}</Line>
			<Line>{`${theme.text('key', 'Esc')} stay`}</Line>
		</Overlay>
	);
}
