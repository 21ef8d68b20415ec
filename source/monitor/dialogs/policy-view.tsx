/** The chooser of the GPU scheduling policy, as it looks. */
import type {ReactNode} from 'react';
import {tunableText} from '../knobs.ts';
import {useMonitor} from '../screen-context.ts';
import {truncate} from '../terminal/cell-width.ts';
import {DialogFrame, innerWidth, type Size} from './dialog-frame.tsx';
import {type PolicyDialog, parametersOf} from './policy-dialog.ts';

export function PolicyView({dialog, columns, rows}: {readonly dialog: PolicyDialog} & Size): ReactNode {
	const {theme, offers, model} = useMonitor();
	const inForce = model.facts?.configuration.policy.name;
	const offer = offers.policies[dialog.policy];
	const parameters = parametersOf(offer);
	const most = Math.max(0, ...offers.policies.map(one => parametersOf(one).length));
	const pointed = parameters[dialog.parameter];
	const inner = innerWidth(columns);
	const policyLines = offers.policies.map(({name, doc}, index) => {
		const isOpen = dialog.policy === index;
		const mark = isOpen ? theme.text(dialog.parameter < 0 ? 'key' : 'dim', '▸') : ' ';
		const title = `${name === inForce ? '●' : ' '} ${name.padEnd(8)}`;
		return `${mark} ${isOpen ? theme.text('strong', title) : title} ${theme.text('dim', truncate(doc, inner - 14))}`;
	});
	// As many lines for every policy, so that the frame does not jump while one looks around.
	const parameterLines = Array.from({length: most}, (_, index) => {
		const [name, spec] = parameters[index] ?? [];
		if (offer === undefined || name === undefined || spec === undefined) {
			return '';
		}
		const value = dialog.values[offer.name]?.[name] ?? spec.default;
		const isOpen = dialog.parameter === index;
		const text = `‹ ${tunableText(spec, value)} ›${value === spec.default ? '' : theme.text('dim', ` default ${tunableText(spec, spec.default)}`)}`;
		return `${isOpen ? theme.text('key', '▸') : ' '} ${name.padEnd(24)} ${isOpen ? theme.text('strong', text) : text}`;
	});
	const heading = theme.text('dim', parameters.length === 0 ? 'No parameters.' : 'Parameters');
	return (
		<DialogFrame
			columns={columns}
			rows={rows}
			title='GPU scheduling policy'
			lines={[...policyLines, '', heading, ...parameterLines]}
			focus={dialog.parameter < 0 ? dialog.policy : policyLines.length + 2 + dialog.parameter}
			foot={[theme.text('dim', truncate(pointed?.[1].doc ?? '', inner))]}
			refusal={dialog.refusal}
		/>
	);
}
