/**
RAMFC of a loaded channel: the PBDMA's registers, loaded from the instance block when it takes a channel
and saved when it lets go.

Owns: where the channel stands in its ring, its pushbuffer and its semaphore methods.
*/
import {high32, join64, low32, u32} from '../base/words.ts';
import {GP_BASE_HIGH_WORD, RAMIN, SIGNATURE_VALUE} from '../manual/instance-block.ts';
import {PAGE_BYTES, VA_LIMIT} from '../manual/mmu.ts';
import {GP_ENTRY_HIGH, METHOD_HEADER} from '../manual/pushbuffer.ts';
import {get, make, maskOf} from '../manual/register.ts';
import type {Vram} from './vram.ts';

const SUBCHANNELS = 8;
/** Bit 31 of the high words of MGET says that the address is valid. */
const MGET_VALID = maskOf(GP_ENTRY_HIGH.fields.NO_PREFETCH);
const SIGNATURE_SPAN = 2 ** 16;
const RING_ORDER_MAX = 28;

export class Ramfc {
	instance = 0;
	/** Address of the USERD page. */
	userd = 0;
	hasSignature = false;
	/** Index of the next entry to fetch. */
	gpGet = 0;
	/** Virtual address of the ring, and its entries. */
	ringBase = 0;
	ringEntries = 1;
	/** Next pushbuffer word, and how many are left of the entry in progress. */
	dmaGet = 0;
	wordsLeft = 0;
	isMain = true;
	mget = 0;
	hasMget = false;
	reference = 0;
	/** Header in progress, as `HeaderDecoder.encode` gives it. */
	header = 0;
	semaphoreHigh = 0;
	semaphoreLow = 0;
	semaphorePayload = 0;
	/** Trigger of an acquire that waits; 0 if none does. */
	pendingAcquire = 0;
	/** Engine of each subchannel. */
	readonly engines = new Uint8Array(SUBCHANNELS);

	load(vram: Vram, instance: number): void {
		this.instance = instance;
		const userd = join64(vram.read32(instance + RAMIN.USERD_LOW), vram.read32(instance + RAMIN.USERD_HIGH)) % VA_LIMIT;
		this.userd = userd - (userd % PAGE_BYTES);
		this.hasSignature = vram.read32(instance + RAMIN.SIGNATURE) % SIGNATURE_SPAN === SIGNATURE_VALUE;
		const baseHigh = vram.read32(instance + RAMIN.GP_BASE_HIGH);
		const baseLow = vram.read32(instance + RAMIN.GP_BASE_LOW);
		this.ringBase = join64(baseLow - (baseLow % 8), get(GP_BASE_HIGH_WORD, 'ADDRESS', baseHigh));
		this.ringEntries = 1 << Math.min(get(GP_BASE_HIGH_WORD, 'ORDER', baseHigh), RING_ORDER_MAX);
		this.gpGet = vram.read32(instance + RAMIN.GP_GET) % this.ringEntries;
		this.dmaGet = join64(vram.read32(instance + RAMIN.DMA_GET_LOW), vram.read32(instance + RAMIN.DMA_GET_HIGH)) % VA_LIMIT;
		this.dmaGet -= this.dmaGet % 4;
		const entryHigh = vram.read32(instance + RAMIN.GP_ENTRY_HIGH);
		this.wordsLeft = get(GP_ENTRY_HIGH, 'LENGTH', entryHigh);
		this.isMain = get(GP_ENTRY_HIGH, 'NOT_MAIN', entryHigh) === 0;
		const mgetHigh = vram.read32(instance + RAMIN.DMA_MGET_HIGH);
		this.mget = join64(vram.read32(instance + RAMIN.DMA_MGET_LOW), mgetHigh) % VA_LIMIT;
		this.hasMget = u32(mgetHigh & MGET_VALID) !== 0;
		this.reference = vram.read32(instance + RAMIN.REFERENCE);
		const header = vram.read32(instance + RAMIN.METHOD_HEADER);
		this.header = get(METHOD_HEADER, 'COUNT', header) === 0 ? 0 : header;
		this.semaphoreHigh = vram.read32(instance + RAMIN.SEMAPHORE_HIGH);
		this.semaphoreLow = vram.read32(instance + RAMIN.SEMAPHORE_LOW);
		this.semaphorePayload = vram.read32(instance + RAMIN.SEMAPHORE_PAYLOAD);
		this.pendingAcquire = vram.read32(instance + RAMIN.SEMAPHORE_PENDING);
		for (let subchannel = 0; subchannel < SUBCHANNELS; subchannel++) {
			this.engines[subchannel] = vram.read8(instance + RAMIN.SUBCHANNELS + subchannel);
		}
	}

	save(vram: Vram): void {
		const {instance} = this;
		vram.write32(instance + RAMIN.GP_GET, this.gpGet);
		vram.write32(instance + RAMIN.DMA_GET_LOW, low32(this.dmaGet));
		vram.write32(instance + RAMIN.DMA_GET_HIGH, high32(this.dmaGet));
		vram.write32(
			instance + RAMIN.GP_ENTRY_HIGH,
			this.wordsLeft === 0 ? 0 : make(GP_ENTRY_HIGH, {LENGTH: this.wordsLeft, NOT_MAIN: this.isMain ? 0 : 1}),
		);
		vram.write32(instance + RAMIN.DMA_MGET_LOW, low32(this.mget));
		vram.write32(instance + RAMIN.DMA_MGET_HIGH, this.mgetHigh);
		vram.write32(instance + RAMIN.REFERENCE, this.reference);
		vram.write32(instance + RAMIN.METHOD_HEADER, this.header);
		vram.write32(instance + RAMIN.SEMAPHORE_HIGH, this.semaphoreHigh);
		vram.write32(instance + RAMIN.SEMAPHORE_LOW, this.semaphoreLow);
		vram.write32(instance + RAMIN.SEMAPHORE_PAYLOAD, this.semaphorePayload);
		vram.write32(instance + RAMIN.SEMAPHORE_PENDING, this.pendingAcquire);
		for (let subchannel = 0; subchannel < SUBCHANNELS; subchannel++) {
			vram.write8(instance + RAMIN.SUBCHANNELS + subchannel, this.engines[subchannel]);
		}
	}

	/** High word of MGET, with its valid bit. */
	get mgetHigh(): number {
		return u32(high32(this.mget) | (this.hasMget ? MGET_VALID : 0));
	}

	get semaphoreAddress(): number {
		return join64(this.semaphoreLow - (this.semaphoreLow % 4), this.semaphoreHigh) % VA_LIMIT;
	}
}
