import { parseArgs } from 'node:util';
import { anomalyScenario } from './anomaly/anomaly-scenario.ts';
import { ledgerYearsScenario } from './ledger/ledger-years-scenario.ts';
import { ledgerStartScenario } from './record/ledger-start-scenario.ts';
import { sampleLaneScenario } from './record/sample-lane-scenario.ts';
import { floodScenario } from './ros/flood-scenario.ts';
import { rosbridgeScenario } from './ros/rosbridge-scenario.ts';
import { type BenchResult, keepsBar, type Scenario } from './scenario.ts';
import { framersScenario } from './serial/framers-scenario.ts';

/*
 * `npm run bench`: every timing of this project; none of them is in a test.
 *   scenario ─▶ processes side by side ─▶ figures with their bars ─▶ a table, or one JSON object with --json
 * Ends with 1 when a figure misses its bar.
 */
const scenarios: readonly Scenario[] = [
  anomalyScenario,
  rosbridgeScenario,
  floodScenario,
  framersScenario,
  sampleLaneScenario,
  ledgerStartScenario,
  ledgerYearsScenario,
];

const usage = `npm run bench -- [--only NAME] [--seconds 20] [--rounds 3] [--json]

Scenarios:
${scenarios.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join('\n')}

Example:
  npm run bench -- --only rosbridge --seconds 10 --json`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seconds: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) process.stdout.write(`${usage}\n`);
else process.exitCode = await runAll();

async function runAll(): Promise<number> {
  const chosen = scenarios.filter(({ name }) => values.only === undefined || name === values.only);
  const lengthMs = Number(values.seconds) * 1000;
  const roundCount = Number(values.rounds);
  if (chosen.length === 0 || !(lengthMs > 0) || !(roundCount >= 1)) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const results: Record<string, BenchResult> = {};
  for (const scenario of chosen) {
    const tell = (line: string): boolean => process.stderr.write(`${scenario.name}: ${line}\n`);
    results[scenario.name] = await scenario.run({ lengthMs, roundCount, tell });
    if (!values.json) process.stdout.write(`${tableOf(scenario.name, results[scenario.name])}\n`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ machine: { node: process.version, arch: process.arch }, results })}\n`);
  return Object.values(results).some(({ figures }) => figures.some((figure) => keepsBar(figure) === false)) ? 1 : 0;
}

function tableOf(name: string, { figures, notes }: BenchResult = { figures: [], notes: [] }): string {
  const rows = figures.map((figure) => {
    const verdict = { undefined: '', true: 'kept', false: 'MISSED' }[String(keepsBar(figure)) as 'undefined' | 'true' | 'false'];
    const limit = figure.bar === undefined ? '' : `(bar ${figure.bar.atMost ?? figure.bar.atLeast} ${verdict}; ${figure.bar.source})`;
    return `  ${figure.name.padEnd(44)} ${figure.value.toFixed(3).padStart(14)} ${figure.unit.padEnd(9)} ${limit}`;
  });
  return [name, ...rows, ...notes.map((note) => `  ${note}`)].join('\n');
}
