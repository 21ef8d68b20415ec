/** A robot for a story, closed when the story ends, however it ends. What it writes goes into a folder that goes with it. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach} from 'vitest';
import {Robot, type RobotOptions} from './robot.ts';

const opened: Robot[] = [];
const folders: string[] = [];

export function openRobot(options: RobotOptions = {}): Robot {
	const folder = options.options?.folder ?? mkdtempSync(join(tmpdir(), 'robot-'));
	if (folder !== options.options?.folder) {
		folders.push(folder);
	}
	const robot = new Robot({...options, options: {...options.options, folder}});
	opened.push(robot);
	return robot;
}

afterEach(async () => {
	await Promise.all(opened.splice(0).map(robot => robot.close()));
	for (const folder of folders.splice(0)) {
		rmSync(folder, {recursive: true});
	}
});
