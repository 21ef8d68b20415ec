/**
Page tables written where the device walks them, as nouveau does on bare hardware. Under full
virtualization the hypervisor follows these writes with shadow tables.
See: nouveau nvc0_vm (entries, flush and its order), nvc0_instmem.
*/
import {assert} from '../base/assert.ts';
import {high32, low32} from '../base/words.ts';
import {RAMIN} from '../manual/instance-block.ts';
import {ENTRY_BYTES, FLUSH_BAR_SPACE, FLUSH_CHANNEL_SPACE, PAGE_BYTES, PDE_LARGE, PDE_SMALL, PFB} from '../manual/mmu.ts';
import {get, make, maskOf} from '../manual/register.ts';
import type {InstanceMemory, InstanceObject} from './instance-memory.ts';
import type {EntryRun, PageTable, PageTableWriter} from './page-table-writer.ts';
import type {Routine} from './thread.ts';
import type {Vcpu} from './vcpu.ts';

export class DirectPageTables implements PageTableWriter {
	readonly #cpu: Vcpu;
	readonly #instance: InstanceMemory;
	readonly #objects = new Map<number, InstanceObject>();

	constructor(cpu: Vcpu, instance: InstanceMemory) {
		this.#cpu = cpu;
		this.#instance = instance;
	}

	*allocate(bytes: number, isMapped: boolean): Routine<PageTable> {
		const object = yield* this.#instance.allocate(bytes, {isZeroed: true, isMapped});
		this.#objects.set(object.address, object);
		return {bytes, address: object.address};
	}

	*free(table: PageTable): Routine {
		const object = this.#object(table);
		this.#objects.delete(table.address);
		yield* this.#instance.free(object);
	}

	// biome-ignore lint/correctness/useYield: the interface is for writers that have to wait.
	*bind(directory: PageTable, instance: InstanceObject, limit: number): Routine {
		this.#instance.write32(instance, RAMIN.PD_LOW, low32(directory.address));
		this.#instance.write32(instance, RAMIN.PD_HIGH, high32(directory.address));
		this.#instance.write32(instance, RAMIN.LIMIT_LOW, low32(limit));
		this.#instance.write32(instance, RAMIN.LIMIT_HIGH, high32(limit));
	}

	// biome-ignore lint/correctness/useYield: as above.
	*setDirectoryEntry(directory: PageTable, index: number, large: PageTable | undefined, small: PageTable | undefined): Routine {
		const object = this.#object(directory);
		const low = large === undefined ? 0 : make(PDE_LARGE, {PRESENT: 1, FRAME: large.address / PAGE_BYTES});
		const high = small === undefined ? 0 : make(PDE_SMALL, {PRESENT: 1, FRAME: small.address / PAGE_BYTES});
		this.#instance.write32(object, index * ENTRY_BYTES, low);
		this.#instance.write32(object, index * ENTRY_BYTES + 4, high);
	}

	*writeRun(table: PageTable, run: EntryRun): Routine {
		const words = new Uint32Array(run.count * 2);
		for (let index = 0; index < run.count; index++) {
			words[index * 2] = run.low + index * run.step;
			words[index * 2 + 1] = run.high;
		}
		yield* this.#instance.writeBlock(this.#object(table), run.first * ENTRY_BYTES, words);
	}

	*clearRun(table: PageTable, first: number, count: number): Routine {
		yield* this.#instance.fill(this.#object(table), first * ENTRY_BYTES, 0, count * 2);
	}

	*flush(directory: PageTable, isBar: boolean): Routine {
		const cpu = this.#cpu;
		yield* this.#instance.flushWrites();
		yield* cpu.pollUntil('PFB.FLUSH_CONTROL', 0, PFB.FLUSH_CONTROL.offset, word => get(PFB.FLUSH_CONTROL, 'FREE_SLOTS', word) > 0);
		cpu.write32(0, PFB.FLUSH_TARGET.offset, make(PFB.FLUSH_TARGET, {FRAME: directory.address / PAGE_BYTES}));
		yield* cpu.exact();
		cpu.write32(0, PFB.FLUSH_TRIGGER.offset, isBar ? FLUSH_BAR_SPACE : FLUSH_CHANNEL_SPACE);
		const accepted = maskOf(PFB.FLUSH_CONTROL.fields.ACCEPTED);
		yield* cpu.poll(PFB.FLUSH_CONTROL.offset, accepted, accepted);
	}

	#object(table: PageTable): InstanceObject {
		const object = this.#objects.get(table.address);
		assert(object !== undefined, 'a page table that was freed');
		return object;
	}
}
