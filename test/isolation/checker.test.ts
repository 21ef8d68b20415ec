/** The checker sees what it is there to see: each kind of damage, done behind the aggregator's back, is named. */
import {describe, expect, test} from 'vitest';
import {aggregatorCounters} from '../../source/aggregator/counters.ts';
import {MS} from '../../source/base/units.ts';
import {RAMIN} from '../../source/manual/instance-block.ts';
import {PTE_LOW} from '../../source/manual/mmu.ts';
import {PFIFO} from '../../source/manual/pfifo.ts';
import {element, make} from '../../source/manual/register.ts';
import {AttackChannel} from './attack-channel.ts';
import {AttackLab, FULL_MODES, PARA_MODES} from './attack-lab.ts';

const [, OPTIMIZED] = FULL_MODES[1] as (typeof FULL_MODES)[number];
const [, PARA] = PARA_MODES[0] as (typeof PARA_MODES)[number];

function ready(mode = OPTIMIZED): AttackLab {
	const lab = new AttackLab(mode);
	new AttackChannel(lab, 1).attach();
	lab.run(5 * MS);
	lab.machine.checkInvariants('all');
	return lab;
}

function firstTable(lab: AttackLab) {
	const [table] = [...lab.virtualOf(lab.attacker).state.memory.tables()];
	if (table === undefined) {
		throw new Error('no table');
	}
	return table;
}

const damages: ReadonlyArray<readonly [what: string, does: (lab: AttackLab) => void, says: RegExp]> = [
	[
		'a shadow entry to a foreign page',
		lab => {
			const frame = lab.virtualOf(lab.victim).state.partition.vramStart / 4096;
			lab.machine.gpu.vram.write32(firstTable(lab).shadow, make(PTE_LOW, {PRESENT: 1, FRAME: frame}));
		},
		/outside the domain/,
	],
	[
		'a shadow entry that is lost',
		lab => lab.machine.gpu.vram.fill(firstTable(lab).shadow, 0, firstTable(lab).entries * 2),
		/present entries, has 0/,
	],
	[
		'a directory entry that points elsewhere',
		lab => {
			const [space] = [...lab.virtualOf(lab.attacker).state.memory.spaces()];
			lab.machine.gpu.vram.write32((space?.shadow ?? 0) + 100 * 8, 1);
		},
		/points elsewhere/,
	],
	[
		'a directory of nobody in a shadow instance block',
		lab => lab.machine.gpu.vram.write32((lab.virtualOf(lab.attacker).channels.find(1)?.shadow ?? 0) + RAMIN.PD_LOW, 0x1000),
		/directory is not the one made for it/,
	],
	[
		'a channel that is kept from running for nobody',
		lab => {
			const {state, channels} = lab.virtualOf(lab.attacker);
			state.device.suspend(channels.find(1)?.physicalChannel ?? 0);
		},
		/held off the engines and nobody remembers why/,
	],
	[
		'a USERD page of nobody',
		lab => lab.machine.gpu.vram.write32((lab.virtualOf(lab.attacker).channels.find(1)?.shadow ?? 0) + RAMIN.USERD_LOW, 0x1000),
		/USERD is not the one made for it/,
	],
	[
		'a channel on the card that its owner did not make',
		lab => lab.machine.gpu.barWrite(0, element(PFIFO.CHANNEL, 100), 4, make(PFIFO.CHANNEL, {VALID: 1, FRAME: 5})),
		/channel 100 on the card is not what its owner made/,
	],
	[
		'a doorbell that got lost',
		lab => {
			lab.virtualOf(lab.victim).state.counters[aggregatorCounters.at.fired]--;
		},
		/doorbells taken, \d+ accounted for/,
	],
	[
		'a page of BAR3 that shows foreign memory',
		lab => {
			const {device, partition} = lab.virtualOf(lab.attacker).state;
			device.setBar3Page(partition.bar3Start / 4096, lab.virtualOf(lab.victim).state.partition.vramStart);
		},
		/page 0 of BAR3 shows/,
	],
	[
		'a page of BAR3 that belongs to nobody',
		lab => lab.virtualOf(lab.attacker).state.device.setBar3Page(16_000, 0),
		/belongs to nobody and is mapped/,
	],
];

describe('damage', () => {
	test.each(damages)('%s', (_what, does, says) => {
		const lab = ready();
		does(lab);
		expect(() => lab.machine.checkInvariants('all')).toThrow(says);
	});

	test('a para-virtual table in use although nobody counts it', () => {
		const lab = ready(PARA);
		for (const object of lab.virtualOf(lab.attacker).state.para?.objects() ?? []) {
			object.users++;
		}
		expect(() => lab.machine.checkInvariants('changed')).toThrow(/users, has/);
	});

	test('what changed by the front door is seen by the quick check as well', () => {
		const lab = ready();
		firstTable(lab).version++;
		lab.machine.gpu.vram.write32(firstTable(lab).shadow, 1);
		expect(() => lab.machine.checkInvariants('changed')).toThrow(/outside the domain|differs|counts/);
	});
});
