/** A form of fields, as it looks: one line each with value, default, and since when; the sentence of the one pointed at. */
import {type ReactNode, useSyncExternalStore} from 'react';
import {worldOf} from '../knobs.ts';
import {useMonitor} from '../screen-context.ts';
import {useUi} from '../store.ts';
import {textWidth, truncate} from '../terminal/cell-width.ts';
import type {Theme} from '../theme.ts';
import type {FormField} from './form.ts';
import {Frame, innerWidth, type Size} from './frame.tsx';
import {type MachineDialog, machineFields} from './machine-dialog.ts';
import {type TuneDialog, tuneFields} from './tune-dialog.ts';

const WIDEST = 86;
const LABEL = 26;
const VALUE = 22;
const NOTE = 17;
/** The label takes what it needs on a narrow screen. */
const NARROW_LABEL = 19;

type Props = {readonly dialog: TuneDialog | MachineDialog} & Size;

export function FormView({dialog, columns, rows}: Props): ReactNode {
	const {theme, offers, model, store, onSnapshot} = useMonitor();
	useUi(store, state => state.turn);
	// Values change under the form: by other hands, by undo, by the engine's answers.
	useSyncExternalStore(onSnapshot, () => model.facts);
	const world = worldOf(model, offers);
	const fields = dialog.kind === 'tune' ? tuneFields(dialog, world) : machineFields(world);
	const focus = Math.min(dialog.field, fields.length - 1);
	const inner = innerWidth(columns, WIDEST);
	const pointed = fields[focus];
	const lines = fields.map((field, index) => fieldLine(field, index === focus, dialog.typed, inner, theme));
	const title = dialog.kind === 'tune' ? `Tune ${dialog.domain}` : 'Tune the machine';
	const gone = dialog.kind === 'tune' ? `${dialog.domain} is gone. Esc closes.` : 'The engine has not answered yet.';
	return (
		<Frame
			columns={columns}
			rows={rows}
			widest={WIDEST}
			title={title}
			lines={fields.length === 0 ? [gone] : lines}
			focus={focus}
			foot={footOf(pointed, inner).map(text => theme.text('dim', text))}
			refusal={dialog.refusal}
		/>
	);
}

/** Two lines about the field: its sentence, wrapped, and when a change of it takes effect. */
function footOf(field: FormField | undefined, inner: number): readonly string[] {
	if (field === undefined) {
		return ['', ''];
	}
	const words = field.doc.split(' ');
	let first = '';
	while (words[0] !== undefined && textWidth(first) + textWidth(words[0]) + 1 <= inner) {
		first = first === '' ? (words.shift() as string) : `${first} ${words.shift()}`;
	}
	return [first, truncate(words.join(' '), inner)];
}

function fieldLine(field: FormField, isOpen: boolean, typed: string | undefined, inner: number, theme: Theme): string {
	const label = inner < LABEL + VALUE + NOTE + 14 ? NARROW_LABEL : LABEL;
	const mark = isOpen ? theme.text('key', '▸') : ' ';
	const name = truncate(field.label, label).padEnd(label);
	if (field.when === 'action') {
		return `${mark} ${isOpen ? theme.text('strong', name) : name} ${isOpen ? theme.text('dim', 'Enter') : ''}`;
	}
	if (isOpen && typed !== undefined) {
		return `${mark} ${theme.text('strong', name)} ${typed}${theme.hasColor ? theme.text('selected', ' ') : '_'}`;
	}
	const value = truncate(isOpen && field.turn !== undefined ? `‹ ${field.value} ›` : `  ${field.value}`, VALUE);
	const padding = ' '.repeat(Math.max(0, VALUE - textWidth(value)));
	const role = field.isPending ? 'warning' : isOpen ? 'selected' : field.isDefault ? 'plain' : 'accent';
	const note = field.isPending
		? theme.text('warning', 'at reboot'.padEnd(NOTE))
		: theme.text('dim', truncate(field.note, NOTE).padEnd(NOTE));
	const when = field.when === 'live' ? 'live  ' : 'reboot';
	const used = 2 + label + 1 + VALUE + NOTE + 1;
	const rest = inner - used >= 17 ? `${when} ${field.since}` : inner - used >= 6 ? when : '';
	return `${mark} ${isOpen ? theme.text('strong', name) : name} ${theme.text(role, value)}${padding}${note} ${theme.text('dim', rest)}`;
}
