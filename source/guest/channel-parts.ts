/**
The memory of a channel before the hardware knows it: instance block, pushbuffer, USERD page, RAMFC.
See: nouveau nvc0_fifo (values and order), nouveau_channel; Gdev nvc0 (ring sizes).
*/
import {high32, low32} from '../base/words.ts';
import {GP_BASE_HIGH_WORD, INSTANCE_BYTES, RAMFC_BYTES, RAMFC_INITIAL, RAMIN} from '../manual/instance-block.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import {GP_ORDER} from '../manual/pushbuffer.ts';
import {make} from '../manual/register.ts';
import {USERD_BYTES} from '../manual/userd.ts';
import type {AddressSpace} from './address-space.ts';
import type {Cleanup} from './cleanup.ts';
import type {Driver} from './driver.ts';
import type {InstanceObject} from './instance-memory.ts';
import {PUSHBUFFER_BYTES, PushbufferWriter} from './pushbuffer-writer.ts';
import type {SystemBuffer} from './system-buffer.ts';
import type {Routine} from './thread.ts';

export type ChannelParts = {
	readonly id: number;
	readonly instance: InstanceObject;
	readonly pushbuffer: SystemBuffer;
	/** Its virtual address in the channel's space. */
	readonly pushbufferAddress: number;
};

/** Throws `DriverError` when something runs out; what was allocated is in `cleanup`. */
export function* allocateParts(driver: Driver, space: AddressSpace, cleanup: Cleanup): Routine<ChannelParts> {
	const {instanceMemory, fifo} = driver;
	const id = fifo.takeChannel();
	cleanup.call(() => {
		fifo.giveChannel(id);
	});
	const instance = yield* instanceMemory.allocate(INSTANCE_BYTES, {isZeroed: true, isMapped: true});
	cleanup.push(() => instanceMemory.free(instance));
	const pushbuffer = yield* mapSystemBuffer(driver, space, PUSHBUFFER_BYTES, cleanup);
	const userd = yield* allocateUserd(driver, id, cleanup);
	yield* writeRamfc(driver, instance, userd, PushbufferWriter.gpRing(pushbuffer.address));
	return {id, instance, pushbuffer: pushbuffer.buffer, pushbufferAddress: pushbuffer.address};
}

/** A buffer of guest memory that the device reaches through the space. */
export function* mapSystemBuffer(
	driver: Driver,
	space: AddressSpace,
	bytes: number,
	cleanup: Cleanup,
): Routine<{readonly buffer: SystemBuffer; readonly address: number}> {
	const buffer = driver.memory.allocate(bytes);
	cleanup.call(() => {
		driver.memory.free(buffer);
	});
	const mapping = yield* space.map({kind: 'system', address: buffer.address}, buffer.bytes);
	cleanup.push(() => space.unmap(mapping));
	return {buffer, address: mapping.address};
}

/** A page of VRAM in the space; its virtual address. */
export function* mapVramPage(driver: Driver, space: AddressSpace, cleanup: Cleanup): Routine<number> {
	const {vram} = driver;
	const address = vram.allocate(PAGE_BYTES);
	cleanup.call(() => {
		vram.free(address);
	});
	const mapping = yield* space.map({kind: 'vram', address}, PAGE_BYTES);
	cleanup.push(() => space.unmap(mapping));
	return mapping.address;
}

/** The page behind the doorbell, at the channel's place in the poll area. */
function* allocateUserd(driver: Driver, id: number, cleanup: Cleanup): Routine<InstanceObject> {
	const {instanceMemory, bar1, fifo} = driver;
	const userd = yield* instanceMemory.allocate(USERD_BYTES, {isZeroed: true, isMapped: true});
	cleanup.push(() => instanceMemory.free(userd));
	const place = fifo.userd(id);
	yield* bar1.mapAt(place, {kind: 'vram', address: userd.address});
	cleanup.push(() => bar1.unmapAt(place));
	return userd;
}

function* writeRamfc(driver: Driver, instance: InstanceObject, userd: InstanceObject, gpRing: number): Routine {
	const memory = driver.instanceMemory;
	yield* memory.fill(instance, 0, 0, RAMFC_BYTES / 4);
	memory.write32(instance, RAMIN.USERD_LOW, low32(userd.address));
	memory.write32(instance, RAMIN.USERD_HIGH, high32(userd.address));
	memory.write32(instance, RAMIN.GP_BASE_LOW, low32(gpRing));
	memory.write32(instance, RAMIN.GP_BASE_HIGH, make(GP_BASE_HIGH_WORD, {ADDRESS: high32(gpRing), ORDER: GP_ORDER}));
	for (const [offset, value] of RAMFC_INITIAL) {
		memory.write32(instance, offset, value);
	}
	yield* memory.flushWrites();
}
