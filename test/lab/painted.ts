/** What a painter puts into cells, as lines of text, without a terminal. */
import {CellGrid, ClusterTable} from '../../source/monitor/terminal/cell-grid.ts';
import {HitMap} from '../../source/monitor/terminal/hit-map.ts';
import {Surface} from '../../source/monitor/terminal/surface.ts';

export function paintedLines(width: number, height: number, paint: (surface: Surface) => void): string[] {
	const grid = new CellGrid(width, height);
	const owners = new Uint8Array(width * height);
	const clusters = new ClusterTable();
	const surface = new Surface(grid, owners, clusters, new HitMap());
	surface.aim(grid, owners, 0, {x: 0, y: 0, width, height});
	paint(surface);
	return Array.from({length: height}, (_, row) =>
		[...grid.characters.subarray(row * width, (row + 1) * width)]
			.map(character => clusters.textOf(character))
			.join('')
			.trimEnd(),
	);
}
