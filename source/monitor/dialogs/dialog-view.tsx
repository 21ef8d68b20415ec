/** The open dialog, if any, over the middle of the screen. */
import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {unreachable} from '../../base/assert.ts';
import {formatTunable, type TunableSpec} from '../../base/tunable.ts';
import {describeMode} from '../../machine/configuration.ts';
import {Overlay} from '../canvas.tsx';
import {fitBytes} from '../format.ts';
import {modeOffers} from '../offers.ts';
import {useMonitor} from '../screen-context.ts';
import {useUi} from '../store.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {AddDialog, AddField} from './add-dialog.ts';
import {BranchView} from './branch-view.tsx';
import {consequence, type ModeDialog} from './mode-dialog.ts';
import {type PolicyDialog, parametersOf} from './policy-dialog.ts';
import type {RemoveDialog} from './remove-dialog.ts';

const WIDTH = 68;
/** Inside the border and the padding. */
const INNER = WIDTH - 4;

type Size = {readonly columns: number; readonly rows: number};

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
		default:
			return unreachable(dialog);
	}
}

/** One line, never wrapped. */
function Line({children}: {readonly children: string}): ReactNode {
	return <Text wrap='truncate'>{children === '' ? ' ' : children}</Text>;
}

function Refusal({text}: {readonly text: string}): ReactNode {
	const {theme} = useMonitor();
	return <Line>{text === '' ? '' : theme.text('bad', truncate(`! ${text}`, INNER))}</Line>;
}

function AddView({dialog, columns, rows}: {readonly dialog: AddDialog} & Size): ReactNode {
	const {screen, theme, offers, model} = useMonitor();
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
		return (
			<Line
				key={name}
			>{`${isOpen ? theme.text('key', '▸') : ' '} ${label.padEnd(10)} ${isOpen && isChoice ? theme.text('strong', text) : text}`}</Line>
		);
	};
	return (
		<Overlay screen={screen} columns={columns} rows={rows} width={WIDTH} height={12} title='Add a domain'>
			<Line>{theme.text('strong', 'Add a domain')}</Line>
			<Line>{''}</Line>
			{field('name', 'Name', dialog.name, false)}
			{field('workload', 'Workload', workload?.kind ?? '-', true)}
			{field('vram', 'VRAM', dialog.vram, false)}
			{field('mode', 'Mode', mode.title, true)}
			{field('weight', 'Weight', dialog.weight, false)}
			<Line>{''}</Line>
			<Line>{theme.text('dim', truncate(hints[dialog.field], INNER))}</Line>
			<Refusal text={dialog.refusal} />
		</Overlay>
	);
}

function RemoveView({dialog, columns, rows}: {readonly dialog: RemoveDialog} & Size): ReactNode {
	const {screen, theme} = useMonitor();
	return (
		<Overlay screen={screen} columns={columns} rows={rows} width={WIDTH} height={9} title='Remove a domain'>
			<Line>{theme.text('strong', `Remove ${dialog.domain}?`)}</Line>
			<Line>{''}</Line>
			<Line>Its work is lost; undo brings back only its configuration.</Line>
			<Line>{''}</Line>
			<Line>{`Type ${theme.text('strong', dialog.domain)} to confirm: ${dialog.typed}${theme.hasColor ? theme.text('selected', ' ') : '_'}`}</Line>
			<Line>{''}</Line>
			<Refusal text={dialog.refusal} />
		</Overlay>
	);
}

function ModeView({dialog, columns, rows}: {readonly dialog: ModeDialog} & Size): ReactNode {
	const {screen, theme} = useMonitor();
	const inForce = describeMode(dialog.before);
	return (
		<Overlay screen={screen} columns={columns} rows={rows} width={WIDTH} height={8 + modeOffers.length} title='Mode'>
			<Line>{theme.text('strong', `Mode of ${dialog.domain}`)}</Line>
			<Line>{''}</Line>
			{modeOffers.map(({mode, title}, index) => {
				const isOpen = dialog.mode === index;
				const name = `${describeMode(mode) === inForce ? '●' : ' '} ${title.padEnd(22)}`;
				const text = `${isOpen ? theme.text('key', '▸') : ' '} ${isOpen ? theme.text('strong', name) : name}`;
				return <Line key={title}>{`${text} ${theme.text('dim', describeMode(mode))}`}</Line>;
			})}
			<Line>{''}</Line>
			<Line>{theme.text('dim', truncate(modeOffers[dialog.mode].doc, INNER))}</Line>
			<Line>{truncate(consequence(dialog), INNER)}</Line>
			<Refusal text={dialog.refusal} />
		</Overlay>
	);
}

/** A flag is a switch here; all else as in a scenario. */
function tunableText(spec: TunableSpec, value: number): string {
	return spec.unit === 'flag' ? (value === 0 ? 'off' : 'on') : formatTunable(spec, value);
}

function PolicyView({dialog, columns, rows}: {readonly dialog: PolicyDialog} & Size): ReactNode {
	const {screen, theme, offers, model} = useMonitor();
	const inForce = model.facts?.configuration.policy.name;
	const offer = offers.policies[dialog.policy];
	const parameters = parametersOf(offer);
	const most = Math.max(0, ...offers.policies.map(one => parametersOf(one).length));
	const pointed = parameters[dialog.parameter];
	const height = 8 + offers.policies.length + most;
	const focus = dialog.parameter < 0 ? 1 + dialog.policy : 3 + offers.policies.length + dialog.parameter;
	const parameterLines = Array.from({length: most}, (_, index) => {
		const entry = parameters[index];
		if (offer === undefined || entry === undefined) {
			return '';
		}
		const [name, spec] = entry;
		const value = dialog.values[offer.name]?.[name] ?? spec.default;
		const isOpen = dialog.parameter === index;
		const text = `‹ ${tunableText(spec, value)} ›${value === spec.default ? '' : theme.text('dim', ` default ${tunableText(spec, spec.default)}`)}`;
		return `${isOpen ? theme.text('key', '▸') : ' '} ${name.padEnd(24)} ${isOpen ? theme.text('strong', text) : text}`;
	});
	return (
		<Overlay screen={screen} columns={columns} rows={rows} width={WIDTH} height={height} focus={focus} title='GPU scheduling policy'>
			<Line>{theme.text('strong', 'GPU scheduling policy')}</Line>
			<Box flexDirection='column'>
				{offers.policies.map(({name, doc}, index) => {
					const isOpen = dialog.policy === index;
					const mark = isOpen ? theme.text(dialog.parameter < 0 ? 'key' : 'dim', '▸') : ' ';
					const title = `${name === inForce ? '●' : ' '} ${name.padEnd(8)}`;
					return (
						<Line
							key={name}
						>{`${mark} ${isOpen ? theme.text('strong', title) : title} ${theme.text('dim', truncate(doc, INNER - 14))}`}</Line>
					);
				})}
			</Box>
			<Line>{''}</Line>
			<Line>{theme.text('dim', parameters.length === 0 ? 'No parameters.' : 'Parameters')}</Line>
			{parameterLines.map((text, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the lines are places, not things.
				<Line key={index}>{text}</Line>
			))}
			<Line>{theme.text('dim', truncate(pointed?.[1].doc ?? '', INNER))}</Line>
			<Refusal text={dialog.refusal} />
		</Overlay>
	);
}
