/**
Trials: changes that put themselves back after some seconds of wall time unless they are confirmed, like the dialog of a
display that may have gone dark.

Owns: the one trial that goes on, and when it ends. However it ends, what it did is told as the effects of its changes.
Not here: what leads back (put-back.ts), keys (verbs/ledger-verbs.ts), the countdown on the screen (paint/footer.ts).
*/
import type {Actor, Command, Outcome} from '../../machine/command.ts';
import type {Configuration} from '../../machine/configuration.ts';
import type {Severity} from '../../machine/snapshot.ts';
import {effectOf, hasEffect, subjectOf, windowsOf} from '../ledger/effect.ts';
import {describeOutcome} from '../ledger/effect-text.ts';
import type {Model} from '../model.ts';
import type {Offers} from '../offers.ts';
import type {Store} from '../store.ts';
import {putBack} from './put-back.ts';

export type TrialsOptions = {
	readonly store: Store;
	readonly model: Model;
	readonly offers: Offers;
	/** Wall clock in milliseconds. */
	readonly nowMs: () => number;
	/** Sends a command, and says nothing about it. */
	readonly send: (command: Command, by: Actor) => Promise<Outcome>;
	readonly say: (text: string, severity?: Severity) => void;
	readonly paint: () => void;
};

export const TRIAL_SECONDS_MAXIMUM = 3600;
const TICK_MS = 250;

/** Commands that can be tried: what they change can be put back without loss. */
const triable: readonly Command['kind'][] = [
	'add-domain',
	'pause-domain',
	'resume-domain',
	'set-mode',
	'set-policy',
	'set-parameter',
	'set-weight',
	'set-cap',
	'set-reservation',
	'set-device',
	'set-cost',
	'set-vram',
	'set-workloads',
	'set-speed',
	'pause',
	'resume',
];

type Trial = {
	readonly text: string;
	readonly endsAtMs: number;
	readonly before: Configuration;
	readonly after: Configuration;
	/** Newest entry of the journal before it; -1 for none. */
	readonly since: number;
};

export class Trials {
	readonly #options: TrialsOptions;
	#trial: Trial | undefined;
	/** Commands are on their way, there or back. */
	#isBusy = false;
	#timer: NodeJS.Timeout | undefined;

	constructor(options: TrialsOptions) {
		this.#options = options;
	}

	/** What is being tried and waits to be confirmed. */
	get text(): string | undefined {
		return this.#trial?.text;
	}

	/**
	Applies the commands one after the other and puts them back after that time. Answers why not, if it cannot be; then nothing
	is changed. `text` is what the screen calls it.
	*/
	async start(commands: readonly Command[], seconds: number, text: string): Promise<string | undefined> {
		const reason = this.#refuse(commands, seconds);
		const before = this.#options.model.liveFacts;
		if (reason !== undefined || before === undefined) {
			return reason ?? 'the engine has not answered yet';
		}
		const since = before.journal.at(-1)?.sequence ?? -1;
		this.#isBusy = true;
		const refusal = await this.#sendAll(commands);
		const after = this.#options.model.liveFacts?.configuration ?? before.configuration;
		if (refusal !== undefined) {
			await this.#restore({before: before.configuration, after});
			this.#isBusy = false;
			return refusal;
		}
		this.#isBusy = false;
		this.#trial = {text, endsAtMs: this.#options.nowMs() + seconds * 1000, before: before.configuration, after, since};
		this.#timer = setInterval(() => this.tick(), TICK_MS).unref();
		this.tick();
		return undefined;
	}

