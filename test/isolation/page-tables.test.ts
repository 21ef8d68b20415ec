/**
Holes 3, 6 and 10: what page tables point at. Entries to foreign VRAM, to system memory that is not the
guest's, to peers, large pages that stick out of the partition; tables and directories that lie on each other.
*/
import {describe, expect, test} from 'vitest';
import {GIB, MIB, MS} from '../../source/base/units.ts';
import {
	LARGE_PAGE_BYTES,
	PAGE_BYTES,
	PDE_COUNT,
	PDE_LARGE,
	PDE_SMALL,
	PTE_LOW,
	SMALL_TABLE_ENTRIES,
	TARGET,
} from '../../source/manual/mmu.ts';
import {make} from '../../source/manual/register.ts';
import {Pushbuffer} from '../lab/pushbuffer.ts';
import {AttackChannel, VA} from './attack-channel.ts';
import {ATTACKER_VRAM, AttackLab, FULL_MODES, POISON, SECRET, SHARED_MODES} from './attack-lab.ts';

const THERE = VA.DATA + MIB;

/** Copies from the mapped place to own memory and back, by both kinds of copies. What came is in `data`. */
function copyBothWays(lab: AttackLab, channel: AttackChannel): number {
	lab.poke(channel.data, POISON);
	lab.poke(channel.data + 0x1000, 0);
	channel.flush();
	channel.submit(
		new Pushbuffer()
			.bindAll()
			.pcopy(THERE, VA.DATA + 0x1000, 64)
			.pcopy(VA.DATA, THERE, 64),
	);
	lab.run(5 * MS);
	return lab.peek(channel.data + 0x1000);
}

describe.each(SHARED_MODES)('%s', (_name, mode) => {
	test('an entry to foreign VRAM or a peer is a hole: the channel faults, nothing is read or written', () => {
		const lab = new AttackLab(mode);
		const {vramStart} = lab.virtualOf(lab.attacker).state.partition;
		const places: ReadonlyArray<readonly [number, number]> = [
			[lab.secretFromAttacker - (lab.secretFromAttacker % PAGE_BYTES), TARGET.VRAM],
			[ATTACKER_VRAM, TARGET.VRAM],
			[4 * GIB - vramStart, TARGET.VRAM],
			[2 ** 40 - PAGE_BYTES, TARGET.VRAM],
			[PAGE_BYTES, TARGET.PEER],
		];
		for (const [index, [place, target]] of places.entries()) {
			const channel = new AttackChannel(lab, index + 1).attach();
			const refused = lab.value('dom1', 'entriesRefused');
			channel.map(THERE, place, PAGE_BYTES, target);
			const seen = copyBothWays(lab, channel);
			expect(seen).toBe(0);
			expect(lab.value('dom1', 'entriesRefused')).toBeGreaterThan(refused);
		}
		expect(lab.value('dom1', 'channelsStopped')).toBe(places.length);
		lab.expectVictimUnharmed();
	});

	test("system memory: the guest's own frames and no others, be they the victim's or frame 0 of the machine", () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1).attach();
		const own = 2 * MIB;
		lab.attacker.guest.ram[own / 4] = 0x1234;
		channel.map(THERE, own, PAGE_BYTES, TARGET.SYSTEM_SNOOPED);
		expect(copyBothWays(lab, channel)).toBe(0x1234);
		expect(lab.attacker.guest.ram[own / 4]).toBe(POISON);
		const beyond = lab.attacker.guest.ram.length * 4;
		for (const [index, place] of [beyond, lab.victimMemory, 4 * GIB, 2 ** 40 - PAGE_BYTES].entries()) {
			for (const target of [TARGET.SYSTEM_SNOOPED, TARGET.SYSTEM]) {
				const other = new AttackChannel(lab, 2 + ((index * 2 + target) % 6)).attach();
				other.map(THERE, place, PAGE_BYTES, target);
				expect(copyBothWays(lab, other)).not.toBe(SECRET);
			}
		}
		expect(lab.value('dom1', 'entriesRefused')).toBeGreaterThan(3);
		lab.expectVictimUnharmed();
	});
});

