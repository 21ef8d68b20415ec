/**
A channel as the driver holds it: instance block, rings, USERD page, fences, and the engines' state.

Made step by step as nouveau and Gdev do it, and unmade in the opposite order.
See: nouveau nouveau_channel, nvc0_fifo, nvc0_graph, nvc0_copy; Gdev nvc0 (rings, fences, first methods).
*/
import {MS, SECOND, US} from '../base/units.ts';
import {HOST, SUBCHANNEL} from '../manual/methods.ts';
import {VA_LIMIT} from '../manual/mmu.ts';
import {USERD} from '../manual/userd.ts';
import type {AddressSpace} from './address-space.ts';
import {allocateParts, type ChannelParts, mapSystemBuffer, mapVramPage} from './channel-parts.ts';
import {Cleanup} from './cleanup.ts';
import type {Driver} from './driver.ts';
import {DriverError} from './driver-error.ts';
import {FENCE_BYTES, type Fence, FenceRing} from './fence-ring.ts';
import type {InstanceObject} from './instance-memory.ts';
import {PushbufferWriter} from './pushbuffer-writer.ts';
import {type Condition, type Routine, waitFor} from './thread.ts';

/** How long a fence may take: longer than any sane queue before it. */
export const FENCE_TIMEOUT_NS = 30_000 * MS;
/** Who waits by interrupt looks at the fence this often, should the interrupt have been missed. */
export const MISSED_INTERRUPT_NS = SECOND;
/** References count from here, so that zeroed memory is none. */
const FIRST_REFERENCE = 1;
const never = () => false;

export class Channel {
	readonly id: number;
	readonly space: AddressSpace;
	readonly instance: InstanceObject;
	readonly ring: PushbufferWriter;
	/** Woken by completion interrupts and when the channel is lost. */
	readonly changed: Condition;
	/** Virtual address of a page that notifies are written to. */
	notifyAddress = 0;
	readonly #driver: Driver;
	readonly #cleanup: Cleanup;
	#fences: FenceRing | undefined;
	#lostBecause: string | undefined;
	/** In the channel table and not yet stopped. */
	#isAttached = false;
	#reference = FIRST_REFERENCE;

