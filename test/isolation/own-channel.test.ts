/** The tools of the attacks work: what it may do, it can. Otherwise a failed attack would prove nothing. */
import {describe, expect, test} from 'vitest';
import {MS} from '../../source/base/units.ts';
import {Pushbuffer} from '../lab/pushbuffer.ts';
import {AttackChannel, VA} from './attack-channel.ts';
import {AttackLab, SHARED_MODES} from './attack-lab.ts';

describe.each(SHARED_MODES)('%s', (_name, mode) => {
	test('a channel made by hand copies within its own memory and runs kernels', () => {
		const lab = new AttackLab(mode);
		const channel = new AttackChannel(lab, 1).attach();
		lab.poke(channel.data, 0x1234);
		channel.submit(
			new Pushbuffer()
				.bindAll()
				.pcopy(VA.DATA, VA.DATA + 0x1000, 64)
				.m2mf(VA.DATA, VA.DATA + 0x2000, 64)
				.reference(0x600d),
		);
		lab.run(5 * MS);
		expect(channel.reference).toBe(0x600d);
		expect(lab.peek(channel.data + 0x1000)).toBe(0x1234);
		expect(lab.peek(channel.data + 0x2000)).toBe(0x1234);
		channel.submit(channel.launchLoop(1000));
		lab.run(5 * MS);
		expect(lab.peek(channel.data)).toBe(1000);
		expect(lab.peek(channel.data + 0x100)).toBe(7);
		expect(lab.noticed).toBe(0);
		lab.expectVictimUnharmed();
	});
});
