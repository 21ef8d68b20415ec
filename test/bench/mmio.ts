/**
MMIO accesses of eight domains through the trap path, or of nobody but the device, in a process of its own.

	node mmio.ts trap|device TRACE ACCESSES

`trap` goes through the domain's bus, `device` straight to BAR0 of the card. Prints nanoseconds per access.
*/
import {readFileSync} from 'node:fs';
import {MIB} from '../../source/base/units.ts';
import {Machine} from '../../source/machine/machine.ts';
import type {GpuBus} from '../../source/manual/pci.ts';
import {scenarioOf} from '../lab/machine-lab.ts';
import {perOperation} from './harness.ts';

const DOMAINS = 8;
const BOOT_NS = 200_000_000;

const [what, file, count] = process.argv.slice(2);
if (file === undefined || (what !== 'trap' && what !== 'device')) {
	console.error('usage: mmio.ts trap|device TRACE ACCESSES');
	process.exitCode = 2;
} else {
	const bytes = readFileSync(file);
	const steps = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
	const machine = new Machine(scenarioOf({domains: Array.from({length: DOMAINS}, () => ({vramBytes: 128 * MIB, ramBytes: 16 * MIB}))}), {
		checks: 'off',
	});
	machine.runUntil(BOOT_NS);
	const buses = machine.residents().map(({domain}) => domain?.bus as GpuBus);
	const work = {
		trap: (accesses: number) => trap(buses, steps, accesses),
		device: (accesses: number) => device(machine, steps, accesses),
	}[what];
	const accesses = Number(count);
	work(accesses / 4);
	console.log(perOperation(accesses, () => work(accesses)).toFixed(3));
}

function trap(buses: readonly GpuBus[], steps: Uint32Array, accesses: number): number {
	let sum = 0;
	const length = steps.length / 3;
	for (let index = 0, step = 0; index < accesses; index++, step = step + 1 === length ? 0 : step + 1) {
		const domain = steps[step * 3] as number;
		const word = steps[step * 3 + 1] as number;
		const bus = buses[domain] as GpuBus;
		if ((word & 1) === 1) {
			bus.write(0, word - 1, 4, steps[step * 3 + 2] as number);
		} else {
			sum = (sum + bus.read(0, word, 4)) | 0;
		}
	}
	return sum;
}

function device({gpu}: Machine, steps: Uint32Array, accesses: number): number {
	let sum = 0;
	const length = steps.length / 3;
	for (let index = 0, step = 0; index < accesses; index++, step = step + 1 === length ? 0 : step + 1) {
		const word = steps[step * 3 + 1] as number;
		if ((word & 1) === 1) {
			gpu.barWrite(0, word - 1, 4, steps[step * 3 + 2] as number);
		} else {
			sum = (sum + gpu.barRead(0, word, 4)) | 0;
		}
	}
	return sum;
}
