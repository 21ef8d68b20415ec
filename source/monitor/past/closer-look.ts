/**
Asks for details of channels and memory while a screen shows them: one question at a time, so a busy engine is asked as
often as it answers. What comes is shown, and kept for who looks back.
*/
import type {EngineHost} from '../../machine/engine-host.ts';
import type {HostSwitch} from '../../machine/host-switch.ts';
import type {Model} from '../model.ts';
import type {KeptDetails} from './kept-details.ts';

export type CloserLookOptions = {
	readonly host: HostSwitch;
	readonly model: Model;
	readonly details: KeptDetails;
	readonly paint: () => void;
};

export class CloserLook {
	readonly #options: CloserLookOptions;
	/** Details have been asked for and are still to come. */
	#isAsking = false;
	/** An engine that does not answer any more. */
	#silent: EngineHost | undefined;

	constructor(options: CloserLookOptions) {
		this.#options = options;
	}

	/** Asks if the open screen shows details and no answer is awaited. */
	ask(): void {
		const {host, model, details, paint} = this.#options;
		const {current} = host;
		if (!model.wantsDetails || this.#isAsking || this.#silent === current) {
			return;
		}
		this.#isAsking = true;
		current.inspect().then(
			answer => {
				this.#isAsking = false;
				// Another run may be live by now.
				if (host.current === current) {
					details.push(answer);
					model.live.details = answer;
					paint();
				}
			},
			() => {
				this.#isAsking = false;
				this.#miss(current);
			},
		);
	}

	/** A recording may hold none of this time; an engine has ended: its next snapshot says why, and it is not asked again. */
	#miss(asked: EngineHost): void {
		const {model} = this.#options;
		if (model.isReplay) {
			model.live.details = undefined;
		} else {
			this.#silent = asked;
		}
	}
}
