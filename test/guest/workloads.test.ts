import {describe, expect, test} from 'vitest';
import {defaultsOf} from '../../source/base/tunable.ts';
import {KIB, MIB, MS} from '../../source/base/units.ts';
import {refuseWorkload, WORKLOADS} from '../../source/guest/workload-catalogue.ts';
import {KERNEL_IMAGE, KERNELS} from '../../source/manual/kernel-image.ts';
import {PAGE_BYTES} from '../../source/manual/mmu.ts';
import {NativeLab} from './native-lab.ts';

const ORDINARY: ReadonlyArray<readonly [kind: string, parameters: {readonly rounds: number; readonly [name: string]: number}]> = [
	['nop', {rounds: 5}],
	['loop', {rounds: 3, iterations: 2000}],
	['vector-add', {rounds: 3}],
	['vector-add', {rounds: 2, size: 100_003, isInteger: 1}],
	['vector-add', {rounds: 1, size: 1}],
	['vector-add', {rounds: 2, size: 5000, waitByInterrupt: 1}],
	['matrix-add', {rounds: 2, size: 100}],
	['matrix-add', {rounds: 2, size: 64, isInteger: 1}],
	['matrix-multiply', {rounds: 3, size: 48}],
	['matrix-multiply', {rounds: 3, size: 33, isInteger: 1}],
	['copy', {rounds: 2, bytes: 1000 * KIB}],
	['copy', {rounds: 2, bytes: 16}],
	['copy', {rounds: 2, isPinned: 1, bytes: 700_016}],
	['copy', {rounds: 2, isPinned: 1, usesPcopy: 1, bytes: 700_016}],
	['open-close', {rounds: 3, buffers: 5, pauseNs: MS}],
	['bursts', {rounds: 3, iterations: 500, silenceMaxNs: 2 * MS}],
	['hog', {rounds: 2, iterations: 5000}],
];

test.each(ORDINARY)('%s %o ends well, with every round right and nothing left behind', (kind, parameters) => {
	const idle = new NativeLab().boot().guest.driver.inspect();
	const lab = new NativeLab({workloads: [{kind, parameters}]});
	expect(lab.finish()).toBe('done');
	expect(lab.count('workloadRounds')).toBe(parameters.rounds);
	expect(lab.count('workloadErrors')).toBe(0);
	expect(lab.count('hasFailed')).toBe(0);
	expect(lab.deviceCount('mmuFaults')).toBe(0);
	expect(lab.deviceCount('unknownAccesses')).toBe(0);
	const left = lab.guest.driver.inspect();
	expect({...left, channels: left.channels.length}).toEqual({...idle, channels: idle.channels.length});
});

test('several workloads share the vCPU and the card', () => {
	const workloads = [
		{kind: 'vector-add', parameters: {rounds: 4, size: 4096}},
		{kind: 'matrix-multiply', parameters: {rounds: 4, size: 32}},
		{kind: 'copy', parameters: {rounds: 4, isPinned: 1, usesPcopy: 1}},
		{kind: 'loop', parameters: {rounds: 8, waitByInterrupt: 1}},
	];
	const lab = new NativeLab({workloads});
	expect(lab.finish()).toBe('done');
	expect(lab.count('workloadRounds')).toBe(20);
	expect(lab.count('workloadErrors')).toBe(0);
});

test('a wrong result is counted, not believed', () => {
	const lab = new NativeLab({workloads: [{kind: 'vector-add', parameters: {size: 256}}], vramMib: 64});
	lab.boot();
	lab.runUntil(() => lab.count('workloadRounds') === 3);
	// The kernel's image on the card becomes that of integer addition.
	let images = 0;
	for (let address = 0; address < 64 * MIB; address += PAGE_BYTES) {
		if (lab.gpu.vram.read32(address) === KERNEL_IMAGE.MAGIC) {
			lab.gpu.vram.write32(address + 8, KERNELS['vector-add-i32'].id);
			images++;
		}
	}
	expect(images).toBe(1);
	lab.runUntil(() => lab.count('workloadErrors') === 3);
	expect(lab.count('workloadRounds')).toBeLessThanOrEqual(4);
	expect(lab.guest.state).toBe('running');
});

describe('hostile workloads', () => {
	test.each([
		['hostile-partition', {rounds: 3}],
		['hostile-gp', {rounds: 5}],
		['hostile-channel', {rounds: 3}],
	] as const)('%s goes through its rounds and leaves nothing behind', (kind, parameters) => {
		const idle = new NativeLab().boot().guest.driver.inspect();
		const lab = new NativeLab({workloads: [{kind, parameters}], vramMib: 64});
		expect(lab.finish()).toBe('done');
		expect(lab.count('workloadRounds')).toBe(parameters.rounds);
		expect(lab.guest.driver.inspect().fifo).toEqual(idle.fifo);
	});
});

describe('the catalogue', () => {
	test.each(Object.entries(WORKLOADS))('%s: sentence, and its defaults are accepted', (kind, spec) => {
		expect(spec.doc).toMatch(/^[A-Z].*\.$/);
		expect(refuseWorkload({kind, parameters: defaultsOf(spec.parameters)})).toBeUndefined();
		expect(spec.isHostile).toBe(kind.startsWith('hostile'));
	});

	test('refusals name what was wrong and what there is', () => {
		expect(refuseWorkload({kind: 'mining', parameters: {}})).toContain('no workload "mining"; there are nop, loop');
		expect(refuseWorkload({kind: 'nop', parameters: {size: 1}})).toBe(
			'nop has no parameter "size"; it has rounds, pauseNs, waitByInterrupt',
		);
		expect(refuseWorkload({kind: 'loop', parameters: {iterations: 0}})).toContain('loop: iterations is 0; expected 1 to');
		expect(refuseWorkload({kind: 'loop', parameters: {iterations: 1.5}})).toContain('whole number');
	});
});
