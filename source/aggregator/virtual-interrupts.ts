/**
Virtual interrupt tree of one domain: leaf registers in its bank, the top computed, the level passed to
the hypervisor's injection.
*/
import {COPY_ENGINES, PCOPY} from '../manual/pcopy.ts';
import {PFIFO} from '../manual/pfifo.ts';
import {PGRAPH} from '../manual/pgraph.ts';
import {PMC} from '../manual/pmc.ts';
import {element, make, type Register} from '../manual/register.ts';
import {aggregatorCounters} from './counters.ts';
import type {VirtualState} from './virtual-state.ts';

const ROUTED = aggregatorCounters.at.interruptsRouted;

export class VirtualInterrupts {
	readonly #state: VirtualState;

	constructor(state: VirtualState) {
		this.#state = state;
	}

	/** Value of the virtual PMC.INTR. */
	pending(): number {
		const {bank} = this.#state;
		return make(PMC.INTR, {
			PFIFO: (bank.get(PFIFO.INTR) & bank.get(PFIFO.INTR_EN)) === 0 ? 0 : 1,
			PGRAPH: (bank.get(PGRAPH.INTR) & bank.get(PGRAPH.INTR_EN)) === 0 ? 0 : 1,
			PCOPY0: bank.get(PCOPY.INTR, 0) === 0 ? 0 : 1,
			PCOPY1: bank.get(PCOPY.INTR, COPY_ENGINES - 1) === 0 ? 0 : 1,
		});
	}

	/** Sets leaf bits and lets the level follow. */
	raise(register: Register, bits: number, index = 0): void {
		const {bank, counters, domain} = this.#state;
		bank.set(register, bank.get(register, index) | bits, index);
		counters[ROUTED]++;
		domain.onAct?.({kind: 'route', offset: element(register, index), bits});
		this.update();
	}

	/** Guest acknowledged leaf bits. */
	acknowledge(register: Register, bits: number, index = 0): void {
		const {bank} = this.#state;
		bank.set(register, bank.get(register, index) & ~bits, index);
		this.update();
	}

	update(): void {
		const {bank, domain} = this.#state;
		domain.setInterrupt(this.pending() !== 0 && (bank.get(PMC.INTR_EN) & 1) === 1);
	}
}
