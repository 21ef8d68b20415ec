/** Moments at which something was changed or happened: what the past is leafed through by, and marked with. */
import type {JournalEntry} from '../../machine/command.ts';
import type {Facts, Notice} from '../../machine/snapshot.ts';
import type {MarkKind} from '../marks.ts';
import type {Model} from '../model.ts';

export type MomentKind = MarkKind | 'event';

export type Moment = {readonly atNs: number; readonly kind: MomentKind; readonly text: string};

/**
In order of time, as far as the facts of now and those of the moment that is shown remember. What only concerns the
viewer's clock (pause, speed, step) is left out.
*/
export function momentsOf({facts, liveFacts}: Model): Moment[] {
	const known = [facts, liveFacts].filter((one): one is Facts => one !== undefined);
	const changes = new Map(known.flatMap(({journal}) => journal.map(entry => [entry.sequence, entry] as const)));
	const events = new Map(known.flatMap(({notices}) => notices.map(notice => [notice.sequence, notice] as const)));
	return [...[...changes.values()].filter(isTold).map(ofEntry), ...[...events.values()].map(ofNotice)].sort((a, b) => a.atNs - b.atNs);
}

function isTold({command}: JournalEntry): boolean {
	return !['pause', 'resume', 'set-speed', 'step'].includes(command.kind);
}

function ofEntry({atNs, summary, command, undoes}: JournalEntry): Moment {
	return {atNs, kind: command.kind === 'note' ? 'note' : undoes === undefined ? 'change' : 'undo', text: summary};
}

function ofNotice({atNs, severity, domain, text}: Notice): Moment {
	return {atNs, kind: severity === 'info' ? 'event' : severity, text: domain === '' ? text : `${domain}: ${text}`};
}
