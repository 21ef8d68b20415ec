/**
The keyboard's side of the terminal, as `key-parser` reads it. Ink gets it as its `stdin`: Ink says when the terminal is
raw and when another program has it; what comes in meanwhile is read here and nowhere else.

Owns: listening to the real stream, and the timer for things that were begun and not ended.
*/
import {EventEmitter} from 'node:events';
import {StringDecoder} from 'node:string_decoder';
import {type InputEvent, KeyParser} from './key-parser.ts';

/** What it needs of a terminal; `process.stdin` has it. */
export type Keyboard = {
	readonly isTTY?: boolean;
	setRawMode?(isRaw: boolean): unknown;
	ref?(): unknown;
	unref?(): unknown;
	on(event: string, listener: (chunk: Uint8Array | string) => void): unknown;
	off(event: string, listener: (chunk: Uint8Array | string) => void): unknown;
	pause(): unknown;
	resume(): unknown;
};

export class KeyInput extends EventEmitter {
	readonly isTTY = true;
	readonly #keyboard: Keyboard;
	readonly #parser: KeyParser;
	#decoder = new StringDecoder('utf8');
	#timer: NodeJS.Timeout | undefined;
	/** What the timer was set for. */
	#timedFor = -1;
	#isRaw = false;
	readonly #read = (chunk: Uint8Array | string) => {
		this.#parser.feed(typeof chunk === 'string' ? chunk : this.#decoder.write(chunk as Buffer));
		this.#wait();
	};

	/** `take` gets every event; `gone` hears that the terminal sends nothing any more. */
	constructor(keyboard: Keyboard, take: (event: InputEvent) => void, gone: () => void) {
		super();
		this.setMaxListeners(0);
		this.#keyboard = keyboard;
		this.#parser = new KeyParser(take);
		for (const event of ['end', 'close', 'error']) {
			keyboard.on(event, gone);
		}
	}

	/** Ink's switch: raw means that what comes is ours. */
	setRawMode(isRaw: boolean): this {
		if (isRaw !== this.#isRaw) {
			this.#isRaw = isRaw;
			this.#keyboard.setRawMode?.(isRaw);
			if (isRaw) {
				this.#keyboard.on('data', this.#read);
				this.#keyboard.resume();
			} else {
				this.#keyboard.off('data', this.#read);
				this.#keyboard.pause();
				this.#forget();
			}
		}
		return this;
	}

	/** Sets the terminal's mode again, after somebody else may have changed it. */
	reassert(): void {
		if (this.#isRaw) {
			// The second call would do nothing if the mode seemed to be set.
			this.#keyboard.setRawMode?.(false);
			this.#keyboard.setRawMode?.(true);
		}
	}

	ref(): this {
		this.#keyboard.ref?.();
		return this;
	}

	unref(): this {
		this.#keyboard.unref?.();
		return this;
	}

	setEncoding(): this {
		return this;
	}

	/** Nothing is left over for Ink's own parser. */
	read(): null {
		return null;
	}

	#forget(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#timedFor = -1;
		this.#decoder = new StringDecoder('utf8');
		this.#parser.reset();
	}

	/** The wait for a thing begins when the thing does: what comes later does not prolong it. */
	#wait(): void {
		const {waitMs, begun} = this.#parser;
		if (waitMs > 0 && begun === this.#timedFor) {
			return;
		}
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#timedFor = begun;
		if (waitMs > 0) {
			this.#timer = setTimeout(() => {
				this.#timer = undefined;
				this.#parser.expire();
				this.#wait();
			}, waitMs);
		}
	}
}
