/** Since when a setting is as it is: the virtual time of the newest journal entry that set it. */
import type {Command, JournalEntry} from '../machine/command.ts';
import type {Facts} from '../machine/snapshot.ts';
import {formatClock, UNKNOWN} from './format.ts';

/** Does the command set `web.weight`, `policy.periodNs`, `cost.vmExitNs`, `speed`? */
function sets(command: Command, subject: string, {summary}: JournalEntry): boolean {
	const [owner = '', part = ''] = subject.split('.');
	switch (command.kind) {
		case 'add-domain':
			return command.name === owner || summary.startsWith(`${owner} added`);
		case 'pause-domain':
		case 'resume-domain':
			return command.domain === owner && part === 'state';
		case 'set-mode':
			return command.domain === owner && part === 'mode';
		case 'reboot-domain':
			return (
				command.domain === owner &&
				((part === 'mode' && command.mode !== undefined) ||
					(part === 'vram' && command.vramBytes !== undefined) ||
					(part === 'workload' && command.workloads !== undefined))
			);
		case 'set-vram':
			return command.domain === owner && part === 'vram';
		case 'set-workloads':
			return command.domain === owner && part === 'workload';
		case 'set-weight':
			return command.domain === owner && part === 'weight';
		case 'set-cap':
			return command.domain === owner && part === 'cap';
		case 'set-reservation':
			return command.domain === owner && (part === 'period' || part === 'budget');
		case 'set-policy':
			return owner === 'policy';
		case 'set-parameter':
			return owner === 'policy' && part === command.parameter;
		case 'set-device':
			return owner === 'device' && part === command.parameter;
		case 'set-cost':
			return owner === 'cost' && part === command.cost;
		case 'set-speed':
			return owner === 'speed';
		default:
			return false;
	}
}

/** `0:12.300`; `start` if nobody changed it; `-` if the part of the journal that is known does not reach back to the start. */
export function sinceOf(subject: string, facts: Facts | undefined): string {
	const journal = facts?.journal ?? [];
	for (let place = journal.length - 1; place >= 0; place--) {
		const entry = journal[place] as JournalEntry;
		const about = entry.undoes ?? entry.redoes;
		const changed = about === undefined ? entry : journal.find(({sequence}) => sequence === about);
		if (changed !== undefined && sets(changed.command, subject, changed)) {
			return formatClock(entry.atNs);
		}
	}
	return facts === undefined || (journal[0] !== undefined && journal[0].sequence > 0) ? UNKNOWN : 'start';
}
