/** How serious something is, in a colour and in a mark that does without. */
import type {Severity} from '../machine/snapshot.ts';
import type {Role} from './theme.ts';

export const severityRoles: Readonly<Record<Severity, Role>> = {info: 'plain', warning: 'warning', error: 'bad'};
export const severityMarks: Readonly<Record<Severity, string>> = {info: '·', warning: '!', error: '×'};
