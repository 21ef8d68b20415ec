/**
The PCI function and the two sides of its bus.

Owns: config space layout, BAR sizes, and the one interface through which guests meet a GPU. The
aggregator offers a `PciFunction` to every domain; the bare device is one too. So in-process guests
and, later, real virtual machines are interchangeable, and native is the same driver on another bus.
See: PCI Local Bus 3.0, type 0 header; GPUvm prototype, device model `nvc0` (identity, BARs).
*/
import {MIB} from '../base/units.ts';

/** Type 0 header offsets, bytes. */
export const PCI_CONFIG = {
	VENDOR_ID: 0x00,
	DEVICE_ID: 0x02,
	COMMAND: 0x04,
	STATUS: 0x06,
	REVISION: 0x08,
	CLASS: 0x09,
	HEADER_TYPE: 0x0e,
	BAR0: 0x10,
	SUBSYSTEM_VENDOR: 0x2c,
	SUBSYSTEM_ID: 0x2e,
	INTERRUPT_LINE: 0x3c,
	INTERRUPT_PIN: 0x3d,
	SIZE: 0x100,
} as const;

/** COMMAND bits. */
export const PCI_COMMAND = {IO: 1, MEMORY: 2, BUS_MASTER: 4, INTX_DISABLE: 0x400} as const;

/** Identity of the Quadro 6000 (GF100), as the prototype's device model shows it. */
export const PCI_IDENTITY = {
	VENDOR: 0x10de,
	DEVICE: 0x06d8,
	REVISION: 0xa3,
	/** VGA controller: programming interface 0, subclass 0, class 3. */
	CLASS: 0x030000,
	SUBSYSTEM_VENDOR: 0x5853,
	SUBSYSTEM: 0x0001,
} as const;

export type BarNumber = 0 | 1 | 3 | 4 | 5;

export type BarSpec = {readonly bytes: number; readonly kind: 'memory32' | 'io'; readonly isPrefetchable: boolean; readonly doc: string};

/** BAR3 of a domain may be smaller; the device's own sizes. */
export const BARS: Readonly<Record<0 | 1 | 3 | 5, BarSpec>> = {
	0: {bytes: 32 * MIB, kind: 'memory32', isPrefetchable: false, doc: 'Registers; the low 16 MiB mean something.'},
	1: {bytes: 128 * MIB, kind: 'memory32', isPrefetchable: true, doc: 'VRAM through an address space, with the USERD poll area.'},
	3: {bytes: 64 * MIB, kind: 'memory32', isPrefetchable: true, doc: 'Instance memory through an address space of its own.'},
	5: {bytes: 128, kind: 'io', isPrefetchable: false, doc: 'Input/output ports.'},
};

/** A domain's window in BAR3, largest first: the largest that is still free. The prototype used 16 MiB in all. */
export const BAR3_WINDOW_BYTES = [4 * MIB, 2 * MIB, MIB] as const;

export type AccessSize = 1 | 2 | 4;

/**
What a GPU shows on the PCI bus. Synchronous, never a promise. A read that nobody claims is all ones;
a write that nobody claims is dropped. Offsets outside a BAR count as unclaimed.
*/
export type PciFunction = {
	configRead(offset: number, size: AccessSize): number;
	configWrite(offset: number, size: AccessSize, value: number): void;
	/** Unsigned result. `offset` is aligned to `size`. */
	barRead(bar: number, offset: number, size: AccessSize): number;
	barWrite(bar: number, offset: number, size: AccessSize, value: number): void;
	/** Eight bytes: into[0] is the low word, into[1] the high one. */
	barRead64(bar: number, offset: number, into: Uint32Array): void;
	barWrite64(bar: number, offset: number, low: number, high: number): void;
	reset(): void;
};

/** The memory of the machine around the device, as the device reaches it: bus addresses. */
export type SystemMemory = {
	/**
	The 4 KiB page that holds `busAddress`, as words; undefined if nothing answers there. The view is
	valid until the next call.
	*/
	page(busAddress: number, isWrite: boolean): Uint32Array | undefined;
	/** Tells the owner that the device wrote these bytes (within one page). */
	written(busAddress: number, bytes: number): void;
};

/**
The bus as software in a domain sees it. Every call sets `priceNs`: how long this access kept the
vCPU, in virtual nanoseconds. Native and virtualized guests get different implementations.
*/
export type GpuBus = {
	/** Price of the latest call, whole nanoseconds. */
	priceNs: number;
	configRead(offset: number, size: AccessSize): number;
	configWrite(offset: number, size: AccessSize, value: number): void;
	read(bar: number, offset: number, size: AccessSize): number;
	write(bar: number, offset: number, size: AccessSize, value: number): void;
	/** `into.length` dword reads at consecutive offsets, each counted and priced as one access. */
	readBlock(bar: number, offset: number, into: Uint32Array): void;
	/** `from.length` dword writes at consecutive offsets. */
	writeBlock(bar: number, offset: number, from: Uint32Array): void;
	/** `count` dword writes of the same value at consecutive offsets. */
	fillBlock(bar: number, offset: number, value: number, count: number): void;
};
