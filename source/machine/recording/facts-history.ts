/**
The facts of a recording over time: what changed at which sample, put together again when they are asked for.

Owns: one object per state, so that the same state is the same reference, as from a live engine.
*/
import type {JournalEntry} from '../command.ts';
import type {DomainConfiguration} from '../configuration.ts';
import type {DomainFacts, Facts, Notice} from '../snapshot.ts';
import type {PlainFacts} from './format.ts';

/** Notices and entries in a live engine's facts. */
const SHOWN = 200;

type State = {
	/** First sample that it holds for. */
	readonly from: number;
	readonly plain: PlainFacts;
	/** By slot. */
	readonly domains: ReadonlyMap<number, DomainFacts>;
	readonly notices: number;
	readonly entries: number;
	facts: Facts | undefined;
};

const NOTHING: PlainFacts = {
	scenario: '',
	title: '',
	seed: 0,
	vramBytes: 0,
	guestVramBytes: 0,
	guestVramFreeBytes: 0,
	policy: {name: '', parameters: {}},
	device: {},
	speed: 1,
	isPaused: false,
	nextDomainId: 1,
	order: [],
	undoable: null,
	redoable: null,
	broken: null,
};

export class FactsHistory {
	readonly notices: Notice[] = [];
	readonly entries: JournalEntry[] = [];
	readonly #states: State[] = [];
	#plain = NOTHING;
	#domains: ReadonlyMap<number, DomainFacts> = new Map();
	#isChanged = true;

	change(plain: Partial<PlainFacts>, domains: Readonly<Record<string, DomainFacts | null>>): void {
		this.#plain = {...this.#plain, ...plain};
		if (Object.keys(domains).length > 0) {
			const next = new Map(this.#domains);
			for (const [slot, domain] of Object.entries(domains)) {
				if (domain === null) {
					next.delete(Number(slot));
				} else {
					next.set(Number(slot), domain);
				}
			}
			this.#domains = new Map([...next].sort(([first], [second]) => first - second));
		}
		this.#isChanged = true;
	}

	addNotice(notice: Notice): void {
		this.notices.push(notice);
		this.#isChanged = true;
	}

	addEntry(entry: JournalEntry): void {
		this.entries.push(entry);
		this.#isChanged = true;
	}

	/** A sample comes: what changed holds from here on. */
	sample(index: number): void {
		if (this.#isChanged) {
			this.#isChanged = false;
			const {length: notices} = this.notices;
			const {length: entries} = this.entries;
			this.#states.push({from: index, plain: this.#plain, domains: this.#domains, notices, entries, facts: undefined});
		}
	}

	/** Facts at a sample; the same reference for all samples of one state. */
	at(index: number): Facts {
		const state = this.#stateAt(index);
		state.facts ??= this.#assemble(state);
		return state.facts;
	}

	isLiving(index: number, slot: number): boolean {
		return this.#stateAt(index).domains.has(slot);
	}

	#stateAt(index: number): State {
		let low = 0;
		let high = this.#states.length - 1;
		while (low < high) {
			const middle = Math.ceil((low + high) / 2);
			if ((this.#states[middle] as State).from <= index) {
				low = middle;
			} else {
				high = middle - 1;
			}
		}
		return this.#states[low] as State;
	}

	#assemble({plain, domains, notices, entries}: State): Facts {
		const {scenario, title, seed, vramBytes, guestVramBytes, guestVramFreeBytes, order, undoable, redoable, broken, ...settings} = plain;
		const byId = new Map([...domains.values()].map(({configuration}): [number, DomainConfiguration] => [configuration.id, configuration]));
		return {
			scenario,
			title,
			seed,
			vramBytes,
			guestVramBytes,
			guestVramFreeBytes,
			configuration: {...settings, domains: order.map(id => byId.get(id)).filter(domain => domain !== undefined)},
			domains: [...domains.values()],
			notices: this.notices.slice(Math.max(0, notices - SHOWN), notices),
			journal: this.entries.slice(Math.max(0, entries - SHOWN), entries),
			undoable: undoable ?? undefined,
			redoable: redoable ?? undefined,
			broken: broken ?? undefined,
		};
	}
}
