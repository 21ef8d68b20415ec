/** The built-in kernels by the number that their image carries. */
import {assert} from '../../base/assert.ts';
import {KERNELS, type KernelName} from '../../manual/kernel-image.ts';
import {addition} from './elementwise.ts';
import type {Kernel} from './kernel.ts';
import {loop, nop} from './loop.ts';
import {multiplication} from './matrix-multiply.ts';

const BY_NAME: Readonly<Record<KernelName, Kernel>> = {
	nop,
	loop,
	'vector-add-f32': addition('f32', 1),
	'vector-add-i32': addition('i32', 1),
	'matrix-add-f32': addition('f32', 2),
	'matrix-add-i32': addition('i32', 2),
	'matrix-multiply-f32': multiplication('f32'),
	'matrix-multiply-i32': multiplication('i32'),
};

export type CatalogueKernel = {readonly name: KernelName; readonly kernel: Kernel};

function byId(): ReadonlyMap<number, CatalogueKernel> {
	const map = new Map<number, CatalogueKernel>();
	for (const [name, kernel] of Object.entries(BY_NAME) as Array<[KernelName, Kernel]>) {
		assert(!map.has(KERNELS[name].id), `two kernels with number ${KERNELS[name].id}`);
		map.set(KERNELS[name].id, {name, kernel});
	}
	return map;
}

const CATALOGUE = byId();

/** The kernel of an image; undefined if there is none with that number. */
export function kernelOf(id: number): CatalogueKernel | undefined {
	return CATALOGUE.get(id);
}
