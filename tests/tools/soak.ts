import { parseArgs } from 'node:util';
import { rosbridgeScenario } from '../bench/ros/rosbridge-scenario.ts';
import { type Figure, keepsBar } from '../bench/scenario.ts';
import { soakSerial } from './soak-serial.ts';

/*
 * `npm run soak`: real parts side by side for a while, and an account of every loss. A minute of each kind in CI, ten by hand.
 *   kind ─▶ figures ─▶ those about loss are judged; timings are not: they are `npm run bench`
 */
const usage = `npm run soak -- [--kind ros|serial] [--seconds 600] [--json]

Example:
  npm run soak -- --kind ros --seconds 60`;

type Soak = (seconds: number, tell: (line: string) => void) => Promise<readonly Figure[]>;

const kinds: Readonly<Record<string, Soak>> = {
  ros: async (seconds, tell) => {
    const { figures } = await rosbridgeScenario.run({ lengthMs: seconds * 1000, roundCount: 1, tell });
    return figures.filter(({ unit }) => unit === 'messages');
  },
  serial: soakSerial,
};

const { values } = parseArgs({
  options: {
    kind: { type: 'string' },
    seconds: { type: 'string', default: '600' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
if (values.help || !(seconds > 0) || (values.kind !== undefined && kinds[values.kind] === undefined)) {
  process.stdout.write(`${usage}\n`);
  process.exitCode = values.help ? 0 : 2;
} else process.exitCode = await soakAll();

async function soakAll(): Promise<number> {
  const results: Record<string, readonly Figure[]> = {};
  for (const [kind, soak] of Object.entries(kinds)) {
    if (values.kind !== undefined && kind !== values.kind) continue;
    results[kind] = await soak(seconds, (line) => process.stderr.write(`${kind}: ${line}\n`));
    for (const figure of values.json ? [] : results[kind])
      process.stdout.write(`${kind}: ${figure.name}: ${figure.value} ${figure.unit}\n`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ seconds, results })}\n`);
  return Object.values(results).some((figures) => figures.some((figure) => keepsBar(figure) === false)) ? 1 : 0;
}
