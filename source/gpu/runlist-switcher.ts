/**
Runlist switcher: takes a new runlist, and puts channels with work on free PBDMAs, in turns.

Owns: the order of channels, whose turn is next, when a blocked acquire is looked at again.
Not here: who may run at all (channel-table.ts), how a channel runs (pbdma.ts).
Inaccuracies: a blocked acquire is asked again after `semaphorePollNs`, then after twice as long, and so on
up to 1024 times that; a write by the device or through a BAR asks again at the short distance. So a CPU's
store into its own memory is noticed after at most about twice the time it took to come, and a channel that
waits for ever costs a thousand events a second.
See: manual/pfifo.ts, RUNLIST_*; GPUvm prototype playlist.
*/
import {PAGE_BYTES, TARGET} from '../manual/mmu.ts';
import {CHANNELS, PFIFO, RUNLIST_ENTRY} from '../manual/pfifo.ts';
import {get} from '../manual/register.ts';
import type {EventHandle, EventKind} from '../simulation/event-queue.ts';
import {Priority} from '../simulation/priority.ts';
import {type Board, NO_CHANNEL} from './board.ts';
import type {ChannelTable} from './channel-table.ts';
import type {Pbdma} from './pbdma.ts';

/** Longest distance between two looks at a semaphore, in units of the shortest. */
const POLL_STRETCH_MAX = 1024;
const NEVER = Number.POSITIVE_INFINITY;

export type SwitcherHost = {
	readonly table: ChannelTable;
	readonly pbdmas: readonly Pbdma[];
	canServe(pbdma: Pbdma): boolean;
	/** A new list is in force. */
	runlistTaken(): void;
	/** Whether the acquire that blocks the channel would now end, be it in a fault. */
	isAcquireReady(channel: number): boolean;
};

export class RunlistSwitcher {
	base = 0;
	commit = 0;
	readonly #board: Board;
	readonly #host: SwitcherHost;
	readonly #takenKind: EventKind;
	readonly #assignKind: EventKind;
	readonly #pollKind: EventKind;
	readonly #order = new Uint8Array(4096);
	readonly #pollAtNs = new Float64Array(CHANNELS).fill(NEVER);
	readonly #pollStretch = new Uint16Array(CHANNELS);
	#length = 0;
	#turn = 0;
	#takenEvent: EventHandle = 0;
	#isCommittedAgain = false;
	#assignEvent: EventHandle = 0;
	#pollEvent: EventHandle = 0;
	#pollEventAtNs = NEVER;

