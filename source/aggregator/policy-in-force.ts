/**
The policy in force, with its state and parameters. One that is not ours is asked through a guard.

Owns: what happens to the state when policy or parameters change.
*/
import type {PlainData} from '../base/digest.ts';
import type {TunableValues} from '../base/tunable.ts';
import {guard} from '../scheduler/guard.ts';
import type {Account, Decision, Pending, SchedulerPolicy, Share} from '../scheduler/policy.ts';

export type PolicyOptions = {
	readonly now: () => number;
	/** Name of a domain, for messages. */
	readonly nameOf: (domain: number) => string;
	/** A policy that is not ours is at fault; it answers like FIFO until it is replaced. */
	readonly onFault: (fault: string) => void;
};

export class PolicyInForce {
	parameters: TunableValues = {};
	readonly #options: PolicyOptions;
	/** As it was given, and as it is asked. */
	#given: SchedulerPolicy | undefined;
	#policy: SchedulerPolicy;
	#state: unknown;

	constructor(policy: SchedulerPolicy, parameters: TunableValues, options: PolicyOptions) {
		this.#options = options;
		this.#policy = policy;
		this.parameters = parameters;
		this.install(policy, parameters, [], []);
	}

	get name(): string {
		return this.#policy.name;
	}

	get isDirect(): boolean {
		return this.#policy.isDirect === true;
	}

	/** Whether it would ever take the device away from a doorbell that is not done. */
	get maySuspend(): boolean {
		return this.#policy.isTurnOver !== undefined;
	}

	/** Whether the turn of a domain whose doorbell runs is over. */
	isTurnOver(domain: number, pending: readonly Pending[]): boolean {
		return this.#policy.isTurnOver?.(this.#state, domain, pending, this.#options.now(), this.parameters) ?? false;
	}

	/** Whether it is this very policy, with whatever parameters. */
	is(policy: SchedulerPolicy): boolean {
		return policy === this.#given;
	}

	/** Time between two calls of `replenish`; 0 for never. */
	get periodNs(): number {
		return this.#policy.periodNs?.(this.parameters) ?? 0;
	}

	/** Starts a policy on domains and queues as they are; what the old one knew is kept if it still means the same. */
	install(policy: SchedulerPolicy, parameters: TunableValues, shares: readonly Share[], pending: readonly Pending[]): void {
		const nowNs = this.#options.now();
		const previous = this.#state;
		this.#given = policy;
		this.#policy = policy.isForeign === true ? (guard(policy, this.#options.onFault, this.#options.nameOf) as SchedulerPolicy) : policy;
		this.parameters = parameters;
		this.#state = this.#policy.adopt?.(previous, parameters, nowNs) ?? this.#policy.start(shares, parameters, nowNs);
		for (const line of pending) {
			this.changed(line);
		}
	}

	join(share: Share): void {
		this.#policy.join?.(this.#state, share, this.parameters, this.#options.now());
	}

	leave(domain: number): void {
		this.#policy.leave?.(this.#state, domain);
	}

	reshare(share: Share): void {
		this.#policy.reshare?.(this.#state, share, this.parameters, this.#options.now());
	}

	changed(line: Pending): void {
		this.#policy.changed?.(this.#state, line, this.#options.now(), this.parameters);
	}

	decide(pending: readonly Pending[]): Decision {
		return this.#policy.decide(this.#state, pending, this.#options.now(), this.parameters);
	}

	charge(domain: number, busyNs: number, isDone: boolean): void {
		this.#policy.charge?.(this.#state, domain, busyNs, this.#options.now(), this.parameters, isDone);
	}

	replenish(): void {
		this.#policy.replenish?.(this.#state, this.#options.now(), this.parameters);
	}

	account(domain: number): Account {
		return this.#policy.account?.(this.#state, domain) ?? {};
	}

	/** Plain data; the state of a policy that is not ours is nobody else's business. */
	inspect(): PlainData {
		return this.#policy.isForeign === true ? null : (this.#state as PlainData);
	}
}
