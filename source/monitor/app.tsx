/** The layout of the screen. What changes at every tick is painted (Canvas); Ink lays out, and draws dialogs and help. */
import {Box, Text, useApp, useInput, useWindowSize} from 'ink';
import {type ReactNode, useEffect} from 'react';
import {Canvas} from './canvas.tsx';
import {DialogView} from './dialogs/dialog-view.tsx';
import {HelpPage} from './help-page.tsx';
import {KeyBar} from './key-bar.tsx';
import {keysOf} from './keys.ts';
import {CAPTION_ROWS} from './paint/caption.ts';
import {FOOTER_ROWS} from './paint/footer.ts';
import {HEADER_ROWS} from './paint/header.ts';
import {MonitorContext, type ScreenContext, useMonitor} from './screen-context.ts';
import {useUi} from './store.ts';
import type {Surface} from './terminal/surface.ts';
import {useTour} from './tour/tour-play.ts';

/** The smallest terminal in which everything has its place. */
export const SMALLEST = {columns: 80, rows: 24} as const;

export type Painters = {
	readonly header: (surface: Surface) => void;
	readonly body: (surface: Surface) => void;
	readonly footer: (surface: Surface) => void;
	/** Of a tour, while one is played. */
	readonly caption: (surface: Surface) => void;
};

export type AppProps = {readonly context: ScreenContext; readonly painters: Painters};

export function App({context, painters}: AppProps): ReactNode {
	const {columns, rows} = useWindowSize();
	const {suspendTerminal} = useApp();
	useEffect(() => {
		context.terminal.handOver = suspendTerminal;
	}, [context, suspendTerminal]);
	useInput((input, key) => {
		for (const name of keysOf(input, key)) {
			context.press(name);
		}
	});
	const isTooSmall = columns < SMALLEST.columns || rows < SMALLEST.rows;
	return (
		<MonitorContext value={context}>
			<Box width={columns} height={rows} flexDirection='column' overflow='hidden'>
				{isTooSmall ? <TooSmall columns={columns} rows={rows} /> : <Whole columns={columns} rows={rows} painters={painters} />}
			</Box>
		</MonitorContext>
	);
}

type Size = {readonly columns: number; readonly rows: number};

function Whole({columns, rows, painters}: Size & {readonly painters: Painters}): ReactNode {
	const {screen, store, tour} = useMonitor();
	const isHelp = useUi(store, state => state.screen === 'help');
	const captionRows = useTour(tour) ? CAPTION_ROWS : 0;
	const bodyRows = rows - HEADER_ROWS - FOOTER_ROWS - 1 - captionRows;
	return (
		<>
			<Canvas screen={screen} width={columns} height={HEADER_ROWS} paint={painters.header} />
			{isHelp ? (
				<HelpPage width={columns} height={bodyRows} />
			) : (
				<Canvas screen={screen} width={columns} height={bodyRows} paint={painters.body} />
			)}
			{captionRows > 0 && <Canvas screen={screen} width={columns} height={captionRows} paint={painters.caption} />}
			<Canvas screen={screen} width={columns} height={FOOTER_ROWS} paint={painters.footer} />
			<KeyBar width={columns} />
			<DialogView columns={columns} rows={rows} />
		</>
	);
}

function TooSmall({columns, rows}: Size): ReactNode {
	return (
		<>
			<Text wrap='truncate'>gpuvmtop needs more room.</Text>
			<Text wrap='truncate'>{`This terminal: ${columns}x${rows}`}</Text>
			<Text wrap='truncate'>{`Needed: ${SMALLEST.columns}x${SMALLEST.rows}`}</Text>
			<Text wrap='truncate'>Enlarge it, or press q and</Text>
			<Text wrap='truncate'>use gpuvmtop -b for text.</Text>
		</>
	);
}
