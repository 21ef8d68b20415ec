/**
Config space: 256 bytes of a type 0 header, with the BARs as a machine's firmware probes them.

Inaccuracies: no capability list; memory decoding is left to whoever routes accesses to the function, so
COMMAND.MEMORY does not hide the BARs.
See: manual/pci.ts; PCI Local Bus 3.0, 6.1 and 6.2.5.
*/
import {u32} from '../base/words.ts';
import {type AccessSize, BARS, type BarSpec, PCI_COMMAND, PCI_CONFIG, PCI_IDENTITY} from '../manual/pci.ts';
import {extract, merge} from './sub-word.ts';
import {ALL_ONES} from './vram.ts';

/** Low bits of a memory BAR: 0 memory, 3 prefetchable; of a port BAR: 0. */
const MEMORY_PREFETCHABLE = 8;
const PORTS = 1;
const PIN_A = 1;
const STATUS_INTERRUPT = 1 << 19;

export class ConfigSpace {
	readonly #words = new Uint32Array(PCI_CONFIG.SIZE / 4);
	/** Bits of each word that a write can change. */
	readonly #writable = new Uint32Array(PCI_CONFIG.SIZE / 4);
	readonly #isInterruptPending: () => boolean;
	readonly #bars: Readonly<Record<number, BarSpec>>;

	/** `bars` by number: those of the card, or what a domain is shown of them. */
	constructor(isInterruptPending: () => boolean, bars: Readonly<Record<number, BarSpec>> = BARS) {
		this.#isInterruptPending = isInterruptPending;
		this.#bars = bars;
		this.reset();
	}

	/** The function may pull its interrupt line. */
	get allowsInterrupt(): boolean {
		return (this.#words[PCI_CONFIG.COMMAND / 4] & PCI_COMMAND.INTX_DISABLE) === 0;
	}

	read(offset: number, size: AccessSize): number {
		if (offset < 0 || offset >= PCI_CONFIG.SIZE) {
			return extract(ALL_ONES, offset, size);
		}
		let word = this.#words[(offset / 4) | 0];
		if (((offset / 4) | 0) === PCI_CONFIG.COMMAND / 4 && this.#isInterruptPending()) {
			word = u32(word | STATUS_INTERRUPT);
		}
		return extract(word, offset, size);
	}

	write(offset: number, size: AccessSize, value: number): void {
		if (offset < 0 || offset >= PCI_CONFIG.SIZE) {
			return;
		}
		const index = (offset / 4) | 0;
		const writable = this.#writable[index];
		this.#words[index] = (this.#words[index] & ~writable) | (merge(this.#words[index], offset, size, value) & writable);
	}

	reset(): void {
		this.#words.fill(0);
		this.#writable.fill(0);
		const put = (offset: number, size: AccessSize, value: number) => {
			const index = (offset / 4) | 0;
			this.#words[index] = merge(this.#words[index], offset, size, value);
		};
		put(PCI_CONFIG.VENDOR_ID, 2, PCI_IDENTITY.VENDOR);
		put(PCI_CONFIG.DEVICE_ID, 2, PCI_IDENTITY.DEVICE);
		put(PCI_CONFIG.REVISION, 4, PCI_IDENTITY.REVISION + PCI_IDENTITY.CLASS * 2 ** 8);
		put(PCI_CONFIG.SUBSYSTEM_VENDOR, 2, PCI_IDENTITY.SUBSYSTEM_VENDOR);
		put(PCI_CONFIG.SUBSYSTEM_ID, 2, PCI_IDENTITY.SUBSYSTEM);
		put(PCI_CONFIG.INTERRUPT_PIN, 1, PIN_A);
		for (const [number, spec] of Object.entries(this.#bars)) {
			const index = PCI_CONFIG.BAR0 / 4 + Number(number);
			this.#words[index] = spec.kind === 'io' ? PORTS : spec.isPrefetchable ? MEMORY_PREFETCHABLE : 0;
			this.#writable[index] = u32(-spec.bytes);
		}
		this.#writable[PCI_CONFIG.COMMAND / 4] = PCI_COMMAND.IO | PCI_COMMAND.MEMORY | PCI_COMMAND.BUS_MASTER | PCI_COMMAND.INTX_DISABLE;
		this.#writable[PCI_CONFIG.INTERRUPT_LINE / 4] = 0xff;
	}
}
