/** A launch of the counting kernel, and why the device refused one. */
import {PFIFO} from '../../source/manual/pfifo.ts';
import {element, get} from '../../source/manual/register.ts';
import {type GpuLab, type LabChannel, VA} from './gpu-lab.ts';
import type {Pushbuffer} from './pushbuffer.ts';

export const CODE = VA.DATA + 0x100_0000;
export const CONSTANTS = CODE + 0x1000;
export const OUT = CODE + 0x2000;

/** Maps what a launch of the counting kernel needs; returns where its result lands. */
export function prepareLoop(channel: LabChannel): number {
	channel.data(CODE, channel.lab.image('loop'));
	channel.buffer(CONSTANTS, 0x1000);
	return channel.buffer(OUT, 0x1000);
}

export const loop = (pushbuffer: Pushbuffer, iterations: number, blocks = 14) =>
	pushbuffer.launch({code: CODE, constants: CONSTANTS, parameters: [OUT, 0, iterations], blocks, threads: 256});

export function faultReason(lab: GpuLab, unit: number): number {
	return get(PFIFO.FAULT_INFO, 'REASON', lab.read(element(PFIFO.FAULT_INFO, unit)));
}
