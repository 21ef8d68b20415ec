/** Completions for fish: one line for each flag, sub-command and operand. */
import type {CompletedCommand, CompletedFlag, CompletionModel} from './completion-model.ts';

export function fishScript({program, commands}: CompletionModel): string {
	const [plain, ...others] = commands as [CompletedCommand, ...CompletedCommand[]];
	const names = others.map(({name}) => name).join(' ');
	const alone = `not __fish_seen_subcommand_from ${names}`;
	return [
		`# Completions of ${program} for fish. Put this file into ~/.config/fish/completions/${program}.fish`,
		`complete -c ${program} -f`,
		...others.map(({name, summary}) => `complete -c ${program} -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`),
		...linesOf(program, plain, alone),
		...others.flatMap(command => linesOf(program, command, `__fish_seen_subcommand_from ${command.name}`)),
		'',
	].join('\n');
}

function linesOf(program: string, {flags, operands, hasFiles}: CompletedCommand, when: string): string[] {
	const start = `complete -c ${program} -n ${quoted(when)}`;
	return [
		...(operands.length === 0 ? [] : [`${start} -a ${quoted(operands.join(' '))}`]),
		...(hasFiles ? [`${start} -F`] : []),
		...flags.map(flag => `${start}${flagWords(flag)}`),
	];
}

function flagWords({long, short, doc, takesValue, offer}: CompletedFlag): string {
	const name = `${short === undefined ? '' : ` -s ${short.slice(1)}`} -l ${long.replace(/^--/, '')}`;
	const value = !takesValue ? '' : offer === undefined ? ' -x' : offer === 'files' ? ' -r -F' : ` -x -a ${quoted(offer.join(' '))}`;
	return `${name}${value} -d ${quoted(doc)}`;
}

function quoted(text: string): string {
	return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
