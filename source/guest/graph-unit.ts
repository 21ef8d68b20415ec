/**
The driver's side of PGRAPH: set-up, the golden image, and what each channel needs of the engine.

The first channel runs the default state into the engine, has it saved, and reads the saved image
back; every later channel starts from a copy of it.
Inaccuracies: register lists of the hardware are not replayed one by one; the microcode upload has the
size of nouveau's and no content; one list of default state stands for the real one, with as many writes.
See: nouveau nvc0_graph, nvc0_grctx; GPUvm prototype context_bar0 (which of them it must translate).
*/
import {KIB} from '../base/units.ts';
import {u32} from '../base/words.ts';
import {CONTEXT_POINTER, RAMIN} from '../manual/instance-block.ts';
import {CLASS, COMPUTE} from '../manual/methods.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import {MAILBOX, PGRAPH, PGRAPH_CONTINUE} from '../manual/pgraph.ts';
import {PGRAPH_RESET_MASK} from '../manual/pmc.ts';
import {element, get, make, maskOf, put} from '../manual/register.ts';
import type {AddressSpace} from './address-space.ts';
import type {Cleanup} from './cleanup.ts';
import {DriverError} from './driver-error.ts';
import type {InstanceMemory, InstanceObject} from './instance-memory.ts';
import {words64} from './page-table-writer.ts';
import type {Routine} from './thread.ts';
import {resetUnits} from './unit-reset.ts';
import type {Vcpu} from './vcpu.ts';

const ALL_ONES = u32(-1);
const UCODE_DATA_WORDS = 256;
const UCODE_CODE_WORDS = 1024;
/** Writes of default state before the golden image is saved. */
const DEFAULT_COMMANDS = 900;
const DEFAULT_METHODS = 1200;
/** Buffers of the engine in the address space of each channel, beside its image. */
const ENGINE_BUFFERS = [8 * KIB, 32 * KIB, 384 * KIB] as const;

export class GraphUnit {
	readonly #cpu: Vcpu;
	readonly #instance: InstanceMemory;
	#imageBytes = 0;
	#golden: Uint32Array | undefined;
	#multiprocessors = 0;

	constructor(cpu: Vcpu, instance: InstanceMemory) {
		this.#cpu = cpu;
		this.#instance = instance;
	}

	/** Multiprocessors of the card, once started. */
	get multiprocessors(): number {
		return this.#multiprocessors;
	}

	get hasGoldenImage(): boolean {
		return this.#golden !== undefined;
	}

	/** Resets the engine, counts its parts, starts the context-switch microcontroller. */
	*start(chipset: number): Routine {
		const cpu = this.#cpu;
		yield* resetUnits(cpu, PGRAPH_RESET_MASK);
		for (const register of [PGRAPH.SCRATCH_PAGE_READ, PGRAPH.SCRATCH_PAGE_WRITE]) {
			const page = yield* this.#instance.allocate(PAGE_BYTES, {isZeroed: false, isMapped: false});
			cpu.write32(0, register.offset, page.address / 256);
		}
		this.#multiprocessors = 0;
		const clusters = get(PGRAPH.UNITS, 'GPCS', cpu.read32(0, PGRAPH.UNITS.offset));
		for (let cluster = 0; cluster < Math.min(clusters, PGRAPH.TPCS.count); cluster++) {
			this.#multiprocessors += cpu.read32(0, element(PGRAPH.TPCS, cluster));
		}
		yield* cpu.exact();
		cpu.write32(0, PGRAPH.CONTROL.offset, PGRAPH_CONTINUE);
		cpu.write32(0, PGRAPH.INTR.offset, ALL_ONES);
		cpu.write32(0, PGRAPH.INTR_EN.offset, ALL_ONES);
		yield* this.#upload(PGRAPH.UCODE_DATA.offset, UCODE_DATA_WORDS);
		yield* this.#upload(PGRAPH.UCODE_CODE.offset, UCODE_CODE_WORDS);
		yield* cpu.exact();
		cpu.write32(0, PGRAPH.SCRATCH_0.offset, chipset);
		cpu.write32(0, PGRAPH.FALCON_ENTRY.offset, 0);
		cpu.write32(0, PGRAPH.FALCON_START.offset, 2);
		yield* this.#waitForMicrocontroller();
		this.#imageBytes = cpu.read32(0, PGRAPH.CONTEXT_BYTES.offset);
		if (this.#imageBytes === 0 || this.#imageBytes === ALL_ONES || this.#imageBytes % 4 !== 0) {
			throw new DriverError(`PGRAPH.CONTEXT_BYTES is ${this.#imageBytes}`);
		}
	}

