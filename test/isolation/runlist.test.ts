/** Hole 7: runlists with foreign, repeated and impossible entries; kicks and states of channels that are not one's own. */
import {describe, expect, test} from 'vitest';
import {MS} from '../../source/base/units.ts';
import {PAGE_BYTES} from '../../source/manual/mmu.ts';
import {CHANNEL_START, CHANNELS, PFIFO} from '../../source/manual/pfifo.ts';
import {element, make} from '../../source/manual/register.ts';
import {AttackChannel} from './attack-channel.ts';
import {ATTACKER_VRAM, AttackLab, SHARED_MODES} from './attack-lab.ts';

function onCard(lab: AttackLab): readonly number[] {
	lab.run(MS);
	return lab.machine.gpu.inspect().runlist;
}

describe.each(SHARED_MODES)('%s', (_name, mode) => {
	test('only own channels reach the merged list, each once; the victim keeps its place', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1).attach();
		const {partition} = lab.virtualOf(lab.victim).state;
		const isVictims = (physical: number) =>
			physical >= partition.channelStart && physical < partition.channelStart + partition.channelCount;
		const before = onCard(lab).filter(isVictims);
		expect(before.length).toBeGreaterThan(0);
		channel.runlist(0, 1, 1, 1, 8, 9, 127, 128, 4095, 2 ** 31, 2 ** 32 - 1, 1);
		const list = onCard(lab);
		expect(new Set(list).size).toBe(list.length);
		expect(list.filter(isVictims)).toEqual(before);
		const own = lab.virtualOf(lab.attacker).state.partition;
		expect(list.filter(physical => !isVictims(physical))).toEqual([own.channelStart, own.channelStart + 1]);
		expect(lab.noticed).toBeGreaterThan(0);
		lab.expectVictimUnharmed();
	});

	test('a list outside the partition, an endless one and an empty one', () => {
		const lab = new AttackLab(mode);
		for (const [address, length] of [
			[ATTACKER_VRAM, 4],
			[lab.secretFromAttacker, 16],
			[ATTACKER_VRAM - PAGE_BYTES, 4095],
			[2 ** 40 - PAGE_BYTES, 1],
			[0, 0],
		] as const) {
			lab.register(PFIFO.RUNLIST_BASE.offset, make(PFIFO.RUNLIST_BASE, {FRAME: Math.floor(address / PAGE_BYTES)}));
			lab.register(PFIFO.RUNLIST_COMMIT.offset, make(PFIFO.RUNLIST_COMMIT, {LENGTH: length, ENGINES: 0x1f}));
			lab.run(MS);
		}
		const {partition} = lab.virtualOf(lab.attacker).state;
		expect(onCard(lab).some(physical => physical >= partition.channelStart && physical < partition.channelStart + 8)).toBe(false);
		lab.expectVictimUnharmed();
	});

	test('foreign channels cannot be kicked, started, stopped, attached or emptied', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1).attach();
		lab.run(MS);
		const isForeign = ({channel: physical}: {channel: number}) => physical >= lab.virtualOf(lab.victim).state.partition.channelStart;
		const entries = () =>
			lab.machine.gpu
				.inspect()
				.channels.filter(isForeign)
				.map(({channel: physical, entry}) => [physical, entry]);
		const before = entries();
		for (const foreign of [8, 9, 10, 11, CHANNELS - 1]) {
			lab.register(PFIFO.KICK.offset, foreign);
			lab.register(element(PFIFO.CHANNEL_STATE, foreign), 0);
			lab.register(element(PFIFO.CHANNEL, foreign), 0);
			lab.register(element(PFIFO.CHANNEL, foreign), make(PFIFO.CHANNEL, {FRAME: channel.instance / PAGE_BYTES, POLL: 1, VALID: 1}));
			lab.register(element(PFIFO.CHANNEL_STATE, foreign), CHANNEL_START);
			expect(lab.register(element(PFIFO.CHANNEL, foreign))).toBe(0);
			expect(lab.register(element(PFIFO.CHANNEL_STATE, foreign))).toBe(0);
		}
		expect(entries()).toEqual(before);
		expect(lab.noticed).toBeGreaterThan(0);
		lab.expectVictimUnharmed();
	});

	test('again and again, it is parked; the victim runs on, and its own channels leave the card', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1).attach();
		for (let round = 0; round < 10; round++) {
			channel.runlist(0, 1, 8, 9, 10, 11, 12, 13, 14, 15);
		}
		lab.run(MS);
		expect(lab.attacker.state()).toBe('parked');
		channel.runlist(0, 1);
		const {partition} = lab.virtualOf(lab.attacker).state;
		expect(onCard(lab).some(physical => physical >= partition.channelStart && physical < partition.channelStart + 8)).toBe(false);
		lab.expectVictimUnharmed();
	});
});
