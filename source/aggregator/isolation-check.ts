/**
Isolation check: what must be true of the card and of every domain on it at any moment. For tests, after
every event, and for live runs now and then.

Not here: page tables (table-check.ts).
*/
import {assert} from '../base/assert.ts';
import {hex} from '../base/words.ts';
import {RAMIN} from '../manual/instance-block.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import {BARS} from '../manual/pci.ts';
import {CHANNELS, PFIFO} from '../manual/pfifo.ts';
import {element, get} from '../manual/register.ts';
import {aggregatorCounters} from './counters.ts';
import type {PhysicalDevice} from './physical-device.ts';
import {type CheckDepth, checkTables, isDue, isPairAt} from './table-check.ts';
import type {VirtualGpu} from './virtual-gpu.ts';

const at = aggregatorCounters.at;
const BAR3_PAGES = BARS[3].bytes / PAGE_BYTES;

/** One domain's tables, channels and window. */
export function checkDomain(virtual: VirtualGpu, depth: CheckDepth): void {
	virtual.state.memory.checkInvariants();
	checkTables(virtual.state, depth);
	checkChannels(virtual);
	if (isDue(virtual.remap, depth)) {
		checkWindow(virtual);
	}
}

/** Every doorbell taken is fired once, dropped once, queued, or on its way. */
export function checkDoorbells({state: {counters, domain}}: VirtualGpu, arriving: number): void {
	const known = counters[at.fired] + counters[at.dropped] + counters[at.queueDepth] + arriving;
	assert(counters[at.doorbells] === known, `${domain.name}: ${counters[at.doorbells]} doorbells taken, ${known} accounted for`);
}

/** Virtual and physical channels one to one; what the device loads names only what is the domain's. */
function checkChannels({state, channels}: VirtualGpu): void {
	const {partition, device, para, domain} = state;
	for (const channel of channels.live()) {
		const what = `${domain.name}: channel ${channel.virtualChannel}`;
		assert(
			channel.physicalChannel === partition.channelStart + channel.virtualChannel,
			`${what} is ${channel.physicalChannel} on the card`,
		);
		assert(channel.start >= partition.vramStart && channel.end <= partition.vramStart + partition.vramBytes, `${what}: foreign instance`);
		assert(isPairAt(state, channel.shadow + RAMIN.USERD_LOW, channel.userd), `${what}: USERD is not the one made for it`);
		const own = para === undefined ? channel.space?.shadow : para.directoryOf(channel.virtualChannel)?.address;
		assert(isPairAt(state, channel.shadow + RAMIN.PD_LOW, own ?? device.emptyDirectory), `${what}: directory is not the one made for it`);
		assert(para !== undefined || channel.space === undefined || channel.space.users > 0, `${what}: directory is gone`);
	}
}

/** Pages that reach the card without an exit show the domain's own VRAM, and no live instance block. */
function checkWindow({state, channels}: VirtualGpu): void {
	const {partition, device, secondLevel, domain} = state;
	const first = partition.bar3Start / PAGE_BYTES;
	for (let page = 0; page < secondLevel.isDirect.length; page++) {
		const address = device.bar3Page(first + page);
		const isOwn = address >= partition.vramStart && address + PAGE_BYTES <= partition.vramStart + partition.vramBytes;
		if ((address >= 0 && !isOwn) || (secondLevel.isDirect[page] === 1 && (address < 0 || channels.atInstance(address) !== undefined))) {
			assert(false, `${domain.name}: page ${page} of BAR3 shows ${hex(Math.max(0, address))}, direct ${secondLevel.isDirect[page]}`);
		}
	}
}

/** No channel is kept from running but for a doorbell that was stopped on it, and one that is does not run. */
export function checkSuspended(device: PhysicalDevice, isSuspended: (channel: number) => boolean): void {
	for (let channel = 0; channel < CHANNELS; channel++) {
		if (device.isHeldOff(channel)) {
			assert(isSuspended(channel), `channel ${channel} is held off the engines and nobody remembers why`);
			const state = device.gpu.peek32(0, element(PFIFO.CHANNEL_STATE, channel));
			assert(get(PFIFO.CHANNEL_STATE, 'RUNNABLE', state) === 0, `channel ${channel} is held off and may run`);
		}
	}
}

/** What the card's own tables say, against who lives: nothing of a domain that is gone can be reached. */
export function checkDevice(device: PhysicalDevice, gpus: readonly VirtualGpu[], runlist: readonly number[], depth: CheckDepth): void {
	const expected = new Array<{readonly shadow: number; readonly userd: number} | undefined>(CHANNELS).fill(undefined);
	const mayRun = new Uint8Array(CHANNELS);
	const isWindow = new Uint8Array(BAR3_PAGES);
	for (const {state, channels} of gpus) {
		const {channelStart, channelCount, bar3Start, bar3Bytes} = state.partition;
		mayRun.fill(state.conduct.parkedReason === '' ? 1 : 0, channelStart, channelStart + channelCount);
		isWindow.fill(1, bar3Start / PAGE_BYTES, (bar3Start + bar3Bytes) / PAGE_BYTES);
		for (const channel of channels.live()) {
			assert(expected[channel.physicalChannel] === undefined, `channel ${channel.physicalChannel} belongs to two`);
			expected[channel.physicalChannel] = channel;
		}
	}
	for (let channel = 0; channel < CHANNELS; channel++) {
		const entry = device.gpu.peek32(0, element(PFIFO.CHANNEL, channel));
		const owner = expected[channel];
		if (get(PFIFO.CHANNEL, 'VALID', entry) === 1) {
			assert(
				get(PFIFO.CHANNEL, 'FRAME', entry) * PAGE_BYTES === owner?.shadow,
				`channel ${channel} on the card is not what its owner made`,
			);
			assert(device.pollPage(channel) === owner.userd, `channel ${channel}: doorbells go elsewhere`);
		} else {
			assert(device.pollPage(channel) < 0, `channel ${channel} is empty and has a USERD page`);
		}
	}
	for (const channel of runlist) {
		assert(mayRun[channel] === 1, `channel ${channel} is on the runlist and nobody's, or parked`);
	}
	for (let page = 0; depth === 'all' && page < BAR3_PAGES; page++) {
		assert(isWindow[page] === 1 || device.bar3Page(page) < 0, `page ${page} of the card's BAR3 belongs to nobody and is mapped`);
	}
}
