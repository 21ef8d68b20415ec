/**
What there is to say about a run, one sentence after the other: what happened, in order; then the figure that has changed
most since it was last spoken of.

Owns: what has been said of each figure, and the line of sentences that wait.
Not here: when somebody has time to listen (plain.ts).
*/
import {MIB, SECOND} from '../../base/units.ts';
import type {Actor, CommandKind} from '../../machine/command.ts';
import {describeMode} from '../../machine/configuration.ts';
import type {DomainFacts, Facts, Snapshot} from '../../machine/snapshot.ts';
import {Rates} from '../rates.ts';
import {changeOf, changeText, spoken, type Watched, watchedFigures} from './watched.ts';

/** Sentences that wait; more than a voice gets through while they still matter. */
const WAITING = 30;
/** Virtual time that a domain has run before its figures count: the load of a driver makes waves that tell nothing. */
const SETTLED_NS = 2 * SECOND;
/** Who gave a command, where that is worth saying. */
const GIVERS: Readonly<Partial<Record<Actor, string>>> = {
	scenario: ', by the scenario',
	guard: ', by the engine itself',
	try: ', by a trial',
};
const TOLD_BY_STATE: readonly CommandKind[] = ['add-domain', 'remove-domain', 'pause-domain', 'resume-domain'];

/** The GPU as a whole; a figure like those of domains. */
const gpuBusy: Watched = {
	name: 'GPU busy',
	unit: 'percent',
	step: 10,
	value: (_domain, rates) => {
		const part = rates.cardOfTime('anyBusyNs');
		return part === undefined ? undefined : part * 100;
	},
};

export class Narrator {
	readonly #rates = new Rates(SECOND);
	readonly #waiting: string[] = [];
	/** Sentences that were dropped because too many waited. */
	#dropped = 0;
	#facts: Facts | undefined;
	/** Last spoken value of each figure, by domain. */
	readonly #said = new Map<string, number>();
	/** Virtual time since which a domain has run, by its id. */
	readonly #since = new Map<number, number>();

	take(snapshot: Snapshot): void {
		this.#rates.push(snapshot);
		const before = this.#facts;
		const {facts} = snapshot;
		this.#facts = facts;
		if (before === undefined) {
			this.#greet(facts);
		} else if (before !== facts) {
			this.#tellChanges(before, facts);
		}
		for (const {configuration, state} of facts.domains) {
			if (state !== 'booting' && !this.#since.has(configuration.id)) {
				this.#since.set(configuration.id, snapshot.atNs);
			}
		}
		this.#remember();
	}

	/** The next sentence; undefined while there is nothing new. */
	next(): string | undefined {
		const waiting = this.#waiting.shift();
		if (waiting !== undefined) {
			return waiting;
		}
		if (this.#dropped > 0) {
			const count = this.#dropped;
			this.#dropped = 0;
			return `${count} further changes were not said`;
		}
		return this.#figure();
	}

