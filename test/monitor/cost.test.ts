import {describe, expect, test} from 'vitest';
import {CostMeter} from '../../source/monitor/cost.ts';
import {ScreenWriter} from '../../source/monitor/terminal/screen-writer.ts';
import {openRobot} from '../lab/robots.ts';
import {VirtualTerminal} from '../lab/virtual-terminal.ts';

describe('what the screen costs', () => {
	test('is counted over whole seconds, unknown before the first', () => {
		let nowMs = 0;
		const {statistics} = new ScreenWriter(new VirtualTerminal(80, 24));
		const meter = new CostMeter(statistics, () => nowMs);
		expect(meter.cost).toMatchObject({
			bytesPerSecond: undefined,
			framesPerSecond: undefined,
			processPercent: undefined,
			sampleAgeMs: undefined,
		});
		statistics.bytes += 5000;
		statistics.frames += 20;
		statistics.framesDropped += 3;
		nowMs = 2000;
		const {bytesPerSecond, framesPerSecond, framesDropped, processPercent} = meter.cost;
		expect({bytesPerSecond, framesPerSecond, framesDropped}).toEqual({bytesPerSecond: 2500, framesPerSecond: 10, framesDropped: 3});
		expect(processPercent).toBeGreaterThanOrEqual(0);
	});

	test('a sample is late after two intervals; the time on the line counts', () => {
		let nowMs = 0;
		const {statistics} = new ScreenWriter(new VirtualTerminal(80, 24));
		const meter = new CostMeter(statistics, () => nowMs);
		meter.setInterval(100);
		expect(meter.isLate).toBe(false);
		meter.noticeSample();
		nowMs = 150;
		expect(meter.isLate).toBe(false);
		statistics.lineMs = 80;
		expect(meter.isLate).toBe(true);
		expect(meter.sampleAgeMs).toBe(230);
		meter.noticeSample();
		statistics.lineMs = 0;
		expect(meter.isLate).toBe(false);
	});

	test('Ctrl-G shows it in a line of its own, and takes it away', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		robot.advance(1000);
		await robot.press('\u{7}');
		robot.advance(1200);
		await robot.sees(/frames\/s \d+\.\d +bytes\/s/);
		await robot.press('\u{7}');
		await robot.missed('bytes/s');
	});

	test('the last line says how old the picture is where the engine is behind', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		robot.advance(1000);
		await robot.sees('dom1');
		robot.wait(2300);
		await robot.press('j');
		await robot.sees('2.3 s old');
		robot.advance(100);
		await robot.missed('s old');
	});
});
