/** The configuration file: what it sets, what is refused and where, and what writing it keeps. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {defaultSettings} from '../../source/monitor/settings.ts';
import {settingsEntries} from '../../source/monitor/settings-entries.ts';
import {readSettings, type SettingsError, writeSettings} from '../../source/monitor/settings-file.ts';

const KNOWN = {
	isScenario: (word: string) => word === 'demo' || word === './mine.yaml',
	scenarios: ['demo', 'weights'],
	policies: ['fifo', 'credit'],
};
const read = (text: string) => readSettings(text, 'config.yaml', KNOWN);

function refusal(text: string): readonly string[] {
	try {
		read(text);
	} catch (error) {
		expect((error as Error).name).toBe('SettingsError');
		return (error as SettingsError).messages;
	}
	throw new Error(`not refused: ${text}`);
}

const FULL = `# my own
keys:
  preset: vim   # hjkl
  bindings:
    pause: [x, F5]
    undo: ctrl+z
columns: [name, gpu, exits]
sort: -gpu
theme: default
delay: 0.5
defaults: {scenario: ./mine.yaml, policy: credit, seed: 7, speed: max}
mouse: false
ascii: true
`;

describe('reading', () => {
	test('every key', () => {
		expect(read(FULL)).toEqual({
			settings: {
				keys: {preset: 'vim', bindings: {pause: ['x', 'f5'], undo: ['ctrl+z']}},
				columns: ['name', 'gpu', 'exits'],
				sort: {column: 'gpu', isReversed: true},
				theme: 'default',
				delaySeconds: 0.5,
				mouse: false,
				ascii: true,
				details: [],
				hasRepeatedHeading: false,
				hasFullNames: false,
			},
			defaults: {scenario: './mine.yaml', policy: 'credit', seed: 7, speed: 0},
		});
	});

	test.each(['', '\n', '# nothing\n\n  # at all\n'])('%j is all defaults', text => {
		expect(read(text)).toEqual({settings: defaultSettings, defaults: {}});
	});

	test.each([
		['them: dark', 'config.yaml:1:1: them: no such key (did you mean "theme"?); expected keys, columns, sort, theme,'],
		['keys:\n  preset: emacs', 'config.yaml:2:11: keys.preset: is "emacs"; expected a preset: gpuvmtop, xentop, htop, vim'],
		['keys:\n  bindings:\n    pauze: x', 'config.yaml:3:5: keys.bindings.pauze: no such command (did you mean "pause"?)'],
		['keys:\n  bindings:\n    pause: [x, hyper]', 'config.yaml:3:16: keys.bindings.pause[1]: "hyper" is no key'],
		['keys: {bindings: {pause: x, undo: [y, x]}}', 'keys.bindings.undo: "x" is asked for by pause too'],
		['keys: {bindings: 3}', 'config.yaml:1:18: keys.bindings: is 3; expected a map of commands to keys'],
		['columns: [name, gup]', 'config.yaml:1:17: columns[1]: is "gup" (did you mean "gpu"?); expected a column: name,'],
		['columns: [name, name]', 'config.yaml:1:10: columns: expected each column once'],
		['columns: name', 'config.yaml:1:10: columns: is "name"; expected a list of columns'],
		['sort: --gpu', 'config.yaml:1:7: sort: is "-gpu"'],
		['delay: 0', 'config.yaml:1:8: delay: is 0; expected seconds, 0.1 to 60'],
		['defaults: {scenario: nowhere}', 'defaults.scenario: is "nowhere"; expected a file, or one of demo, weights'],
		['defaults: {policy: fif}', 'defaults.policy: is "fif" (did you mean "fifo"?)'],
		['defaults: {speed: fast}', 'defaults.speed: is "fast"; expected max'],
		['mouse: maybe', 'config.yaml:1:8: mouse: is "maybe"; expected true or false'],
		['ascii: maybe', 'config.yaml:1:8: ascii: is "maybe"; expected true, false or auto'],
		['- a list', 'config.yaml:1:1: no map at the top; expected keys such as keys, columns and theme'],
		['keys: [', 'config.yaml:1:8: '],
		['keys:', 'config.yaml:1:6: keys: is empty; expected a map with keys such as preset, bindings'],
	])('%j is refused by place', (text, message) => {
		expect(refusal(text).join('\n')).toContain(message);
	});

	test('several faults are told at once, in order of place', () => {
		expect(refusal('mouse: 1\nthem: x\ndelay: 99\n').map(message => message.split(':')[1])).toEqual(['1', '2', '3']);
	});

	test('whatever the text, it is read or refused, never worse', () => {
		const pieces = fc.constantFrom(...FULL.split(/(?<=[\n :[\]{},])/), '\u0000', '&a', '*a', '<<: ', '? ', '-');
		fc.assert(
			fc.property(fc.array(pieces, {maxLength: 60}), some => {
				try {
					read(some.join(''));
				} catch (error) {
					expect((error as Error).name).toBe('SettingsError');
				}
			}),
			{numRuns: 300},
		);
	});
});

describe('writing', () => {
	const settings = {...defaultSettings, sort: {column: 'gpu', isReversed: true}, keys: {preset: 'htop', bindings: {pause: ['x']}}} as const;

	test('a new file says every key with its sentence, defaults as comments, and means the same when read', () => {
		const text = writeSettings({settings, defaults: {seed: 3}}, undefined);
		expect(read(text)).toEqual({settings, defaults: {seed: 3}});
		for (const [name, {doc}] of Object.entries(settingsEntries)) {
			expect(text).toContain(`# ${doc}\n`);
			expect(text).toMatch(new RegExp(`^(# )?${name}:`, 'm'));
		}
		expect(text).toMatch(/^sort: -gpu$/m);
		expect(text).toMatch(/^# theme: default$/m);
	});

	test('the commented defaults are good, too', () => {
		const text = writeSettings({settings: defaultSettings, defaults: {}}, undefined);
		expect(read(text)).toEqual({settings: defaultSettings, defaults: {}});
		const bare = text.replaceAll(/^# (?=[a-z]+:| {2})/gm, '');
		const {settings: same} = read(bare);
		expect({...same, columns: undefined, delaySeconds: undefined}).toEqual(defaultSettings);
	});

	test('what somebody wrote stays: comments, order, ways of writing', () => {
		const before = {text: FULL, read: read(FULL)};
		expect(writeSettings(before.read, before)).toBe(FULL);
		const changed = {settings: {...before.read.settings, delaySeconds: 2, mouse: true}, defaults: before.read.defaults};
		const text = writeSettings(changed, before);
		expect(text).toBe(FULL.replace('delay: 0.5', 'delay: 2').replace('mouse: false', 'mouse: true').replace('vim   #', 'vim #'));
		expect(read(text)).toEqual(changed);
	});

	test('of a file of comments only, the comments stay', () => {
		const text = '# remember the milk\n';
		const written = writeSettings({settings, defaults: {}}, {text, read: read(text)});
		expect(written.startsWith(text)).toBe(true);
		expect(read(written).settings).toEqual(settings);
	});
});
