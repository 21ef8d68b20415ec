/** Opens the monitor on the fake host, for looking at it and for measuring it. Arguments: domains, interval in ms. */
import process from 'node:process';
import {openMonitor} from '../../source/monitor/monitor.tsx';
import {FakeHost, fakeOffers} from './fake-host.ts';

const [domains = '4', interval = '100', hold = '0'] = process.argv.slice(2);
const host = new FakeHost(Number(domains));
host.advance(Number(hold), 100);
const timer = setInterval(() => host.advance(Number(interval), Number(interval)), Number(interval));
setTimeout(() => host.park('dom3', '4096 denied register accesses in 1 ms'), 6000).unref();
const code = await openMonitor({
	host,
	options: {offers: fakeOffers, intervalMs: Number(interval)},
	stdin: process.stdin,
	stdout: process.stdout,
});
clearInterval(timer);
process.exitCode = code;
