/** `gpuvmtop man`: the man page, made from the declarations of flags, keys, columns and settings. */
import {SUBCOMMANDS, WATCH} from './catalogue.ts';
import {completionModel} from './completion-model.ts';
import type {KeyDoc, ScreenDoor, Services} from './services.ts';
import {flagName, HELP, type Invocation, type Subcommand} from './subcommand.ts';
import {ENVIRONMENT, EXIT_CODES} from './surroundings.ts';

/** Characters that troff would take for something else, by its own names. */
const NAMED: Readonly<Record<string, string>> = {'\\': '\\e', '-': '\\-', "'": '\\(aq', '^': '\\(ha', '~': '\\(ti', '`': '\\(ga'};

export async function man({stdout, services}: Invocation<Record<never, never>>): Promise<number> {
	const [door, settings] = await Promise.all([services.screenDoor(), services.screenDoor().then(one => one.settings())]);
	stdout.write(
		`${[
			`.TH GPUVMTOP 1 "" "gpuvmtop ${escaped(services.version())}" "User Commands"`,
			...section('NAME', ['gpuvmtop \\- xentop for virtual GPUs, with the engine inside']),
			...section('SYNOPSIS', [WATCH, ...Object.values(SUBCOMMANDS)].flatMap(synopsis)),
			...section('DESCRIPTION', DESCRIPTION),
			...section('OPTIONS', flagsOf(WATCH)),
			...section('SUB-COMMANDS', Object.values(SUBCOMMANDS).flatMap(describe)),
			...section('KEYS', keysOf(door)),
			...section('COLUMNS', columnsOf(door)),
			...section('CONFIGURATION', [
				'A YAML file; every key may be left out. It is written only when asked, by',
				bold('gpuvmtop config --write'),
				'or on the screen.',
				...settings.flatMap(({name, doc}) => item(bold(name), doc)),
			]),
			...section(
				'EXIT STATUS',
				EXIT_CODES.flatMap(({code, doc}) => item(bold(String(code)), doc)),
			),
			...section(
				'ENVIRONMENT',
				ENVIRONMENT.flatMap(({name, doc}) => item(bold(name), doc)),
			),
			...section('FILES', [
				...item('\\fI$XDG_CONFIG_HOME/gpuvmtop/config.yaml\\fR', 'The configuration, if there is one.'),
				...(await scenarios(services)),
			]),
			...section(
				'EXAMPLES',
				[WATCH, ...Object.values(SUBCOMMANDS)].flatMap(({examples}) => examples.flatMap(line => ['.PP', '.nf', escaped(line), '.fi'])),
			),
			...section('SEE ALSO', [
				'xentop(1)',
				'.PP',
				'Y. Suzuki, S. Kato, H. Yamada, K. Kono: GPUvm: Why Not Virtualizing GPUs at the Hypervisor? USENIX ATC 2014.',
			]),
		].join('\n')}\n`,
	);
	return 0;
}

const DESCRIPTION = [
	'Runs an emulated GPU that several domains share, and shows which domain gets how much of it, what its accesses cost,',
	'and how long its work waits. Domains, modes and policies are changed while it runs, and every change can be taken back.',
	'.PP',
	'On a terminal it opens a screen;',
	'.B ?',
	'explains every key and column. Without one, or with',
	`${bold('--batch')},`,
	'it prints samples. Options that xentop has mean the same as there, or what is nearest to it on a GPU.',
].map(line => (line.startsWith('.') || line.startsWith('\\') ? line : escaped(line)));

function section(title: string, lines: readonly string[]): string[] {
	return [`.SH ${title}`, ...lines];
}

/** Text that troff takes as it is: no control line, no escape, hyphens that can be copied, ASCII only. */
export function escaped(text: string): string {
	const plain = [...text].map(character => NAMED[character] ?? (character < '\u{7f}' ? character : unicode(character))).join('');
	return /^[.']/.test(plain) ? `\\&${plain}` : plain;
}

function unicode(character: string): string {
	return `\\[u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

function bold(text: string): string {
	return `\\fB${escaped(text)}\\fR`;
}

function item(term: string, doc: string): string[] {
	return ['.TP', term, escaped(doc)];
}

function synopsis({name, operands}: Subcommand): string[] {
	const words = ['gpuvmtop', ...(name === '' ? [] : [name])].map(bold).join(' ');
	return [`${words}${operands === '' ? '' : ` ${escaped(operands)}`} [\\fIFLAGS\\fR]`, '.br'];
}

function describe(command: Subcommand): string[] {
	return [`.SS ${escaped(command.name)}`, escaped(command.summary), ...flagsOf(command)];
}

function flagsOf({flags}: Subcommand): string[] {
	return Object.entries({...flags, help: HELP}).flatMap(([key, {short, aliases = [], value, doc}]) => {
		const names = [...(short === undefined ? [] : [`-${short}`]), flagName(key), ...aliases.map(alias => `--${alias}`)];
		return item(`${names.map(bold).join(', ')}${value === undefined ? '' : ` \\fI${escaped(value)}\\fR`}`, doc);
	});
}

function keysOf({keys, presets}: ScreenDoor): string[] {
	const all = keys('gpuvmtop');
	const groups = [...new Set(all.map(({group}) => group))];
	const line = ({keys: own, command, doc}: KeyDoc) =>
		item((own.length === 0 ? [`:${command}`] : own).map(bold).join(', '), `${doc} (${command})`);
	return [
		escaped('The name of the command stands in brackets: the configuration binds other keys to it.'),
		...groups.flatMap(group => [`.SS ${escaped(group)}`, ...all.filter(one => one.group === group).flatMap(line)]),
		'.SS Presets',
		...presets.flatMap(({name, doc}) => item(bold(name), doc)),
	];
}

function columnsOf({columns}: ScreenDoor): string[] {
	return [
		escaped(
			'Names as --columns and --sort take them, with the unit of plain values. Counters have names, too: see "gpuvmtop list columns".',
		),
		...columns
			.filter(({isOnScreen}) => isOnScreen)
			.flatMap(({name, title, unit, doc}) => item(`${bold(name)} (${escaped(title)}, ${escaped(unit)})`, doc)),
	];
}

async function scenarios(services: Services): Promise<string[]> {
	const {commands} = await completionModel(services);
	return item('\\fIscenarios/\\fR', `Scenarios of the package: ${commands[0]?.operands.join(', ')}.`);
}
