/** The chooser of what to write out, and under which name. Arrows choose, letters are the name's. */
import {type OutputName, outputs} from '../write/outputs.ts';
import {type DialogStep, editText, turn} from './dialog.ts';

export type WriteDialog = {
	readonly kind: 'write';
	/** The output pointed at. */
	readonly output: number;
	/** As typed; empty takes the name of its own. */
	readonly path: string;
	/** Names of their own, by output. */
	readonly names: Readonly<Record<OutputName, string>>;
	readonly refusal: string;
};

export function openWriteDialog(nameFor: (output: OutputName) => string): WriteDialog {
	return {
		kind: 'write',
		output: 0,
		path: '',
		names: Object.fromEntries(outputs.map(({name}) => [name, nameFor(name)])) as Record<OutputName, string>,
		refusal: '',
	};
}

export function stepWriteDialog(dialog: WriteDialog, key: string): DialogStep {
	const choose = (by: number): DialogStep => ({dialog: {...dialog, output: turn(dialog.output, by, outputs.length), refusal: ''}});
	switch (key) {
		case 'escape':
			return 'cancel';
		case 'enter': {
			const path = dialog.path.trim();
			const isOurs = path === '';
			const {name} = outputs[dialog.output];
			return {write: name, path: isOurs ? dialog.names[name] : path, isOurs};
		}
		case 'up':
			return choose(-1);
		case 'down':
		case 'tab':
			return choose(1);
		default:
			return {dialog: {...dialog, path: editText(dialog.path, key), refusal: ''}};
	}
}
