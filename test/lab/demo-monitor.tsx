/**
Opens the monitor on the fake host in a real terminal, for looking at it, for measuring it, and for the tests
that end it by force. Arguments: domains, interval in ms, how it ends (`crash`, `reject`, `leave`) if not by a key.
*/
import process from 'node:process';
import {openMonitor} from '../../source/monitor/monitor.tsx';
import {FakeHost} from './fake-host.ts';
import {fakeOffers} from './fake-offers.ts';

const [domains = '4', interval = '100', ending = ''] = process.argv.slice(2);
const AFTER_MS = 300;
/** Frames after which the screen is certainly up. */
const UP_AFTER_FRAMES = 5;
const PARKED_AFTER_MS = 6000;

const host = new FakeHost(Number(domains));
const timer = setInterval(() => host.advance(Number(interval), Number(interval)), Number(interval));
setTimeout(() => host.park('dom3', '4096 denied register accesses in 1 ms'), PARKED_AFTER_MS).unref();
/** Ends the program in the way asked for. */
function end(): void {
	if (ending === 'crash') {
		throw new Error('planned crash');
	}
	if (ending === 'reject') {
		Promise.reject(new Error('planned rejection'));
	} else {
		process.exit(3);
	}
}

process.exitCode = await openMonitor({
	host,
	options: {
		offers: fakeOffers,
		intervalMs: Number(interval),
		onOpen: screen => {
			if (ending === '') {
				return;
			}
			const watching = setInterval(() => {
				if (screen.statistics.frames >= UP_AFTER_FRAMES) {
					clearInterval(watching);
					setTimeout(end, AFTER_MS);
				}
			}, 20);
		},
	},
	stdin: process.stdin,
	stdout: process.stdout,
});
clearInterval(timer);
