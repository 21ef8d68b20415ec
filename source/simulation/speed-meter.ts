/** How fast virtual time went over the last second of wall time. Told both times; reads no clock. */

const NS_PER_MS = 1e6;
const WINDOW_MS = 1000;
const MARKS = 64;
/** Marks of a whole window fit into the ring with room to spare. */
const MARK_EVERY_MS = 20;

export class SpeedMeter {
	readonly #wallMs = new Float64Array(MARKS);
	readonly #virtualNs = new Float64Array(MARKS);
	#marks = 0;

	/**
	Notes a point of the line of virtual over wall time. Points closer than 20 ms to the one before are left
	out, unless the line has a corner there: a pause, a new speed.
	*/
	mark(wallMs: number, virtualNs: number, isCorner: boolean): void {
		if (!isCorner && this.#marks > 0 && wallMs - this.#wallMs[(this.#marks - 1) % MARKS] < MARK_EVERY_MS) {
			return;
		}
		this.#wallMs[this.#marks % MARKS] = wallMs;
		this.#virtualNs[this.#marks % MARKS] = virtualNs;
		this.#marks++;
	}

	/** Virtual per wall time over the second before `wallMs`; -1 if less than a tenth of it is known. */
	speed(wallMs: number, virtualNs: number): number {
		const fromMs = wallMs - WINDOW_MS;
		const oldest = Math.max(0, this.#marks - MARKS);
		let mark = this.#marks - 1;
		while (mark > oldest && this.#wallMs[mark % MARKS] > fromMs) {
			mark--;
		}
		if (mark < 0 || wallMs - this.#wallMs[mark % MARKS] < WINDOW_MS / 10) {
			return -1;
		}
		const startMs = this.#wallMs[mark % MARKS];
		const startNs = this.#virtualNs[mark % MARKS];
		// Between two marks virtual time is taken as a straight line.
		const isNewest = mark + 1 === this.#marks;
		const endMs = isNewest ? wallMs : this.#wallMs[(mark + 1) % MARKS];
		const endNs = isNewest ? virtualNs : this.#virtualNs[(mark + 1) % MARKS];
		const part = startMs < fromMs ? (fromMs - startMs) / (endMs - startMs) : 0;
		const fromNs = startNs + part * (endNs - startNs);
		return (virtualNs - fromNs) / NS_PER_MS / (wallMs - Math.max(startMs, fromMs));
	}
}
