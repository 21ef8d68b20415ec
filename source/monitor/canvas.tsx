/**
A box of Ink's layout whose cells are painted, not rendered: Ink keeps the place free, the screen's painter fills
it at each frame without React.
*/
import {Box, type DOMElement, measureElement} from 'ink';
import {type ReactNode, useId, useLayoutEffect, useRef} from 'react';
import type {ScreenWriter} from './terminal/screen-writer.ts';
import type {Surface} from './terminal/surface.ts';

export type CanvasProps = {
	readonly screen: ScreenWriter;
	readonly width: number;
	readonly height: number;
	readonly paint: (surface: Surface) => void;
};

export function Canvas({screen, width, height, paint}: CanvasProps): ReactNode {
	const box = useRef<DOMElement>(null);
	const id = useId();
	useLayoutEffect(() => {
		if (box.current !== null) {
			const {x, y} = measureElement(box.current);
			screen.layers.setRegion(id, {x, y, width, height, paint});
			screen.schedule();
		}
		return () => screen.layers.deleteRegion(id);
	}, [screen, id, width, height, paint]);
	return <Box ref={box} width={width} height={height} flexShrink={0} />;
}

export type OverlayProps = {
	readonly screen: ScreenWriter;
	readonly columns: number;
	readonly rows: number;
	readonly width: number;
	readonly height: number;
	readonly title: string;
	/** Where it stands; the middle if left out. */
	readonly left?: number;
	readonly top?: number;
	readonly children: ReactNode;
};

/** A box over the screen, no larger than the screen; canvases do not paint where it is. */
export function Overlay({screen, columns, rows, title, children, ...wanted}: OverlayProps): ReactNode {
	const id = useId();
	const width = Math.min(wanted.width, columns);
	const height = Math.min(wanted.height, rows);
	const left = wanted.left ?? Math.max(0, Math.floor((columns - width) / 2));
	const top = wanted.top ?? Math.max(0, Math.floor((rows - height) / 2));
	useLayoutEffect(() => {
		// A column of air on either side keeps what is behind legible.
		screen.layers.setCover(id, {x: left - 1, y: top, width: width + 2, height});
		screen.schedule();
		return () => screen.layers.deleteCover(id);
	}, [screen, id, left, top, width, height]);
	return (
		<Box
			position='absolute'
			marginLeft={left}
			marginTop={top}
			width={width}
			height={height}
			flexDirection='column'
			borderStyle='round'
			paddingX={1}
			overflow='hidden'
			aria-label={title}
		>
			{children}
		</Box>
	);
}
