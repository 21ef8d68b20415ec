/** Every command of the line, declared once; each group of commands has a file. Keys' commands and screens come besides, by their names. */
import type {Command} from '../../machine/command.ts';
import {domainLines} from './domain-lines.ts';
import {engineLines} from './engine-lines.ts';
import {ledgerLines} from './ledger-lines.ts';
import type {LineCommand, WriteContext} from './line-command.ts';
import {pastLines} from './past-lines.ts';
import {screenLines} from './screen-lines.ts';
import {terminalLines} from './terminal-lines.ts';

export const lineCommands: readonly LineCommand[] = [
	...domainLines,
	...engineLines,
	...ledgerLines,
	...screenLines,
	...pastLines,
	...terminalLines,
];

/** The line that gives a command: what is read back as the same. */
export function describeCommand(command: Command, context: WriteContext): string {
	for (const {describe} of lineCommands) {
		const line = describe(command, context);
		if (line !== undefined) {
			return line;
		}
	}
	return command.kind;
}
