/** `gpuvmtop completions bash|zsh|fish`: a script for that shell, made from the declarations of flags and names. */
import {didYouMean} from '../base/nearest.ts';
import {type CompletionModel, completionModel} from './completion-model.ts';
import {bashScript} from './completions-bash.ts';
import {fishScript} from './completions-fish.ts';
import {zshScript} from './completions-zsh.ts';
import {type Invocation, UsageError} from './subcommand.ts';

const scripts: Readonly<Record<string, (model: CompletionModel) => string>> = {bash: bashScript, zsh: zshScript, fish: fishScript};
export const SHELLS = Object.keys(scripts);

export async function completions({inputs, stdout, services}: Invocation<Record<never, never>>): Promise<number> {
	const [shell] = inputs;
	const script = shell !== undefined && Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
	if (script === undefined) {
		const what = shell === undefined ? 'no shell given' : `no completions for "${shell}"${didYouMean(shell, SHELLS)}`;
		throw new UsageError(`${what}; expected ${SHELLS.join(', ')}`);
	}
	stdout.write(script(await completionModel(services)));
	return 0;
}
