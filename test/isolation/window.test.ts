/** Hole 1: the window of BAR0 into VRAM. It shows the partition and nothing else, whatever it is pointed at. */
import {describe, expect, test} from 'vitest';
import {GIB} from '../../source/base/units.ts';
import {PBUS, PRAMIN, PRAMIN_BYTES, PRAMIN_UNIT} from '../../source/manual/pbus.ts';
import type {AccessSize} from '../../source/manual/pci.ts';
import {make} from '../../source/manual/register.ts';
import {ATTACKER_VRAM, AttackLab, POISON, SECRET, SHARED_MODES} from './attack-lab.ts';

/** Looks at `address` and tries every way of reading and writing there. */
function reach(lab: AttackLab, address: number, target: number): number[] {
	const {bus} = lab;
	bus.write(0, PBUS.PRAMIN_WINDOW.offset, 4, make(PBUS.PRAMIN_WINDOW, {BASE: Math.floor(address / PRAMIN_UNIT) % 2 ** 24, TARGET: target}));
	const offset = PRAMIN.offset + (address % PRAMIN_UNIT);
	const seen: number[] = [];
	for (const size of [1, 2, 4] as AccessSize[]) {
		seen.push(bus.read(0, offset, size) + (size === 4 ? 0 : 2 ** 32 - 2 ** (8 * size)));
		bus.write(0, offset, size, POISON % 2 ** (8 * size));
	}
	const block = new Uint32Array(8);
	bus.readBlock(0, offset, block);
	bus.writeBlock(0, offset, block.fill(POISON, 4));
	bus.fillBlock(0, offset, POISON, 4);
	bus.readBlock(0, offset, block);
	return [...seen, ...block];
}

describe.each(SHARED_MODES)('%s', (_name, mode) => {
	test('higher domains, the shadow area and the end of VRAM cannot be reached, in any size', () => {
		const lab = new AttackLab(mode);
		const {vram} = lab.machine.gpu;
		const {vramStart} = lab.virtualOf(lab.attacker).state.partition;
		const shadows = new Uint32Array(1024);
		const readShadows = () => {
			vram.readBlock(4 * GIB, shadows);
			return [...shadows];
		};
		const before = readShadows();
		const places = [ATTACKER_VRAM, lab.secretFromAttacker, 4 * GIB - vramStart, 6 * GIB - vramStart - 64, 2 ** 40 - 64];
		for (const place of places) {
			const {noticed} = lab;
			const seen = reach(lab, place, 0);
			expect(seen.every(word => word === 2 ** 32 - 1)).toBe(true);
			expect(lab.noticed).toBeGreaterThan(noticed);
		}
		expect(readShadows()).toEqual(before);
		lab.expectVictimUnharmed();
	});

	test('pointed at system memory it shows nothing', () => {
		const lab = new AttackLab(mode);
		for (const target of [1, 2, 3]) {
			for (const place of [lab.victimMemory, 0, lab.attacker.domain?.memory.base ?? 0]) {
				const seen = reach(lab, place, target);
				expect(seen.some(word => word === SECRET)).toBe(false);
				expect(seen.every(word => word === 2 ** 32 - 1)).toBe(true);
			}
		}
		expect(lab.noticed).toBeGreaterThan(0);
		lab.expectVictimUnharmed();
	});

	test('a block that begins inside and ends outside the partition does not cross its end', () => {
		const lab = new AttackLab(mode);
		const {vram} = lab.machine.gpu;
		const {vramStart} = lab.virtualOf(lab.attacker).state.partition;
		const behind = vram.read32(vramStart + ATTACKER_VRAM);
		lab.poke(ATTACKER_VRAM - 4, 0x1234);
		const block = new Uint32Array(4);
		lab.bus.readBlock(0, PRAMIN.offset + PRAMIN_UNIT - 4, block);
		expect([...block]).toEqual([0x1234, ...new Array(3).fill(2 ** 32 - 1)]);
		lab.bus.writeBlock(0, PRAMIN.offset + PRAMIN_UNIT - 4, block.fill(POISON));
		lab.bus.fillBlock(0, PRAMIN.offset + PRAMIN_UNIT - 4, POISON, 4);
		lab.bus.fillBlock(0, PRAMIN.offset + PRAMIN_BYTES - 4, POISON, 4);
		expect(vram.read32(vramStart + ATTACKER_VRAM)).toBe(behind);
		lab.expectVictimUnharmed();
	});
});
