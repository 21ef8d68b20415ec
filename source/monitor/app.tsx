/** The layout of the screen. What changes at every tick is painted (Canvas); Ink lays out, and draws dialogs and help. */
import {Box, Text, useApp, useStdin, useWindowSize} from 'ink';
import {type ReactNode, useEffect} from 'react';
import {Canvas} from './canvas.tsx';
import {LineView} from './command-line/line-view.tsx';
import {DialogView} from './dialogs/dialog-view.tsx';
import {frameOf, SMALLEST} from './frame.ts';
import {HelpPage} from './help-page.tsx';
import {CAPTION_ROWS} from './paint/caption.ts';
import {MonitorContext, type ScreenContext, useMonitor} from './screen-context.ts';
import {useUi} from './store.ts';
import type {Surface} from './terminal/surface.ts';
import {useTour} from './tour/tour-play.ts';

export type Painters = {
	readonly header: (surface: Surface) => void;
	readonly body: (surface: Surface) => void;
	readonly cost: (surface: Surface) => void;
	readonly footer: (surface: Surface) => void;
	/** Of a tour, while one is played. */
	readonly caption: (surface: Surface) => void;
	readonly keyBar: (surface: Surface) => void;
};

export type AppProps = {readonly context: ScreenContext; readonly painters: Painters};

export function App({context, painters}: AppProps): ReactNode {
	const {columns, rows} = useWindowSize();
	const {suspendTerminal} = useApp();
	useEffect(() => {
		context.terminal.handOver = suspendTerminal;
	}, [context, suspendTerminal]);
	const {setRawMode} = useStdin();
	useEffect(() => {
		// What is typed comes from key-input.ts; Ink switches it, and hands it over with the rest of the terminal.
		setRawMode(true);
		return () => setRawMode(false);
	}, [setRawMode]);
	// Another theme changes what every component draws.
	useUi(context.store, state => state.terminal);
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
	const showsCost = useUi(store, state => state.terminal.showsCost);
	const captionRows = useTour(tour) ? CAPTION_ROWS : 0;
	const frame = frameOf(rows, showsCost, captionRows);
	return (
		<>
			<Canvas screen={screen} width={columns} height={frame.header} paint={painters.header} />
			{isHelp ? (
				<HelpPage width={columns} height={frame.body} />
			) : (
				<Canvas screen={screen} width={columns} height={frame.body} paint={painters.body} />
			)}
			{captionRows > 0 ? <Canvas screen={screen} width={columns} height={captionRows} paint={painters.caption} /> : null}
			{showsCost ? <Canvas screen={screen} width={columns} height={frame.cost} paint={painters.cost} /> : null}
			<Canvas screen={screen} width={columns} height={frame.footer} paint={painters.footer} />
			<Canvas screen={screen} width={columns} height={1} paint={painters.keyBar} />
			<LineView columns={columns} rows={rows} />
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
