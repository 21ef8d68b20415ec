/** The chooser of a domain's mode, as it looks. */
import type {ReactNode} from 'react';
import {describeMode} from '../../machine/configuration.ts';
import {modeOffers} from '../offers.ts';
import {useMonitor} from '../screen-context.ts';
import {truncate} from '../terminal/cell-width.ts';
import {DialogFrame, innerWidth, type Size} from './dialog-frame.tsx';
import {consequence, type ModeDialog} from './mode-dialog.ts';

export function ModeView({dialog, columns, rows}: {readonly dialog: ModeDialog} & Size): ReactNode {
	const {theme} = useMonitor();
	const inForce = describeMode(dialog.before);
	const inner = innerWidth(columns);
	const lines = modeOffers.map(({mode, title}, index) => {
		const isOpen = dialog.mode === index;
		const name = `${describeMode(mode) === inForce ? '●' : ' '} ${title.padEnd(22)}`;
		const text = `${isOpen ? theme.text('key', '▸') : ' '} ${isOpen ? theme.text('strong', name) : name}`;
		return `${text} ${theme.text('dim', describeMode(mode))}`;
	});
	return (
		<DialogFrame
			columns={columns}
			rows={rows}
			title={`Mode of ${dialog.domain}`}
			lines={lines}
			focus={dialog.mode}
			foot={['', theme.text('dim', truncate(modeOffers[dialog.mode].doc, inner)), truncate(consequence(dialog), inner)]}
			refusal={dialog.refusal}
		/>
	);
}
