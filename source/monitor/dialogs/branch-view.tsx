/** The dialog that asks before a branch is made, and shows how far its replay has come. */
import {Text} from 'ink';
import type {ReactNode} from 'react';
import {SECOND} from '../../base/units.ts';
import {Overlay} from '../canvas.tsx';
import {bar, formatClock} from '../format.ts';
import {useMonitor} from '../screen-context.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {BranchDialog} from './branch-dialog.ts';

const WIDTH = 74;
const INNER = WIDTH - 4;
const BAR_WIDTH = 28;

/** What will happen, in sentences. */
export function branchLines({laterNs, changes, estimateMs, atNs}: BranchDialog): string[] {
	const later = `${(laterNs / SECOND).toFixed(1)} s`;
	const left = changes === 0 ? `${later} after it` : `${later} and ${changes} ${changes === 1 ? 'change' : 'changes'} after it`;
	const how = estimateMs === undefined ? '' : `: ${describeWall(estimateMs)}`;
	return [
		laterNs <= 0 ? 'Another run goes on from here.' : `Another run goes on from here without the ${left}.`,
		`Its engine repeats the first ${formatClock(atNs)} of this one${how}.`,
		'Then it waits, paused, for what you try. This run waits too, and',
		'is its baseline: c compares, B leads back.',
	];
}

function describeWall(ms: number): string {
	return ms < 1000 ? 'under 1 s' : `about ${Math.round(ms / 1000)} s`;
}

export function BranchView({
	dialog,
	columns,
	rows,
}: {
	readonly dialog: BranchDialog;
	readonly columns: number;
	readonly rows: number;
}): ReactNode {
	const {screen, theme} = useMonitor();
	const {atNs, mainNs, reachedNs, refusal} = dialog;
	const progress =
		reachedNs === undefined
			? ''
			: `${bar(atNs > 0 ? reachedNs / atNs : 1, BAR_WIDTH)} ${formatClock(reachedNs)} of ${formatClock(atNs)} · Esc gives up`;
	const main = mainNs === undefined ? '' : `M  back to the main run, which waits at ${formatClock(mainNs)}`;
	const lines = [theme.text('strong', `Branch from ${formatClock(atNs)}: what if?`), '', ...branchLines(dialog), '', main, progress];
	return (
		<Overlay screen={screen} columns={columns} rows={rows} width={WIDTH} height={lines.length + 3} title='Branch'>
			{lines.map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the lines are places, not things.
				<Text key={index} wrap='truncate'>
					{line === '' ? ' ' : line}
				</Text>
			))}
			<Text wrap='truncate'>{refusal === '' ? ' ' : theme.text('bad', truncate(`! ${refusal}`, INNER))}</Text>
		</Overlay>
	);
}
