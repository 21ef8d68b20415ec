/**
The frame of every dialog: a head, lines of which those around the focus are shown, and a foot. It fits any screen:
what does not fit scrolls, and says so.
*/
import {Text} from 'ink';
import type {ReactNode} from 'react';
import {Overlay} from '../canvas.tsx';
import {useMonitor} from '../screen-context.ts';
import {truncate} from '../terminal/cell-width.ts';

const WIDEST = 68;
/** Above every dialog, the title; below it, the status line and the keys of the dialog. */
const ROWS_ABOVE = 1;
const ROWS_BELOW = 2;
/** Border and padding. */
const SIDES = 4;
const ENDS = 2;

export type Size = {readonly columns: number; readonly rows: number};

export type DialogFrameProps = Size & {
	readonly title: string;
	/** Lines with their colours; none is wrapped. */
	readonly lines: readonly string[];
	/** The line that must be seen. */
	readonly focus?: number;
	/** Below the lines: what the focus is about, and why something was refused. */
	readonly foot?: readonly string[];
	readonly refusal: string;
	readonly widest?: number;
};

/** Columns inside the frame. */
export function innerWidth(columns: number, widest = WIDEST): number {
	return Math.min(widest, columns - 2) - SIDES;
}

export function DialogFrame({columns, rows, title, lines, focus = 0, foot = [], refusal, widest = WIDEST}: DialogFrameProps): ReactNode {
	const {screen, theme} = useMonitor();
	const inner = innerWidth(columns, widest);
	const below = [...foot, refusal === '' ? '' : theme.text('bad', truncate(`! ${refusal}`, inner))];
	// Title, an empty line where there is room for air, the lines, the foot.
	const free = rows - ROWS_ABOVE - ROWS_BELOW;
	const room = free - ENDS - 1 - below.length;
	const hasAir = room > lines.length;
	const shown = Math.max(1, Math.min(lines.length, hasAir ? room - 1 : room));
	const top = Math.max(0, Math.min(lines.length - shown, focus - Math.floor(shown / 2)));
	const place = shown < lines.length ? theme.text('dim', `  ${top + 1}-${top + shown} of ${lines.length}`) : '';
	const all = [`${theme.text('strong', title)}${place}`, ...(hasAir ? [''] : []), ...lines.slice(top, top + shown), ...below];
	return (
		<Overlay
			screen={screen}
			columns={columns}
			rows={rows}
			width={inner + SIDES}
			height={all.length + ENDS}
			top={ROWS_ABOVE + Math.max(0, Math.floor((free - all.length - ENDS) / 2))}
			title={title}
		>
			{all.map((text, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the lines are places, not things.
				<Text key={index} wrap='truncate'>
					{text === '' ? ' ' : text}
				</Text>
			))}
		</Overlay>
	);
}
