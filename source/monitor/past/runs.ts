/**
Which run is live: the main run, or a branch that another engine made from a moment of the past.

A branch is the same run again, from its start by the journal up to that moment, and then on by itself. The run it came
from waits, paused, and is what the branch is compared with; it can be returned to.

Owns: the samples of the run that waits; a replay that is under way. One branch at a time: branching off a branch
closes it, and the main run stays the one to return to.
*/
import type {EngineHost} from '../../machine/engine-host.ts';
import type {HostSwitch} from '../../machine/host-switch.ts';
import type {ReplayRequest, ReplayWatch} from '../../machine/journal-replay.ts';
import type {SampleStore} from '../../machine/sample-store.ts';
import type {RunChoice} from '../dialogs/branch-dialog.ts';
import {describeError} from '../errors.ts';
import {formatClock} from '../format.ts';
import type {Model} from '../model.ts';
import type {Store} from '../store.ts';
import {saying} from '../ui-state.ts';
import {Baseline} from './baseline.ts';
import type {KeptDetails} from './kept-details.ts';
import {momentsOf} from './moments.ts';
import type {Rewind} from './rewind.ts';

/** Opens an engine that repeats a journal and waits, paused, where it ends. */
export type OpenBranch = (replay: ReplayRequest & Omit<ReplayWatch, 'clock'>) => Promise<EngineHost>;

export type RunsOptions = {
	readonly host: HostSwitch;
	readonly store: Store;
	readonly model: Model;
	readonly rewind: Rewind;
	readonly details: KeptDetails;
	readonly openBranch: OpenBranch | undefined;
	readonly paint: () => void;
};

export class Runs {
	readonly #options: RunsOptions;
	/** What the main run was like, while a branch is live. */
	#mainSamples: SampleStore | undefined;
	#replay: AbortController | undefined;

	constructor(options: RunsOptions) {
		this.#options = options;
		options.model.branchRefusal = options.openBranch === undefined ? 'this run cannot be repeated' : undefined;
	}

	/** Opens the dialog that says what branching would do. */
	ask(): void {
		const {store, model} = this.#options;
		const {snapshot, samples, live} = model;
		if (snapshot === undefined) {
			return;
		}
		const {atNs} = snapshot;
		const nowNs = samples.newestNs;
		const worked = live.snapshot?.workedMs;
		const changes = momentsOf(model).filter(moment => ['change', 'undo'].includes(moment.kind) && moment.atNs > atNs).length;
		store.change(draft => {
			draft.dialog = {
				kind: 'branch',
				atNs,
				laterNs: nowNs - atNs,
				changes,
				estimateMs: worked === undefined || nowNs <= 0 ? undefined : (worked * atNs) / nowNs,
				mainNs: this.#mainSamples?.newestNs,
				reachedNs: undefined,
				refusal: '',
			};
		});
	}

	choose(choice: RunChoice): void {
		const done = choice === 'main' ? this.#backToMain() : this.#branch();
		done.catch((error: unknown) => this.#refuse(describeError(error)));
	}

	/** Gives up the replay that is under way. */
	cancel(): void {
		this.#replay?.abort();
		this.#replay = undefined;
	}

	/** Ends what is under way and closes the branch; the main run goes on. */
	async close(): Promise<void> {
		this.cancel();
		await this.#options.host.closeBranch();
	}

	async #branch(): Promise<void> {
		const {host, store, model, openBranch, paint} = this.#options;
		const atNs = model.snapshot?.atNs;
		if (openBranch === undefined || atNs === undefined) {
			return;
		}
		const replay = new AbortController();
		this.#replay = replay;
		this.#showProgress(0);
		paint();
		const journal = await host.journal();
		const onProgress = (reachedNs: number) => {
			if (!replay.signal.aborted) {
				this.#showProgress(reachedNs);
				paint();
			}
		};
		const branch = await openBranch({journal, untilNs: atNs, onProgress, signal: replay.signal}).catch((error: unknown) => {
			if (!replay.signal.aborted) {
				throw error;
			}
		});
		if (branch === undefined || replay.signal.aborted) {
			await branch?.close();
			return;
		}
		this.#replay = undefined;
		// The run that is left waits where it is.
		await host.submit({kind: 'pause'});
		const left = model.samples;
		const name = this.#mainSamples === undefined ? 'main run' : `branch of ${formatClock(model.branchedAtNs ?? 0)}`;
		this.#mainSamples ??= left;
		await this.#follow(branch, left.until(atNs), new Baseline(name, left));
		model.branchedAtNs = atNs;
		this.#say(`branch of ${formatClock(atNs)}: paused here, Space lets it go on · c compares with the ${name} · B leads back`);
		store.change(draft => {
			draft.isComparing = false;
		});
		paint();
	}

	async #backToMain(): Promise<void> {
		const {host, model, paint} = this.#options;
		const samples = this.#mainSamples;
		if (samples === undefined) {
			this.#say('this is the main run');
			return;
		}
		const left = new Baseline(`branch of ${formatClock(model.branchedAtNs ?? 0)}`, model.samples);
		this.#mainSamples = undefined;
		await this.#follow(host.main, samples, left);
		model.branchedAtNs = undefined;
		this.#say(`the main run, paused where it was left; Space lets it go on · c compares with the ${left.title}`);
		paint();
	}

	async #follow(host: EngineHost, samples: SampleStore, baseline: Baseline): Promise<void> {
		const {model, rewind, store, details} = this.#options;
		rewind.now();
		model.follow(samples);
		model.baseline = baseline;
		details.cut(samples.newestNs);
		store.change(draft => {
			draft.dialog = undefined;
		});
		const latest = host.latest();
		if (latest !== undefined) {
			model.push(latest);
		}
		await this.#options.host.follow(host);
	}

	#showProgress(reachedNs: number): void {
		this.#options.store.change(draft => {
			if (draft.dialog?.kind === 'branch') {
				draft.dialog.reachedNs = reachedNs;
				draft.dialog.refusal = '';
			}
		});
	}

	/** Into the dialog if it is still open, else into the status line. */
	#refuse(reason: string): void {
		const {store, model, paint} = this.#options;
		this.#replay = undefined;
		if (model.ui.dialog?.kind === 'branch') {
			store.change(draft => {
				if (draft.dialog?.kind === 'branch') {
					draft.dialog.reachedNs = undefined;
					draft.dialog.refusal = reason;
				}
			});
		} else {
			this.#say(reason, 'error');
		}
		paint();
	}

	#say(text: string, severity: 'info' | 'error' = 'info'): void {
		this.#options.store.change(saying(text, severity));
	}
}
