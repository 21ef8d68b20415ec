/**
Holes 5 and 8: the para-virtual door. Channels without a directory, numbers that are not one's own, indices
and counts that run over, slots that change or lie outside, objects freed while in use, operations that do not exist.
*/
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {MS} from '../../source/base/units.ts';
import {BAR4, CHANNEL_BAR1, CHANNEL_BAR3, HYPERCALL, HYPERCALL_SIZES, HYPERCALL_SLOTS, SLOT_BYTES} from '../../source/manual/hypercall.ts';
import {RAMIN} from '../../source/manual/instance-block.ts';
import {PAGE_BYTES, PDE_COUNT} from '../../source/manual/mmu.ts';
import {Pushbuffer} from '../lab/pushbuffer.ts';
import {AttackChannel, BUSY, call, INVALID, NO_MEMORY, OK, slotsOf} from './attack-channel.ts';
import {AttackLab, PARA_MODES} from './attack-lab.ts';

const ALL = 2 ** 32 - 1;
const SMALL_ENTRIES = HYPERCALL_SIZES.SMALL_TABLE / 8;

function make(lab: AttackLab, bytes: number): number {
	return call(lab, [HYPERCALL.ALLOCATE, bytes]).number;
}

describe.each(PARA_MODES)('%s', (_name, mode) => {
	test('a channel without a directory has no memory at all, whatever its instance block names', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1);
		lab.pokeWords(channel.instance + RAMIN.PD_LOW, [lab.secretFromAttacker, 0]);
		// Attached, detached: the directory is forgotten. Attached again without one.
		channel.attach();
		channel.detach();
		channel.attach();
		const {channels, state} = lab.virtualOf(lab.attacker);
		const shadow = channels.find(1)?.shadow ?? 0;
		const {vram} = state.device.gpu;
		const directory = vram.read32(shadow + RAMIN.PD_HIGH) * 2 ** 32 + vram.read32(shadow + RAMIN.PD_LOW);
		expect(directory).toBe(state.device.emptyDirectory);
		channel.submit(new Pushbuffer().reference(1));
		lab.run(5 * MS);
		expect(lab.value('dom1', 'channelsStopped')).toBe(1);
		lab.expectVictimUnharmed();
	});

	test('arguments one by one: numbers, kinds, indices, counts, channels, sizes, operations', () => {
		const lab = new AttackLab(mode);
		const directory = make(lab, HYPERCALL_SIZES.DIRECTORY);
		const small = make(lab, HYPERCALL_SIZES.SMALL_TABLE);
		const large = make(lab, HYPERCALL_SIZES.LARGE_TABLE);
		const foreign = [...(lab.virtualOf(lab.victim).state.memory.spaces() ?? [])][0]?.shadow ?? 0;
		const bad = [0, 1, small + 1, foreign / PAGE_BYTES, 2 ** 28 + foreign / PAGE_BYTES, ALL];
		const {SET_DIRECTORY, MAP_TABLE, MAP_TABLES, MAP, MAP_BATCH, MAP_SCATTERED, UNMAP_BATCH, FLUSH, ALLOCATE, FREE, BAR3_TABLE} = HYPERCALL;
		const calls: number[][] = [
			...[...bad, small, large].flatMap(number => [
				[SET_DIRECTORY, number, 1],
				[MAP_TABLE, number, small, large, 0],
				[MAP_TABLES, number, 0, 1, small, large],
				[FLUSH, number, 1],
			]),
			...[...bad, directory].flatMap(number => [
				[MAP, number, 0, 0, 1, 0],
				[MAP_BATCH, number, 0, 16, 1, 0, 1, 0],
				[MAP_SCATTERED, number, 0, 1, 1, 0],
				[UNMAP_BATCH, number, 0, 1],
				[BAR3_TABLE, number],
			]),
			...bad.map(number => [FREE, number]),
			...bad.slice(1).flatMap(number => [
				[MAP_TABLE, directory, number, 0, 0],
				[MAP_TABLE, directory, 0, number, 0],
			]),
			[MAP_TABLE, directory, large, 0, 0],
			[MAP_TABLE, directory, 0, small, 0],
			...[PDE_COUNT, 2 ** 31, ALL].map(index => [MAP_TABLE, directory, small, 0, index]),
			...[PDE_COUNT + 1, 8191, 2 ** 31, ALL].map(count => [MAP_TABLES, directory, 1, count]),
			...[SMALL_ENTRIES, 2 ** 31, ALL].flatMap(index => [
				[MAP, small, index, 0, 1, 0],
				[MAP_BATCH, small, index, 16, 1, 0, 1, 0],
				[MAP_SCATTERED, small, index, 1, 1, 0],
				[UNMAP_BATCH, small, index, 1],
			]),
			...[SMALL_ENTRIES, 2 ** 31, ALL].flatMap(count => [
				[MAP_BATCH, small, 1, 16, count, 0, 1, 0],
				[MAP_SCATTERED, small, 1, count],
				[UNMAP_BATCH, small, 1, count],
			]),
			[MAP_SCATTERED, small, 0, SLOT_BYTES / 8 - 1],
			...[8, 9, 127, 2 ** 31 - 1, 2 ** 31, ALL - 1].map(channel => [SET_DIRECTORY, directory, channel]),
			...[0, 2, 4, ALL].map(engine => [FLUSH, directory, engine]),
			...[0, 1, PAGE_BYTES, HYPERCALL_SIZES.DIRECTORY + 1, 2 ** 31, ALL].map(bytes => [ALLOCATE, bytes]),
			...[11, 12, 127, 128, 255].map(operation => [operation, directory, small]),
		];
		const {para} = lab.virtualOf(lab.attacker).state;
		const before = [...(para?.objects() ?? [])].map(object => [object.address, object.users, object.version]);
		const {conduct} = lab.virtualOf(lab.attacker).state;
		for (const words of calls) {
			const noted = conduct.count('bad-call');
			expect([...words, call(lab, [...words, 0, 0, 0, 0]).result]).toEqual([...words, INVALID]);
			expect(conduct.count('bad-call')).toBe(noted + 1);
		}
		expect([...(para?.objects() ?? [])].map(object => [object.address, object.users, object.version])).toEqual(before);
		expect(lab.attacker.state()).toBe('parked');
		lab.expectVictimUnharmed();
	});

	test('a batch of tables with one bad number among them does nothing at all', () => {
		const lab = new AttackLab(mode);
		const directory = make(lab, HYPERCALL_SIZES.DIRECTORY);
		const small = make(lab, HYPERCALL_SIZES.SMALL_TABLE);
		expect(call(lab, [HYPERCALL.MAP_TABLES, directory, 0, 3, small, 0, small, 0, 1, 0]).result).toBe(INVALID);
		expect(call(lab, [HYPERCALL.FREE, small]).result).toBe(OK);
		lab.expectVictimUnharmed();
	});

	test('what is in use cannot be freed; what is freed cannot be used; memory is bounded', () => {
		const lab = new AttackLab(mode);
		const directory = make(lab, HYPERCALL_SIZES.DIRECTORY);
		const small = make(lab, HYPERCALL_SIZES.SMALL_TABLE);
		for (const index of [0, 1, 1, PDE_COUNT - 1]) {
			expect(call(lab, [HYPERCALL.MAP_TABLE, directory, small, 0, index]).result).toBe(OK);
		}
		expect(call(lab, [HYPERCALL.FREE, small]).result).toBe(BUSY);
		for (const user of [1, CHANNEL_BAR1, CHANNEL_BAR3]) {
			expect(call(lab, [HYPERCALL.SET_DIRECTORY, directory, user >>> 0]).result).toBe(OK);
			expect(call(lab, [HYPERCALL.FREE, directory]).result).toBe(BUSY);
		}
		let result = OK as number;
		for (let made = 0; result === OK && made < 1000; made++) {
			({result} = call(lab, [HYPERCALL.ALLOCATE, HYPERCALL_SIZES.SMALL_TABLE]));
		}
		expect(result).toBe(NO_MEMORY);
		lab.expectVictimUnharmed();
	});

	test('slots outside guest memory are not taken; numbers beyond the last execute nothing', () => {
		const lab = new AttackLab(mode);
		const good = slotsOf(lab);
		const end = lab.attacker.guest.ram.length * 4;
		const room = HYPERCALL_SLOTS * SLOT_BYTES;
		const show = (address: number) => {
			lab.bus.write(4, BAR4.SLOTS_LOW, 4, address % 2 ** 32);
			lab.bus.write(4, BAR4.SLOTS_HIGH, 4, Math.floor(address / 2 ** 32));
			return lab.bus.read(4, BAR4.REGISTER, 4) | 0;
		};
		for (const address of [end, end - room + PAGE_BYTES, end - PAGE_BYTES, good + 4, 2 ** 32, 2 ** 63, lab.victimMemory]) {
			expect(show(address)).toBe(INVALID);
			lab.bus.write(4, BAR4.EXECUTE, 4, 0);
		}
		expect(show(end - room)).toBe(OK);
		const words = lab.attacker.guest.ram.subarray((end - SLOT_BYTES) / 4);
		// The last slot ends with the memory: a count cannot run past it.
		words.set([HYPERCALL.MAP_SCATTERED, make(lab, HYPERCALL_SIZES.SMALL_TABLE), 0, ALL]);
		lab.bus.write(4, BAR4.EXECUTE, 4, HYPERCALL_SLOTS - 1);
		expect((words[0] as number) | 0).toBe(INVALID);
		for (const slot of [HYPERCALL_SLOTS, HYPERCALL_SLOTS + 1, 2 ** 31, ALL]) {
			lab.bus.write(4, BAR4.EXECUTE, 4, slot);
		}
		for (const size of [1, 2] as const) {
			lab.bus.write(4, BAR4.EXECUTE, size, 0);
			expect(lab.bus.read(4, BAR4.SLOTS_LOW, size)).toBe((end - room) % 2 ** (8 * size));
		}
		expect(lab.noticed).toBeGreaterThan(0);
		lab.expectVictimUnharmed();
	});

	test('slots full of noise', () => {
		const lab = new AttackLab(mode);
		const own = [make(lab, HYPERCALL_SIZES.DIRECTORY), make(lab, HYPERCALL_SIZES.SMALL_TABLE), make(lab, HYPERCALL_SIZES.LARGE_TABLE)];
		const channel = new AttackChannel(lab, 1).attach();
		const word = fc.oneof(
			{weight: 4, arbitrary: fc.constantFrom(...own, channel.directory, channel.table)},
			fc.integer({min: 0, max: 16}),
			fc.integer({min: 0, max: ALL}),
			fc.constantFrom(ALL, ALL - 2, 2 ** 31, 8191, 8192, 32767, 32768, ...Object.values(HYPERCALL_SIZES)),
		);
		const slot = fc.tuple(fc.integer({min: 0, max: 12}), fc.array(word, {minLength: 15, maxLength: 15}));
		fc.assert(
			fc.property(fc.array(slot, {minLength: 30, maxLength: 30}), slots => {
				for (const [operation, words] of slots) {
					const {result} = call(lab, [operation, ...words]);
					expect([OK, INVALID, BUSY, NO_MEMORY]).toContain(result);
				}
				lab.machine.checkInvariants('changed');
			}),
			{numRuns: 60, seed: 2014},
		);
		lab.expectVictimUnharmed();
	});
});
