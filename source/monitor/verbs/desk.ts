/** What verbs work with: the screen's state, what it shows, and the ways to ask something of the engine or of the terminal. */
import type {Actor, Command, Outcome} from '../../machine/command.ts';
import type {EngineHost} from '../../machine/engine-host.ts';
import type {Severity} from '../../machine/snapshot.ts';
import type {Dialog} from '../dialogs/dialog.ts';
import type {Binding} from '../keymap/binding.ts';
import type {Keymap} from '../keymap/keymap.ts';
import type {Turn, World} from '../knobs.ts';
import type {Model} from '../model.ts';
import type {Offers} from '../offers.ts';
import type {Rewind} from '../past/rewind.ts';
import type {Runs} from '../past/runs.ts';
import type {Store} from '../store.ts';
import type {ThemeName} from '../themes.ts';
import type {Trials} from '../trial/trials.ts';
import type {ScreenName} from '../ui-state.ts';
import type {SessionFiles} from '../write/session-files.ts';

export type Desk = {
	readonly host: EngineHost;
	readonly store: Store;
	readonly model: Model;
	readonly offers: Offers;
	readonly keymap: Keymap;
	/** What is shown of the past. */
	readonly rewind: Rewind;
	/** The run that is live, and the one that it came from. */
	readonly runs: Runs;
	/** What is written out. */
	readonly files: SessionFiles;
	/** Sends a command; the answer goes to the status line, or a refusal into the dialog that asked. By a key, if nobody is named. */
	readonly submit: (command: Command, from?: Dialog, by?: Actor) => Promise<Outcome>;
	readonly trials: Trials;
	/** Shows that moment of virtual time; undefined where no past can be shown. */
	readonly goTo: ((atNs: number) => void) | undefined;
	/** One more turn of a burst: shown at once, submitted when the hand rests. */
	readonly turn: (turn: Turn) => void;
	/** What knobs and forms are made from. */
	readonly world: () => World;
	/** Says it in the status line. */
	readonly say: (text: string, severity?: Severity) => void;
	/** Does what a binding says, or says why it cannot be done now. */
	readonly run: (binding: Binding) => void;
	/** Opens a screen, and asks for its details. */
	readonly show: (screen: ScreenName) => void;
	/** Paints what changed, now. */
	readonly paint: () => void;
	/** Draws the whole screen anew. */
	readonly repaint: () => void;
	readonly quit: () => void;
	/** Puts a text on the clipboard, if the terminal allows it. */
	readonly copy: (text: string) => void;
	/** Hands the terminal to the dashboard. */
	readonly openDashboard: () => void;
	/** Whether presses and turns of the mouse are asked for. */
	readonly switchMouse: (isOn: boolean) => void;
	/** Other colours from now on. */
	readonly chooseTheme: (name: ThemeName) => void;
	/** Stops the program and gives the terminal to the shell. */
	readonly suspend: () => void;
	/** Wall milliseconds between two samples from now on, 20 to 10000. */
	readonly setInterval: (milliseconds: number) => void;
	/** Columns of the terminal, for which columns can be sorted by. */
	readonly width: () => number;
};
