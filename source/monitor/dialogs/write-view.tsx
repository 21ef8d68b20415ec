/** The chooser of what to write out, as it is drawn. */
import type {ReactNode} from 'react';
import {useMonitor} from '../screen-context.ts';
import {outputs} from '../write/outputs.ts';
import {DialogFrame, type Size} from './dialog-frame.tsx';
import type {WriteDialog} from './write-dialog.ts';

/** Of a long name the end is shown, where the typing goes on. */
const NAME_COLUMNS = 44;

export function WriteView({dialog, columns, rows}: {readonly dialog: WriteDialog} & Size): ReactNode {
	const {theme} = useMonitor();
	const {path, names, output, refusal} = dialog;
	const cursor = theme.hasColor ? theme.text('selected', ' ') : '_';
	const typed = [...path].slice(-NAME_COLUMNS).join('');
	const file = path === '' ? `${cursor}${theme.text('dim', names[outputs[output].name])}` : `${typed}${cursor}`;
	return (
		<DialogFrame
			title='Write out'
			columns={columns}
			rows={rows}
			lines={outputs.map(({title}, index) =>
				index === output ? `${theme.text('key', '▸')} ${theme.text('strong', title)}` : `  ${title}`,
			)}
			focus={output}
			foot={[theme.text('dim', outputs[output].doc), `File ${file}`]}
			refusal={refusal}
		/>
	);
}
