/**
Hole 4: words of a live instance block. An attacker changes the page directory of a channel while a kernel
of it runs, so that the shadow directory it stands on is given up; the kernel's last store must not walk
whatever lies there next.
*/
import {describe, expect, test} from 'vitest';
import {MS} from '../../source/base/units.ts';
import {HYPERCALL, HYPERCALL_SIZES} from '../../source/manual/hypercall.ts';
import {RAMIN} from '../../source/manual/instance-block.ts';
import {PD_BYTES} from '../../source/manual/mmu.ts';
import {AttackChannel, BUSY, call, OK} from './attack-channel.ts';
import {AttackLab, FULL_MODES, PARA_MODES, SHARED_MODES} from './attack-lab.ts';

/** Counts for some 100 ms of device time. */
const LONG = 20_000_000;

/** The directory that the device would walk for the channel, as its shadow instance block names it. */
function shadowDirectory(lab: AttackLab, channel: number): number {
	const {state, channels} = lab.virtualOf(lab.attacker);
	return state.device.gpu.vram.read32((channels.find(channel)?.shadow ?? 0) + RAMIN.PD_LOW);
}

describe.each(SHARED_MODES)('%s', (_name, mode) => {
	test('a running kernel keeps the directory it was started with', () => {
		const lab = new AttackLab(mode, {policy: 'direct'});
		const channel = new AttackChannel(lab, 1).attach();
		channel.submit(channel.launchLoop(LONG));
		lab.run(2 * MS);
		const before = shadowDirectory(lab, 1);
		const other = new AttackChannel(lab, 2);
		if (channel.isPara) {
			expect(call(lab, [HYPERCALL.SET_DIRECTORY, other.directory, 1]).result).toBe(BUSY);
			expect(call(lab, [HYPERCALL.FREE, channel.directory]).result).toBe(BUSY);
		} else {
			lab.pokeWords(channel.instance + RAMIN.PD_LOW, [other.directory, 0]);
		}
		expect(shadowDirectory(lab, 1)).toBe(before);
		lab.run(2_000 * MS);
		expect(lab.peek(channel.data + 0x100)).toBe(7);
		expect(lab.peek(other.data + 0x100)).toBe(0);
		lab.expectVictimUnharmed();
	});
});

describe.each(FULL_MODES)('%s', (_name, mode) => {
	test('a longer address space is not walked beyond the shadow tables made for a shorter one', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1);
		lab.pokeWords(channel.instance + RAMIN.LIMIT_LOW, [0x0fff_ffff, 0]);
		channel.attach();
		const {state, channels} = lab.virtualOf(lab.attacker);
		const shadow = channels.find(1)?.shadow ?? 0;
		lab.pokeWords(channel.instance + RAMIN.LIMIT_LOW, [0xffff_ffff, 0xff]);
		const {vram} = state.device.gpu;
		const limit = vram.read32(shadow + RAMIN.LIMIT_HIGH) * 2 ** 32 + vram.read32(shadow + RAMIN.LIMIT_LOW);
		const space = channels.find(1)?.space;
		expect(limit).toBe((space?.vaBytes ?? 0) - 1);
		lab.expectVictimUnharmed();
	});

	test('written anew in the channel table, the channel takes the directory that its block names now', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1).attach();
		const other = channel.allocate(PD_BYTES);
		lab.pokeWords(channel.instance + RAMIN.PD_LOW, [other, 0]);
		channel.attach();
		const {state, channels} = lab.virtualOf(lab.attacker);
		expect((channels.find(1)?.space?.start ?? 0) - state.partition.vramStart).toBe(other);
		lab.expectVictimUnharmed();
	});
});

describe.each(PARA_MODES)('%s', (_name, mode) => {
	test('a directory of a live channel can be freed only after the channel', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1).attach();
		expect(call(lab, [HYPERCALL.FREE, channel.directory]).result).toBe(BUSY);
		channel.detach();
		expect(call(lab, [HYPERCALL.FREE, channel.directory]).result).toBe(OK);
		expect(call(lab, [HYPERCALL.FREE, channel.table]).result).toBe(OK);
		expect(call(lab, [HYPERCALL.ALLOCATE, HYPERCALL_SIZES.DIRECTORY]).result).toBe(OK);
		lab.expectVictimUnharmed();
	});
});
