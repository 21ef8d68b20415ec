/**
The driver's side of the two copy engines: set-up and what each channel needs of them.
Inaccuracies: the upload of their microcode is left out.
See: nouveau nvc0_copy.
*/
import {u32} from '../base/words.ts';
import {CONTEXT_POINTER, RAMIN} from '../manual/instance-block.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import {COPY_CONTEXT_BYTES, COPY_ENGINES, PCOPY} from '../manual/pcopy.ts';
import {PMC} from '../manual/pmc.ts';
import {element, get, make, maskOf, put} from '../manual/register.ts';
import type {AddressSpace} from './address-space.ts';
import type {Cleanup} from './cleanup.ts';
import type {InstanceMemory, InstanceObject} from './instance-memory.ts';
import {words64} from './page-table-writer.ts';
import type {Routine} from './thread.ts';
import {resetUnits} from './unit-reset.ts';
import type {Vcpu} from './vcpu.ts';

const ALL_ONES = u32(-1);
const POINTERS = [RAMIN.PCOPY0_CONTEXT_LOW, RAMIN.PCOPY1_CONTEXT_LOW] as const;

export class CopyUnit {
	readonly #cpu: Vcpu;
	readonly #instance: InstanceMemory;

	constructor(cpu: Vcpu, instance: InstanceMemory) {
		this.#cpu = cpu;
		this.#instance = instance;
	}

	*start(): Routine {
		const cpu = this.#cpu;
		const bits = [maskOf(PMC.ENABLE.fields.PCOPY0), maskOf(PMC.ENABLE.fields.PCOPY1)];
		for (let engine = 0; engine < COPY_ENGINES; engine++) {
			yield* resetUnits(cpu, bits[engine] as number);
			cpu.read32(0, element(PCOPY.CAPABILITIES, engine));
			cpu.write32(0, element(PCOPY.INTR_ACK, engine), ALL_ONES);
			cpu.write32(0, element(PCOPY.FIFO_CONTROL, engine), make(PCOPY.FIFO_CONTROL, {WORK: 1, SWITCH: 1}));
		}
	}

	/** Allocates what each engine keeps of a channel and points the instance block at it. */
	*attach(instance: InstanceObject, space: AddressSpace, cleanup: Cleanup): Routine {
		const memory = this.#instance;
		for (const [engine, pointer] of POINTERS.entries()) {
			const object = yield* memory.allocate(COPY_CONTEXT_BYTES, {isZeroed: true, isMapped: true});
			cleanup.push(() => memory.free(object));
			const mapping = yield* space.map({kind: 'vram', address: object.address}, PAGE_BYTES);
			cleanup.push(() => space.unmap(mapping));
			const [low, high] = words64(mapping.address);
			memory.write32(instance, pointer, put(CONTEXT_POINTER, low, {VALID: 1}));
			memory.write32(instance, pointer + 4, high);
			cleanup.push(() => this.#forget(engine, instance));
		}
		yield* memory.flushWrites();
	}

	/** Makes an engine forget a channel. */
	*#forget(engine: number, instance: InstanceObject): Routine {
		const cpu = this.#cpu;
		yield* cpu.exact();
		cpu.write32(0, element(PCOPY.FIFO_CONTROL, engine), 0);
		for (const register of [PCOPY.CURRENT, PCOPY.NEXT]) {
			const offset = element(register, engine);
			const holder = cpu.read32(0, offset);
			if (get(register, 'VALID', holder) === 1 && get(register, 'FRAME', holder) === instance.address / PAGE_BYTES) {
				cpu.write32(0, offset, put(register, holder, {VALID: 0}));
			}
		}
		yield* cpu.exact();
		cpu.write32(0, element(PCOPY.FIFO_CONTROL, engine), make(PCOPY.FIFO_CONTROL, {WORK: 1, SWITCH: 1}));
		const pointer = POINTERS[engine] as number;
		this.#instance.write32(instance, pointer, 0);
		this.#instance.write32(instance, pointer + 4, 0);
	}
}
