/** Events that were under way when a domain left its slot do not reach whoever has it next. */
import {expect, test} from 'vitest';
import {US} from '../../source/base/units.ts';
import {MachineLab} from '../lab/machine-lab.ts';

test('an interrupt of the bare card on its way to a native domain does not reach the domain that it becomes', () => {
	const lab = new MachineLab({domains: [{mode: {kind: 'native'}, workload: ['nop', {rounds: 0, waitByInterrupt: 1}]}]});
	const {machine} = lab;
	const onItsWay = () => machine.queue.inspect().some(({name, argument}) => name === 'machine.interrupt' && argument % 2 === 1);
	for (let step = 0; !onItsWay() && step < 5_000_000; step++) {
		machine.queue.step();
	}
	expect(onItsWay()).toBe(true);
	machine.submit({kind: 'set-mode', domain: 'dom1', mode: {kind: 'full', barRemap: true, lazyShadowing: true}});
	const heard: boolean[] = [];
	const {guest} = machine.residents()[0] ?? {};
	if (guest !== undefined) {
		guest.interrupt = isRaised => heard.push(isRaised);
	}
	machine.runUntil(machine.nowNs + 20 * US);
	expect(heard).not.toContain(true);
});

test('an injection on its way to a virtual machine does not reach its successor in the slot before it has one of its own', () => {
	const mode = {kind: 'para', multicall: true} as const;
	const lab = new MachineLab({domains: [{mode, workload: ['nop', {rounds: 0, waitByInterrupt: 1}]}]});
	const {machine} = lab;
	const onItsWay = () => machine.queue.inspect().some(({name}) => name === 'hypervisor.inject');
	for (let step = 0; !onItsWay() && step < 5_000_000; step++) {
		machine.queue.step();
	}
	expect(onItsWay()).toBe(true);
	machine.submit({kind: 'remove-domain', domain: 'dom1'});
	machine.submit({kind: 'add-domain', name: 'heir', mode, workloads: [{kind: 'nop', parameters: {}}]});
	const [heir] = machine.residents();
	const heard: number[] = [];
	if (heir !== undefined) {
		heir.guest.interrupt = () => heard.push(machine.nowNs);
	}
	// Its own line goes up now: the injection takes its time, the old event must not shorten it.
	const raisedAtNs = machine.nowNs;
	heir?.domain?.setInterrupt(true);
	machine.runUntil(raisedAtNs + 10 * US);
	expect(heard).toEqual([raisedAtNs + 2500]);
});
