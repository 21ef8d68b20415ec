/** The dialog that asks before a branch is made, and shows how far its replay has come, as it looks. */
import type {ReactNode} from 'react';
import {SECOND} from '../../base/units.ts';
import {bar, formatClock} from '../format.ts';
import type {BranchDialog} from './branch-dialog.ts';
import {DialogFrame, type Size} from './dialog-frame.tsx';

const WIDEST = 74;
const BAR_WIDTH = 20;

/** What will happen, in sentences. */
export function branchLines({laterNs, changes, estimateMs, atNs}: BranchDialog): string[] {
	const later = `${(laterNs / SECOND).toFixed(1)} s`;
	const left = changes === 0 ? `${later} after it` : `${later} and ${changes} ${changes === 1 ? 'change' : 'changes'} after it`;
	const how = estimateMs === undefined ? '' : `: ${describeWall(estimateMs)}`;
	return [
		laterNs <= 0 ? 'Another run goes on from here.' : `Another run goes on from here without the ${left}.`,
		`Its engine repeats the first ${formatClock(atNs)}${how}.`,
		'Then it waits, paused, for what you try. This run waits',
		'too, and is its baseline: c compares, B leads back.',
	];
}

function describeWall(ms: number): string {
	return ms < 1000 ? 'under 1 s' : `about ${Math.round(ms / 1000)} s`;
}

export function BranchView({dialog, columns, rows}: {readonly dialog: BranchDialog} & Size): ReactNode {
	const {atNs, mainNs, reachedNs} = dialog;
	const progress =
		reachedNs === undefined
			? ''
			: `${bar(atNs > 0 ? reachedNs / atNs : 1, BAR_WIDTH)} ${formatClock(reachedNs)} of ${formatClock(atNs)} · Esc gives up`;
	const main = mainNs === undefined ? [] : [`M  back to the main run, which waits at ${formatClock(mainNs)}`];
	return (
		<DialogFrame
			columns={columns}
			rows={rows}
			title={`Branch from ${formatClock(atNs)}: what if?`}
			lines={[...branchLines(dialog), '', ...main]}
			foot={[progress]}
			refusal={dialog.refusal}
			widest={WIDEST}
		/>
	);
}
