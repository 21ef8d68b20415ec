/**
Interrupt router: the physical interrupt tree in, virtual interrupts of the right domains out.

Owns: acknowledging the device. The domain is found by the instance block or channel that the hardware
names; what belongs to nobody is acknowledged and dropped.
See: envytools docs/hw/fifo, graph interrupts (the prototype routes no interrupts at all).
*/
import {PAGE_BYTES} from '../manual/mmu.ts';
import {COPY_ENGINES, PCOPY} from '../manual/pcopy.ts';
import {PBDMAS, PFIFO} from '../manual/pfifo.ts';
import {PGRAPH, PGRAPH_CONTINUE} from '../manual/pgraph.ts';
import {PMC} from '../manual/pmc.ts';
import {get, make} from '../manual/register.ts';
import type {PhysicalDevice} from './physical-device.ts';
import type {ShadowChannel} from './shadow-channel.ts';
import type {VirtualGpu} from './virtual-gpu.ts';

export type Owner = {readonly gpu: VirtualGpu; readonly channel: ShadowChannel};

export type OwnerLookup = {
	/** Who has this shadow instance block (host address). */
	byInstance(host: number): Owner | undefined;
	byChannel(physicalChannel: number): Owner | undefined;
};

export class InterruptRouter {
	readonly #device: PhysicalDevice;
	readonly #owners: OwnerLookup;

	constructor(device: PhysicalDevice, owners: OwnerLookup) {
		this.#device = device;
		this.#owners = owners;
	}

	/** Handles everything that is pending. */
	service(): void {
		const pending = this.#device.read(PMC.INTR);
		if (get(PMC.INTR, 'PFIFO', pending) === 1) {
			this.#serviceFifo();
		}
		if (get(PMC.INTR, 'PGRAPH', pending) === 1) {
			this.#serviceGraph();
		}
		for (const [engine, bit] of [get(PMC.INTR, 'PCOPY0', pending), get(PMC.INTR, 'PCOPY1', pending)].entries()) {
			if (bit === 1) {
				this.#serviceCopy(engine);
			}
		}
		this.#device.rearm();
	}

