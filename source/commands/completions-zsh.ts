/** Completions for zsh: `_arguments` for each sub-command. */
import type {CompletedCommand, CompletedFlag, CompletionModel} from './completion-model.ts';

export function zshScript({program, commands}: CompletionModel): string {
	const [plain, ...others] = commands as [CompletedCommand, ...CompletedCommand[]];
	return [
		`#compdef ${program}`,
		`# Completions of ${program} for zsh. Put this file as _${program} into a folder of $fpath.`,
		`_${program}() {`,
		'	local -a subcommands',
		'	subcommands=(',
		...others.map(({name, summary}) => `		'${name}:${quoted(summary)}'`),
		'	)',
		'	if (( CURRENT > 2 )); then',
		'		case $words[2] in',
		...others.flatMap(({name, ...command}) => [
			`			${name})`,
			'				shift words; (( CURRENT-- ))',
			...argumentsOf(command, 4),
			'				return ;;',
		]),
		'		esac',
		'	elif [[ $words[CURRENT] != -* ]]; then',
		"		_describe 'sub-command' subcommands",
		'	fi',
		...argumentsOf(plain, 1),
		'}',
		`_${program} "$@"`,
		'',
	].join('\n');
}

function argumentsOf({flags, operands, hasFiles}: Omit<CompletedCommand, 'name'>, depth: number): string[] {
	const indent = '\t'.repeat(depth);
	const operand =
		operands.length === 0
			? []
			: [
					`'1:operand:${hasFiles ? `{_alternative "names:name:(${operands.map(quoted).join(' ')})" "files:file:_files"}` : `(${operands.map(quoted).join(' ')})`}'`,
				];
	const specs = [...flags.map(flagSpec), ...operand];
	return [`${indent}_arguments -s \\`, ...specs.map((spec, index) => `${indent}	${spec}${index === specs.length - 1 ? '' : ' \\'}`)];
}

/** `'(-d --delay)'{-d,--delay}'[doc]:value:(a b)'` */
function flagSpec({long, short, doc, takesValue, offer}: CompletedFlag): string {
	const value = takesValue ? `:value:${offer === undefined ? ' ' : offer === 'files' ? '_files' : `(${offer.map(quoted).join(' ')})`}` : '';
	const text = `[${quoted(doc).replaceAll(/[[\]]/g, '\\$&')}]${value}`;
	return short === undefined ? `'${long}${text}'` : `'(${short} ${long})'{${short},${long}}'${text}'`;
}

/** Within single quotes, where zsh's own lists are split at colons. */
function quoted(text: string): string {
	return text.replaceAll("'", `'\\''`).replaceAll(':', '\\:');
}
