/** Dialogs without a terminal: their lines at any size, and keys pressed on them against a world that does not change. */
import {stripVTControlCharacters} from 'node:util';
import {Box, renderToString} from 'ink';
import type {Dialog, DialogStep} from '../../source/monitor/dialogs/dialog.ts';
import {DialogView} from '../../source/monitor/dialogs/dialog-view.tsx';
import {stepDialog} from '../../source/monitor/dialogs/step.ts';
import type {World} from '../../source/monitor/knobs.ts';
import {MonitorContext, type ScreenContext} from '../../source/monitor/screen-context.ts';
import {Store} from '../../source/monitor/store.ts';
import {Theme} from '../../source/monitor/theme.ts';

/** The lines of the dialog where it stands on the screen, without colours. */
export function dialogLines(dialog: Dialog, {facts, offers}: World, columns: number, rows: number): readonly string[] {
	const store = new Store();
	store.change(draft => {
		draft.dialog = dialog as typeof draft.dialog;
	});
	const context = {
		screen: {layers: {setCover: () => undefined, deleteCover: () => undefined}, schedule: () => undefined},
		store,
		model: {facts, ui: store.state},
		offers,
		theme: new Theme(1, () => 0),
		onSnapshot: () => () => undefined,
	} as unknown as ScreenContext;
	const text = renderToString(
		<MonitorContext value={context}>
			<Box width={columns} height={rows}>
				<DialogView columns={columns} rows={rows} />
			</Box>
		</MonitorContext>,
		{columns},
	);
	return stripVTControlCharacters(text)
		.split('\n')
		.filter(line => line.trim() !== '');
}

/** What the last of these keys makes of the dialog. */
export function stepThrough(dialog: Dialog, keys: readonly string[], world: World): DialogStep {
	let step: DialogStep = {dialog};
	for (const key of keys) {
		const open = typeof step === 'object' && 'dialog' in step ? step.dialog : undefined;
		step = stepDialog(open ?? dialog, key, world);
	}
	return step;
}
