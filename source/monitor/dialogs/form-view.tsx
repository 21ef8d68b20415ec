/** A form of fields, as it looks: one line each with value, default, and since when; the sentence of the one pointed at. */
import {type ReactNode, useSyncExternalStore} from 'react';
import {worldOf} from '../knobs.ts';
import {useMonitor} from '../screen-context.ts';
import {useUi} from '../store.ts';
import {textWidth, truncate} from '../terminal/cell-width.ts';
import {wrapText} from '../terminal/wrap-text.ts';
import type {Theme} from '../theme.ts';
import {DialogFrame, innerWidth, type Size} from './dialog-frame.tsx';
import type {FormField} from './form.ts';
import {type MachineDialog, machineFields} from './machine-dialog.ts';
import {type TuneDialog, tuneFields} from './tune-dialog.ts';

const WIDEST = 90;
const NOTE = 17;
/** `reboot 0:12.345` */
const SINCE = 15;
/** Widths of label and value where there is room, and where there is not. */
const WIDE = [26, 22] as const;
const NARROW = [20, 18] as const;

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
		<DialogFrame
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
	const since =
		field.when === 'action' || hasSince(inner) ? '' : `${whenText(field).trim()}${field.since === '' ? '' : `, since ${field.since}`}. `;
	const [first = '', second = ''] = wrapText(since + field.doc, inner, 2);
	return [first, second];
}

/** Whether the lines have room for when a change takes effect and since when it is so; if not, the foot says it. */
function hasSince(inner: number): boolean {
	return inner >= NARROW[0] + NARROW[1] + NOTE + SINCE + 4;
}

function whenText({when}: FormField): string {
	return when === 'live' ? 'live  ' : 'reboot';
}

function fieldLine(field: FormField, isOpen: boolean, typed: string | undefined, inner: number, theme: Theme): string {
	const [label, width] = inner >= WIDE[0] + WIDE[1] + NOTE + SINCE + 4 ? WIDE : NARROW;
	const mark = isOpen ? theme.text('key', '▸') : ' ';
	const name = truncate(field.label, label).padEnd(label);
	if (field.when === 'action') {
		return `${mark} ${isOpen ? theme.text('strong', name) : name} ${isOpen ? theme.text('dim', 'Enter') : ''}`;
	}
	if (isOpen && typed !== undefined) {
		return `${mark} ${theme.text('strong', name)} ${typed}${theme.hasColor ? theme.text('selected', ' ') : '_'}`;
	}
	const value = truncate(isOpen && field.turn !== undefined ? `‹ ${field.value} ›` : `  ${field.value}`, width);
	const padding = ' '.repeat(Math.max(0, width - textWidth(value)));
	const role = field.isPending ? 'warning' : isOpen ? 'selected' : field.isDefault ? 'plain' : 'accent';
	const noteWidth = Math.min(NOTE, inner - label - width - 3);
	const note = truncate(field.isPending ? 'at reboot' : field.note, noteWidth).padEnd(noteWidth);
	const rest = hasSince(inner) ? ` ${whenText(field)} ${field.since}` : '';
	return `${mark} ${isOpen ? theme.text('strong', name) : name} ${theme.text(role, value)}${padding}${theme.text(field.isPending ? 'warning' : 'dim', note)}${theme.text('dim', rest)}`;
}
