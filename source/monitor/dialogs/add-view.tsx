/** The form of a new domain, as it looks. */
import type {ReactNode} from 'react';
import {fitBytes} from '../format.ts';
import {modeOffers} from '../offers.ts';
import {useMonitor} from '../screen-context.ts';
import {truncate} from '../terminal/cell-width.ts';
import {type AddDialog, type AddField, addFields} from './add-dialog.ts';
import {DialogFrame, innerWidth, type Size} from './dialog-frame.tsx';

export function AddView({dialog, columns, rows}: {readonly dialog: AddDialog} & Size): ReactNode {
	const {theme, offers, model} = useMonitor();
	const workload = offers.workloads[dialog.workload];
	const mode = modeOffers[dialog.mode];
	const free = model.facts?.guestVramFreeBytes;
	const hints: Readonly<Record<AddField, string>> = {
		name: 'Left empty, the engine takes the next free name.',
		workload: workload?.doc ?? 'This engine offers no workloads.',
		vram: `Size of its partition, 16M to 4G. Free now: ${free === undefined ? '-' : fitBytes(free, 6)}.`,
		mode: mode.doc,
		weight: 'Its part of the GPU under CREDIT and BAND, against the weights of the others.',
	};
	const field = (name: AddField, label: string, value: string, isChoice: boolean) => {
		const isOpen = dialog.field === name;
		const shown = isChoice ? `‹ ${value} ›` : isOpen ? `${value}${theme.hasColor ? theme.text('selected', ' ') : '_'}` : value;
		const text = value === '' && !isOpen ? theme.text('dim', name === 'name' ? '(next free name)' : '(default)') : shown;
		return `${isOpen ? theme.text('key', '▸') : ' '} ${label.padEnd(10)} ${isOpen && isChoice ? theme.text('strong', text) : text}`;
	};
	return (
		<DialogFrame
			columns={columns}
			rows={rows}
			title='Add a domain'
			lines={[
				field('name', 'Name', dialog.name, false),
				field('workload', 'Workload', workload?.kind ?? '-', true),
				field('vram', 'VRAM', dialog.vram, false),
				field('mode', 'Mode', mode.title, true),
				field('weight', 'Weight', dialog.weight, false),
			]}
			focus={addFields.indexOf(dialog.field)}
			foot={['', theme.text('dim', truncate(hints[dialog.field], innerWidth(columns)))]}
			refusal={dialog.refusal}
		/>
	);
}
