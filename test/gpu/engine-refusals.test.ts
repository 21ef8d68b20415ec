import {describe, expect, test} from 'vitest';
import {COMPUTE, M2MF, PCOPY_METHOD, SUBCHANNEL} from '../../source/manual/methods.ts';
import {COPY_ERROR, PCOPY} from '../../source/manual/pcopy.ts';
import {FAULT_REASON, FAULT_UNIT, PFIFO} from '../../source/manual/pfifo.ts';
import {PGRAPH} from '../../source/manual/pgraph.ts';
import {element, get, maskOf} from '../../source/manual/register.ts';
import {USERD} from '../../source/manual/userd.ts';
import {GpuLab, VA} from '../lab/gpu-lab.ts';
import {faultReason, prepareLoop} from '../lab/loop-kernel.ts';
import {Pushbuffer} from '../lab/pushbuffer.ts';

describe('what engines refuse', () => {
	function refused(pushbuffer: Pushbuffer) {
		const lab = new GpuLab();
		const [bad, good] = [lab.channel(1), lab.channel(2)];
		lab.runlist(1, 2);
		bad.buffer(VA.DATA, 0x2000);
		prepareLoop(bad);
		good.buffer(VA.DATA, 0x2000);
		bad.submit(pushbuffer);
		lab.run();
		good.submit(
			new Pushbuffer()
				.bindAll()
				.m2mf(VA.DATA, VA.DATA + 0x1000, 64)
				.pcopy(VA.DATA, VA.DATA + 0x1000, 64)
				.reference(4),
		);
		lab.run();
		expect([bad.activity, good.activity]).toEqual(['stopped', 'idle']);
		expect(good.userdWord(USERD.REFERENCE)).toBe(4);
		return lab;
	}

	test.each([
		['ILLEGAL_METHOD', new Pushbuffer().bindAll().method(SUBCHANNEL.M2MF, 0x400, [1]), 0x400],
		['ILLEGAL_CLASS', new Pushbuffer().bind(2, 0x9097, 0), 0],
		['DATA_ERROR', new Pushbuffer().bindAll().m2mf(VA.DATA, VA.DATA, 2 ** 20, 2000), M2MF.EXEC],
		['DATA_ERROR', new Pushbuffer().bindAll().method(SUBCHANNEL.M2MF, M2MF.DATA, [1]), M2MF.DATA],
		['DATA_ERROR', new Pushbuffer().bindAll().method(SUBCHANNEL.COMPUTE, COMPUTE.CONSTANT_BIND, [0x1001]), COMPUTE.CONSTANT_BIND],
		['DATA_ERROR', new Pushbuffer().bindAll().method(SUBCHANNEL.COMPUTE, COMPUTE.CONSTANT_DATA, [1]), COMPUTE.CONSTANT_DATA],
		['DATA_ERROR', new Pushbuffer().bindAll().query(VA.DATA + 2, 1), COMPUTE.QUERY_GET],
		[
			'TRAP',
			new Pushbuffer().bindAll().method(SUBCHANNEL.COMPUTE, COMPUTE.CODE_HIGH, [0, VA.DATA]).method(1, COMPUTE.LAUNCH, [1]),
			COMPUTE.LAUNCH,
		],
	] as const)('PGRAPH: %s', (reason, pushbuffer, method) => {
		const lab = refused(pushbuffer);
		expect(lab.read(PGRAPH.INTR.offset)).toBe(maskOf(PGRAPH.INTR.fields[reason]));
		expect(get(PGRAPH.TRAPPED_ADDRESS, 'METHOD', lab.read(PGRAPH.TRAPPED_ADDRESS.offset)) * 4).toBe(method);
	});

	test.each([
		['a method that it does not know', new Pushbuffer().bindAll().method(3, 0x500, [1]), COPY_ERROR.UNKNOWN_METHOD, 0x500],
		['an address between', new Pushbuffer().bindAll().method(3, PCOPY_METHOD.SOURCE_LOW, [8]), COPY_ERROR.RESERVED_BITS, 0x310],
		['a wide count', new Pushbuffer().bindAll().method(3, PCOPY_METHOD.X_COUNT, [0x10000]), COPY_ERROR.RESERVED_BITS, 0x324],
		['swizzling', new Pushbuffer().bindAll().method(3, PCOPY_METHOD.EXEC, [1]), COPY_ERROR.RESERVED_BITS, 0x300],
	])('PCOPY: %s', (_, pushbuffer, code, method) => {
		const lab = refused(pushbuffer);
		expect(lab.read(element(PCOPY.INTR, 0))).toBe(1 << 6);
		const error = lab.read(element(PCOPY.ERROR_METHOD, 0));
		expect([get(PCOPY.ERROR_METHOD, 'CODE', error), get(PCOPY.ERROR_METHOD, 'METHOD', error)]).toEqual([code, method]);
		expect(lab.read(0x100)).toBe(1 << 5);
		lab.write(element(PCOPY.INTR_ACK, 0), 1 << 6);
		expect(lab.read(element(PCOPY.INTR, 0))).toBe(0);
	});

	test.each([
		['M2MF source', new Pushbuffer().bindAll().m2mf(0x7000_0000, VA.DATA, 64), FAULT_UNIT.PGRAPH, false],
		['M2MF destination', new Pushbuffer().bindAll().m2mf(VA.DATA, 0x7000_0000, 64), FAULT_UNIT.PGRAPH, true],
		['compute query', new Pushbuffer().bindAll().query(0x7000_0000, 1), FAULT_UNIT.PGRAPH, true],
		[
			'PCOPY0 query',
			new Pushbuffer().bindAll().pcopy(VA.DATA, VA.DATA + 0x1000, 64, 1, {address: 0x7000_0000, counter: 1}),
			FAULT_UNIT.PCOPY0,
			true,
		],
		[
			'PCOPY1 source',
			new Pushbuffer().bindAll().pcopy(0x7000_0000, VA.DATA, 64, 1, undefined, SUBCHANNEL.PCOPY1),
			FAULT_UNIT.PCOPY1,
			false,
		],
	] as const)('a fault of %s', (_, pushbuffer, unit, isWrite) => {
		const lab = refused(pushbuffer);
		expect(faultReason(lab, unit)).toBe(FAULT_REASON.TABLE_NOT_PRESENT);
		const info = lab.read(element(PFIFO.FAULT_INFO, unit));
		expect([get(PFIFO.FAULT_INFO, 'WRITE', info), get(PFIFO.FAULT_INFO, 'HUB', info)]).toEqual([isWrite ? 1 : 0, unit === 0 ? 0 : 1]);
		expect(lab.read(PFIFO.FAULT_SOURCES.offset)).toBe(1 << unit);
	});
});

