/**
A channel that the attacker builds with its own hands in its own VRAM, or by calls where it is
para-virtual: directory, one small table, instance block, ring, pushbuffer, context image, data.
*/
import {MIB} from '../../source/base/units.ts';
import {high32, low32} from '../../source/base/words.ts';
import {BAR4, HYPERCALL, HYPERCALL_RESULT, HYPERCALL_SIZES, SLOT_BYTES} from '../../source/manual/hypercall.ts';
import {GP_BASE_HIGH_WORD, RAMFC_INITIAL, RAMIN} from '../../source/manual/instance-block.ts';
import {KERNEL_IMAGE, KERNELS, parameterWords} from '../../source/manual/kernel-image.ts';
import {FLUSH_CHANNEL_SPACE, PAGE_BYTES, PD_BYTES, PDE_SMALL, PFB, PTE_LOW, SMALL_TABLE_BYTES, TARGET} from '../../source/manual/mmu.ts';
import {CHANNEL_START, PFIFO, RUNLIST_ENTRY} from '../../source/manual/pfifo.ts';
import {GP_ENTRY_BYTES, GP_ENTRY_HIGH} from '../../source/manual/pushbuffer.ts';
import {element, get, make} from '../../source/manual/register.ts';
import {USERD} from '../../source/manual/userd.ts';
import {Pushbuffer} from '../lab/pushbuffer.ts';
import type {AttackLab} from './attack-lab.ts';

/** Virtual addresses, the same in every channel. */
export const VA = {RING: MIB, PUSH: 2 * MIB, CONTEXT: 8 * MIB, CODE: 12 * MIB, CONSTANTS: 13 * MIB, DATA: 16 * MIB} as const;
const RING_ORDER = 5;
const CONTEXT_BYTES = 0x10000;
const DATA_BYTES = 0x10000;
/** The attacker's heap, well above what its own driver uses. */
const HEAP = 12 * MIB;
const BYTES_EACH = 2 * MIB;

export class AttackChannel {
	readonly lab: AttackLab;
	readonly number: number;
	/** Guest addresses; numbers of objects where the domain is para-virtual. */
	directory = 0;
	table = 0;
	readonly instance: number;
	readonly userd: number;
	readonly ring: number;
	readonly data: number;
	readonly #push: number;
	#pushed = 0;
	#put = 0;
	#heap: number;

