/** What every painter is given. A painter is a function of the model; it keeps nothing. */
import type {Keymap} from '../keymap/keymap.ts';
import type {Model} from '../model.ts';
import type {Offers} from '../offers.ts';
import type {Surface} from '../terminal/surface.ts';
import type {Theme} from '../theme.ts';

export type PaintContext = {readonly model: Model; readonly theme: Theme; readonly offers: Offers; readonly keymap: Keymap};

export type Painter = (surface: Surface, context: PaintContext) => void;
