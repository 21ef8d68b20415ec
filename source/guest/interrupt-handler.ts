/**
The driver's interrupt handler: who asked, why, which channel is lost; acknowledge, re-arm.

Levels, not edges: it looks again while the pin is high. A pin that stays high although no unit asks
is masked after a while, as Linux does ("nobody cared").
See: nouveau nouveau_irq, nvc0_fifo, nvc0_graph, nvc0_copy (registers and order).
*/
import {hex, u32} from '../base/words.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import {PBUS} from '../manual/pbus.ts';
import {COPY_ENGINES, PCOPY} from '../manual/pcopy.ts';
import {FAULT_UNIT, PBDMAS, PFIFO} from '../manual/pfifo.ts';
import {PGRAPH, PGRAPH_CONTINUE} from '../manual/pgraph.ts';
import {PMC} from '../manual/pmc.ts';
import {element, type Fields, get, maskOf} from '../manual/register.ts';
import type {Driver} from './driver.ts';
import type {Routine, Thread} from './thread.ts';

const ALL_ONES = u32(-1);
/** Fruitless looks in a row before the line is masked. */
const NOBODY_CARED = 100;
const FAULT_UNITS = 32;
/** PGRAPH interrupts after which the channel does not go on. */
const GRAPH_ERRORS = ['ILLEGAL_METHOD', 'ILLEGAL_CLASS', 'DATA_ERROR', 'TRAP'] as const;

export function* handleInterrupts(driver: Driver): Thread {
	const {cpu} = driver;
	for (let fruitless = 0; fruitless < NOBODY_CARED; ) {
		yield* cpu.waitForInterrupt();
		yield* cpu.exact();
		const pending = cpu.read32(0, PMC.INTR.offset);
		const isMine = pending !== 0 && pending !== ALL_ONES;
		if (isMine) {
			driver.count('interruptsHandled', 1);
			yield* serve(driver, pending);
		}
		fruitless = isMine ? 0 : fruitless + 1;
		yield* cpu.exact();
		cpu.write(0, PBUS.MSI_REARM.offset, 1, 0xff);
	}
	yield* cpu.exact();
	cpu.write32(0, PMC.INTR_EN.offset, 0);
}

function* serve(driver: Driver, pending: number): Routine {
	if (get(PMC.INTR, 'PFIFO', pending) === 1) {
		yield* serveFifo(driver);
	}
	if (get(PMC.INTR, 'PGRAPH', pending) === 1) {
		yield* serveGraph(driver);
	}
	const copyBits = [get(PMC.INTR, 'PCOPY0', pending), get(PMC.INTR, 'PCOPY1', pending)];
	for (let engine = 0; engine < COPY_ENGINES; engine++) {
		if (copyBits[engine] === 1) {
			yield* serveCopy(driver, engine);
		}
	}
	if (get(PMC.INTR, 'PBUS', pending) === 1) {
		yield* driver.cpu.exact();
		driver.cpu.write32(0, PBUS.INTR.offset, driver.cpu.read32(0, PBUS.INTR.offset));
	}
}

function* serveFifo(driver: Driver): Routine {
	const {cpu} = driver;
	yield* cpu.exact();
	const reasons = cpu.read32(0, PFIFO.INTR.offset);
	if (get(PFIFO.INTR, 'MMU_FAULT', reasons) === 1) {
		const sources = cpu.read32(0, PFIFO.FAULT_SOURCES.offset);
		for (let unit = 0; unit < FAULT_UNITS; unit++) {
			if (u32(sources >>> unit) % 2 === 1) {
				serveFault(driver, unit);
			}
		}
		yield* cpu.exact();
		cpu.write32(0, PFIFO.FAULT_SOURCES.offset, sources);
	}
	if (get(PFIFO.INTR, 'PBDMA', reasons) === 1) {
		const sources = cpu.read32(0, PFIFO.PBDMA_SOURCES.offset);
		for (let pbdma = 0; pbdma < PBDMAS; pbdma++) {
			if (u32(sources >>> pbdma) % 2 === 1) {
				yield* servePbdma(driver, pbdma);
			}
		}
	}
	if (get(PFIFO.INTR, 'RUNLIST_EVENT', reasons) === 1) {
		yield* cpu.exact();
		cpu.write32(0, PFIFO.RUNLIST_EVENT.offset, cpu.read32(0, PFIFO.RUNLIST_EVENT.offset));
	}
	yield* cpu.exact();
	cpu.write32(0, PFIFO.INTR.offset, reasons);
}

