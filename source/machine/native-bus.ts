/** The bus of a driver on the bare device: no exit, the price of PCIe. The paper's baseline. */
import type {CostTable} from '../manual/costs.ts';
import type {AccessSize, GpuBus, PciFunction} from '../manual/pci.ts';

export class NativeBus implements GpuBus {
	priceNs = 0;
	readonly #device: PciFunction;
	readonly #costs: CostTable;

	constructor(device: PciFunction, costs: CostTable) {
		this.#device = device;
		this.#costs = costs;
	}

	configRead(offset: number, size: AccessSize): number {
		this.priceNs = this.#costs.pcieReadNs;
		return this.#device.configRead(offset, size);
	}

	configWrite(offset: number, size: AccessSize, value: number): void {
		this.priceNs = this.#costs.pcieReadNs;
		this.#device.configWrite(offset, size, value);
	}

	read(bar: number, offset: number, size: AccessSize): number {
		this.priceNs = this.#costs.pcieReadNs;
		return this.#device.barRead(bar, offset, size);
	}

	write(bar: number, offset: number, size: AccessSize, value: number): void {
		this.priceNs = this.#costs.pcieWriteNs;
		this.#device.barWrite(bar, offset, size, value);
	}

	readBlock(bar: number, offset: number, into: Uint32Array): void {
		for (let index = 0; index < into.length; index++) {
			into[index] = this.#device.barRead(bar, offset + index * 4, 4);
		}
		this.priceNs = this.#costs.pcieReadNs * into.length;
	}

	writeBlock(bar: number, offset: number, from: Uint32Array): void {
		for (let index = 0; index < from.length; index++) {
			this.#device.barWrite(bar, offset + index * 4, 4, from[index]);
		}
		this.priceNs = this.#costs.pcieWriteNs * from.length;
	}

	fillBlock(bar: number, offset: number, value: number, count: number): void {
		for (let index = 0; index < count; index++) {
			this.#device.barWrite(bar, offset + index * 4, 4, value);
		}
		this.priceNs = this.#costs.pcieWriteNs * count;
	}
}
