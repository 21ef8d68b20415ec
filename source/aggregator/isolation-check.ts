/**
Isolation check: what must be true of a domain's shadow tables at any moment. For tests, after every
event, and for live runs now and then. Costs a walk over all shadow entries.
*/
import {assert} from '../base/assert.ts';
import {hex} from '../base/words.ts';
import {ENTRY_BYTES, LARGE_PAGE_BYTES, PAGE_BYTES, PTE_HIGH, PTE_LOW, TARGET} from '../manual/mmu.ts';
import {get} from '../manual/register.ts';
import {PageTranslator} from './page-translator.ts';
import type {ShadowTable} from './shadow-table.ts';
import type {VirtualGpu} from './virtual-gpu.ts';

export function checkIsolation(virtual: VirtualGpu): void {
	virtual.state.memory.checkInvariants();
	for (const table of virtual.state.memory.tables()) {
		checkTable(virtual, table);
	}
	for (const channel of virtual.channels.live()) {
		const {partition} = virtual.state;
		const isOwn = channel.userd >= partition.vramStart && channel.userd < partition.vramStart + partition.vramBytes;
		assert(isOwn || channel.userd > channel.shadow, `channel ${channel.virtualChannel}: USERD page ${hex(channel.userd)} is not its own`);
	}
}

function checkTable(virtual: VirtualGpu, table: ShadowTable): void {
	const {partition, domain, device} = virtual.state;
	const {vram} = device.gpu;
	const translator = new PageTranslator(partition, () => domain.memory);
	const pageBytes = table.isLarge ? LARGE_PAGE_BYTES : PAGE_BYTES;
	let present = 0;
	for (let entry = 0; entry < table.entries; entry++) {
		const low = vram.read32(table.shadow + entry * ENTRY_BYTES);
		const high = vram.read32(table.shadow + entry * ENTRY_BYTES + 4);
		if (get(PTE_LOW, 'PRESENT', low) === 1) {
			present++;
			const address = get(PTE_LOW, 'FRAME', low) * PAGE_BYTES;
			const range = get(PTE_HIGH, 'TARGET', high) === TARGET.VRAM ? {base: partition.vramStart, bytes: partition.vramBytes} : domain.memory;
			assert(
				address >= range.base && address + pageBytes <= range.base + range.bytes,
				`${domain.name}: shadow entry ${entry} of table ${hex(table.start)} leads to ${hex(address)}, outside the domain`,
			);
		}
		if (table.pending === 0) {
			translator.translate(
				vram.read32(table.start + entry * ENTRY_BYTES),
				vram.read32(table.start + entry * ENTRY_BYTES + 4),
				table.isLarge,
			);
			assert(
				translator.low === low && translator.high === high,
				`${domain.name}: clean shadow entry ${entry} of table ${hex(table.start)} differs from the translated guest entry`,
			);
		}
	}
	assert(present === table.present, `${domain.name}: table ${hex(table.start)} counts ${table.present} present entries, has ${present}`);
}
