/**
Hole 3 (USERD) and what follows from it: work reaches the device by a doorbell that the GPU scheduler has
fired, and in no other way.
*/
import {describe, expect, test} from 'vitest';
import {MS} from '../../source/base/units.ts';
import {INSTANCE_BYTES, RAMIN} from '../../source/manual/instance-block.ts';
import {PAGE_BYTES} from '../../source/manual/mmu.ts';
import {CHANNEL_START, CHANNELS, PFIFO} from '../../source/manual/pfifo.ts';
import {GP_ENTRY_HIGH} from '../../source/manual/pushbuffer.ts';
import {element, make} from '../../source/manual/register.ts';
import {USERD} from '../../source/manual/userd.ts';
import {Pushbuffer} from '../lab/pushbuffer.ts';
import {AttackChannel, VA} from './attack-channel.ts';
import {AttackLab, POISON, SHARED_MODES} from './attack-lab.ts';

/** Everything that makes the device look at a channel again, without a doorbell. */
function nudge(lab: AttackLab, channel: AttackChannel): void {
	lab.register(element(PFIFO.CHANNEL_STATE, channel.number), 0);
	lab.register(element(PFIFO.CHANNEL_STATE, channel.number), CHANNEL_START);
	channel.runlist(0, channel.number);
	lab.register(PFIFO.KICK.offset, channel.number);
}

describe.each(SHARED_MODES)('%s', (_name, mode) => {
	test('GP_PUT written into the memory of the USERD page starts nothing', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1);
		channel.push(new Pushbuffer().reference(POISON));
		lab.poke(channel.userd + USERD.GP_PUT, channel.put);
		channel.attach();
		lab.poke(channel.userd + USERD.GP_PUT, channel.put);
		nudge(lab, channel);
		lab.run(5 * MS);
		expect(channel.reference).not.toBe(POISON);
		lab.expectVictimUnharmed();
		channel.submit(new Pushbuffer().reference(0x600d));
		lab.run(5 * MS);
		expect(channel.reference).toBe(0x600d);
	});

	test('progress written into the instance block starts nothing: GP_GET, a half done entry, a pending acquire', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1);
		channel.push(new Pushbuffer().reference(POISON));
		const progress = [
			[RAMIN.DMA_GET_LOW, VA.PUSH],
			[RAMIN.GP_ENTRY_HIGH, make(GP_ENTRY_HIGH, {LENGTH: 2})],
			[RAMIN.SEMAPHORE_PENDING, 1],
			[RAMIN.GP_GET, 3],
		] as const;
		for (const when of ['before', 'after']) {
			for (const [offset, word] of progress) {
				lab.poke(channel.instance + offset, word);
			}
			if (when === 'before') {
				channel.attach();
			}
			nudge(lab, channel);
			lab.run(5 * MS);
			expect(channel.reference).not.toBe(POISON);
		}
		expect(lab.value('dom1', 'fired')).toBe(lab.value('dom1', 'doorbells') - lab.value('dom1', 'dropped'));
		lab.expectVictimUnharmed();
	});

	test('a doorbell of a byte or two goes through the queue as well', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1).attach();
		channel.push(new Pushbuffer().reference(0x600d));
		const put = channel.pollOffset() + USERD.GP_PUT;
		for (const [size, byte] of [
			[1, 3],
			[1, 2],
			[2, 2],
			[1, 1],
			[2, 0],
			[1, 0],
		] as const) {
			lab.run(MS);
			const {doorbells, fired} = counts(lab);
			lab.bus.write(1, put, 4, 0);
			lab.bus.write(1, put + byte, size, 1);
			expect(lab.bus.read(1, put, 4)).toBe(2 ** (8 * byte));
			expect(lab.bus.read(1, put + byte, size)).toBe(1);
			// The ring has 32 entries: what is a multiple of that is nothing new.
			expect(channel.reference).toBe(0);
			lab.run(5 * MS);
			expect(counts(lab)).toEqual({doorbells: doorbells + 2, fired: fired + 2});
			if (byte === 0) {
				break;
			}
		}
		expect(channel.reference).toBe(0x600d);
		lab.expectVictimUnharmed();
	});

	test('a doorbell of a channel that is not attached is dropped; one of a foreign channel is no doorbell', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1);
		const before = counts(lab);
		lab.bus.write(1, channel.pollOffset(5) + USERD.GP_PUT, 4, 1);
		for (const foreign of [8, 9, 11, CHANNELS - 1]) {
			for (const size of [1, 2, 4] as const) {
				lab.bus.write(1, channel.pollOffset(foreign) + USERD.GP_PUT, size, 1);
				expect(lab.bus.read(1, channel.pollOffset(foreign) + USERD.REFERENCE, size)).toBe(2 ** (8 * size) - 1);
			}
		}
		lab.run(5 * MS);
		expect(counts(lab)).toEqual({doorbells: before.doorbells + 1, fired: before.fired});
		expect(lab.value('dom1', 'dropped')).toBeGreaterThan(0);
		expect(lab.noticed).toBeGreaterThan(0);
		lab.expectVictimUnharmed();
	});

	test('a USERD page outside the partition is replaced: nothing is written there', () => {
		const lab = new AttackLab(mode);
		const {partition} = lab.virtualOf(lab.attacker).state;
		const places = [lab.secretFromAttacker, partition.vramBytes, 2 ** 32 - partition.vramStart, 2 ** 40 - PAGE_BYTES];
		for (const [index, place] of places.entries()) {
			const channel = new AttackChannel(lab, index + 1);
			lab.pokeWords(channel.instance + RAMIN.USERD_LOW, [place % 2 ** 32, Math.floor(place / 2 ** 32)]);
			const {noticed} = lab;
			channel.attach();
			expect(lab.noticed).toBeGreaterThan(noticed);
			channel.submit(new Pushbuffer().reference(POISON));
			lab.run(2 * MS);
			expect(channel.reference).toBe(POISON);
		}
		lab.expectVictimUnharmed();
	});

	test('an instance block outside the partition is not attached', () => {
		const lab = new AttackLab(mode);
		const {partition} = lab.virtualOf(lab.attacker).state;
		const frames = [partition.vramBytes, lab.secretFromAttacker, 2 ** 32 - partition.vramStart, 2 ** 40 - PAGE_BYTES];
		for (const address of [...frames, partition.vramBytes - INSTANCE_BYTES / 2]) {
			const frame = Math.ceil(address / PAGE_BYTES);
			const {noticed} = lab;
			lab.register(element(PFIFO.CHANNEL, 2), make(PFIFO.CHANNEL, {FRAME: frame, VALID: 1, POLL: 1}));
			expect(lab.noticed).toBeGreaterThan(noticed);
			expect(lab.virtualOf(lab.attacker).channels.find(2)).toBeUndefined();
		}
		for (const target of [1, 2, 3]) {
			lab.register(element(PFIFO.CHANNEL, 2), make(PFIFO.CHANNEL, {FRAME: 256, VALID: 1, POLL: 1, TARGET: target}));
			expect(lab.virtualOf(lab.attacker).channels.find(2)).toBeUndefined();
		}
		lab.expectVictimUnharmed();
	});
});

function counts(lab: AttackLab): {doorbells: number; fired: number} {
	return {doorbells: lab.value('dom1', 'doorbells'), fired: lab.value('dom1', 'fired')};
}
