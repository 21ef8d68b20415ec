/** The question before a reboot: what changes with it, and what is lost. */
import {formatBytes} from '../../base/units.ts';
import {describeMode} from '../../machine/configuration.ts';
import type {ConfirmDialog} from './confirm-dialog.ts';
import type {Pending} from './form.ts';

export function askReboot(domain: string, pending: Pending): ConfirmDialog {
	const {mode, vramBytes, workloads} = pending;
	const changes = [
		...(mode === undefined ? [] : [`Mode: ${describeMode(mode)}.`]),
		...(vramBytes === undefined ? [] : [`VRAM: ${formatBytes(vramBytes)}.`]),
		...(workloads === undefined ? [] : [`Workload: ${workloads.map(({kind}) => kind).join(', ') || 'none'}.`]),
	];
	return {
		kind: 'confirm',
		question: `Reboot ${domain}?`,
		consequences: [
			...changes,
			'Its driver loads anew, its work starts over.',
			changes.length === 0 ? 'Undo cannot bring back what it was doing.' : 'Undo puts the settings back by rebooting it once more.',
		],
		command: {kind: 'reboot-domain', domain, ...pending},
		refusal: '',
	};
}