describe.each(FULL_MODES)('%s', (_name, mode) => {
	test('a large page is checked with all of its 128 KiB', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1);
		const table = channel.allocate(PAGE_BYTES * 2);
		lab.poke(channel.directory + 8, make(PDE_LARGE, {PRESENT: 1, FRAME: table / PAGE_BYTES}));
		const last = ATTACKER_VRAM - LARGE_PAGE_BYTES;
		for (const [entry, address] of [last, last + PAGE_BYTES, ATTACKER_VRAM - PAGE_BYTES, ATTACKER_VRAM].entries()) {
			lab.pokeWords(table + entry * 8, [make(PTE_LOW, {PRESENT: 1, FRAME: address / PAGE_BYTES}), 0]);
		}
		channel.attach();
		channel.flush();
		lab.run(MS);
		const space = lab.virtualOf(lab.attacker).channels.find(1)?.space;
		const [shadow] = [...(space?.pointers().large.values() ?? [])];
		expect(shadow?.present).toBe(1);
		expect(lab.value('dom1', 'entriesRefused')).toBe(3);
		lab.expectVictimUnharmed();
	});

	test('tables outside the partition, or that stick out of it, are holes', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1).attach();
		const frames = [ATTACKER_VRAM, ATTACKER_VRAM - PAGE_BYTES, lab.secretFromAttacker, 2 ** 40 - PAGE_BYTES];
		for (const [index, address] of frames.entries()) {
			const frame = Math.floor(address / PAGE_BYTES);
			const words = [make(PDE_LARGE, {PRESENT: 1, FRAME: frame}), make(PDE_SMALL, {PRESENT: 1, FRAME: frame})];
			lab.pokeWords(channel.directory + (index + 1) * 8, words);
		}
		channel.flush();
		lab.run(MS);
		channel.submit(new Pushbuffer());
		lab.run(MS);
		const space = lab.virtualOf(lab.attacker).channels.find(1)?.space;
		expect([...(space?.tables() ?? [])]).toHaveLength(1);
		expect(lab.noticed).toBeGreaterThan(0);
		lab.expectVictimUnharmed();
	});

	test('a directory that is its own table, and tables that overlap, stay coherent and walk nowhere else', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1).attach();
		for (let entry = 1; entry < 9; entry++) {
			channel.point(entry, channel.directory + (entry - 4) * PAGE_BYTES);
			channel.point(entry + 8, channel.table + (entry - 4) * PAGE_BYTES);
		}
		channel.flush();
		// Every word of it is now entry of several tables and of the directory.
		for (let word = 0; word < 256; word++) {
			lab.poke(channel.directory + 0x800 + word * 4, (word * 0x1_0001) | 1);
		}
		channel.flush();
		lab.pokeWords(channel.table + 2048, new Array(2048).fill(make(PTE_LOW, {PRESENT: 1, FRAME: ATTACKER_VRAM / PAGE_BYTES - 1})));
		channel.flush();
		lab.run(MS);
		lab.machine.checkInvariants('all');
		lab.expectVictimUnharmed();
		channel.detach();
		lab.expectVictimUnharmed();
	});

	test('as many tables as a directory can name: the quota ends it, the victim still gets shadow memory', () => {
		const lab = new AttackLab(mode, {victim: {workload: ['open-close', {rounds: 0}]}});
		const channel = new AttackChannel(lab, 1).attach();
		const words: number[] = [0, make(PDE_SMALL, {PRESENT: 1, FRAME: channel.table / PAGE_BYTES})];
		for (let entry = 1; entry < PDE_COUNT; entry++) {
			words.push(make(PDE_LARGE, {PRESENT: 1, SIZE: 3, FRAME: entry % 4096}), make(PDE_SMALL, {PRESENT: 1, FRAME: entry % 4096}));
		}
		lab.pokeWords(channel.directory, words);
		channel.flush();
		// Where shadowing is lazy, a doorbell makes it do its work.
		channel.submit(new Pushbuffer().reference(1));
		const {memory} = lab.virtualOf(lab.attacker).state;
		const shareBytes = (2 * GIB * ATTACKER_VRAM) / (4 * GIB);
		expect(memory.shadowBytes).toBeLessThanOrEqual(shareBytes);
		let taken = 0;
		for (const table of memory.tables()) {
			expect(table.entries).toBeLessThanOrEqual(SMALL_TABLE_ENTRIES);
			taken += Math.max(PAGE_BYTES, table.entries * 8);
		}
		expect(taken).toBeLessThanOrEqual(shareBytes);
		expect(lab.value('dom1', 'entriesRefused')).toBeGreaterThan(0);
		lab.expectVictimUnharmed(200 * MS);
	});
});