	private constructor(driver: Driver, space: AddressSpace, cleanup: Cleanup, parts: ChannelParts) {
		this.id = parts.id;
		this.space = space;
		this.instance = parts.instance;
		this.changed = {name: `channel ${parts.id}`};
		this.#driver = driver;
		this.#cleanup = cleanup;
		const place = {words: parts.pushbuffer.words, address: parts.pushbufferAddress, userd: driver.fifo.userd(parts.id).address};
		this.ring = new PushbufferWriter(driver.cpu, place, () => this.#check());
	}

	/** Why the hardware stopped it; undefined while it works. */
	get lostBecause(): string | undefined {
		return this.#lostBecause;
	}

	get fences(): FenceRing {
		return this.#fences as FenceRing;
	}

	/** Throws `DriverError` when memory or channels run out; then nothing is left behind. */
	static *create(driver: Driver, space: AddressSpace): Routine<Channel> {
		const cleanup = new Cleanup();
		let channel: Channel | undefined;
		let isComplete = false;
		try {
			const parts = yield* allocateParts(driver, space, cleanup);
			channel = new Channel(driver, space, cleanup, parts);
			driver.channels.set(parts.id, channel);
			const {id} = parts;
			cleanup.call(() => {
				driver.channels.delete(id);
			});
			yield* channel.#attach();
			isComplete = true;
		} finally {
			if (!isComplete) {
				yield* channel?.abandon() ?? cleanup.run();
			}
		}
		return channel;
	}

	/** Waits until idle unless the channel is lost. Everything goes back, also when it throws because the channel did not become idle. */
	*destroy(): Routine {
		try {
			if (this.#lostBecause === undefined) {
				yield* this.waitIdle();
			}
		} finally {
			yield* this.abandon();
		}
	}

	/** Gives everything back without waiting for the work of the channel. */
	*abandon(): Routine {
		// Off the engines first: while it leaves, they still save its state into its memory.
		yield* this.#stop();
		yield* this.#cleanup.run();
	}

	/** Called by the interrupt handler. The first reason stays. */
	lose(reason: string): void {
		this.#lostBecause ??= reason;
		this.#driver.cpu.notify(this.changed);
	}

	/** Takes a fence; the caller submits the methods that will write it. */
	*nextFence(): Routine<Fence> {
		return yield* this.fences.next(fence => this.waitFence(fence, 'poll'));
	}

	/** Throws `DriverError` if the channel is lost or the fence does not come within 30 s. */
	*waitFence(fence: Fence, by: 'poll' | 'interrupt'): Routine {
		const {cpu} = this.#driver;
		const deadlineNs = cpu.timeNs + FENCE_TIMEOUT_NS;
		const startNs = cpu.localNs;
		const isMet = () => this.fences.isDone(fence);
		const address = by === 'poll' ? this.fences.guestAddress(fence) : -1;
		while (!isMet()) {
			this.#check();
			if (cpu.timeNs >= deadlineNs) {
				throw new DriverError(`channel ${this.id}: fence ${fence} not signalled within 30 s (by ${by})`);
			}
			const patienceNs = by === 'poll' ? FENCE_TIMEOUT_NS : MISSED_INTERRUPT_NS;
			const untilNs = cpu.localNs + Math.min(deadlineNs - cpu.timeNs, patienceNs);
			yield {address, isMet: by === 'poll' ? isMet : never, condition: this.changed, deadlineNs: untilNs};
		}
		this.#driver.count('fenceWaitNs', cpu.localNs - startNs);
	}

	/** Has the channel wait for its engines and write a number to USERD; looks there with growing pauses, as nouveau's fences do. */
	*waitIdle(): Routine {
		const {cpu, fifo} = this.#driver;
		const reference = this.#reference++;
		yield* this.ring.begin(2);
		this.ring.method(SUBCHANNEL.COMPUTE, HOST.REFERENCE, reference);
		yield* this.ring.fire();
		const startNs = cpu.timeNs;
		const offset = fifo.userd(this.id).address + USERD.REFERENCE;
		for (let pauseNs = US; ; pauseNs = Math.min(pauseNs * 2, MS)) {
			yield* cpu.exact();
			this.#check();
			if (cpu.read32(1, offset) === reference) {
				return;
			}
			if (cpu.timeNs - startNs > FENCE_TIMEOUT_NS) {
				throw new DriverError(`channel ${this.id} did not become idle within 30 s`);
			}
			yield waitFor(this.changed, cpu.localNs + pauseNs);
		}
	}

	inspect() {
		return {
			id: this.id,
			gpPut: this.ring.gpPut,
			doorbells: this.ring.doorbells,
			fence: this.#fences?.sequence ?? 0,
			lostBecause: this.#lostBecause ?? '',
		};
	}

	/** From the channel table to the first methods: what comes after the instance block is filled. */
	*#attach(): Routine {
		const {id, instance, space} = this;
		const {fifo, graph, copy, tables} = this.#driver;
		yield* tables.bind(space.directory, instance, VA_LIMIT - 1, id);
		yield* fifo.attach(id, instance);
		this.#isAttached = true;
		this.#cleanup.push(() => fifo.detach(id));
		yield* graph.attach(instance, space, this.#cleanup);
		yield* copy.attach(instance, space, this.#cleanup);
		const fences = yield* mapSystemBuffer(this.#driver, space, FENCE_BYTES, this.#cleanup);
		this.#fences = new FenceRing(fences.buffer, fences.address);
		this.notifyAddress = yield* mapVramPage(this.#driver, space, this.#cleanup);
	}

	*#stop(): Routine {
		if (this.#isAttached) {
			this.#isAttached = false;
			yield* this.#driver.fifo.stop(this.id);
		}
	}

	#check(): void {
		if (this.#lostBecause !== undefined) {
			throw new DriverError(`channel ${this.id} lost: ${this.#lostBecause}`);
		}
	}
}
