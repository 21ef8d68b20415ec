import {describe, expect, test} from 'vitest';
import {RAMIN} from '../../source/manual/instance-block.ts';
import {USERD} from '../../source/manual/userd.ts';
import {GpuLab, VA} from '../lab/gpu-lab.ts';
import {Pushbuffer} from '../lab/pushbuffer.ts';

describe('the plain path', () => {
	test('a doorbell is followed to a reference', () => {
		const lab = new GpuLab();
		const channel = lab.channel(3);
		lab.runlist(3);
		channel.submit(new Pushbuffer().raw(0).reference(0x1234));
		expect(channel.activity).toBe('busy');
		lab.run();
		expect(channel.userdWord(USERD.REFERENCE)).toBe(0x1234);
		expect(channel.userdWord(USERD.GP_GET)).toBe(1);
		expect(channel.ramin(RAMIN.GP_GET)).toBe(1);
		expect(channel.activity).toBe('idle');
		expect(lab.activities.map(({channel: number, activity}) => [number, activity])).toEqual([[3, 'idle']]);
	});

	test('M2MF, PCOPY and a kernel move and make data', () => {
		const lab = new GpuLab();
		const channel = lab.channel(1);
		lab.runlist(1);
		const a = Uint32Array.from({length: 1000}, (_, index) => index * 3);
		const b = Uint32Array.from({length: 1000}, (_, index) => 2 ** 32 - index);
		const data = VA.DATA;
		channel.data(data, a);
		channel.data(data + 0x10000, b);
		const c = channel.buffer(data + 0x20000, 0x1000);
		const copied = channel.buffer(data + 0x30000, 0x1000);
		const again = channel.buffer(data + 0x40000, 0x1000);
		const query = channel.buffer(data + 0x50000, 0x1000);
		channel.data(data + 0x60000, lab.image('vector-add-i32'));
		channel.buffer(data + 0x70000, 0x1000);
		channel.submit(
			new Pushbuffer()
				.bindAll()
				.launch({
					code: data + 0x60000,
					constants: data + 0x70000,
					parameters: [data, 0, data + 0x10000, 0, data + 0x20000, 0, 1000],
					blocks: 4,
					threads: 256,
				})
				.serialize()
				.query(data + 0x50000, 77)
				.m2mf(data + 0x20000, data + 0x30000, 4000, 1, {address: data + 0x50100, sequence: 5})
				.pcopy(data + 0x30000, data + 0x40000, 4000, 1, {address: data + 0x50200, counter: 9, isLong: true}),
		);
		lab.run();
		expect(channel.activity).toBe('idle');
		const {vram} = lab.gpu;
		for (let index = 0; index < 1000; index++) {
			expect(vram.read32(c + index * 4)).toBe((a[index] + b[index]) >>> 0);
		}
		const [left, middle, right] = [new Uint32Array(1000), new Uint32Array(1000), new Uint32Array(1000)];
		vram.readBlock(c, left);
		vram.readBlock(copied, middle);
		vram.readBlock(again, right);
		expect(middle).toEqual(left);
		expect(right).toEqual(left);
		expect(vram.read32(query)).toBe(77);
		expect(vram.read32(query + 0x100)).toBe(5);
		expect(vram.read32(query + 0x200)).toBe(9);
		expect(vram.read32(query + 0x208)).toBeGreaterThan(vram.read32(query + 8));
		expect(lab.count('kernels')).toBe(1);
		expect(lab.count('copies')).toBe(2);
		expect(lab.count('copiedBytes')).toBe(8000);
		expect(lab.gpu.describe()).toContain('channels -');
	});
});
