/**
Hole 2: registers that reach the hardware, among them engine reset, interrupts, timer, peephole and the
page for the memory controller. And hole 11: there is no other door to registers than the domain's own bus.
*/
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {BAR0_CATALOGUE, BAR0_DECODED_BYTES} from '../../source/manual/bar0.ts';
import {BAR4} from '../../source/manual/hypercall.ts';
import {BARS} from '../../source/manual/pci.ts';
import {element} from '../../source/manual/register.ts';
import {AttackLab, POISON, SECRET, SHARED_MODES} from './attack-lab.ts';

const PHYSICAL = BAR0_CATALOGUE.slice(1).filter(({block, name}) => block !== 'PRAMIN' && block !== 'PROM' && name !== 'PTIMER.TIME_LOW');
/** Registers that time, engines and the aggregator's own work change while the machine runs. */
const MOVING =
	/^(PFB\.FLUSH|PGRAPH\.(STATUS|MACRO_STATUS|CURRENT|NEXT|SCRATCH_0|TRAPPED)|PCOPY\.(CURRENT|NEXT)|PFIFO\.(CHANNEL|KICK|RUNLIST|PBDMA|INTR|FAULT|POLL)|PMC\.INTR$)/;

describe.each(SHARED_MODES)('%s', (_name, mode) => {
	test('every register of the card written with every bit pattern: the hardware does not notice', () => {
		const lab = new AttackLab(mode);
		const {gpu} = lab.machine;
		const still = PHYSICAL.filter(({name}) => !MOVING.test(name));
		const physical = () => still.map(({register}) => gpu.peek32(0, register.offset));
		const before = physical();
		for (const {register} of PHYSICAL) {
			for (const index of new Set([0, register.count - 1])) {
				for (const value of [2 ** 32 - 1, 0, POISON, 2 ** 31 + 1]) {
					lab.bus.write(0, element(register, index), 4, value);
					lab.bus.read(0, element(register, index), 4);
				}
				lab.bus.write(0, element(register, index) + 1, 1, 0xff);
				lab.bus.write(0, element(register, index) + 2, 2, 2 ** 16 - 1);
			}
		}
		expect(physical()).toEqual(before);
		lab.expectVictimUnharmed();
	});

	test('what no register claims reads all ones, is not written, and is counted', () => {
		const lab = new AttackLab(mode);
		const unknown = [0x60_0000, 0x61_0010, 0x13_7000, 0x40_0000 - 4, BAR0_DECODED_BYTES - 4, BAR0_DECODED_BYTES, BARS[0].bytes - 4];
		const before = lab.value('dom1', 'deniedAccesses');
		for (const offset of unknown) {
			for (const size of [1, 2, 4] as const) {
				expect(lab.bus.read(0, offset, size)).toBe(2 ** (8 * size) - 1);
				lab.bus.write(0, offset, size, 1);
			}
		}
		expect(lab.value('dom1', 'deniedAccesses')).toBe(before + unknown.length * 6);
		lab.expectVictimUnharmed();
	});

	test('noise on every BAR and in config space, in every size', () => {
		const access = fc.record({
			bar: fc.constantFrom(0, 1, 2, 3, 4, 5, 6),
			offset: fc.oneof(
				fc.integer({min: 0, max: BARS[1].bytes - 4}),
				fc.integer({min: 0, max: 0x1000}),
				fc.constantFrom(...PHYSICAL).map(({register}) => register.offset),
			),
			size: fc.constantFrom(1 as const, 2 as const, 4 as const),
			value: fc.oneof(fc.integer({min: 0, max: 2 ** 32 - 1}), fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1)),
		});
		const lab = new AttackLab(mode);
		fc.assert(
			fc.property(fc.array(access, {minLength: 100, maxLength: 100}), accesses => {
				const words = new Uint32Array(4);
				for (const {bar, offset, size, value} of accesses) {
					const aligned = offset - (offset % size);
					lab.bus.write(bar, aligned, size, value % 2 ** (8 * size));
					const seen = lab.bus.read(bar, aligned, size);
					expect(seen >= 0 && seen < 2 ** (8 * size)).toBe(true);
					expect(seen).not.toBe(SECRET);
					lab.bus.configWrite(offset % 0x100, size, value);
					lab.bus.configRead(offset % 0x100, size);
					lab.bus.writeBlock(bar, offset - (offset % 4), words.fill(value));
					lab.bus.fillBlock(bar, offset - (offset % 4), value, 3);
					lab.bus.readBlock(bar, offset - (offset % 4), words);
					expect(words.includes(SECRET)).toBe(false);
				}
				lab.run(100_000);
			}),
			{numRuns: 20, seed: 2014},
		);
		lab.expectVictimUnharmed(50e6);
	});

	test('there is no second door: BAR4 answers only who is para-virtual, BAR5 and missing BARs nobody', () => {
		const lab = new AttackLab(mode);
		const isPara = mode.kind === 'para';
		expect(lab.bus.read(4, BAR4.REGISTER, 4)).toBe(isPara ? 0 : 2 ** 32 - 1);
		expect(lab.bus.read(4, BAR4.BYTES, 4)).toBe(2 ** 32 - 1);
		expect(lab.bus.read(2, 0, 4)).toBe(2 ** 32 - 1);
		expect(lab.bus.read(5, 0, 4)).toBe(0);
		for (const magic of [0xdead_beef, 0xdeaf_beef, 0xdead_face]) {
			lab.register(0, magic);
		}
		lab.expectVictimUnharmed();
	});
});
