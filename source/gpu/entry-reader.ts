/**
Entry reader: GP entries from a channel's ring, and the pushbuffer words that they name.

Owns: a page of words read ahead. A word is read when its page is reached, so a store that comes later into
words already read is not seen, as with the prefetch of hardware.
*/
import {join64, low32} from '../base/words.ts';
import {FAULT_UNIT} from '../manual/pfifo.ts';
import {GP_ENTRY_BYTES, GP_ENTRY_HIGH} from '../manual/pushbuffer.ts';
import {get} from '../manual/register.ts';
import {USERD} from '../manual/userd.ts';
import type {Board} from './board.ts';
import type {Ramfc} from './ramfc.ts';
import {View} from './view.ts';

const BUFFER_WORDS = 1024;

export class EntryReader {
	/** The words of the entry that was fetched last. */
	readonly entry = new Uint32Array(2);
	readonly #board: Board;
	readonly #ramfc: Ramfc;
	readonly #view: View;
	/** The ring is hardware state: its address comes from the instance block. */
	readonly #ringView = new View(FAULT_UNIT.PFIFO, true);
	readonly #buffer = new Uint32Array(BUFFER_WORDS);
	#next = 0;
	#end = 0;

	/** `view` is the one for the pushbuffer; its owner binds it. */
	constructor(board: Board, ramfc: Ramfc, view: View) {
		this.#board = board;
		this.#ramfc = ramfc;
		this.#view = view;
	}

	/** Turns to another channel: nothing is read ahead. */
	start(): void {
		this.#ringView.bind(this.#board.vram, this.#board.mmu, this.#ramfc.instance);
		this.#next = 0;
		this.#end = 0;
	}

	/** No word at hand. */
	get isEmpty(): boolean {
		return this.#next === this.#end;
	}

	/** The word at hand. */
	get word(): number {
		return this.#buffer[this.#next];
	}

	/** Entries are left in the ring. */
	get hasEntries(): boolean {
		return this.#board.vram.read32(this.#ramfc.userd + USERD.GP_PUT) % this.#ramfc.ringEntries !== this.#ramfc.gpGet;
	}

	/** Takes the next entry of the ring and steps GP_GET. 'bad': it names no words. */
	fetch(): 'taken' | 'bad' | 'fault' {
		const ramfc = this.#ramfc;
		const {mmu, vram} = this.#board;
		if (!mmu.readWords(this.#ringView, ramfc.ringBase + ramfc.gpGet * GP_ENTRY_BYTES, this.entry, 2)) {
			return 'fault';
		}
		const low = this.entry[0];
		const high = this.entry[1];
		ramfc.gpGet = (ramfc.gpGet + 1) % ramfc.ringEntries;
		vram.write32(ramfc.userd + USERD.GP_GET, ramfc.gpGet);
		ramfc.wordsLeft = get(GP_ENTRY_HIGH, 'LENGTH', high);
		ramfc.isMain = get(GP_ENTRY_HIGH, 'NOT_MAIN', high) === 0;
		ramfc.dmaGet = join64(low, get(GP_ENTRY_HIGH, 'ADDRESS', high));
		if (ramfc.wordsLeft === 0 || low % 4 !== 0) {
			ramfc.wordsLeft = 0;
			return 'bad';
		}
		return 'taken';
	}

	/** Reads words up to the end of a page; false is a fault. */
	refill(): boolean {
		const {mmu} = this.#board;
		if (!mmu.translate(this.#view, this.#ramfc.dmaGet, false)) {
			return false;
		}
		const count = Math.min(this.#ramfc.wordsLeft, BUFFER_WORDS, mmu.runBytes / 4);
		mmu.readWords(this.#view, this.#ramfc.dmaGet, this.#buffer, count);
		this.#next = 0;
		this.#end = count;
		return true;
	}

	/** The word at hand is used up. At the end of a main entry, MGET follows. */
	pass(): void {
		const ramfc = this.#ramfc;
		this.#next++;
		ramfc.dmaGet += 4;
		ramfc.wordsLeft--;
		if (ramfc.wordsLeft === 0 && ramfc.isMain) {
			ramfc.mget = ramfc.dmaGet;
			ramfc.hasMget = true;
			this.#board.vram.write32(ramfc.userd + USERD.MGET_LOW, low32(ramfc.mget));
			this.#board.vram.write32(ramfc.userd + USERD.MGET_HIGH, ramfc.mgetHigh);
		}
	}
}