function serveFault(driver: Driver, unit: number): void {
	const {cpu} = driver;
	const frame = cpu.read32(0, element(PFIFO.FAULT_INSTANCE, unit));
	const low = cpu.read32(0, element(PFIFO.FAULT_ADDRESS_LOW, unit));
	const high = cpu.read32(0, element(PFIFO.FAULT_ADDRESS_HIGH, unit));
	const info = cpu.read32(0, element(PFIFO.FAULT_INFO, unit));
	const access = get(PFIFO.FAULT_INFO, 'WRITE', info) === 1 ? 'write' : 'read';
	const address = `${hex(high, 2)}${hex(low, 8).slice(2)}`;
	const reason = get(PFIFO.FAULT_INFO, 'REASON', info);
	loseByFrame(driver, frame, `${unitName(unit)} fault, ${access} of ${address}, reason ${reason}`);
}

function* servePbdma(driver: Driver, pbdma: number): Routine {
	const {cpu} = driver;
	const reasons = cpu.read32(0, element(PFIFO.PBDMA_INTR, pbdma));
	const method = cpu.read32(0, element(PFIFO.PBDMA_METHOD, pbdma));
	const data = cpu.read32(0, element(PFIFO.PBDMA_DATA, pbdma));
	const channel = get(PFIFO.PBDMA_CHANNEL, 'CHANNEL', cpu.read32(0, element(PFIFO.PBDMA_CHANNEL, pbdma)));
	driver.channels.get(channel)?.lose(`PBDMA stopped: ${fieldNames(PFIFO.PBDMA_INTR, reasons)} at ${hex(method)}, ${hex(data, 8)}`);
	yield* cpu.exact();
	cpu.write32(0, element(PFIFO.PBDMA_INTR, pbdma), reasons);
}

function* serveGraph(driver: Driver): Routine {
	const {cpu} = driver;
	yield* cpu.exact();
	const reasons = cpu.read32(0, PGRAPH.INTR.offset);
	const frame = get(PGRAPH.CURRENT, 'FRAME', cpu.read32(0, PGRAPH.CURRENT.offset));
	const trapped = cpu.read32(0, PGRAPH.TRAPPED_ADDRESS.offset);
	const data = cpu.read32(0, PGRAPH.TRAPPED_DATA.offset);
	if (GRAPH_ERRORS.some(name => get(PGRAPH.INTR, name, reasons) === 1)) {
		const method = get(PGRAPH.TRAPPED_ADDRESS, 'METHOD', trapped) * 4;
		loseByFrame(driver, frame, `PGRAPH ${fieldNames(PGRAPH.INTR, reasons)} at method ${hex(method)}, ${hex(data, 8)}`);
	}
	if (get(PGRAPH.INTR, 'NOTIFY', reasons) === 1 || get(PGRAPH.INTR, 'QUERY', reasons) === 1) {
		// A second notify may have overwritten the datum that names the channel: everybody looks at its fence.
		for (const channel of driver.channels.values()) {
			cpu.notify(channel.changed);
		}
	}
	yield* cpu.exact();
	cpu.write32(0, PGRAPH.INTR.offset, reasons);
	cpu.write32(0, PGRAPH.CONTROL.offset, PGRAPH_CONTINUE);
}

function* serveCopy(driver: Driver, engine: number): Routine {
	const {cpu} = driver;
	yield* cpu.exact();
	const reasons = cpu.read32(0, element(PCOPY.INTR, engine));
	const frame = get(PCOPY.CURRENT, 'FRAME', cpu.read32(0, element(PCOPY.CURRENT, engine)));
	const error = cpu.read32(0, element(PCOPY.ERROR_METHOD, engine));
	const data = cpu.read32(0, element(PCOPY.ERROR_DATA, engine));
	if (get(PCOPY.INTR, 'ERROR', reasons) === 1) {
		const method = get(PCOPY.ERROR_METHOD, 'METHOD', error);
		const code = get(PCOPY.ERROR_METHOD, 'CODE', error);
		loseByFrame(driver, frame, `PCOPY${engine} error ${code} at method ${hex(method)}, ${hex(data, 8)}`);
	}
	yield* cpu.exact();
	cpu.write32(0, element(PCOPY.INTR_ACK, engine), reasons);
}

/** The channel whose instance block lies in a frame does not go on. Others, and the BARs, are not channels. */
function loseByFrame(driver: Driver, frame: number, reason: string): void {
	for (const channel of driver.channels.values()) {
		if (channel.instance.address / PAGE_BYTES === frame) {
			channel.lose(reason);
		}
	}
}

function unitName(unit: number): string {
	return Object.entries(FAULT_UNIT).find(([, number]) => number === unit)?.[0] ?? `unit ${unit}`;
}

/** Names of the fields that are set: `BAD_HEADER`. */
function fieldNames(spec: {readonly fields: Fields}, word: number): string {
	const names = Object.entries(spec.fields)
		.filter(([, field]) => u32(word & maskOf(field)) !== 0)
		.map(([name]) => name);
	return names.length === 0 ? hex(word, 8) : names.join(' ');
}
