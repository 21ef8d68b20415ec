/**
Opens the monitor on the fake host in a real terminal, for looking at it, for measuring it, and for the tests
that end it by force. Arguments: domains, interval in ms, how it ends (`crash`, `reject`, `leave`) if not by a key.
*/
import process from 'node:process';
import {openMonitor} from '../../source/monitor/monitor.tsx';
import {FakeHost} from './fake-host.ts';
import {fakeOffers} from './fake-offers.ts';

const [domains = '4', interval = '100', ending = ''] = process.argv.slice(2);
const AFTER_MS = 700;
const PARKED_AFTER_MS = 6000;

const host = new FakeHost(Number(domains));
const timer = setInterval(() => host.advance(Number(interval), Number(interval)), Number(interval));
setTimeout(() => host.park('dom3', '4096 denied register accesses in 1 ms'), PARKED_AFTER_MS).unref();
if (ending === 'crash') {
	setTimeout(() => {
		throw new Error('planned crash');
	}, AFTER_MS);
} else if (ending === 'reject') {
	setTimeout(() => Promise.reject(new Error('planned rejection')), AFTER_MS);
} else if (ending === 'leave') {
	setTimeout(() => process.exit(3), AFTER_MS);
}
process.exitCode = await openMonitor({
	host,
	options: {offers: fakeOffers, intervalMs: Number(interval)},
	stdin: process.stdin,
	stdout: process.stdout,
});
clearInterval(timer);
