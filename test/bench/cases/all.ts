/** Every case, by the number of its goal; and the goals that have none, with what they need. */
import type {BenchCase} from '../harness.ts';
import {collections} from './collections.ts';
import {monitorDay} from './day.ts';
import {domainMemory} from './domains.ts';
import {eventCore} from './event-core.ts';
import {histogram} from './histogram.ts';
import {leaving} from './leaving.ts';
import {memoryAccess, pageCopy, vramReserve} from './memory.ts';
import {mmio} from './mmio.ts';
import {modeSwitch} from './mode-switch.ts';
import {firstFrame, monitorShare} from './monitor.ts';
import {pacing} from './pacing.ts';
import {recording} from './recording.ts';
import {rewind} from './rewind.ts';
import {flatScheduling, scheduling} from './scheduling.ts';
import {screenBytes} from './screen-bytes.ts';
import {shadowBuild, shadowFlush, trackingTax} from './shadow.ts';
import {snapshot} from './snapshot.ts';
import {wholeMachine} from './whole-machine.ts';

export const cases: readonly BenchCase[] = [
	shadowFlush,
	shadowBuild,
	trackingTax,
	mmio,
	eventCore,
	vramReserve,
	memoryAccess,
	pageCopy,
	histogram,
	pacing,
	collections,
	scheduling,
	flatScheduling,
	wholeMachine,
	domainMemory,
	snapshot,
	rewind,
	modeSwitch,
	screenBytes,
	firstFrame,
	monitorShare,
	recording,
	leaving,
	monitorDay,
];

export const awaited: ReadonlyArray<{readonly id: string; readonly name: string; readonly needs: string}> = [];