	/** How everything stands, a sentence for the engine and one for each domain. */
	status(): string[] {
		const facts = this.#facts;
		if (facts === undefined) {
			return ['the engine has not started yet'];
		}
		const {policy, isPaused} = facts.configuration;
		const busy = gpuBusy.value(facts.domains[0] as DomainFacts, this.#rates);
		const known = busy === undefined ? '' : `, GPU busy ${spoken(busy)} percent`;
		return [
			`${isPaused ? 'paused' : 'running'} at ${spoken(this.#rates.nowNs / SECOND)} seconds, policy ${policy.name}${known}`,
			...facts.domains.map(domain => `${describeDomain(domain)}${this.#figuresOf(domain)}`),
		];
	}

	#figuresOf(domain: DomainFacts): string {
		const figures = watchedFigures.map(watched => ({watched, value: watched.value(domain, this.#rates)}));
		return figures.map(({watched: {name, unit}, value}) => (value === undefined ? '' : `, ${name} ${spoken(value)} ${unit}`)).join('');
	}

	#say(sentence: string): void {
		if (this.#waiting.length < WAITING) {
			this.#waiting.push(sentence);
		} else {
			this.#dropped++;
		}
	}

	#greet({scenario, seed, domains, configuration}: Facts): void {
		const many = domains.length === 1 ? '1 domain' : `${domains.length} domains`;
		this.#say(`gpuvmtop, scenario ${scenario}, seed ${seed}: ${many}, policy ${configuration.policy.name}; type help for commands`);
		for (const domain of domains) {
			this.#say(describeDomain(domain));
		}
	}

	#tellChanges(before: Facts, now: Facts): void {
		const seen = before.journal.at(-1)?.sequence ?? -1;
		const entries = now.journal.filter(({sequence}) => sequence > seen);
		for (const {by, command, summary} of entries) {
			// Domains that come, go or change state are told by what became of them; a line that was typed has been answered.
			if (by !== 'plain' && !TOLD_BY_STATE.includes(command.kind)) {
				this.#say(`${inWords(summary)}${GIVERS[by] ?? ''}`);
			}
		}
		this.#tellDomains(before, now);
		const noticed = before.notices.at(-1)?.sequence ?? -1;
		for (const {sequence, severity, domain, text} of now.notices) {
			// Commands of a scenario are in the journal and among the notices.
			if (sequence > noticed && !entries.some(({summary}) => summary === text)) {
				this.#say(`${severity === 'info' ? '' : `${severity}: `}${domain === '' ? '' : `${domain}: `}${text}`);
			}
		}
	}

	#tellDomains(before: Facts, now: Facts): void {
		const old = new Map(before.domains.map(domain => [domain.configuration.id, domain]));
		for (const domain of now.domains) {
			const was = old.get(domain.configuration.id);
			if (was === undefined) {
				this.#say(`${domain.configuration.name} added, ${domain.state}`);
			} else if (was.state !== domain.state) {
				this.#say(`${domain.configuration.name} is ${domain.state}${domain.reason === '' ? '' : `: ${domain.reason}`}`);
			}
		}
		const left = now.domains.map(({configuration}) => configuration.id);
		for (const {configuration} of before.domains.filter(one => !left.includes(one.configuration.id))) {
			this.#say(`${configuration.name} removed`);
			this.#since.delete(configuration.id);
			for (const {name} of watchedFigures) {
				this.#said.delete(`${configuration.id} ${name}`);
			}
		}
	}

	/** What is known for the first time is where changes are counted from. */
	#remember(): void {
		for (const {key, value} of this.#values()) {
			if (!this.#said.has(key)) {
				this.#said.set(key, value);
			}
		}
	}

	#figure(): string | undefined {
		const changes = this.#values().map(one => ({...one, before: this.#said.get(one.key) ?? one.value}));
		const [most] = changes
			.map(one => ({...one, change: changeOf(one.watched, one.before, one.value)}))
			.filter(({change}) => change > 1)
			.sort((first, second) => second.change - first.change);
		if (most === undefined) {
			return undefined;
		}
		this.#said.set(most.key, most.value);
		return `${most.who}${changeText(most.watched, most.before, most.value)}`;
	}

	#values(): Array<{key: string; who: string; watched: Watched; value: number}> {
		const domains = this.#facts?.domains ?? [];
		const [first] = domains;
		const card = first === undefined ? undefined : gpuBusy.value(first, this.#rates);
		const own = domains
			.filter(({configuration}) => this.#rates.nowNs - (this.#since.get(configuration.id) ?? Number.POSITIVE_INFINITY) >= SETTLED_NS)
			.flatMap(domain =>
				watchedFigures.flatMap(watched => {
					const value = watched.value(domain, this.#rates);
					const {id, name} = domain.configuration;
					return value === undefined ? [] : [{key: `${id} ${watched.name}`, who: `${name}: `, watched, value}];
				}),
			);
		return card === undefined ? own : [{key: 'card', who: '', watched: gpuBusy, value: card}, ...own];
	}
}

function describeDomain({configuration, state}: DomainFacts): string {
	const {name, mode, vramBytes, workloads} = configuration;
	const work = workloads.length === 0 ? 'no workload' : workloads.map(({kind}) => kind).join(' and ');
	return `${name}: ${state}, ${describeMode(mode)}, ${Math.round(vramBytes / MIB)} MiB, ${work}`;
}

/** `policy fifo -> credit` is heard as `policy changed from fifo to credit`. */
function inWords(summary: string): string {
	return summary.replace(/^(.*\S) (\S+) -> (\S+)$/, '$1 changed from $2 to $3').replaceAll(' -> ', ' to ');
}
