import {fileURLToPath} from 'node:url';
import {defineConfig} from 'vitest/config';

/** Where `.ci/run` wants the machine-readable report; people get the readable one only. */
const report = process.env.GPUVMTOP_TEST_REPORT;

export default defineConfig({
	root: fileURLToPath(new URL('..', import.meta.url)),
	test: {
		include: ['test/**/*.test.{ts,tsx}'],
		globalSetup: ['test/build-first.ts'],
		reporters: report === undefined ? ['default'] : ['default', ['json', {outputFile: report}]],
		// All cores: the default leaves one free, which is half of a small machine.
		maxWorkers: '100%',
		testTimeout: 30_000,
		// Colours come from the process, not from the stream that a test looks at; a test that wants them says so.
		env: {FORCE_COLOR: '0'},
	},
});
