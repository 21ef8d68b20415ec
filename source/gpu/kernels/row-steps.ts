/**
The inner loop of a matrix product, four elements at a time: sums[j] += factor * row[j].

A WebAssembly function of thirty instructions, assembled here, because its vector instructions round every
product and every sum to single precision as the kernel promises, and JavaScript takes ten times as long to
do the same by way of doubles. Which bits a result that is not a number has depends on the host, as in
JavaScript.
See: WebAssembly core specification, binary format and vector instructions.
*/

/** What is used of WebAssembly here; the compiler knows it only together with the browser. */
declare namespace WebAssembly {
	class Memory {
		constructor(size: {initial: number});
		readonly buffer: ArrayBuffer;
		grow(pages: number): number;
	}
	class Module {
		constructor(bytes: Uint8Array<ArrayBuffer>);
	}
	class Instance {
		constructor(module: Module, imports: {host: {memory: Memory}});
		readonly exports: Readonly<Record<string, unknown>>;
	}
}

/** Memory that the steps work in. Growing it makes a new `buffer`. */
export type RowMemory = {readonly buffer: ArrayBuffer; grow(pages: number): number};

/** Adds `factor` times the row at `row` to the sums at `sums`, up to the byte before `end`; whole vectors of 16 bytes. */
export type RowStep = (sums: number, row: number, factor: number, end: number) => void;
export type RowSteps = {readonly f32: RowStep; readonly i32: RowStep};

/** Bytes that a step may read and write beyond the last element. */
export const STEP_SLACK_BYTES = 16;

const I32 = 0x7f;
const F32 = 0x7d;
/** Vector instructions: prefix, then the number (LEB128). */
const VECTOR = 0xfd;
const F32_CODE = {splat: [VECTOR, 0x13], multiply: [VECTOR, 0xe6, 0x01], add: [VECTOR, 0xe4, 0x01]} as const;
const I32_CODE = {splat: [VECTOR, 0x11], multiply: [VECTOR, 0xb5, 0x01], add: [VECTOR, 0xae, 0x01]} as const;

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
const LOAD = [VECTOR, 0x00, 0x00, 0x00];
const STORE = [VECTOR, 0x0b, 0x00, 0x00];
const PLUS_16 = [0x41, 0x10, 0x6a];
const LESS = 0x49;
const BRANCH_IF_TO_LOOP = [0x0d, 0x00];
const LOOP = [0x03, 0x40];
const END = 0x0b;

/** Length, then the bytes; every part here is shorter than 128. */
function sized(bytes: readonly number[]): number[] {
	return [bytes.length, ...bytes];
}

function section(id: number, bytes: readonly number[]): number[] {
	return [id, ...sized(bytes)];
}

/** Locals: 0 sums, 1 row, 2 factor, 3 end. */
function body(code: typeof F32_CODE | typeof I32_CODE): number[] {
	const product = [...get(1), ...LOAD, ...get(2), ...code.splat, ...code.multiply];
	const sum = [...get(0), ...get(0), ...LOAD, ...product, ...code.add, ...STORE];
	const stepRow = [...get(1), ...PLUS_16, ...set(1)];
	const stepSums = [...get(0), ...PLUS_16, ...tee(0)];
	return sized([0, ...LOOP, ...sum, ...stepRow, ...stepSums, ...get(3), LESS, ...BRANCH_IF_TO_LOOP, END, END]);
}

function assemble(): Uint8Array<ArrayBuffer> {
	const name = (text: string) => sized([...text].map(letter => letter.charCodeAt(0)));
	const type = (factor: number) => [0x60, ...sized([I32, I32, factor, I32]), 0];
	return Uint8Array.from([
		...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
		...section(1, [2, ...type(F32), ...type(I32)]),
		...section(2, [1, ...name('host'), ...name('memory'), 0x02, 0x00, 1]),
		...section(3, [2, 0, 1]),
		...section(7, [2, ...name('f32'), 0x00, 0, ...name('i32'), 0x00, 1]),
		...section(10, [2, ...body(F32_CODE), ...body(I32_CODE)]),
	]);
}

/** A memory of `pages` times 64 KiB, and the two steps over it. */
export function makeRowSteps(pages: number): {readonly memory: RowMemory; readonly steps: RowSteps} {
	const memory = new WebAssembly.Memory({initial: pages});
	const {exports} = new WebAssembly.Instance(new WebAssembly.Module(assemble()), {host: {memory}});
	return {memory, steps: {f32: exports.f32 as RowStep, i32: exports.i32 as RowStep}};
}
