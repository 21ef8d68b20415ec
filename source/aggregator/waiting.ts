/**
Why a domain waits, as the words of the gauge `waitsFor`: its value is the place in this list.

The GPU scheduler says what becomes of its doorbells; where it has none, the machine looks at the rest of it
(machine/waiting.ts).
*/

export const waits = [
	{word: '-', doc: 'not known yet'},
	{word: 'run', doc: 'it does not: the device works for it'},
	{word: 'device', doc: 'its doorbells wait, the device works for another'},
	{word: 'budget', doc: 'its doorbells wait: its account with the policy is used up, or the policy leaves the device free'},
	{word: 'cap', doc: 'its doorbells are held back by its cap'},
	{word: 'shadow', doc: 'the aggregator rescans its page tables'},
	{word: 'trap', doc: 'an access of it trapped and the aggregator has not finished with it'},
	{word: 'cpu', doc: 'its vCPU computes and has given the device nothing'},
	{word: 'idle', doc: 'the guest has nothing to do: it sleeps'},
	{word: 'boot', doc: 'its driver loads'},
	{word: 'paused', doc: 'the operator holds it'},
	{word: 'ended', doc: 'it is done, has failed or is parked; STATE says which'},
] as const;

export type Wait = (typeof waits)[number]['word'];

/** Value of the gauge for a word. */
export const waitCode = Object.fromEntries(waits.map(({word}, code) => [word, code])) as Readonly<Record<Wait, number>>;
