/** The README's tables say what the declarations say. */
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {formatTunable} from '../../../source/base/tunable.ts';
import {domainTunables} from '../../../source/machine/domain-tunables.ts';
import {describeRange} from '../../../source/machine/scenario-values.ts';
import {lineCommands} from '../../../source/monitor/command-line/lines.ts';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

/** Rows of the table whose head begins so. */
function rowsOf(head: string): readonly string[] {
	const lines = readme.split('\n');
	const start = lines.findIndex(line => line.startsWith(head));
	const end = lines.findIndex((line, index) => index > start && line === '');
	return start < 0 ? [] : lines.slice(start + 2, end);
}

test('every command of the line, with its other names and its sentence', () => {
	expect(rowsOf('| line | also |')).toEqual(
		lineCommands.map(({example, aliases, doc}) => `| \`${example}\` | ${aliases.map(name => `\`${name}\``).join(', ')} | ${doc} |`),
	);
});

test('every setting of a domain, with default, range and when it takes effect', () => {
	expect(rowsOf('| setting of a domain |')).toEqual(
		Object.entries(domainTunables).map(
			([name, spec]) =>
				`| \`${name}\` | ${formatTunable(spec, spec.default)} | ${describeRange(spec)} | ${spec.when === 'live' ? 'at once' : 'at reboot'} | ${spec.doc} |`,
		),
	);
});
