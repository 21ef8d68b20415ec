/** The open dialog, if any, over the middle of the screen; each kind has a view of its own. */
import type {ReactNode} from 'react';
import {unreachable} from '../../base/assert.ts';
import {useMonitor} from '../screen-context.ts';
import {useUi} from '../store.ts';
import {ActionsView} from './actions-view.tsx';
import {AddView} from './add-view.tsx';
import {BranchView} from './branch-view.tsx';
import {ColumnsView, SortView} from './columns-view.tsx';
import {ConfirmView} from './confirm-view.tsx';
import type {Size} from './dialog-frame.tsx';
import {FormView} from './form-view.tsx';
import {LeaveView, UndoToView} from './ledger-views.tsx';
import {ModeView} from './mode-view.tsx';
import {PolicyView} from './policy-view.tsx';
import {RemoveView} from './remove-view.tsx';
import {WriteView} from './write-view.tsx';

export function DialogView({columns, rows}: Size): ReactNode {
	const {store} = useMonitor();
	const dialog = useUi(store, state => state.dialog);
	if (dialog === undefined) {
		return null;
	}
	switch (dialog.kind) {
		case 'add':
			return <AddView dialog={dialog} columns={columns} rows={rows} />;
		case 'branch':
			return <BranchView dialog={dialog} columns={columns} rows={rows} />;
		case 'remove':
			return <RemoveView dialog={dialog} columns={columns} rows={rows} />;
		case 'mode':
			return <ModeView dialog={dialog} columns={columns} rows={rows} />;
		case 'policy':
			return <PolicyView dialog={dialog} columns={columns} rows={rows} />;
		case 'columns':
			return <ColumnsView dialog={dialog} columns={columns} rows={rows} />;
		case 'sort':
			return <SortView dialog={dialog} columns={columns} rows={rows} />;
		case 'confirm':
			return <ConfirmView dialog={dialog} columns={columns} rows={rows} />;
		case 'actions':
			return <ActionsView dialog={dialog} columns={columns} rows={rows} />;
		case 'tune':
		case 'machine':
			return <FormView dialog={dialog} columns={columns} rows={rows} />;
		case 'write':
			return <WriteView dialog={dialog} columns={columns} rows={rows} />;
		case 'undo-to':
			return <UndoToView dialog={dialog} columns={columns} rows={rows} />;
		case 'leave':
			return <LeaveView dialog={dialog} columns={columns} rows={rows} />;
		default:
			return unreachable(dialog);
	}
}
