/**
CREDIT the plain way, as the prototype keeps it: a list of all domains in order of service, looked through from
the start for each decision. The peer of the policies' bench.
*/
export class ScanningCredit {
	readonly #order: number[];
	readonly #budgets: Float64Array;
	readonly #ready: Uint8Array;
	#current = -1;

	constructor(domains: number) {
		this.#order = Array.from({length: domains}, (_value, index) => index);
		this.#budgets = new Float64Array(domains);
		this.#ready = new Uint8Array(domains);
	}

	setReady(domain: number, isReady: boolean): void {
		this.#ready[domain] = isReady ? 1 : 0;
	}

	decide(): number {
		if (this.#current >= 0) {
			this.#order.splice(this.#order.indexOf(this.#current), 1);
			this.#order.push(this.#current);
		}
		const fit = this.#order.find(domain => this.#ready[domain] === 1 && this.#budgets[domain] >= 0);
		this.#current = fit ?? this.#order.find(domain => this.#ready[domain] === 1) ?? -1;
		return this.#current;
	}

	charge(domain: number, busyNs: number): void {
		this.#budgets[domain] -= busyNs;
	}

	replenish(busyNs: number): void {
		for (let domain = 0; domain < this.#budgets.length; domain++) {
			this.#budgets[domain] += busyNs / this.#budgets.length;
		}
	}
}
