/**
The bench: `npm run bench`. Measures the product against stated peers and limits.

	--only P9,P21   these cases only
	--quick         a tenth of the work: for a look, not for a claim
	--json          one JSON object per line: id, name, value, unit, baseline, ratio, goal, met
	--list          which goals have a case, and what the others wait for

Ends with exit code 1 if a goal is missed in a full run.
*/
import {parseArgs} from 'node:util';
import {awaited, cases} from './cases/all.ts';
import {Bench, goalsOf, type Result} from './harness.ts';
import {jsonLine, table} from './report.ts';

const {values} = parseArgs({
	options: {
		only: {type: 'string'},
		quick: {type: 'boolean', default: false},
		json: {type: 'boolean', default: false},
		list: {type: 'boolean', default: false},
	},
});

async function main(): Promise<void> {
	if (values.list) {
		for (const one of cases) {
			console.log(`${goalsOf(one).join(', ')}  ${one.name}: ${one.goal}`);
		}
		for (const {id, name, needs} of awaited) {
			console.log(`${id}  ${name}: not measured, needs ${needs}`);
		}
		return;
	}
	const wanted = values.only?.split(',').map(id => id.trim().toLowerCase());
	const known = new Set(cases.flatMap(goalsOf));
	const isKnown = (wantedId: string) => [...known].some(id => id.toLowerCase() === wantedId);
	const unknown = wanted?.filter(id => !isKnown(id)) ?? [];
	if (unknown.length > 0) {
		console.error(`No bench case ${unknown.join(', ')}; there are ${[...known].join(', ')}.`);
		process.exitCode = 2;
		return;
	}
	const bench = new Bench(values.quick);
	const results: Result[] = [];
	try {
		for (const one of cases.filter(other => wanted === undefined || goalsOf(other).some(id => wanted.includes(id.toLowerCase())))) {
			if (!values.json) {
				process.stderr.write(`${one.id} ${one.name} ...\n`);
			}
			const measured = await one.run(bench);
			results.push(...measured);
			if (values.json) {
				for (const result of measured) {
					console.log(jsonLine(result));
				}
			}
		}
	} finally {
		bench.dispose();
	}
	if (!values.json) {
		console.log(table(results));
	}
	if (!values.quick && results.some(({isMet}) => isMet === false)) {
		process.exitCode = 1;
	}
}

await main();