	/** Looks at the clock: counts down, and ends what is over. */
	tick(): void {
		const trial = this.#trial;
		if (trial === undefined || this.#isBusy) {
			return;
		}
		const {model, store, nowMs, say, paint} = this.#options;
		const secondsLeft = Math.ceil((trial.endsAtMs - nowMs()) / 1000);
		if (model.liveFacts?.broken !== undefined) {
			this.#end();
			say(`try ${trial.text}: the engine has stopped, nothing is left to put back`, 'warning');
		} else if (secondsLeft <= 0) {
			this.putBack();
		} else if (model.ui.trial?.secondsLeft !== secondsLeft) {
			store.change(draft => {
				draft.trial = {text: trial.text, secondsLeft};
			});
		}
		paint();
	}

	/** Lets the changes stay. */
	keep(): void {
		const trial = this.#trial;
		if (trial !== undefined && !this.#isBusy) {
			this.#end();
			this.#tell(trial, `kept: ${trial.text}`, []);
		}
	}

	/** Ends it now. */
	async putBack(): Promise<void> {
		const trial = this.#trial;
		if (trial === undefined || this.#isBusy) {
			return;
		}
		this.#isBusy = true;
		const told = this.#effect(trial);
		const kept = await this.#restore(trial);
		this.#isBusy = false;
		this.#end();
		this.#tell(trial, `put back: ${trial.text}`, kept, told);
		this.#options.paint();
	}

	close(): void {
		clearInterval(this.#timer);
	}

	#refuse(commands: readonly Command[], seconds: number): string | undefined {
		if (this.#trial !== undefined || this.#isBusy) {
			return `${this.#trial?.text ?? 'something'} is being tried already; Enter keeps it, Esc puts it back`;
		}
		if (!(seconds >= 1 && seconds <= TRIAL_SECONDS_MAXIMUM)) {
			return `a trial of ${seconds} s; expected 1 to ${TRIAL_SECONDS_MAXIMUM}`;
		}
		const odd = commands.find(({kind}) => !triable.includes(kind));
		if (odd !== undefined || commands.length === 0) {
			return odd === undefined ? 'nothing to try' : `${odd.kind} cannot be tried: it could not be put back as it was`;
		}
		return undefined;
	}

	/** Sends until one is refused. */
	async #sendAll(commands: readonly Command[]): Promise<string | undefined> {
		for (const command of commands) {
			const outcome = await this.#options.send(command, 'try');
			if (!outcome.ok) {
				return outcome.reason;
			}
		}
		return undefined;
	}

	/** Puts back what is still as the trial made it; answers what is not, and why. */
	async #restore({before, after}: Pick<Trial, 'before' | 'after'>): Promise<readonly string[]> {
		const {model, offers, send} = this.#options;
		const now = model.liveFacts?.configuration;
		if (now === undefined) {
			return [];
		}
		const {commands, kept} = putBack(before, after, now, offers);
		const refused: string[] = [];
		for (const command of commands) {
			const outcome = await send(command, 'try');
			if (!outcome.ok) {
				refused.push(outcome.reason);
			}
		}
		return [...kept, ...refused];
	}

	/** What the changes of the trial did, over as much time as it has lasted. */
	#effect({since}: Trial): string | undefined {
		const {samples, liveFacts} = this.#options.model;
		const journal = liveFacts?.journal ?? [];
		const own = journal.filter(entry => entry.sequence > since && entry.by === 'try' && hasEffect(entry));
		const last = own.at(-1);
		if (last === undefined) {
			return undefined;
		}
		const windows = windowsOf(journal, Math.max(1, samples.newestNs - last.atNs)).get(last.sequence);
		return windows === undefined ? undefined : describeOutcome(effectOf(samples, windows, subjectOf(own)));
	}

	#tell(trial: Trial, what: string, kept: readonly string[], told = this.#effect(trial)): void {
		const texts = [what, ...kept.map(reason => `but ${reason}`), ...(told === undefined ? [] : [told])];
		this.#options.say(texts.join(' · '), kept.length > 0 ? 'warning' : 'info');
	}

	#end(): void {
		clearInterval(this.#timer);
		this.#trial = undefined;
		this.#options.store.change(draft => {
			draft.trial = undefined;
		});
	}
}
