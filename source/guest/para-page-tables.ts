/**
Page tables by hypercall: the para-virtual half of the driver. Tables live with the hypervisor; the driver
knows them by number and sends entries through a slot of guest memory and the door in BAR4.

`batch` is how many entries one call carries: 1 is the naive driver, 128 and 2048 the multicall ones.
See: GPUvm prototype, its guest's nouveau_para_virt (slots, operations, splitting by batch size).
*/
import {assert} from '../base/assert.ts';
import {high32, low32} from '../base/words.ts';
import {
	BAR4,
	BATCH_LARGE,
	CHANNEL_BAR1,
	CHANNEL_BAR3,
	HYPERCALL,
	HYPERCALL_RESULT,
	HYPERCALL_SIZES,
	HYPERCALL_SLOTS,
	SLOT_BYTES,
} from '../manual/hypercall.ts';
import {RAMIN} from '../manual/instance-block.ts';
import {DriverError} from './driver-error.ts';
import type {InstanceMemory, InstanceObject} from './instance-memory.ts';
import type {EntryRun, PageTable, PageTableWriter, SpaceUser, TableKind} from './page-table-writer.ts';
import type {SystemBuffer, SystemBuffers} from './system-buffer.ts';
import type {Routine} from './thread.ts';
import type {Vcpu} from './vcpu.ts';

/** Engine numbers of FLUSH. */
const FLUSH_ENGINE = {CHANNEL: 1, BAR: 5} as const;
const SLOT_WORDS = SLOT_BYTES / 4;

export class ParaPageTables implements PageTableWriter {
	readonly #cpu: Vcpu;
	readonly #instance: InstanceMemory;
	readonly #slots: SystemBuffer;
	readonly #batch: number;
	#turn = 0;

	private constructor(cpu: Vcpu, instance: InstanceMemory, slots: SystemBuffer, batch: number) {
		this.#cpu = cpu;
		this.#instance = instance;
		this.#slots = slots;
		this.#batch = batch;
	}

	/** Shows the slots to the hypervisor. Throws `DriverError` if it does not take them. */
	static *open(cpu: Vcpu, instance: InstanceMemory, memory: SystemBuffers, batch: number): Routine<ParaPageTables> {
		assert(batch >= 1 && batch <= BATCH_LARGE, `batch of ${batch} entries`);
		const slots = memory.allocate(HYPERCALL_SLOTS * SLOT_BYTES);
		cpu.write32(4, BAR4.SLOTS_LOW, low32(slots.address));
		cpu.write32(4, BAR4.SLOTS_HIGH, high32(slots.address));
		yield* cpu.exact();
		const answer = cpu.read32(4, BAR4.REGISTER);
		if (answer !== HYPERCALL_RESULT.OK) {
			throw new DriverError(`the hypervisor refused the call slots: ${answer | 0}`);
		}
		return new ParaPageTables(cpu, instance, slots, batch);
	}

	*allocate(_bytes: number, _isMapped: boolean, kind: TableKind): Routine<PageTable> {
		const bytes = HYPERCALL_SIZES[kind];
		const slot = this.#slot();
		slot[0] = HYPERCALL.ALLOCATE;
		slot[1] = bytes;
		yield* this.#call(slot, 'page table');
		return {bytes, address: slot[1]};
	}

	*free(table: PageTable): Routine {
		const slot = this.#slot();
		slot[0] = HYPERCALL.FREE;
		slot[1] = table.address;
		yield* this.#call(slot, 'freeing a page table');
	}

	*bind(directory: PageTable, instance: InstanceObject, limit: number, user: SpaceUser): Routine {
		const slot = this.#slot();
		slot[0] = HYPERCALL.SET_DIRECTORY;
		slot[1] = directory.address;
		slot[2] = user === 'bar1' ? CHANNEL_BAR1 : user === 'bar3' ? CHANNEL_BAR3 : user;
		yield* this.#call(slot, 'setting a directory');
		this.#instance.write32(instance, RAMIN.LIMIT_LOW, low32(limit));
		this.#instance.write32(instance, RAMIN.LIMIT_HIGH, high32(limit));
	}

	*setDirectoryEntry(directory: PageTable, index: number, large: PageTable | undefined, small: PageTable | undefined): Routine {
		const slot = this.#slot();
		slot[0] = HYPERCALL.MAP_TABLE;
		slot[1] = directory.address;
		slot[2] = small?.address ?? 0;
		slot[3] = large?.address ?? 0;
		slot[4] = index;
		yield* this.#call(slot, 'a directory entry');
	}

	*writeRun(table: PageTable, run: EntryRun): Routine {
		for (let done = 0; done < run.count; ) {
			const count = Math.min(this.#batch, run.count - done);
			const first = run.low + done * run.step;
			const slot = this.#slot();
			slot[1] = table.address;
			slot[2] = run.first + done;
			if (this.#batch === 1) {
				slot[0] = HYPERCALL.MAP;
				slot[4] = first;
				slot[5] = run.high;
			} else if (run.high === 0) {
				slot[0] = HYPERCALL.MAP_BATCH;
				slot[3] = run.step;
				slot[4] = count;
				slot[6] = first;
				slot[7] = 0;
			} else {
				// Pages of guest memory lie anywhere: one entry each, as in the prototype's guest.
				slot[0] = HYPERCALL.MAP_SCATTERED;
				slot[3] = count;
				for (let entry = 0; entry < count; entry++) {
					slot[4 + entry * 2] = first + entry * run.step;
					slot[5 + entry * 2] = run.high;
				}
			}
			yield* this.#call(slot, 'mapping');
			done += count;
		}
	}

	*clearRun(table: PageTable, first: number, count: number): Routine {
		for (let done = 0; done < count; ) {
			const piece = Math.min(this.#batch, count - done);
			const slot = this.#slot();
			slot[0] = HYPERCALL.UNMAP_BATCH;
			slot[1] = table.address;
			slot[2] = first + done;
			slot[3] = piece;
			yield* this.#call(slot, 'unmapping');
			done += piece;
		}
	}

	*flush(directory: PageTable, isBar: boolean): Routine {
		yield* this.#instance.flushWrites();
		const slot = this.#slot();
		slot[0] = HYPERCALL.FLUSH;
		slot[1] = directory.address;
		slot[2] = isBar ? FLUSH_ENGINE.BAR : FLUSH_ENGINE.CHANNEL;
		yield* this.#call(slot, 'TLB flush');
	}

	/** The next slot, in turn. A call is over before another thread of this vCPU can begin one. */
	#slot(): Uint32Array {
		this.#turn = (this.#turn + 1) % HYPERCALL_SLOTS;
		return this.#slots.words.subarray(this.#turn * SLOT_WORDS, (this.#turn + 1) * SLOT_WORDS);
	}

	*#call(slot: Uint32Array, what: string): Routine {
		const cpu = this.#cpu;
		const number = (slot.byteOffset - this.#slots.words.byteOffset) / SLOT_BYTES;
		yield* cpu.exact();
		cpu.write32(4, BAR4.EXECUTE, number);
		const result = slot[0] | 0;
		if (result !== HYPERCALL_RESULT.OK) {
			throw new DriverError(`${what}: the hypervisor answered ${result}`);
		}
		yield* cpu.breathe();
	}
}
