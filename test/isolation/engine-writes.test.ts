/**
Hole 4: the write barrier. Engines write where their page tables allow: into the attacker's own page tables,
directories and instance blocks. That is seen like any other store, and never copied as it stands.
*/
import {describe, expect, test} from 'vitest';
import {MS} from '../../source/base/units.ts';
import {RAMIN} from '../../source/manual/instance-block.ts';
import {PAGE_BYTES, PD_BYTES, PDE_SMALL, PTE_LOW, SMALL_TABLE_BYTES} from '../../source/manual/mmu.ts';
import {PBUS} from '../../source/manual/pbus.ts';
import {make} from '../../source/manual/register.ts';
import {Pushbuffer} from '../lab/pushbuffer.ts';
import {AttackChannel, VA} from './attack-channel.ts';
import {ATTACKER_VRAM, AttackLab, FULL_MODES, POISON, SHARED_MODES} from './attack-lab.ts';

const TARGET_VA = VA.DATA + 4 * 2 ** 20;

/** Maps `address` of the attacker's VRAM and has an engine write `words` there. */
function engineWrites(lab: AttackLab, channel: AttackChannel, address: number, words: readonly number[], engine: 'copy' | 'm2mf'): void {
	const page = address - (address % PAGE_BYTES);
	channel.map(TARGET_VA, page, PAGE_BYTES * 2);
	channel.flush();
	lab.pokeWords(channel.data, words);
	const buffer = new Pushbuffer().bindAll();
	const to = TARGET_VA + (address % PAGE_BYTES);
	channel.submit(engine === 'copy' ? buffer.pcopy(VA.DATA, to, words.length * 4) : buffer.m2mf(VA.DATA, to, words.length * 4));
	lab.run(3 * MS);
}

describe.each(SHARED_MODES)('%s', (_name, mode) => {
	test.each(['copy', 'm2mf'] as const)('%s writes foreign addresses into a live instance block', engine => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1).attach();
		const other = new AttackChannel(lab, 2).attach();
		lab.run(MS);
		const shadow = lab.virtualOf(lab.attacker).channels.find(2)?.shadow ?? 0;
		const {vram} = lab.machine.gpu;
		const words = () => [RAMIN.USERD_LOW, RAMIN.USERD_HIGH, RAMIN.PD_LOW, RAMIN.PD_HIGH].map(offset => vram.read32(shadow + offset));
		const before = words();
		const foreign = lab.secretFromAttacker - (lab.secretFromAttacker % PAGE_BYTES);
		engineWrites(lab, channel, other.instance, [0, 0, foreign, 0], engine);
		engineWrites(lab, channel, other.instance + RAMIN.PD_LOW, [foreign, 0, 2 ** 32 - 1, 0xff], engine);
		expect(lab.peek(other.instance + RAMIN.PD_LOW)).toBe(foreign);
		expect(words()).toEqual(before);
		expect(lab.value('dom1', 'deniedAccesses')).toBeGreaterThan(0);
		other.submit(new Pushbuffer().reference(0x600d));
		lab.run(3 * MS);
		expect(other.reference).toBe(0x600d);
		lab.expectVictimUnharmed();
	});
});

describe.each(FULL_MODES)('%s', (_name, mode) => {
	test.each(['copy', 'm2mf'] as const)('%s writes entries into its own page table: foreign ones stay holes, own ones work', engine => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1).attach();
		const entry = channel.table + 0x4000 * 8;
		const pte = (address: number) => [make(PTE_LOW, {PRESENT: 1, FRAME: Math.floor(address / PAGE_BYTES)}), 0];
		engineWrites(lab, channel, entry, [...pte(ATTACKER_VRAM), ...pte(channel.data + 0x2000), ...pte(lab.secretFromAttacker), 0, 0], engine);
		channel.flush();
		lab.poke(channel.data, POISON);
		channel.submit(new Pushbuffer().pcopy(VA.DATA, 0x4001 * PAGE_BYTES, 64));
		lab.run(3 * MS);
		expect(lab.peek(channel.data + 0x2000)).toBe(POISON);
		expect(lab.value('dom1', 'entriesRefused')).toBe(2);
		channel.submit(new Pushbuffer().pcopy(VA.DATA, 0x4000 * PAGE_BYTES, 64));
		lab.run(3 * MS);
		expect(lab.value('dom1', 'channelsStopped')).toBe(1);
		lab.expectVictimUnharmed();
	});

	test('an engine swaps the page directory of a BAR for one whose tables lie beside it, in one store', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1).attach();
		// A small BAR directory, its tables and the instance block in one 64 KiB chunk, all watched.
		const place = channel.allocate(PD_BYTES * 2);
		const chunk = Math.ceil(place / PD_BYTES) * PD_BYTES;
		const instance = chunk + 0xf000;
		const table = channel.allocate(SMALL_TABLE_BYTES);
		lab.pokeWords(chunk, [0, make(PDE_SMALL, {PRESENT: 1, FRAME: (chunk + 0x1000) / PAGE_BYTES})]);
		lab.pokeWords(instance + RAMIN.PD_LOW, [chunk, 0, 0x7fff, 0]);
		lab.register(PBUS.BAR1_INSTANCE.offset, make(PBUS.BAR1_INSTANCE, {MODE: 1, FRAME: instance / PAGE_BYTES}));
		expect(lab.virtualOf(lab.attacker).bar1.space).toBeDefined();
		const words = new Array(PD_BYTES / 4).fill(0);
		words[1] = make(PDE_SMALL, {PRESENT: 1, FRAME: table / PAGE_BYTES});
		words[(0xf000 + RAMIN.PD_LOW) / 4] = chunk;
		words[(0xf000 + RAMIN.LIMIT_LOW) / 4] = 2 ** 27 - 1;
		const source = channel.allocate(PD_BYTES);
		lab.pokeWords(source, words);
		channel.map(TARGET_VA, chunk, PD_BYTES);
		channel.map(TARGET_VA + PD_BYTES, source, PD_BYTES);
		channel.flush();
		channel.submit(
			new Pushbuffer()
				.bindAll()
				.pcopy(TARGET_VA + PD_BYTES, TARGET_VA, 0x8000, 2)
				.reference(0x600d),
		);
		lab.run(5 * MS);
		expect(channel.reference).toBe(0x600d);
		lab.machine.checkInvariants('all');
		lab.expectVictimUnharmed();
	});
});
