/**
Reserves and touches VRAM in a process of its own, where nobody else's memory comes and goes.

Prints milliseconds to reserve, and resident MiB gained after reserving and after touching 256 pages far apart.
*/
import {readFileSync} from 'node:fs';
import {GIB, KIB, MIB} from '../../source/base/units.ts';

const VRAM_BYTES = 6 * GIB;
const PAGES = 256;

/** Resident bytes. Linux counts pages in batches per core; only the roll-up is exact. */
function residentBytes(): number {
	try {
		const kib = /^Rss:\s+(\d+) kB/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'))?.[1];
		return kib === undefined ? process.memoryUsage.rss() : Number(kib) * KIB;
	} catch {
		return process.memoryUsage.rss();
	}
}

// Whatever the first call loads is not the buffer's.
residentBytes();
const before = residentBytes();
const start = performance.now();
const bytes = new Uint8Array(new ArrayBuffer(VRAM_BYTES));
const spentMs = performance.now() - start;
const reserved = residentBytes() - before;
for (let page = 0; page < PAGES; page++) {
	bytes[(page * VRAM_BYTES) / PAGES] = 1;
}
const touched = residentBytes() - before;
console.log(`${spentMs} ${reserved / MIB} ${touched / MIB}`);
