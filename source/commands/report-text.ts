/** A report for people, and one for spreadsheets. */
import {formatBytes, formatDuration} from '../base/units.ts';
import {domainCatalogue} from '../machine/catalogue.ts';
import type {DomainShare} from './fairness.ts';
import type {DomainReport, Report} from './report.ts';

type Column = {
	readonly title: string;
	readonly isText?: boolean;
	readonly value: (domain: DomainReport, share: DomainShare | undefined) => string;
};

function counter(domain: DomainReport, name: (typeof domainCatalogue.names)[number]): number {
	return domain.counters[name] as number;
}

/** `12.3%`; `-` where it is not known. */
export function formatPermille(permille: number | null | undefined): string {
	return permille === null || permille === undefined ? '-' : `${(permille / 10).toFixed(1)}%`;
}

function perEvent(totalNs: number, events: number): string {
	return events === 0 ? '-' : formatDuration(totalNs / events);
}

const COLUMNS: readonly Column[] = [
	{title: 'DOMAIN', isText: true, value: domain => domain.name},
	{title: 'STATE', isText: true, value: domain => domain.state},
	{title: 'MODE', isText: true, value: domain => domain.mode},
	{title: 'VRAM', value: domain => formatBytes(domain.vramBytes)},
	{title: 'GPU TIME', value: domain => formatDuration(counter(domain, 'gpuBusyNs'))},
	{title: 'OF TIME', value: (_domain, share) => formatPermille(share?.receivedOfTimePermille)},
	{title: 'OF BUSY', value: (_domain, share) => formatPermille(share?.receivedPermille)},
	{title: 'ENTITLED', value: (_domain, share) => formatPermille(share?.entitledPermille)},
	{title: 'ROUNDS', value: domain => String(counter(domain, 'workloadRounds'))},
	{title: 'ERRORS', value: domain => String(counter(domain, 'workloadErrors'))},
	{title: 'DOORBELLS', value: domain => String(counter(domain, 'doorbells'))},
	{title: 'DELAY', value: domain => perEvent(counter(domain, 'queueDelayNs'), counter(domain, 'fired'))},
	{title: 'DELAY MAX', value: domain => (counter(domain, 'fired') === 0 ? '-' : formatDuration(counter(domain, 'queueDelayMaxNs')))},
	{title: 'DELAY P99', value: domain => (counter(domain, 'fired') === 0 ? '-' : formatDuration(counter(domain, 'queueDelayP99Ns')))},
	{title: 'STARVED', value: domain => (counter(domain, 'fired') === 0 ? '-' : formatDuration(counter(domain, 'starvedMaxNs')))},
	{title: 'EXITS', value: domain => String(counter(domain, 'exits'))},
	{title: 'SHADOW', value: domain => formatDuration(counter(domain, 'shadowNs'))},
	{title: 'REFUSED', value: domain => String(counter(domain, 'entriesRefused'))},
	{title: 'DENIED', value: domain => String(counter(domain, 'deniedAccesses'))},
	{title: 'FAULTS', value: domain => String(counter(domain, 'faults'))},
];

/** Lines under titles; text to the left, numbers to the right. */
export function layTable(titles: readonly string[], isText: readonly boolean[], rows: ReadonlyArray<readonly string[]>): string[] {
	const widths = titles.map((title, column) => Math.max(title.length, ...rows.map(row => (row[column] as string).length)));
	const lay = (cells: readonly string[]) =>
		cells
			.map((cell, column) => (isText[column] === true ? cell.padEnd(widths[column] as number) : cell.padStart(widths[column] as number)))
			.join('  ')
			.trimEnd();
	return [lay(titles), ...rows.map(lay)];
}

