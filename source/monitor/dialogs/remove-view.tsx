/** The question before a domain is removed, as it looks. */
import type {ReactNode} from 'react';
import {useMonitor} from '../screen-context.ts';
import {DialogFrame, type Size} from './dialog-frame.tsx';
import type {RemoveDialog} from './remove-dialog.ts';

export function RemoveView({dialog, columns, rows}: {readonly dialog: RemoveDialog} & Size): ReactNode {
	const {theme} = useMonitor();
	const caret = theme.hasColor ? theme.text('selected', ' ') : '_';
	return (
		<DialogFrame
			columns={columns}
			rows={rows}
			title={`Remove ${dialog.domain}?`}
			lines={[
				'Its work is lost; undo brings back only its configuration.',
				'',
				`Type ${theme.text('strong', dialog.domain)} to confirm: ${dialog.typed}${caret}`,
				'',
			]}
			focus={2}
			refusal={dialog.refusal}
		/>
	);
}
