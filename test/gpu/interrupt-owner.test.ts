/** Whose interrupt it is: the channel that raised it, whoever has the engine when somebody asks. */
import {expect, test} from 'vitest';
import {CLASS, COMPUTE, ENGINE, PCOPY_METHOD, SUBCHANNEL} from '../../source/manual/methods.ts';
import {PCOPY} from '../../source/manual/pcopy.ts';
import {PGRAPH} from '../../source/manual/pgraph.ts';
import {PMC} from '../../source/manual/pmc.ts';
import {element, get} from '../../source/manual/register.ts';
import {GpuLab, type LabChannel, VA} from '../lab/gpu-lab.ts';
import {Pushbuffer} from '../lab/pushbuffer.ts';

const ALL = 2 ** 32 - 1;
const compute = () => new Pushbuffer().bind(SUBCHANNEL.COMPUTE, CLASS.COMPUTE, ENGINE.PGRAPH);
/** A method that the class does not take, as the last one: the channel is stopped and the engine goes to the next at once. */
const refused = () => compute().method(SUBCHANNEL.COMPUTE, COMPUTE.QUERY_GET, [1]);

/** A card whose interrupts reach the line; `seen` gets the instance block that CURRENT names each time it calls. */
function labWith(current: () => number): {lab: GpuLab; seen: number[]} {
	// Nothing stands between two events of the device but their order.
	const lab = new GpuLab({costs: {channelSwitchNs: 0, pbdmaSwitchNs: 0, methodNs: 0, gpEntryNs: 0}});
	const seen: number[] = [];
	lab.write(PMC.INTR_EN.offset, 1);
	lab.write(PGRAPH.INTR_EN.offset, ALL);
	lab.gpu.onInterrupt = isRaised => {
		if (isRaised) {
			seen.push(lab.read(current()));
		}
	};
	return {lab, seen};
}

const frameOf = (channel: LabChannel) => channel.instance / 4096;

test('the graphics engine names each channel that was refused, one after the other', () => {
	const {lab, seen} = labWith(() => PGRAPH.CURRENT.offset);
	const channels = [1, 2, 3].map(number => lab.channel(number));
	lab.runlist(1, 2, 3);
	for (const channel of channels) {
		channel.submit(refused());
	}
	lab.run();
	expect(get(PGRAPH.CURRENT, 'FRAME', seen[0] as number)).toBe(frameOf(channels[0] as LabChannel));
	const named: number[] = [];
	while (lab.read(PGRAPH.INTR.offset) !== 0) {
		expect(get(PGRAPH.INTR, 'DATA_ERROR', lab.read(PGRAPH.INTR.offset))).toBe(1);
		expect(get(PGRAPH.TRAPPED_ADDRESS, 'METHOD', lab.read(PGRAPH.TRAPPED_ADDRESS.offset)) * 4).toBe(COMPUTE.QUERY_GET);
		named.push(get(PGRAPH.CURRENT, 'FRAME', lab.read(PGRAPH.CURRENT.offset)));
		lab.write(PGRAPH.INTR.offset, ALL);
	}
	expect(named).toEqual(channels.map(frameOf));
	expect(lab.gpu.inspect().isLineRaised).toBe(true);
	lab.run();
	expect(lab.gpu.inspect().isLineRaised).toBe(false);
});

test('several interrupts of one channel are one; bits are acknowledged one by one', () => {
	const {lab} = labWith(() => PGRAPH.CURRENT.offset);
	const channel = lab.channel(1);
	channel.buffer(VA.DATA, 0x1000);
	lab.runlist(1);
	const query = [0, VA.DATA, 5, 0x1000_0003];
	channel.submit(compute().method(SUBCHANNEL.COMPUTE, COMPUTE.QUERY_HIGH, query).method(SUBCHANNEL.COMPUTE, COMPUTE.QUERY_GET, [1]));
	lab.run();
	const pending = lab.read(PGRAPH.INTR.offset);
	expect([get(PGRAPH.INTR, 'QUERY', pending), get(PGRAPH.INTR, 'DATA_ERROR', pending)]).toEqual([1, 1]);
	lab.write(PGRAPH.INTR.offset, 2);
	expect(lab.read(PGRAPH.INTR.offset)).toBe(pending - 2);
	lab.write(PGRAPH.INTR.offset, ALL);
	expect(lab.read(PGRAPH.INTR.offset)).toBe(0);
});

test('a copy engine names the channel that was refused', () => {
	const {lab, seen} = labWith(() => element(PCOPY.CURRENT, 0));
	const [bad, good] = [lab.channel(1), lab.channel(2)];
	good.buffer(VA.DATA, 0x2000);
	lab.runlist(1, 2);
	const copy = () => new Pushbuffer().bind(SUBCHANNEL.PCOPY0, CLASS.PCOPY0, ENGINE.PCOPY0);
	bad.submit(copy().method(SUBCHANNEL.PCOPY0, PCOPY_METHOD.SOURCE_HIGH, [ALL]));
	good.submit(copy().pcopy(VA.DATA, VA.DATA + 0x1000, 0x1000));
	lab.run();
	expect(get(PCOPY.CURRENT, 'FRAME', seen[0] as number)).toBe(frameOf(bad));
	lab.write(element(PCOPY.INTR_ACK, 0), ALL);
	expect(get(PCOPY.CURRENT, 'FRAME', lab.read(element(PCOPY.CURRENT, 0)))).toBe(frameOf(good));
});
