/**
The text of an MMIO trace, in the columns of Linux' mmiotrace: direction, bytes, seconds, BAR, offset, value;
then who, the name from the manual, and what became of the access. Lines that begin with MARK are no accesses.

Owns: names and kinds of records. Not here: folding of long runs (mmio-fold.ts).
*/

import {formatDuration} from '../base/units.ts';
import {hex} from '../base/words.ts';
import type {HostAct} from '../hypervisor/host-act.ts';
import {BAR0_CATALOGUE, type CatalogueEntry, describeRegister, registerIdAt} from '../manual/bar0.ts';
import {BAR4, HYPERCALL, HYPERCALL_RESULT} from '../manual/hypercall.ts';
import {PFB} from '../manual/mmu.ts';
import {PCI_CONFIG} from '../manual/pci.ts';
import {PFIFO} from '../manual/pfifo.ts';
import {get} from '../manual/register.ts';
import {USERD, USERD_BYTES} from '../manual/userd.ts';
import {type AccessRecord, CONFIG_SPACE, type TraceRecord} from './mmio-trace.ts';
import type {TraceKind} from './trace-kinds.ts';

const userdNames = Object.fromEntries(Object.entries(USERD).map(([name, offset]) => [offset, name]));
const configNames = Object.fromEntries(Object.entries(PCI_CONFIG).map(([name, offset]) => [offset, name]));
const bar4Names = Object.fromEntries(Object.entries(BAR4).map(([name, offset]) => [offset, name]));
const PCI_BARS = 6;
const callNames = Object.keys(HYPERCALL);
const resultNames = Object.fromEntries(Object.entries(HYPERCALL_RESULT).map(([name, value]) => [value, name]));
const channelRegisters: ReadonlySet<string> = new Set(
	[PFIFO.CHANNEL, PFIFO.CHANNEL_STATE, PFIFO.RUNLIST_BASE, PFIFO.RUNLIST_COMMIT, PFIFO.KICK].map(({offset}) => registerName(offset)),
);
const ACTS: Readonly<Record<HostAct['kind'], TraceKind>> = {
	sync: 'sync',
	mark: 'sync',
	call: 'call',
	map: 'map',
	attach: 'attach',
	route: 'interrupt',
	inject: 'interrupt',
	flush: 'flush',
	fire: 'fire',
	write: 'host',
};

export function kindsOf(record: TraceRecord): TraceKind[] {
	const kinds: TraceKind[] = [];
	if (record.kind === 'act') {
		const {act} = record;
		kinds.push(ACTS[act.kind], ...(act.kind === 'write' && channelRegisters.has(registerName(act.offset)) ? ['channel' as const] : []));
		return kinds;
	}
	const {bar, offset, isWrite, exits, direct, userd} = record;
	kinds.push(...(exits > 0 ? ['exit' as const] : []), ...(direct > 0 ? ['direct' as const] : []));
	if (kinds.length === 0) {
		kinds.push('bus');
	}
	if (isWrite && userd % USERD_BYTES === USERD.GP_PUT) {
		kinds.push('doorbell');
	} else if (bar === 0 && isWrite && offset === PFB.FLUSH_TRIGGER.offset) {
		kinds.push('flush');
	} else if (bar === 0 && isWrite && channelRegisters.has(registerName(offset))) {
		kinds.push('channel');
	}
	return kinds;
}

/** One line, without its end. `domain` is the name of the guest. */
export function describeRecord(record: TraceRecord, domain: string): string {
	return record.kind === 'access' ? describeAccess(record, domain) : describeAct(record.atNs, record.act);
}

/** `USERD[1].GP_PUT`, `PFIFO.CHANNEL[3]`, `BAR3`. */
export function nameOf({bar, offset, userd}: Pick<AccessRecord, 'bar' | 'offset' | 'userd'>): string {
	if (userd >= 0) {
		return `USERD[${Math.floor(userd / USERD_BYTES)}].${userdNames[userd % USERD_BYTES] ?? hex(userd % USERD_BYTES)}`;
	}
	switch (bar) {
		case 0:
			return describeRegister(offset);
		case 4:
			return `BAR4.${bar4Names[offset] ?? hex(offset)}`;
		case CONFIG_SPACE:
			return `PCI.${configName(offset)}`;
		default:
			return `BAR${bar}`;
	}
}

function configName(offset: number): string {
	const bar = (offset - PCI_CONFIG.BAR0) / 4;
	return Number.isInteger(bar) && bar >= 0 && bar < PCI_BARS ? `BAR${bar}` : (configNames[offset] ?? hex(offset));
}

/** Name of a register without the place in its array. */
function registerName(offset: number): string {
	return (BAR0_CATALOGUE[registerIdAt(offset)] as CatalogueEntry).name;
}

const WHAT_WIDTH = 66;

function describeAccess(record: AccessRecord, domain: string): string {
	const {atNs, isWrite, size, bar, offset, value, count, exits, direct, priceNs} = record;
	const columns = [isWrite ? 'W' : 'R', size, ` ${seconds(atNs)}`, bar === CONFIG_SPACE ? '-' : bar, hex(offset, 8), hex(value, 8)].join(
		' ',
	);
	const what = count === 1 ? `${domain} ${nameOf(record)}${describeValue(record)}` : `${domain} ${nameOf(record)} x${count}`;
	const way = exits === 0 && direct === 0 ? 'bus' : exits === 0 ? 'direct' : direct === 0 ? 'exit' : `exit x${exits}, direct x${direct}`;
	return `${columns}  ${what.padEnd(WHAT_WIDTH)}  ${way} ${formatDuration(priceNs)}`;
}

