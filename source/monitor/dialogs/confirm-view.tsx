/** A question with what would happen, as it looks. */
import type {ReactNode} from 'react';
import type {ConfirmDialog} from './confirm-dialog.ts';
import {DialogFrame, type Size} from './dialog-frame.tsx';

export function ConfirmView({dialog, columns, rows}: {readonly dialog: ConfirmDialog} & Size): ReactNode {
	return (
		<DialogFrame columns={columns} rows={rows} title={dialog.question} lines={dialog.consequences} refusal={dialog.refusal} foot={['']} />
	);
}
