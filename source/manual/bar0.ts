/**
All BAR0 registers in one catalogue: name and block of any offset.

Owns: the two-level table from offset to register id, shared by the device, the aggregator's register
policy, traces and screens.
*/
import {AddressSpace} from '../base/address-space.ts';
import {assert} from '../base/assert.ts';
import {hex} from '../base/words.ts';
import {PFB} from './mmu.ts';
import {PBUS, PRAMIN, PROM} from './pbus.ts';
import {PCOPY} from './pcopy.ts';
import {PFIFO} from './pfifo.ts';
import {PGRAPH} from './pgraph.ts';
import {PMC} from './pmc.ts';
import {PMFB} from './pmfb.ts';
import {PTIMER} from './ptimer.ts';
import type {Register} from './register.ts';

export const BAR0_DECODED_BYTES = 0x100_0000;

/** Register blocks, as exits are counted and shown. */
export const REGISTER_BLOCKS = ['PMC', 'PBUS', 'PFIFO', 'PTIMER', 'PFB', 'PMFB', 'PGRAPH', 'PCOPY', 'PRAMIN', 'PROM', 'other'] as const;
export type RegisterBlock = (typeof REGISTER_BLOCKS)[number];

export type CatalogueEntry = {
	/** `PFIFO.INTR`; array elements share it. */
	readonly name: string;
	readonly block: RegisterBlock;
	readonly register: Register;
};

const PAGE_WORDS = 1024;

function buildCatalogue() {
	const entries: CatalogueEntry[] = [
		{name: 'unknown', block: 'other', register: {offset: -1, access: 'ro', doc: 'Nothing declared here.', fields: {}, count: 1, stride: 4}},
	];
	const pages: Uint16Array[] = [];
	const blank = new Uint16Array(PAGE_WORDS);
	for (let page = 0; page < BAR0_DECODED_BYTES / 4 / PAGE_WORDS; page++) {
		pages.push(blank);
	}
	const blocks: Array<[RegisterBlock, Record<string, Register>]> = [
		['PMC', PMC],
		['PBUS', PBUS],
		['PFIFO', PFIFO],
		['PTIMER', PTIMER],
		['PFB', PFB],
		['PMFB', PMFB],
		['PGRAPH', PGRAPH],
		['PCOPY', PCOPY],
		['PRAMIN', {WINDOW: PRAMIN}],
		['PROM', {IMAGE: PROM}],
	];
	for (const [block, registers] of blocks) {
		for (const [key, spec] of Object.entries(registers)) {
			const id = entries.length;
			entries.push({name: `${block}.${key}`, block, register: spec});
			for (let index = 0; index < spec.count; index++) {
				const wordIndex = (spec.offset + index * spec.stride) / 4;
				const page = Math.floor(wordIndex / PAGE_WORDS);
				if (pages[page] === blank) {
					pages[page] = new Uint16Array(PAGE_WORDS);
				}
				const table = pages[page] as Uint16Array;
				assert(table[wordIndex % PAGE_WORDS] === 0, `two registers at ${hex(wordIndex * 4)}`);
				table[wordIndex % PAGE_WORDS] = id;
			}
		}
	}
	return {entries, pages};
}

const catalogue = buildCatalogue();

/** Every register, by id. Id 0 is "unknown". */
export const BAR0_CATALOGUE: readonly CatalogueEntry[] = catalogue.entries;

/** Pages of 1024 register ids; index by word. For hot paths. */
export const BAR0_IDS: readonly Uint16Array[] = catalogue.pages;

/** Register id at a byte offset, 0 if nothing is declared there. */
export function registerIdAt(offset: number): number {
	return offset >= 0 && offset < BAR0_DECODED_BYTES ? (BAR0_IDS[offset >>> 12] as Uint16Array)[(offset >>> 2) & (PAGE_WORDS - 1)] : 0;
}

export function registerId(name: string): number {
	const id = BAR0_CATALOGUE.findIndex(entry => entry.name === name);
	assert(id > 0, `no register ${name}`);
	return id;
}

/** Block ranges for offsets that no register claims: an unknown offset still belongs somewhere. */
function buildRanges(): AddressSpace<RegisterBlock> {
	const ranges = new AddressSpace<RegisterBlock>();
	const list: Array<[number, number, RegisterBlock]> = [
		[0x000000, 0x001000, 'PMC'],
		[0x001000, 0x002000, 'PBUS'],
		[0x002000, 0x004000, 'PFIFO'],
		[0x009000, 0x00a000, 'PTIMER'],
		[0x022000, 0x023000, 'PMFB'],
		[0x040000, 0x060000, 'PFIFO'],
		[0x070000, 0x071000, 'PBUS'],
		[0x088000, 0x089000, 'PBUS'],
		[0x100000, 0x101000, 'PFB'],
		[0x104000, 0x106000, 'PCOPY'],
		[0x10f000, 0x110000, 'PFB'],
		[0x110000, 0x122000, 'PMFB'],
		[0x300000, 0x310000, 'PROM'],
		[0x400000, 0x600000, 'PGRAPH'],
		[0x700000, 0x800000, 'PRAMIN'],
	];
	for (const [start, end, block] of list) {
		ranges.insert(start, end - start, block);
	}
	return ranges;
}

const ranges = buildRanges();

export function blockAt(offset: number): RegisterBlock {
	const id = registerIdAt(offset);
	return id > 0 ? (BAR0_CATALOGUE[id] as CatalogueEntry).block : (ranges.find(offset)?.value ?? 'other');
}

/** `PFIFO.CHANNEL[3]`, or the offset in hexadecimal if nothing is declared there. */
export function describeRegister(offset: number): string {
	const entry = BAR0_CATALOGUE[registerIdAt(offset)] as CatalogueEntry;
	if (entry.register.offset < 0) {
		return `${blockAt(offset)}:${hex(offset, 6)}`;
	}
	return entry.register.count === 1 ? entry.name : `${entry.name}[${(offset - entry.register.offset) / entry.register.stride}]`;
}
