/**
Whose method state an engine holds: a channel's, or that of an instance block that the microcontroller was
given without a channel.

Owns: the way of that state to and from the context image, and the views of the address space it lies in.
Not here: when it changes hands (engine.ts), what it consists of (graph-context.ts, copy-engine.ts).
*/
import type {FaultUnit} from '../manual/pfifo.ts';
import {type Board, NO_CHANNEL} from './board.ts';
import type {ChannelTable} from './channel-table.ts';
import {ContextImage} from './context-image.ts';
import {View} from './view.ts';

/** The method state of an engine. */
export type MethodState = {
	clear(): void;
	/** From or to the words of a context image; false is a fault. */
	load(view: View, address: number): boolean;
	save(view: View, address: number): boolean;
	/** There is no usable image at that address: the owner is stopped. */
	refused(address: number): void;
};

export class EngineHolder {
	/** Channel whose state the engine holds, or NO_CHANNEL. */
	owner = NO_CHANNEL;
	generation = 0;
	/** A fault while saving stops the owner, which must not start another switch. */
	isSaving = false;
	readonly view: View;
	readonly #board: Board;
	readonly #table: ChannelTable;
	readonly #image: ContextImage;
	readonly #state: MethodState;
	/** Holds an instance block without a channel. */
	#isAdopted = false;

	constructor(board: Board, table: ChannelTable, image: {readonly unit: FaultUnit; readonly contextPointer: number}, state: MethodState) {
		this.#board = board;
		this.#table = table;
		this.#state = state;
		this.view = new View(image.unit, false);
		this.#image = new ContextImage(board, image.unit, image.contextPointer);
	}

	/** There is an owner, and it is still what it was. */
	get isCurrent(): boolean {
		return this.owner !== NO_CHANNEL && this.#table.generations[this.owner] === this.generation;
	}

	isOwnedBy(channel: number): boolean {
		return this.owner === channel && this.isCurrent;
	}

	/** Instance block of whoever the engine holds; undefined if it holds nobody. */
	get instance(): number | undefined {
		return this.#isAdopted || this.owner !== NO_CHANNEL ? this.view.instance : undefined;
	}

	/** Saves what is held; the channel is the owner from now on, and its state comes with `load`. */
	take(channel: number): void {
		this.save();
		this.owner = channel;
		this.#isAdopted = false;
		this.generation = this.#table.generations[channel];
	}

	load(): void {
		this.#bind(this.#table.instanceOf(this.owner));
		this.#state.clear();
		if (this.#image.isThere && !this.#state.load(this.#image.view, this.#image.address)) {
			this.#state.refused(this.#image.address);
		}
	}

	/** Writes the state to its image, unless its owner is no longer what it was. */
	save(): void {
		this.isSaving = true;
		if ((this.#isAdopted || this.isCurrent) && this.#image.isThere && !this.#state.save(this.#image.view, this.#image.address)) {
			this.#state.refused(this.#image.address);
		}
		this.isSaving = false;
	}

	/** Takes an instance block without a channel, as a driver does to make its first context. */
	adopt(instance: number): void {
		this.save();
		this.forget();
		this.#bind(instance);
		this.#isAdopted = true;
	}

	/** Writes the state to the context image of the instance block that is held, if it is this one. */
	saveFor(instance: number): void {
		if (this.instance === instance) {
			if (this.#isAdopted) {
				this.#bind(instance);
			}
			this.save();
		}
	}

	/** Lets go of the owner without saving. */
	forget(): void {
		this.owner = NO_CHANNEL;
		this.#isAdopted = false;
		this.#state.clear();
	}

	/** Takes address space and context pointer from an instance block. */
	#bind(instance: number): void {
		const {vram, mmu} = this.#board;
		this.view.bind(vram, mmu, instance);
		this.#image.bind(instance);
	}
}
