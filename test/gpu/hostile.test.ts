/** Whatever a guest writes, the device neither throws nor hangs, and other channels go on. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {BAR0_CATALOGUE} from '../../source/manual/bar0.ts';
import {COMPUTE, ENGINE, M2MF, PCOPY_METHOD} from '../../source/manual/methods.ts';
import {PFIFO} from '../../source/manual/pfifo.ts';
import {HEADER_TYPE, methodHeader} from '../../source/manual/pushbuffer.ts';
import {element} from '../../source/manual/register.ts';
import {USERD} from '../../source/manual/userd.ts';
import {GpuLab, type LabChannel, VA} from '../lab/gpu-lab.ts';
import {Pushbuffer} from '../lab/pushbuffer.ts';

const word = fc.integer({min: 0, max: 2 ** 32 - 1});
/** Numbers that hardware finds interesting. */
const datum = fc.oneof(word, fc.constantFrom(0, 1, 4, 0x10, 0x100, 0x1000, VA.DATA, VA.DATA + 2, VA.RING, VA.PUSH, 2 ** 31, 2 ** 32 - 1));
const method = fc.oneof(
	fc.constantFrom(...Object.values(COMPUTE), ...Object.values(M2MF), ...Object.values(PCOPY_METHOD)),
	fc.integer({min: 0, max: 0x3ff}).map(value => value * 4),
	fc.integer({min: 0, max: 0x3f}).map(value => value * 4),
);
const order = fc
	.record({
		type: fc.constantFrom(HEADER_TYPE.INCREASING, HEADER_TYPE.NON_INCREASING, HEADER_TYPE.INCREASE_ONCE),
		subchannel: fc.integer({min: 0, max: 5}),
		method,
		data: fc.array(datum, {maxLength: 5}),
	})
	.map(({type, subchannel, method: to, data}) => [methodHeader(type, subchannel, to, data.length), ...data]);
const program = fc.array(fc.oneof({weight: 12, arbitrary: order}, {weight: 1, arbitrary: word.map(value => [value])}), {maxLength: 25});

function bystander(lab: GpuLab): LabChannel {
	const channel = lab.channel(9);
	channel.buffer(VA.DATA, 0x2000);
	return channel;
}

function expectAlive(lab: GpuLab, channel: LabChannel): void {
	channel.submit(
		new Pushbuffer()
			.bindAll()
			.m2mf(VA.DATA, VA.DATA + 0x1000, 64)
			.pcopy(VA.DATA, VA.DATA + 0x1000, 64)
			.reference(0x600d),
	);
	lab.runFor(40_000_000);
	expect(channel.userdWord(USERD.REFERENCE)).toBe(0x600d);
	expect(channel.activity).toBe('idle');
}

describe('a hostile guest', () => {
	test('pushbuffers of noise', () => {
		fc.assert(
			fc.property(program, fc.boolean(), (words, isPreemptible) => {
				const lab = new GpuLab({vramBytes: 32 * 2 ** 20, guestVramBytes: 16 * 2 ** 20});
				// Kernels of noise are stopped wherever they stand.
				lab.gpu.setParameters({preemptionQuantumNs: isPreemptible ? 20_000 : 0, preemptionCostNs: 1000});
				const bad = lab.channel(1);
				bad.buffer(VA.DATA, 0x4000);
				const good = bystander(lab);
				lab.runlist(1, 9);
				bad.submit([...new Pushbuffer().bindAll().words, ...words.flat()]);
				lab.runFor(20_000_000);
				expectAlive(lab, good);
			}),
			{numRuns: 100},
		);
	});

	test('rings and instance blocks of noise', () => {
		fc.assert(
			fc.property(
				fc.array(datum, {minLength: 64, maxLength: 64}),
				fc.array(datum, {maxLength: 16}),
				fc.boolean(),
				(ramfc, ring, isSigned) => {
					const lab = new GpuLab({vramBytes: 32 * 2 ** 20, guestVramBytes: 16 * 2 ** 20});
					const bad = lab.channel(1);
					const good = bystander(lab);
					lab.runlist(1, 9);
					const {vram} = lab.gpu;
					for (const [index, value] of ring.entries()) {
						vram.write32(bad.ring + index * 4, value);
					}
					for (const [index, value] of ramfc.entries()) {
						// The USERD page is the hypervisor's choice, not the guest's.
						if (index !== 2 && index !== 3 && !(isSigned && index === 4)) {
							vram.write32(bad.instance + index * 4, value);
						}
					}
					for (let index = 0; index < 4; index++) {
						bad.pushEntry(ring[index] ?? 0, ring[index + 4] ?? 0);
					}
					bad.doorbell();
					lab.runFor(20_000_000);
					expectAlive(lab, good);
				},
			),
			{numRuns: 100},
		);
	});

	test('register writes of noise, at any time', () => {
		const register = fc.constantFrom(...BAR0_CATALOGUE.slice(1).filter(({block}) => block !== 'PRAMIN' && block !== 'PROM'));
		const write = fc.record({register, index: fc.nat(), value: datum, afterNs: fc.integer({min: 0, max: 40_000})});
		fc.assert(
			fc.property(fc.array(write, {maxLength: 60}), writes => {
				const lab = new GpuLab({vramBytes: 32 * 2 ** 20, guestVramBytes: 16 * 2 ** 20});
				const channel = bystander(lab);
				lab.runlist(9);
				for (const {
					register: {register: spec},
					index,
					value,
					afterNs,
				} of writes) {
					channel.submit(new Pushbuffer().bindAll().m2mf(VA.DATA, VA.DATA + 0x1000, 64));
					lab.write(element(spec, index % spec.count), value);
					lab.gpu.inspect();
					lab.gpu.describe();
					lab.runFor(afterNs);
				}
				lab.runFor(50_000_000);
				lab.gpu.reset();
				lab.run();
				expectAlive(
					lab,
					(() => {
						const fresh = lab.channel(9);
						fresh.buffer(VA.DATA, 0x2000);
						lab.runlist(9);
						return fresh;
					})(),
				);
			}),
			{numRuns: 30},
		);
	});

	test('an unknown engine or class at every subchannel stops only itself', () => {
		const lab = new GpuLab();
		const good = bystander(lab);
		const bad = lab.channel(1);
		lab.runlist(9, 1);
		for (let engine = 0; engine < 32; engine++) {
			lab.write(element(PFIFO.CHANNEL, 1), lab.read(element(PFIFO.CHANNEL, 1)));
			lab.gpu.vram.fill(bad.instance + 0x54, 0, 4);
			bad.submit(new Pushbuffer().bind(engine % 8, 0x1234, engine));
			lab.run();
			expect(bad.activity).toBe(engine === ENGINE.NONE ? 'idle' : 'stopped');
		}
		expectAlive(lab, good);
	});
});