function describeValue({bar, offset, value, userd}: AccessRecord): string {
	if (userd >= 0 || bar === 4) {
		return ` = ${value}`;
	}
	const fields = bar === 0 ? describeFields(offset, value) : '';
	return fields === '' ? '' : ` = ${fields}`;
}

/** `FRAME=0x1901 VALID`: fields that are not zero, flags by name alone. */
function describeFields(offset: number, word: number): string {
	const {register} = BAR0_CATALOGUE[registerIdAt(offset)] as CatalogueEntry;
	return Object.entries(register.fields)
		.filter(([name]) => get(register, name, word) !== 0)
		.map(([name, {high, low}]) => (high === low ? name : `${name}=${hex(get(register, name, word))}`))
		.join(' ');
}

function seconds(ns: number): string {
	return (ns / 1e9).toFixed(9).padStart(13);
}

/** Width of what stands before the name: direction to value. */
const COLUMNS_WIDTH = 42;

function mark(atNs: number, what: string, kind: string): string {
	return `${`MARK ${seconds(atNs)}`.padEnd(COLUMNS_WIDTH + 1)}  host ${what.padEnd(WHAT_WIDTH - 5)}  ${kind}`;
}

function describeAct(atNs: number, act: HostAct): string {
	const host = (bar: number, offset: number, word: number, what: string, kind: string) =>
		`W 4  ${seconds(atNs)} ${bar} ${hex(offset, 8)} ${hex(word, 8)}  host ${what.padEnd(WHAT_WIDTH - 5)}  ${kind}`;
	switch (act.kind) {
		case 'sync': {
			const what = `${act.space} directory ${hex(act.directory)}: ${act.scanned} read, ${act.changed} changed${act.refused > 0 ? `, ${act.refused} refused` : ''}`;
			return mark(atNs, what, `sync ${formatDuration(act.priceNs)}`);
		}
		case 'mark':
			return mark(atNs, `channel directory ${hex(act.directory)} is stale`, 'put off');
		case 'call':
			return mark(atNs, describeCall(act.words, act.result), 'call');
		case 'map':
			return mark(
				atNs,
				`BAR3 mappings: ${act.pages} pages in ${act.runs} runs, ${act.directPages} direct now`,
				`map ${formatDuration(act.priceNs)}`,
			);
		case 'attach':
			return mark(
				atNs,
				`channel ${act.virtualChannel} is ${act.physicalChannel} on the card, instance ${hex(act.instance)} -> ${hex(act.shadow)}`,
				'attach',
			);
		case 'route':
			return mark(atNs, `${describeRegister(act.offset)} = ${describeFields(act.offset, act.bits)}`, 'routed');
		case 'inject':
			return mark(atNs, 'interrupt', 'injected');
		case 'flush':
			return mark(atNs, `TLB of directory ${hex(act.directory)}, ${act.isBar ? 'BARs' : 'channels'}`, 'flush');
		case 'fire': {
			// The aggregator keeps the poll area at the start of the physical BAR1.
			const {physicalChannel, put} = act;
			return host(1, physicalChannel * USERD_BYTES + USERD.GP_PUT, put, `USERD[${physicalChannel}].GP_PUT = ${put}`, 'fire');
		}
		case 'write': {
			const fields = describeFields(act.offset, act.word);
			return host(0, act.offset, act.word, `${describeRegister(act.offset)}${fields === '' ? '' : ` = ${fields}`}`, 'host');
		}
	}
}

/** Arguments as the manual lists them: numbers of objects in hexadecimal, indices and counts in decimal. */
function describeCall(words: readonly number[], result: number): string {
	const [operation = 0, a = 0, b = 0, c = 0, d = 0] = words;
	const name = callNames[operation % 256] ?? `operation ${operation % 256}`;
	const answer = resultNames[result] ?? `${result}`;
	return `${name} ${describeArguments(operation % 256, [a, b, c, d])} -> ${answer}`.replace('  ', ' ');
}

function describeArguments(operation: number, [a = 0, b = 0, c = 0, d = 0]: readonly number[]): string {
	switch (operation) {
		case HYPERCALL.SET_DIRECTORY:
			return `${hex(a)} of ${b >>> 31 === 1 ? `BAR${2 ** 32 - b}` : `channel ${b}`}`;
		case HYPERCALL.MAP_TABLE:
			return `directory ${hex(a)} entry ${d}: small ${hex(b)} large ${hex(c)}`;
		case HYPERCALL.MAP:
			return `table ${hex(a)} entry ${b}`;
		case HYPERCALL.MAP_BATCH:
			return `table ${hex(a)} entry ${b} x${d}`;
		case HYPERCALL.MAP_SCATTERED:
		case HYPERCALL.UNMAP_BATCH:
			return `table ${hex(a)} entry ${b} x${c}`;
		case HYPERCALL.FLUSH:
			return `directory ${hex(a)}, ${b === 1 ? 'channels' : 'BARs'}`;
		case HYPERCALL.ALLOCATE:
			return `${a} bytes`;
		case HYPERCALL.FREE:
		case HYPERCALL.BAR3_TABLE:
			return hex(a);
		case HYPERCALL.MAP_TABLES:
			return `directory ${hex(a)} entry ${b} x${c}`;
		default:
			return '';
	}
}
