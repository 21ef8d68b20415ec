/** Completions for bash: one function, a case for each sub-command, no help from bash-completion needed. */
import type {CompletedCommand, CompletedFlag, CompletionModel} from './completion-model.ts';

/** Where the shell is, and whose words are wanted. Of a list with commas, the last word is completed. */
function opening(program: string, names: readonly string[]): string[] {
	return `_${program}() {
	local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= word head=
	# bash takes --flag=value for three words.
	if [[ $current == '=' ]]; then current=; elif [[ $previous == '=' ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; fi
	if [[ $current == *,* ]]; then head=\${current%,*},; fi
	for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case $word in
			${names.join('|')}) command=$word; break ;;
			-*) ;;
			*) break ;;
		esac
	done
	case $command in`.split('\n');
}

export function bashScript({program, commands}: CompletionModel): string {
	const [plain, ...others] = commands as [CompletedCommand, ...CompletedCommand[]];
	const names = others.map(({name}) => name);
	return [
		`# Completions of ${program} for bash. Load them with: source <(${program} completions bash)`,
		...opening(program, names),
		...others.flatMap(command => [`		${command.name})`, ...caseOf(command), '			;;']),
		'		*)',
		...caseOf(plain, names),
		'			;;',
		'	esac',
		'}',
		`complete -F _${program} ${program}`,
		'',
	].join('\n');
}

/** Values after flags, then flags, then operands. */
function caseOf({flags, operands, hasFiles}: CompletedCommand, names: readonly string[] = []): string[] {
	const withValue = flags.filter(({takesValue}) => takesValue);
	const values = withValue.map(flag => `				${spellings(flag).join('|')}) ${valuesOf(flag)}; return ;;`);
	return [
		...(values.length === 0 ? [] : ['			case $previous in', ...values, '			esac']),
		'			if [[ $current == -* ]]; then',
		`				${words(flags.map(({long}) => long))}`,
		'			else',
		`				${words([...names, ...operands])}`,
		...(hasFiles ? [`				[[ \${#COMPREPLY[@]} -gt 0 ]] || ${FILES}`] : []),
		'			fi',
	];
}

const FILES = 'COMPREPLY=($(compgen -f -- "$current"))';

function words(offered: readonly string[]): string {
	return `COMPREPLY=($(compgen -W '${offered.map(quoted).join(' ')}' -- "$current"))`;
}

function spellings({long, short}: CompletedFlag): string[] {
	return short === undefined ? [long] : [short, long];
}

function valuesOf({offer}: CompletedFlag): string {
	if (offer === undefined) {
		return 'COMPREPLY=()';
	}
	return offer === 'files' ? FILES : `COMPREPLY=($(compgen -P "$head" -W '${offer.map(quoted).join(' ')}' -- "\${current##*,}"))`;
}

/** Within single quotes; names of files are the only words that somebody else chose. */
function quoted(word: string): string {
	return word.replaceAll("'", `'\\''`);
}
