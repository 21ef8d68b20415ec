/**
What lies at a code address: for now a small header that names a built-in kernel.

The launch names code by address, as on hardware (code address + start PC); the header is read through
the MMU. 32 bytes, little-endian words:
  0 magic, 1 version, 2 kernel, 3 parameter words, 4-7 zero.

Parameters are words in constant segment 0. Words 0-7 hold shared base, local base, block x, y, z and
grid x, y, z, as Gdev lays them out; a kernel's own parameters start at word 8. A pointer takes two
words, low then high.
*/

export const KERNEL_IMAGE = {MAGIC: 0x4b47_5647, VERSION: 1, BYTES: 32} as const;

/** A launch above these limits traps: the model does the work for real, at once. */
export const KERNEL_LIMITS = {
	/** Elements written. */
	ELEMENTS: 2 ** 26,
	/** Multiplications of a matrix product. */
	PRODUCTS: 2 ** 33,
	/** Modelled duration, nanoseconds: an hour. */
	DURATION_NS: 3_600_000_000_000,
} as const;

/** Words of constant segment 0 before a kernel's own parameters. */
export const PARAMETER_FIRST_WORD = 8;

export type KernelName =
	| 'nop'
	| 'loop'
	| 'vector-add-f32'
	| 'vector-add-i32'
	| 'matrix-add-f32'
	| 'matrix-add-i32'
	| 'matrix-multiply-f32'
	| 'matrix-multiply-i32';

export type ParameterKind = 'pointer' | 'u32';

export type KernelSpec = {
	/** Number in the image header. */
	readonly id: number;
	readonly doc: string;
	readonly parameters: ReadonlyArray<{readonly name: string; readonly kind: ParameterKind}>;
};

const pointers = (...names: string[]) => names.map(name => ({name, kind: 'pointer' as const}));
const numbers = (...names: string[]) => names.map(name => ({name, kind: 'u32' as const}));

export const KERNELS: Readonly<Record<KernelName, KernelSpec>> = {
	nop: {id: 0, doc: 'Returns at once.', parameters: []},
	loop: {
		id: 1,
		doc: 'Every thread counts to `iterations`; thread 0 writes the count to `out`.',
		parameters: [...pointers('out'), ...numbers('iterations')],
	},
	'vector-add-f32': {id: 2, doc: 'c[i] = a[i] + b[i], single precision.', parameters: [...pointers('a', 'b', 'c'), ...numbers('length')]},
	'vector-add-i32': {
		id: 3,
		doc: 'c[i] = a[i] + b[i], 32-bit integers that wrap.',
		parameters: [...pointers('a', 'b', 'c'), ...numbers('length')],
	},
	'matrix-add-f32': {
		id: 4,
		doc: 'C = A + B, rows x columns, single precision.',
		parameters: [...pointers('a', 'b', 'c'), ...numbers('rows', 'columns')],
	},
	'matrix-add-i32': {
		id: 5,
		doc: 'C = A + B, rows x columns, integers that wrap.',
		parameters: [...pointers('a', 'b', 'c'), ...numbers('rows', 'columns')],
	},
	'matrix-multiply-f32': {
		id: 6,
		doc: 'C = A x B, n x n, single precision, each product and sum rounded, k ascending.',
		parameters: [...pointers('a', 'b', 'c'), ...numbers('n')],
	},
	'matrix-multiply-i32': {id: 7, doc: 'C = A x B, n x n, integers that wrap.', parameters: [...pointers('a', 'b', 'c'), ...numbers('n')]},
};

/** Words that the parameters of a kernel take. */
export function parameterWords(kernel: KernelName): number {
	return KERNELS[kernel].parameters.reduce((words, parameter) => words + (parameter.kind === 'pointer' ? 2 : 1), 0);
}
