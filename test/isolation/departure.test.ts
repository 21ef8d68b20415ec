/**
Hole 9 and the robustness list: a domain is destroyed in the middle of everything, another takes its place.
Nothing old can be read, nothing is written late, no old event arrives, no engine stays taken.
*/
import {describe, expect, test} from 'vitest';
import {MS, SECOND} from '../../source/base/units.ts';
import type {Resident} from '../../source/machine/resident.ts';
import {PFIFO} from '../../source/manual/pfifo.ts';
import {element} from '../../source/manual/register.ts';
import {Pushbuffer} from '../lab/pushbuffer.ts';
import {AttackChannel, VA} from './attack-channel.ts';
import {ATTACKER_VRAM, AttackLab, POISON, SHARED_MODES} from './attack-lab.ts';

/** Counts for hours. */
const ENDLESS = 2 ** 32 - 1;

function remove(lab: AttackLab): void {
	expect(lab.machine.submit({kind: 'remove-domain', domain: 'dom1'}).ok).toBe(true);
}

/** A successor of the same size, paused before it does anything: it gets the same slot, partition and channels. */
function succeed(lab: AttackLab): Resident {
	const {mode} = lab.attacker.configuration;
	const outcome = lab.machine.submit({
		kind: 'add-domain',
		name: 'heir',
		mode,
		vramBytes: ATTACKER_VRAM,
		channels: 8,
		workloads: [{kind: 'loop', parameters: {rounds: 5, iterations: 1000}}],
	});
	expect(outcome.ok).toBe(true);
	return lab.machine.residents().find(({name}) => name === 'heir') as Resident;
}

function words(lab: AttackLab, start: number, bytes: number): Uint32Array {
	const all = new Uint32Array(bytes / 4);
	lab.machine.gpu.vram.readBlock(start, all);
	return all;
}

describe.each(SHARED_MODES)('%s', (_name, mode) => {
	test.each(['fifo', 'direct'])('in the middle of everything, under %s: all is scrubbed, and the heir has a working card', policy => {
		const lab = new AttackLab(mode, {policy});
		const {partition} = lab.virtualOf(lab.attacker).state;
		const channel = new AttackChannel(lab, 1).attach();
		// By every kind of writer: CPU, copy engine, M2MF, kernel.
		channel.submit(
			new Pushbuffer()
				.bindAll()
				.pcopy(VA.DATA, VA.DATA + 0x1000, 64)
				.m2mf(VA.DATA, VA.DATA + 0x2000, 64),
		);
		lab.run(2 * MS);
		channel.submit(channel.launchLoop(ENDLESS));
		const second = new AttackChannel(lab, 2).attach();
		lab.run(MS);
		second.push(new Pushbuffer().acquire(VA.DATA, 1));
		for (let put = 1; put < 20; put++) {
			// Doorbells on their way, some queued behind the kernel; a flush is pending.
			second.submit(new Pushbuffer().reference(POISON));
		}
		second.flush();
		const shadows = [...lab.virtualOf(lab.attacker).channels.live()].map(({shadow}) => shadow);
		remove(lab);
		expect(words(lab, partition.vramStart, partition.vramBytes).every(word => word === 0)).toBe(true);
		for (const shadow of shadows) {
			expect(words(lab, shadow, 0x2000).every(word => word === 0)).toBe(true);
		}
		const heir = succeed(lab);
		expect(heir.virtual?.state.partition).toEqual(partition);
		expect(heir.slot).toBe(lab.attacker.slot);
		expect(heir.guest.ram.every(word => word === 0)).toBe(true);
		for (let steps = 0; heir.state() !== 'done' && steps < 2000; steps++) {
			lab.run(10 * MS);
		}
		expect([heir.state(), heir.guest.reason]).toEqual(['done', '']);
		expect(lab.value('heir', 'workloadErrors')).toBe(0);
		expect(lab.value('heir', 'faults')).toBe(0);
		lab.expectVictimUnharmed();
	});

	test('what runs when its owner goes writes nothing afterwards', () => {
		const lab = new AttackLab(mode);
		const {partition} = lab.virtualOf(lab.attacker).state;
		const channel = new AttackChannel(lab, 1).attach();
		lab.run(MS);
		channel.submit(channel.launchLoop(2_000_000));
		channel.submit(new Pushbuffer().pcopy(VA.DATA, VA.DATA + 0x100, 64, 1, {address: VA.DATA + 0x800, counter: 9}));
		lab.run(MS);
		remove(lab);
		lab.run(SECOND);
		expect(words(lab, partition.vramStart, partition.vramBytes).every(word => word === 0)).toBe(true);
		lab.expectVictimUnharmed();
	});

	test('a channel given up while an engine turns to it keeps nobody waiting', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1);
		const buffer = channel.launchLoop(1000);
		channel.attach();
		lab.run(MS);
		const {channelSwitches} = lab.machine.gpu.inspect().counters;
		channel.submit(buffer);
		while (lab.machine.gpu.inspect().counters.channelSwitches === channelSwitches || lab.machine.gpu.inspect().engines[0]?.channel !== 1) {
			lab.machine.runUntil(lab.machine.nowNs + 1000);
		}
		lab.bus.write(0, element(PFIFO.CHANNEL, 1), 4, 0);
		const rounds = lab.value('dom2', 'workloadRounds');
		lab.run(100 * MS);
		expect(lab.value('dom2', 'workloadRounds')).toBeGreaterThan(rounds);
		lab.expectVictimUnharmed();
	});

	test('a kernel that does not end: the engines are reset, its channel is lost, the domain and the others go on', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1).attach();
		lab.run(MS);
		channel.submit(channel.launchLoop(ENDLESS));
		lab.run(11 * SECOND);
		expect(lab.value('dom1', 'channelsStopped')).toBe(1);
		expect(lab.machine.notices.some(({domain, text}) => domain === 'dom1' && text.includes('too long'))).toBe(true);
		lab.expectVictimUnharmed();
		expect(lab.peek(channel.data + 0x100)).toBe(0);
		const second = new AttackChannel(lab, 2).attach();
		second.submit(new Pushbuffer().reference(0x600d));
		lab.run(5 * MS);
		expect(second.reference).toBe(0x600d);
	});
});
