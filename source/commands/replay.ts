/** The one line that shows again what a run came to. */
import type {Scenario} from '../machine/configuration.ts';

/** Seed and command line; `policy` is what the command line put in the place of the scenario's own. */
export function describeReplay({name, seed}: Scenario, atNs: number, policy?: string): string {
	const override = policy === undefined ? '' : ` --policy ${policy}`;
	return `seed ${seed}; to see it again: gpuvmtop run ${quoteWord(name)} --seed ${seed}${override} --until ${atNs + 1}ns`;
}

function quoteWord(word: string): string {
	return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
