/** All policies, by lower-case name, in the order in which people should see them. */
import {band} from './band.ts';
import {credit} from './credit.ts';
import {deficit} from './deficit.ts';
import {direct} from './direct.ts';
import {fair} from './fair.ts';
import {fifo} from './fifo.ts';
import type {SchedulerPolicy} from './policy.ts';
import {reservation} from './reservation.ts';
import {equalShare, fixedShare} from './rotation.ts';
import {bestEffort, quantum} from './sliced.ts';

const ALL = [direct, fifo, credit, band, fair, deficit, bestEffort, equalShare, fixedShare, quantum, reservation] as const;

export const POLICIES: Readonly<Record<string, SchedulerPolicy>> = Object.fromEntries(
	ALL.map(policy => [policy.name.toLowerCase(), policy as unknown as SchedulerPolicy]),
);
