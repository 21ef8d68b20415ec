/** The screen's state and whoever listens to it. Components take a part of it by a selector. */
import {produce} from 'immer';
import {useSyncExternalStore} from 'react';
import {initialUi, type UiRecipe, type UiState} from './ui-state.ts';

export class Store {
	#state: UiState = initialUi;
	readonly #listeners = new Set<() => void>();

	get state(): UiState {
		return this.#state;
	}

	change(recipe: UiRecipe): void {
		const next = produce(this.#state, recipe);
		if (next === this.#state) {
			return;
		}
		this.#state = next;
		for (const listener of this.#listeners) {
			listener();
		}
	}

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};
}

/** The part that `select` picks; renders again only when that part is another object or value. */
export function useUi<Part>(store: Store, select: (state: UiState) => Part): Part {
	return useSyncExternalStore(store.subscribe, () => select(store.state));
}
