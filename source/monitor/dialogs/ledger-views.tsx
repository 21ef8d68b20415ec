/** The dialogs about changes: what undo will take back, and what becomes of a trial when one leaves. */
import type {ReactNode} from 'react';
import {START} from '../../machine/journal-stacks.ts';
import {useMonitor} from '../screen-context.ts';
import {truncate} from '../terminal/cell-width.ts';
import {DialogFrame, innerWidth, type Size} from './dialog-frame.tsx';
import type {LeaveDialog} from './leave-dialog.ts';
import type {UndoToDialog} from './undo-to-dialog.ts';

export function UndoToView({dialog, columns, rows}: {readonly dialog: UndoToDialog} & Size): ReactNode {
	const {theme} = useMonitor();
	const inner = innerWidth(columns);
	const changes = dialog.changes.split('\n');
	const count = changes.length === 1 ? 'this change' : `these ${changes.length} changes`;
	const goal = dialog.sequence === START ? 'the start' : `#${dialog.sequence}`;
	const hint = 'One redo does it all again; what leaving domains computed is lost.';
	return (
		<DialogFrame
			columns={columns}
			rows={rows}
			title={`Take back ${count} and return to ${goal}?`}
			lines={changes.map(text => truncate(text, inner))}
			foot={[theme.text('dim', truncate(hint, inner))]}
			refusal={dialog.refusal}
		/>
	);
}

export function LeaveView({dialog, columns, rows}: {readonly dialog: LeaveDialog} & Size): ReactNode {
	const {theme} = useMonitor();
	const choices = [
		['k', 'keep it and quit'],
		['p', 'put it back and quit'],
		['Esc', 'stay'],
	] as const;
	return (
		<DialogFrame
			columns={columns}
			rows={rows}
			title={truncate(`${dialog.trial} is still being tried.`, innerWidth(columns))}
			lines={choices.map(([key, title]) => `${theme.text('key', key.padEnd(4))}${title}`)}
			refusal={dialog.refusal}
		/>
	);
}