	/** `number` is a virtual channel from 1 up; 0 belongs to the attacker's driver. */
	constructor(lab: AttackLab, number: number) {
		this.lab = lab;
		this.number = number;
		this.#heap = HEAP + (number - 1) * BYTES_EACH;
		this.instance = this.allocate(PAGE_BYTES);
		this.userd = this.allocate(PAGE_BYTES);
		this.ring = this.allocate(PAGE_BYTES);
		this.#push = this.allocate(CONTEXT_BYTES);
		this.data = this.allocate(DATA_BYTES);
		if (this.isPara) {
			this.directory = call(lab, [HYPERCALL.ALLOCATE, HYPERCALL_SIZES.DIRECTORY]).number;
			this.table = call(lab, [HYPERCALL.ALLOCATE, HYPERCALL_SIZES.SMALL_TABLE]).number;
			call(lab, [HYPERCALL.MAP_TABLE, this.directory, this.table, 0, 0]);
			call(lab, [HYPERCALL.SET_DIRECTORY, this.directory, number]);
		} else {
			this.directory = this.allocate(PD_BYTES);
			this.table = this.allocate(SMALL_TABLE_BYTES);
			this.point(0, this.table);
		}
		this.map(VA.RING, this.ring, PAGE_BYTES);
		this.map(VA.PUSH, this.#push, CONTEXT_BYTES);
		this.map(VA.CONTEXT, this.allocate(CONTEXT_BYTES), CONTEXT_BYTES);
		this.map(VA.DATA, this.data, DATA_BYTES);
		this.#fillInstance();
	}

	get isPara(): boolean {
		return this.lab.virtualOf(this.lab.attacker).state.para !== undefined;
	}

	/** Zeroed VRAM of the attacker, page aligned. */
	allocate(bytes: number): number {
		const address = this.#heap;
		this.#heap += Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
		this.lab.zero(address, bytes);
		return address;
	}

	/** Full virtualization: directory entry `index` points at a table of small pages. */
	point(index: number, table: number): void {
		this.lab.poke(this.directory + index * 8 + 4, make(PDE_SMALL, {PRESENT: 1, FRAME: table / PAGE_BYTES}));
	}

	/** Entries of the small table, 4 KiB each. `frame` may lie anywhere: that is the attack. */
	map(va: number, address: number, bytes: number, target: number = TARGET.VRAM): void {
		for (let offset = 0; offset < bytes; offset += PAGE_BYTES) {
			const low = make(PTE_LOW, {PRESENT: 1, FRAME: (address + offset) / PAGE_BYTES});
			this.entry((va + offset) / PAGE_BYTES, low, target * 2);
		}
	}

	entry(index: number, low: number, high: number): void {
		if (this.isPara) {
			call(this.lab, [HYPERCALL.MAP, this.table, index, 0, low, high]);
		} else {
			this.lab.pokeWords(this.table + index * 8, [low, high]);
		}
	}

	flush(): void {
		if (this.isPara) {
			call(this.lab, [HYPERCALL.FLUSH, this.directory, 1]);
		} else {
			this.lab.register(PFB.FLUSH_TARGET.offset, make(PFB.FLUSH_TARGET, {FRAME: this.directory / PAGE_BYTES}));
			this.lab.register(PFB.FLUSH_TRIGGER.offset, FLUSH_CHANNEL_SPACE);
		}
	}

	/** Into the channel table, started, on the runlist beside the driver's own channel. */
	attach(): this {
		const word = make(PFIFO.CHANNEL, {FRAME: this.instance / PAGE_BYTES, POLL: 1, VALID: 1});
		this.lab.register(element(PFIFO.CHANNEL, this.number), word);
		this.lab.register(element(PFIFO.CHANNEL_STATE, this.number), CHANNEL_START);
		this.runlist(0, 1, 2, 3, 4, 5, 6, 7);
		return this;
	}

	detach(): void {
		this.lab.register(element(PFIFO.CHANNEL, this.number), 0);
	}

	runlist(...channels: number[]): void {
		const list = this.allocate(PAGE_BYTES);
		this.lab.pokeWords(
			list,
			channels.flatMap(channel => [channel, RUNLIST_ENTRY.SECOND_WORD]),
		);
		this.lab.register(PFIFO.RUNLIST_BASE.offset, make(PFIFO.RUNLIST_BASE, {FRAME: list / PAGE_BYTES}));
		this.lab.register(PFIFO.RUNLIST_COMMIT.offset, make(PFIFO.RUNLIST_COMMIT, {LENGTH: channels.length, ENGINES: 0x1f}));
	}

	/** Offset in BAR1 of this channel's USERD page, or of another's. */
	pollOffset(channel = this.number): number {
		return get(PFIFO.POLL_AREA, 'FRAME', this.lab.register(PFIFO.POLL_AREA.offset)) * PAGE_BYTES + channel * PAGE_BYTES;
	}

	/** Puts the words into the pushbuffer and an entry into the ring. */
	push(words: Pushbuffer | readonly number[]): void {
		const list = words instanceof Pushbuffer ? words.words : words;
		this.lab.pokeWords(this.#push + this.#pushed, list);
		const va = VA.PUSH + this.#pushed;
		this.lab.pokeWords(this.ring + this.#put * GP_ENTRY_BYTES, [
			low32(va),
			make(GP_ENTRY_HIGH, {ADDRESS: high32(va), LENGTH: list.length}),
		]);
		this.#pushed += list.length * 4;
		this.#put = (this.#put + 1) % 2 ** RING_ORDER;
	}

	get put(): number {
		return this.#put;
	}

	submit(words: Pushbuffer | readonly number[]): void {
		this.push(words);
		this.lab.bus.write(1, this.pollOffset() + USERD.GP_PUT, 4, this.#put);
	}

	/** A kernel that counts for so long; its count goes to DATA, then the query to DATA + 0x100. */
	launchLoop(iterations: number): Pushbuffer {
		const image = [KERNEL_IMAGE.MAGIC, KERNEL_IMAGE.VERSION, KERNELS.loop.id, parameterWords('loop'), 0, 0, 0, 0];
		const code = this.allocate(PAGE_BYTES);
		this.lab.pokeWords(code, image);
		this.map(VA.CODE, code, PAGE_BYTES);
		this.map(VA.CONSTANTS, this.allocate(PAGE_BYTES), PAGE_BYTES);
		this.flush();
		return new Pushbuffer()
			.bindAll()
			.launch({code: VA.CODE, constants: VA.CONSTANTS, parameters: [VA.DATA, 0, iterations], blocks: 14, threads: 32})
			.query(VA.DATA + 0x100, 7, true);
	}

	/** The reference counter as the device shows it. */
	get reference(): number {
		return this.lab.bus.read(1, this.pollOffset() + USERD.REFERENCE, 4);
	}

	#fillInstance(): void {
		const {lab, instance} = this;
		for (const [offset, value] of RAMFC_INITIAL) {
			lab.poke(instance + offset, value);
		}
		lab.poke(instance + RAMIN.USERD_LOW, this.userd);
		lab.poke(instance + RAMIN.GP_BASE_LOW, VA.RING);
		lab.poke(instance + RAMIN.GP_BASE_HIGH, make(GP_BASE_HIGH_WORD, {ORDER: RING_ORDER}));
		lab.poke(instance + RAMIN.PD_LOW, this.isPara ? 0 : this.directory);
		lab.poke(instance + RAMIN.LIMIT_LOW, 2 ** 32 - 1);
		lab.poke(instance + RAMIN.LIMIT_HIGH, 0xff);
		for (const [index, offset] of [RAMIN.PGRAPH_CONTEXT_LOW, RAMIN.PCOPY0_CONTEXT_LOW, RAMIN.PCOPY1_CONTEXT_LOW].entries()) {
			lab.poke(instance + offset, VA.CONTEXT + (index === 0 ? 0 : 0x8000 + index * 0x100) + 4);
		}
	}
}

export type CallResult = {readonly result: number; readonly number: number};

/** A para-virtual call through the last of the slots that the attacker's driver has shown. */
export function call(lab: AttackLab, words: readonly number[], slot = 63): CallResult {
	const first = (slotsOf(lab) + slot * SLOT_BYTES) / 4;
	const {ram} = lab.attacker.guest;
	for (const [index, word] of words.entries()) {
		ram[first + index] = word;
	}
	lab.bus.write(4, BAR4.EXECUTE, 4, slot);
	return {result: (ram[first] as number) | 0, number: ram[first + 1] as number};
}

/** Guest address of slot 0. */
export function slotsOf(lab: AttackLab): number {
	return lab.bus.read(4, BAR4.SLOTS_LOW, 4);
}

export const {OK, INVALID, NO_MEMORY, BUSY} = HYPERCALL_RESULT;
