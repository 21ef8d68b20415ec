/**
A hostile domain beside a victim. The attacker's own driver boots and then does nothing; from there on the
test is the software of that domain: it has the bus, its memory, and what it knows of the manual. The
victim checks its own results, and carries a mark in the part of its VRAM that its driver leaves alone.
*/
import {expect} from 'vitest';
import {MIB, MS} from '../../source/base/units.ts';
import {u32} from '../../source/base/words.ts';
import type {Mode} from '../../source/machine/configuration.ts';
import type {Resident} from '../../source/machine/resident.ts';
import {PBUS, PRAMIN, PRAMIN_BYTES, PRAMIN_UNIT} from '../../source/manual/pbus.ts';
import {make} from '../../source/manual/register.ts';
import {full, type LabDomain, MachineLab} from '../lab/machine-lab.ts';

/** What the victim's secret memory holds: nobody else may ever read it. */
export const SECRET = 0x5ec2_e700;
/** What the attacker writes where it can. */
export const POISON = 0xbad0_bad0;

export const ATTACKER_VRAM = 32 * MIB;
export const VICTIM_VRAM = 32 * MIB;
const SECRET_WORDS = 1024;
const BOOT_LIMIT_NS = 20_000 * MS;
/** How long the victim may go without finishing a round. */
const PATIENCE_NS = 30_000 * MS;

export const FULL_MODES: ReadonlyArray<readonly [string, Mode]> = [
	['full', full(false, false)],
	['full, remap and lazy', full(true, true)],
	['full, remap and tracked', {kind: 'full', barRemap: true, lazyShadowing: false, tracked: true}],
];
export const PARA_MODES: ReadonlyArray<readonly [string, Mode]> = [['para', {kind: 'para', multicall: true}]];
export const SHARED_MODES = [...FULL_MODES, ...PARA_MODES];

export class AttackLab extends MachineLab {
	readonly attacker: Resident;
	readonly victim: Resident;
	readonly #secretAt: number;

	constructor(mode: Mode, options: {attacker?: LabDomain; victim?: LabDomain; policy?: string} = {}) {
		super(
			{
				policy: options.policy ?? 'fifo',
				domains: [
					{mode, vramBytes: ATTACKER_VRAM, channels: 8, ...options.attacker},
					{
						mode: full(true, true),
						vramBytes: VICTIM_VRAM,
						channels: 4,
						workload: ['vector-add', {size: 500, isInteger: 1, pauseNs: MS}],
						...options.victim,
					},
				],
			},
			{checks: 'slice'},
		);
		const [attacker, victim] = this.machine.residents();
		this.attacker = attacker as Resident;
		this.victim = victim as Resident;
		while (this.attacker.state() === 'booting' || this.value('dom2', 'workloadRounds') === 0) {
			if (this.machine.nowNs > BOOT_LIMIT_NS) {
				throw new Error(`not up: ${this.states().join(', ')}`);
			}
			this.run(20 * MS);
		}
		const {partition} = this.virtualOf(this.victim).state;
		// The driver's heap leaves out the last MiB.
		this.#secretAt = partition.vramStart + partition.vramBytes - SECRET_WORDS * 4;
		this.machine.gpu.vram.fill(this.#secretAt, SECRET, SECRET_WORDS);
		this.victim.guest.ram.fill(SECRET, 0, SECRET_WORDS);
	}

	get bus() {
		const {domain} = this.attacker;
		if (domain === undefined) {
			throw new Error('the attacker has no bus of its own');
		}
		return domain.bus;
	}

	virtualOf(resident: Resident) {
		if (resident.virtual === undefined) {
			throw new Error(`${resident.name} has no virtual GPU`);
		}
		return resident.virtual;
	}

	/** Guest address, as the attacker counts, of a byte of the victim's secret. */
	get secretFromAttacker(): number {
		return this.#secretAt - this.virtualOf(this.attacker).state.partition.vramStart;
	}

	/** Machine address of the victim's memory, which its own guest calls 0. */
	get victimMemory(): number {
		return this.victim.domain?.memory.base ?? -1;
	}

	register(offset: number, value?: number): number {
		if (value === undefined) {
			return this.bus.read(0, offset, 4);
		}
		this.bus.write(0, offset, 4, value);
		return value;
	}

	/** A word of the attacker's VRAM through the window of BAR0. */
	peek(address: number): number {
		this.#look(address);
		return this.bus.read(0, PRAMIN.offset + (address % PRAMIN_UNIT), 4);
	}

	poke(address: number, value: number): void {
		this.#look(address);
		this.bus.write(0, PRAMIN.offset + (address % PRAMIN_UNIT), 4, u32(value));
	}

	pokeWords(address: number, words: ArrayLike<number>): void {
		const all = Uint32Array.from(words);
		const step = (PRAMIN_BYTES - PRAMIN_UNIT) / 4;
		for (let done = 0; done < all.length; done += step) {
			this.#look(address + done * 4);
			this.bus.writeBlock(0, PRAMIN.offset + ((address + done * 4) % PRAMIN_UNIT), all.subarray(done, done + step));
		}
	}

	zero(address: number, bytes: number): void {
		const step = PRAMIN_BYTES - PRAMIN_UNIT;
		for (let done = 0; done < bytes; done += step) {
			this.#look(address + done);
			this.bus.fillBlock(0, PRAMIN.offset + ((address + done) % PRAMIN_UNIT), 0, Math.min(step, bytes - done) / 4);
		}
	}

	#look(address: number): void {
		this.bus.write(0, PBUS.PRAMIN_WINDOW.offset, 4, make(PBUS.PRAMIN_WINDOW, {BASE: Math.floor(address / PRAMIN_UNIT)}));
	}

	/** How often the aggregator noticed the attacker doing what it must not. */
	get noticed(): number {
		return this.value('dom1', 'deniedAccesses') + this.value('dom1', 'faults') + this.value('dom1', 'entriesRefused');
	}

	/** What the attacker has posted is handled first: its accesses take time, although the test makes them all at once. */
	override run(durationNs: number): this {
		const handledNs = this.attacker?.domain?.thread.freeAtNs ?? 0;
		return super.run(Math.max(0, handledNs - this.machine.nowNs) + durationNs);
	}

	/**
	Runs on and holds everything that must be true whatever the attacker did. A rescan of the attacker's tables
	holds the card for its modelled time, so the victim may have to wait, but not for ever.
	*/
	expectVictimUnharmed(forNs = 20 * MS): void {
		const before = this.value('dom2', 'workloadRounds');
		const untilNs = this.machine.nowNs + PATIENCE_NS;
		do {
			this.run(forNs);
		} while (this.value('dom2', 'workloadRounds') === before && this.machine.nowNs < untilNs);
		expect(this.value('dom2', 'workloadErrors')).toBe(0);
		expect(this.value('dom2', 'faults')).toBe(0);
		expect(this.value('dom2', 'channelsStopped')).toBe(0);
		expect(this.victim.state()).toBe('running');
		expect(this.value('dom2', 'workloadRounds')).toBeGreaterThan(before);
		const seen = new Uint32Array(SECRET_WORDS);
		this.machine.gpu.vram.readBlock(this.#secretAt, seen);
		expect(seen.every(word => word === SECRET)).toBe(true);
		expect(this.victim.guest.ram.subarray(0, SECRET_WORDS).every(word => word === SECRET)).toBe(true);
		this.machine.checkInvariants();
	}
}
