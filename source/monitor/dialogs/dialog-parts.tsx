/** What dialogs are made of. */
import {Text} from 'ink';
import type {ReactNode} from 'react';
import {useMonitor} from '../screen-context.ts';
import {truncate} from '../terminal/cell-width.ts';

export const WIDTH = 68;
/** Inside the border and the padding. */
export const INNER = WIDTH - 4;

/** Of the whole screen. */
export type Size = {readonly columns: number; readonly rows: number};

/** One line, never wrapped. */
export function Line({children}: {readonly children: string}): ReactNode {
	return <Text wrap='truncate'>{children === '' ? ' ' : children}</Text>;
}

export function Refusal({text}: {readonly text: string}): ReactNode {
	const {theme} = useMonitor();
	return <Line>{text === '' ? '' : theme.text('bad', truncate(`! ${text}`, INNER))}</Line>;
}
