/** The menu of what can be done to a domain, as it looks. */
import type {ReactNode} from 'react';
import {useMonitor} from '../screen-context.ts';
import {truncate} from '../terminal/cell-width.ts';
import {type ActionsDialog, domainActions} from './actions-dialog.ts';
import {DialogFrame, innerWidth, type Size} from './dialog-frame.tsx';

export function ActionsView({dialog, columns, rows}: {readonly dialog: ActionsDialog} & Size): ReactNode {
	const {theme} = useMonitor();
	const inner = innerWidth(columns);
	const lines = domainActions.map(({letter, title, doc}, index) => {
		const isOpen = dialog.place === index;
		const mark = isOpen ? theme.text('key', '▸') : ' ';
		const name = title.padEnd(16);
		return `${mark} ${theme.text('key', letter)} ${isOpen ? theme.text('strong', name) : name} ${theme.text('dim', truncate(doc, inner - 21))}`;
	});
	return <DialogFrame columns={columns} rows={rows} title={dialog.domain} lines={lines} focus={dialog.place} refusal={dialog.refusal} />;
}