describe('interrupts of PGRAPH', () => {
	test('NOTIFY: armed, fired by the next NOP, with its datum; QUERY with interrupt', () => {
		const lab = new GpuLab();
		const channel = lab.channel(1);
		lab.runlist(1);
		const memory = channel.buffer(VA.DATA, 0x1000);
		lab.write(PGRAPH.INTR_EN.offset, 0xffff_ffff);
		lab.write(0x140, 1);
		const at = SUBCHANNEL.COMPUTE;
		lab.gpu.vram.write32(memory + 8, 1);
		channel.submit(new Pushbuffer().bindAll().method(at, COMPUTE.NOTIFY_HIGH, [0, VA.DATA, 1]).method(at, COMPUTE.NOP, [0x77]));
		lab.run();
		expect(lab.read(PGRAPH.INTR.offset)).toBe(1);
		expect(lab.read(PGRAPH.TRAPPED_DATA.offset)).toBe(0x77);
		expect(get(PGRAPH.TRAPPED_ADDRESS, 'SUBCHANNEL', lab.read(PGRAPH.TRAPPED_ADDRESS.offset))).toBe(at);
		expect([lab.gpu.vram.read32(memory) > 0, lab.gpu.vram.read32(memory + 8)]).toEqual([true, 0]);
		expect(lab.line.map(({isRaised}) => isRaised)).toEqual([true]);
		lab.write(PGRAPH.INTR.offset, 1);
		channel.submit(new Pushbuffer().method(at, COMPUTE.NOP, [1]).method(at, COMPUTE.QUERY_HIGH, [0, VA.DATA + 16, 8, 3]));
		lab.run();
		expect(lab.read(PGRAPH.INTR.offset)).toBe(2);
		expect(lab.gpu.vram.read32(memory + 16)).toBe(8);
		expect(lab.line.map(({isRaised}) => isRaised)).toEqual([true, false, true]);
		expect(channel.activity).toBe('idle');
	});
});
