/** A robot for a story, closed when the story ends, however it ends. */
import {afterEach} from 'vitest';
import {Robot, type RobotOptions} from './robot.ts';

const opened: Robot[] = [];

export function openRobot(options: RobotOptions = {}): Robot {
	const robot = new Robot(options);
	opened.push(robot);
	return robot;
}

afterEach(async () => {
	await Promise.all(opened.splice(0).map(robot => robot.close()));
});