	/** Allocates what the engine keeps of a channel and points the instance block at it. */
	*attach(instance: InstanceObject, space: AddressSpace, cleanup: Cleanup): Routine {
		const image = yield* this.#part(space, this.#imageBytes, true, cleanup);
		for (const bytes of ENGINE_BUFFERS) {
			yield* this.#part(space, bytes, false, cleanup);
		}
		// The list of registers that the microcontroller writes at each switch: empty.
		yield* this.#part(space, PAGE_BYTES, false, cleanup);
		const memory = this.#instance;
		const [low, high] = words64(image.address);
		memory.write32(instance, RAMIN.PGRAPH_CONTEXT_LOW, put(CONTEXT_POINTER, low, {VALID: 1}));
		memory.write32(instance, RAMIN.PGRAPH_CONTEXT_HIGH, high);
		yield* memory.flushWrites();
		cleanup.call(() => {
			memory.write32(instance, RAMIN.PGRAPH_CONTEXT_LOW, 0);
			memory.write32(instance, RAMIN.PGRAPH_CONTEXT_HIGH, 0);
		});
		this.#golden ??= yield* this.#makeGolden(instance, image.object);
		yield* memory.writeBlock(image.object, 0, this.#golden);
		yield* memory.flushWrites();
	}

	*#part(space: AddressSpace, bytes: number, isImage: boolean, cleanup: Cleanup): Routine<{object: InstanceObject; address: number}> {
		const object = yield* this.#instance.allocate(bytes, {isZeroed: isImage, isMapped: true});
		cleanup.push(() => this.#instance.free(object));
		const mapping = yield* space.map({kind: 'vram', address: object.address, isSupervisor: isImage}, bytes);
		cleanup.push(() => space.unmap(mapping));
		return {object, address: mapping.address};
	}

	/** Words into a port of the microcontroller; its address steps by itself. */
	*#upload(port: number, words: number): Routine {
		for (let index = 0; index < words; index++) {
			this.#cpu.write32(0, port, 0);
			if (index % 16 === 0) {
				yield* this.#cpu.breathe();
			}
		}
	}

	*#makeGolden(instance: InstanceObject, image: InstanceObject): Routine<Uint32Array> {
		const cpu = this.#cpu;
		yield* this.#mailbox(instance, MAILBOX.SET_CHANNEL);
		for (let index = 0; index < DEFAULT_COMMANDS; index++) {
			yield* cpu.exact();
			cpu.write32(0, PGRAPH.ICMD_DATA.offset, 0);
			cpu.write32(0, PGRAPH.ICMD.offset, index);
			yield* cpu.poll(PGRAPH.STATUS.offset, maskOf(PGRAPH.STATUS.fields.ICMD), 0);
		}
		for (let index = 0; index < DEFAULT_METHODS; index++) {
			yield* cpu.exact();
			const object = index % 2 === 0 ? CLASS.COMPUTE : CLASS.M2MF;
			cpu.write32(0, PGRAPH.MTHD_DATA.offset, 0);
			cpu.write32(0, PGRAPH.MTHD.offset, make(PGRAPH.MTHD, {GO: 1, CLASS: object, METHOD: COMPUTE.NOP / 4}));
		}
		yield* this.#mailbox(instance, MAILBOX.SAVE_CONTEXT);
		const golden = new Uint32Array(this.#imageBytes / 4);
		yield* this.#instance.readBlock(image, 0, golden);
		return golden;
	}

	*#mailbox(instance: InstanceObject, command: number): Routine {
		const cpu = this.#cpu;
		yield* cpu.exact();
		cpu.write32(0, PGRAPH.SCRATCH_CLEAR.offset, maskOf(PGRAPH.SCRATCH_0.fields.DONE));
		cpu.write32(0, PGRAPH.MAILBOX_DATA.offset, make(PGRAPH.MAILBOX_DATA, {VALID: 1, FRAME: instance.address / PAGE_BYTES}));
		cpu.write32(0, PGRAPH.MAILBOX_COMMAND.offset, command);
		yield* this.#waitForMicrocontroller();
	}

	*#waitForMicrocontroller(): Routine {
		const done = maskOf(PGRAPH.SCRATCH_0.fields.DONE);
		yield* this.#cpu.poll(PGRAPH.SCRATCH_0.offset, done, done);
	}
}
