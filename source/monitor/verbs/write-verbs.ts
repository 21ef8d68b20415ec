/** What keys for files do: the chooser of outputs, the recording, the clipboard. */
import {columns} from '../columns.ts';
import {openWriteDialog} from '../dialogs/write-dialog.ts';
import type {Verbs, WriteVerb} from '../keymap/binding.ts';
import type {Desk} from './desk.ts';

export function writeVerbs(desk: Desk): Verbs<WriteVerb> {
	const {store, files} = desk;
	return {
		write: () => {
			files.hold();
			store.change(draft => {
				draft.dialog = openWriteDialog(output => files.nameFor(output));
			});
		},
		record: () => toggleRecording(desk),
		copy: () => copyRow(desk),
	};
}

async function toggleRecording({files, say, paint}: Desk): Promise<void> {
	const written = await files.toggleRecording();
	if (written.ok) {
		say(written.isStarted ? `recording into ${written.path} · R ends it` : `recorded: gpuvmtop replay ${written.path}`);
	} else {
		say(written.reason, 'error');
	}
	paint();
}

/** Titles and values of the selected row, as spreadsheets take them. */
function copyRow({model, copy, say}: Desk): void {
	const {selected, rates} = model;
	if (selected !== undefined) {
		const values = columns.map(({value}) => String(value(selected, rates) ?? ''));
		copy(`${columns.map(({name}) => name).join('\t')}\n${values.join('\t')}\n`);
		say(`row of ${selected.configuration.name} copied`);
	}
}