	#serviceFifo(): void {
		const device = this.#device;
		const pending = device.read(PFIFO.INTR);
		if (get(PFIFO.INTR, 'MMU_FAULT', pending) === 1) {
			const sources = device.read(PFIFO.FAULT_SOURCES);
			for (let unit = 0; unit < PFIFO.FAULT_INFO.count; unit++) {
				if ((sources >>> unit) % 2 === 1) {
					this.#routeFault(unit);
				}
			}
			device.write(PFIFO.FAULT_SOURCES, sources);
		}
		if (get(PFIFO.INTR, 'PBDMA', pending) === 1) {
			for (let pbdma = 0; pbdma < PBDMAS; pbdma++) {
				this.#routePbdma(pbdma);
			}
		}
		device.write(PFIFO.INTR, pending);
	}

	#routeFault(unit: number): void {
		const device = this.#device;
		const owner = this.#owners.byInstance(device.read(PFIFO.FAULT_INSTANCE, unit) * PAGE_BYTES);
		if (owner === undefined) {
			return;
		}
		const {gpu, channel} = owner;
		const {bank, partition, conduct} = gpu.state;
		bank.set(PFIFO.FAULT_INSTANCE, (channel.start - partition.vramStart) / PAGE_BYTES, unit);
		for (const register of [PFIFO.FAULT_ADDRESS_LOW, PFIFO.FAULT_ADDRESS_HIGH, PFIFO.FAULT_INFO]) {
			bank.set(register, device.read(register, unit), unit);
		}
		bank.set(PFIFO.FAULT_SOURCES, (bank.get(PFIFO.FAULT_SOURCES) | (2 ** unit)) >>> 0);
		gpu.channels.stop(channel);
		const address = device.read(PFIFO.FAULT_ADDRESS_HIGH, unit) * 2 ** 32 + device.read(PFIFO.FAULT_ADDRESS_LOW, unit);
		conduct.note('device-fault', `channel ${channel.virtualChannel} at virtual address 0x${address.toString(16)}`);
		gpu.interrupts.raise(PFIFO.INTR, make(PFIFO.INTR, {MMU_FAULT: 1}));
	}

	#routePbdma(pbdma: number): void {
		const device = this.#device;
		const why = device.read(PFIFO.PBDMA_INTR, pbdma);
		if (why === 0) {
			return;
		}
		const owner = this.#owners.byChannel(get(PFIFO.PBDMA_CHANNEL, 'CHANNEL', device.read(PFIFO.PBDMA_CHANNEL, pbdma)));
		if (owner !== undefined) {
			const {gpu, channel} = owner;
			const {bank, conduct} = gpu.state;
			bank.set(PFIFO.PBDMA_METHOD, device.read(PFIFO.PBDMA_METHOD, pbdma), pbdma);
			bank.set(PFIFO.PBDMA_DATA, device.read(PFIFO.PBDMA_DATA, pbdma), pbdma);
			bank.set(PFIFO.PBDMA_CHANNEL, channel.virtualChannel, pbdma);
			bank.set(PFIFO.PBDMA_INTR, bank.get(PFIFO.PBDMA_INTR, pbdma) | why, pbdma);
			bank.set(PFIFO.PBDMA_SOURCES, bank.get(PFIFO.PBDMA_SOURCES) | (1 << pbdma));
			gpu.channels.stop(channel);
			conduct.note('device-fault', `channel ${channel.virtualChannel}, front end stopped (0x${why.toString(16)})`);
			gpu.interrupts.raise(PFIFO.INTR, make(PFIFO.INTR, {PBDMA: 1}));
		}
		device.write(PFIFO.PBDMA_INTR, why, pbdma);
	}

	#serviceGraph(): void {
		const device = this.#device;
		const pending = device.read(PGRAPH.INTR);
		const owner = this.#owners.byInstance(get(PGRAPH.CURRENT, 'FRAME', device.read(PGRAPH.CURRENT)) * PAGE_BYTES);
		if (owner !== undefined) {
			const {gpu, channel} = owner;
			const {bank, conduct} = gpu.state;
			bank.set(PGRAPH.TRAPPED_ADDRESS, device.read(PGRAPH.TRAPPED_ADDRESS));
			bank.set(PGRAPH.TRAPPED_DATA, device.read(PGRAPH.TRAPPED_DATA));
			const fatal = make(PGRAPH.INTR, {ILLEGAL_METHOD: 1, ILLEGAL_CLASS: 1, DATA_ERROR: 1, TRAP: 1});
			if ((pending & fatal) !== 0) {
				gpu.channels.stop(channel);
				conduct.note('device-fault', `channel ${channel.virtualChannel}, graphics engine (0x${pending.toString(16)})`);
			}
			gpu.interrupts.raise(PGRAPH.INTR, pending);
		}
		device.write(PGRAPH.INTR, pending);
		device.write(PGRAPH.CONTROL, PGRAPH_CONTINUE);
	}

	#serviceCopy(engine: number): void {
		const device = this.#device;
		const pending = device.read(PCOPY.INTR, engine % COPY_ENGINES);
		const owner = this.#owners.byInstance(get(PCOPY.CURRENT, 'FRAME', device.read(PCOPY.CURRENT, engine)) * PAGE_BYTES);
		if (owner !== undefined) {
			const {gpu, channel} = owner;
			gpu.state.bank.set(PCOPY.ERROR_METHOD, device.read(PCOPY.ERROR_METHOD, engine), engine);
			gpu.state.bank.set(PCOPY.ERROR_DATA, device.read(PCOPY.ERROR_DATA, engine), engine);
			gpu.channels.stop(channel);
			gpu.state.conduct.note('device-fault', `channel ${channel.virtualChannel}, copy engine ${engine}`);
			gpu.interrupts.raise(PCOPY.INTR, pending, engine);
		}
		device.write(PCOPY.INTR_ACK, pending, engine);
	}
}
