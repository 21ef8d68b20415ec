/** What keys that concern the terminal do. */
import type {TerminalVerb, Verbs} from '../keymap/binding.ts';
import type {Desk} from './desk.ts';

export function terminalVerbs(desk: Desk): Verbs<TerminalVerb> {
	const {store, repaint, suspend, quit} = desk;
	return {
		repaint,
		suspend,
		quit,
		mouse: () => switchMouse(desk),
		cost: () =>
			store.change(draft => {
				draft.terminal.showsCost = !draft.terminal.showsCost;
			}),
	};
}

function switchMouse({store, model, say, switchMouse: tell}: Desk): void {
	const isOn = !model.ui.terminal.hasMouse;
	store.change(draft => {
		draft.terminal.hasMouse = isOn;
	});
	tell(isOn);
	say(isOn ? 'the mouse selects, scrolls and sorts' : 'the mouse is the terminal’s own');
}