	constructor(board: Board, host: SwitcherHost) {
		this.#board = board;
		this.#host = host;
		const {queue} = board;
		this.#takenKind = queue.kind('gpu.runlist.taken', Priority.device, () => this.#taken());
		this.#assignKind = queue.kind('gpu.runlist.assign', Priority.device, () => {
			this.#assignEvent = 0;
			this.#assign();
		});
		this.#pollKind = queue.kind('gpu.semaphore.poll', Priority.device, () => {
			this.#pollEvent = 0;
			this.#pollEventAtNs = NEVER;
			this.#poll();
		});
	}

	/** A switch to a new list is under way. */
	get isSwitching(): boolean {
		return this.#takenEvent !== 0;
	}

	/** Channels in their order, for dumps. */
	get order(): number[] {
		return [...this.#order.subarray(0, this.#length)];
	}

	/** Begins the switch to the list that BASE and COMMIT name. One commit at a time; a later one follows. */
	start(): void {
		if (this.isSwitching) {
			this.#isCommittedAgain = true;
			return;
		}
		this.#takenEvent = this.#board.queue.scheduleAfter(this.#takenKind, this.#board.costs.runlistSwitchNs);
	}

	/** Looks for channels to put on PBDMAs, soon. */
	requestAssign(): void {
		if (this.#assignEvent === 0 && this.#length > 0) {
			this.#assignEvent = this.#board.queue.scheduleAfter(this.#assignKind, 0);
		}
	}

	/** Some channel could use a PBDMA. */
	hasCandidate(): boolean {
		if (!this.#hasUnloadedWork()) {
			return false;
		}
		for (let place = 0; place < this.#length; place++) {
			if (this.#isCandidate(this.#order[place])) {
				return true;
			}
		}
		return false;
	}

	/** Some channel waits for a semaphore. */
	get hasBlocked(): boolean {
		return this.#pollEvent !== 0;
	}

	/** The channel waits for a semaphore from now on, or goes on waiting. */
	blocked(channel: number): void {
		const stretch = this.#pollStretch[channel];
		this.#pollAtNs[channel] = this.#board.queue.nowNs + this.#board.costs.semaphorePollNs * Math.max(1, stretch);
		this.#pollStretch[channel] = Math.min(POLL_STRETCH_MAX, Math.max(1, stretch * 2));
		this.#schedulePoll();
	}

	/** Memory changed: whoever is blocked looks again soon. */
	wakeBlocked(): void {
		const soonNs = this.#board.queue.nowNs + this.#board.costs.semaphorePollNs;
		for (let channel = 0; channel < CHANNELS; channel++) {
			if (this.#pollAtNs[channel] !== NEVER) {
				this.#pollAtNs[channel] = Math.min(this.#pollAtNs[channel], soonNs);
				this.#pollStretch[channel] = 1;
			}
		}
		this.#schedulePoll();
	}

	/** The channel no longer waits: its acquire succeeded, or it is somebody else's. */
	unblocked(channel: number): void {
		this.#pollAtNs[channel] = NEVER;
		this.#pollStretch[channel] = 0;
	}

	reset(): void {
		const {queue} = this.#board;
		queue.cancel(this.#takenEvent);
		queue.cancel(this.#pollEvent);
		this.#takenEvent = 0;
		this.#pollEvent = 0;
		this.#pollEventAtNs = NEVER;
		this.#isCommittedAgain = false;
		this.#length = 0;
		this.#turn = 0;
		this.#pollAtNs.fill(NEVER);
		this.#pollStretch.fill(0);
		this.base = 0;
		this.commit = 0;
	}

	#isCandidate(channel: number): boolean {
		const {table} = this.#host;
		return table.hasWork[channel] === 1 && table.isBlocked[channel] === 0 && table.isLoaded[channel] === 0 && table.isEligible(channel);
	}

	/** Reads the list. Entries that name no channel, and lists outside VRAM, are passed over. */
	#taken(): void {
		const {vram, queue, costs} = this.#board;
		const {table} = this.#host;
		const entries = get(PFIFO.RUNLIST_BASE, 'TARGET', this.base) === TARGET.VRAM ? get(PFIFO.RUNLIST_COMMIT, 'LENGTH', this.commit) : 0;
		const address = get(PFIFO.RUNLIST_BASE, 'FRAME', this.base) * PAGE_BYTES;
		this.#length = 0;
		this.#turn = 0;
		table.isInRunlist.fill(0);
		for (let entry = 0; entry < entries; entry++) {
			const channel = vram.read32(address + entry * RUNLIST_ENTRY.BYTES);
			if (channel < CHANNELS) {
				this.#order[this.#length++] = channel;
				table.isInRunlist[channel] = 1;
			}
		}
		this.#takenEvent = 0;
		if (this.#isCommittedAgain) {
			this.#isCommittedAgain = false;
			this.#takenEvent = queue.scheduleAfter(this.#takenKind, costs.runlistSwitchNs);
		}
		this.#host.runlistTaken();
	}

	#assign(): void {
		for (const pbdma of this.#host.pbdmas) {
			if (pbdma.channel === NO_CHANNEL && this.#host.canServe(pbdma)) {
				const channel = this.#hasUnloadedWork() ? this.#next() : NO_CHANNEL;
				if (channel === NO_CHANNEL) {
					return;
				}
				pbdma.take(channel);
			}
		}
	}

	/** Some channel has work and is on no PBDMA. Most often none has, and the list need not be gone through. */
	#hasUnloadedWork(): boolean {
		const {table, pbdmas} = this.#host;
		let left = table.working;
		for (const {channel} of pbdmas) {
			left -= channel === NO_CHANNEL ? 0 : table.hasWork[channel];
		}
		return left > 0;
	}

	#next(): number {
		for (let step = 0; step < this.#length; step++) {
			const place = (this.#turn + step) % this.#length;
			if (this.#isCandidate(this.#order[place])) {
				this.#turn = (place + 1) % this.#length;
				return this.#order[place];
			}
		}
		return NO_CHANNEL;
	}

	#schedulePoll(): void {
		let earliestNs = NEVER;
		for (let channel = 0; channel < CHANNELS; channel++) {
			earliestNs = Math.min(earliestNs, this.#pollAtNs[channel]);
		}
		if (earliestNs < this.#pollEventAtNs) {
			this.#board.queue.cancel(this.#pollEvent);
			this.#pollEvent = this.#board.queue.scheduleAt(this.#pollKind, earliestNs);
			this.#pollEventAtNs = earliestNs;
		}
	}

	/** Looks at the semaphores whose time has come; who may go on is put on a PBDMA. */
	#poll(): void {
		const {nowNs} = this.#board.queue;
		for (let channel = 0; channel < CHANNELS; channel++) {
			if (this.#pollAtNs[channel] > nowNs) {
				continue;
			}
			if (!this.#host.table.isEligible(channel)) {
				// Nobody asks until the channel may run again.
				this.unblocked(channel);
			} else if (this.#host.isAcquireReady(channel)) {
				this.unblocked(channel);
				this.#host.table.isBlocked[channel] = 0;
				this.requestAssign();
			} else {
				this.blocked(channel);
			}
		}
		this.#schedulePoll();
	}
}
