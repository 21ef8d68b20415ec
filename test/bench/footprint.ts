/**
Resident memory of a process that holds a machine with so many idle domains, or so many dense shadowed tables.

	node footprint.ts domains|tables COUNT

Prints resident bytes. Unused heap is given back first where the process was started with --expose-gc.
*/
import {readFileSync} from 'node:fs';
import {KIB, MIB} from '../../source/base/units.ts';
import {Machine} from '../../source/machine/machine.ts';
import {full, scenarioOf} from '../lab/machine-lab.ts';
import {ShadowedDomain} from './cases/shadow.ts';

const SLICE_NS = 100_000_000;
const LIMIT_NS = 60e9;

/** Resident bytes. Linux counts pages in batches per core; only the roll-up is exact. */
function residentBytes(): number {
	(globalThis as {readonly gc?: () => void}).gc?.();
	try {
		const kib = /^Rss:\s+(\d+) kB/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'))?.[1];
		return kib === undefined ? process.memoryUsage.rss() : Number(kib) * KIB;
	} catch {
		return process.memoryUsage.rss();
	}
}

/** A machine whose domains have loaded their drivers and have nothing to do. */
function idleMachine(count: number): Machine {
	const domains = Array.from({length: count}, () => ({mode: full(true, true), vramBytes: 32 * MIB, ramBytes: 64 * MIB}));
	const machine = new Machine(scenarioOf({domains}), {checks: 'off'});
	while (machine.residents().some(resident => resident.state() === 'booting')) {
		machine.runUntil(machine.nowNs + SLICE_NS);
		if (machine.nowNs > LIMIT_NS) {
			throw new Error(
				`not booted: ${machine
					.residents()
					.map(resident => resident.state())
					.join(' ')}`,
			);
		}
	}
	return machine;
}

const [what, count] = process.argv.slice(2);
const held = what === 'tables' ? new ShadowedDomain(Number(count)) : idleMachine(Number(count));
console.log(`${residentBytes()} ${held.constructor.name}`);