/** The report as plain text, with units, bases and windows named. */
export function reportAsText(report: Report): string {
	const {machine, policy, virtualNs, fairness} = report;
	const card = machine.counters;
	const busy = formatPermille(virtualNs === 0 ? null : Math.round((1000 * (card.anyBusyNs as number)) / virtualNs));
	const rows = report.domains.map(domain => {
		const share = fairness.whole.domains.find(({name}) => name === domain.name);
		return COLUMNS.map(column => column.value(domain, share));
	});
	const parameters = Object.entries(policy.parameters).map(([name, value]) => ` ${name}=${value}`);
	return `${[
		`${report.title} (${report.scenario})`,
		`${formatDuration(virtualNs)} of virtual time, seed ${report.seed}, policy ${policy.name}${parameters.join('')}, digest ${report.digest}`,
		`GPU busy ${busy} of the time; ${card.kernels} kernels, ${card.copies} copies (${formatBytes(card.copiedBytes as number)}), ${card.mmuFaults} faults`,
		`VRAM for guests ${formatBytes(machine.guestVramBytes)}, ${formatBytes(machine.guestVramFreeBytes)} free`,
		'',
		...(rows.length === 0
			? ['No domains.']
			: layTable(
					COLUMNS.map(({title}) => title),
					COLUMNS.map(({isText}) => isText === true),
					rows,
				)),
		'',
		...describeFairness(report),
		...describeNotices(report),
	].join('\n')}\n`;
}

/** What the shares are shares of. */
const RECEIVED = {
	charged: 'charged to',
	worked: 'that engines worked for',
	both: 'charged to, or without a queue worked for,',
} as const;

function describeFairness({fairness: {whole, windows}}: Report): string[] {
	const active = whole.domains.filter(({hadWork}) => hadWork).length;
	if (whole.jain === null) {
		return [
			`Fairness: not known; ${active} ${active === 1 ? 'domain' : 'domains'} with work, GPU time ${RECEIVED[whole.received]} ${formatDuration(whole.busyNs)}.`,
		];
	}
	const lines = [
		`Fairness: Jain ${whole.jain.toFixed(3)}, of received / entitled ${whole.weightedJain?.toFixed(3) ?? '-'}, min-max ratio ${whole.minMaxRatio?.toFixed(3) ?? '-'}, largest deviation ${formatPermille(whole.maxDeviationPermille)}; shares of the GPU time ${RECEIVED[whole.received]} ${active} domains with work.`,
	];
	if (whole.idleBackloggedPermille > 0) {
		lines.push(`The device was free although doorbells were queued for ${formatPermille(whole.idleBackloggedPermille)} of the time.`);
	}
	const known = windows.filter(({weightedJain}) => weightedJain !== null);
	const worst = known.reduce<(typeof windows)[number] | undefined>(
		(lowest, window) => (lowest === undefined || (window.weightedJain as number) < (lowest.weightedJain as number) ? window : lowest),
		undefined,
	);
	if (worst !== undefined && known.length > 1) {
		lines.push(
			`Lowest window, of received / entitled: ${worst.weightedJain?.toFixed(3)}, largest deviation ${formatPermille(worst.maxDeviationPermille)}, from ${formatDuration(worst.fromNs)} to ${formatDuration(worst.toNs)}.`,
		);
	}
	return lines;
}

const NOTICES_SHOWN = 10;

function describeNotices({notices}: Report): string[] {
	if (notices.length === 0) {
		return [];
	}
	const shown = notices.slice(-NOTICES_SHOWN);
	const earlier = notices.length - shown.length;
	return [
		'',
		earlier > 0 ? `Notices, the last ${shown.length} of ${notices.length}:` : 'Notices:',
		...shown.map(
			({atNs, severity, domain, text}) => `  ${formatDuration(atNs)}  ${severity}  ${domain === '' ? 'machine' : domain}: ${text}`,
		),
	];
}

/** One line per domain: what it is, its shares, every counter by its declared name. */
export function reportAsCsv(report: Report): string {
	const plain = ['name', 'id', 'state', 'mode', 'vramBytes', 'ramBytes', 'weight', 'capPermille', 'createdAtNs'] as const;
	const header = ['seed', 'virtualNs', 'policy', ...plain, 'receivedPermille', 'entitledPermille', ...domainCatalogue.names];
	const lines = report.domains.map(domain => {
		const share = report.fairness.whole.domains.find(({name}) => name === domain.name);
		return [
			report.seed,
			report.virtualNs,
			report.policy.name,
			...plain.map(key => domain[key]),
			share?.receivedPermille ?? '',
			share?.entitledPermille ?? '',
			...domainCatalogue.names.map(name => domain.counters[name] ?? ''),
		];
	});
	return `${[header, ...lines].map(cells => cells.map(quote).join(',')).join('\n')}\n`;
}

/** A cell of comma-separated values. */
export function quote(cell: string | number): string {
	const text = String(cell);
	return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
