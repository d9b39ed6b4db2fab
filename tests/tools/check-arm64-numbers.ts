import { mkdirSync, writeFileSync } from 'node:fs';
import { gammaQuantile } from '../../agent/assess/gamma-quantile.ts';
import { decimals, roundTo } from '../../agent/contract/rounding.ts';
import { scriptedLife } from '../support/scripted-life.ts';
import { storyRobots } from './risk-story-robots.ts';

/*
 * Run by `npm run check:arm64` under each of the two Nodes; the argument is the folder it writes into:
 *   arguments on a grid ─▶ Math.exp, Math.log … ─▶ NAME.f64, unrounded, only counted
 *   shapes, rates, probabilities ─▶ Gamma quantiles, rounded ─▶ quantiles.json
 *   the first days of two robots of the risk story ─▶ the whole agent ─▶ NAME.json: its ledger and its reports
 */
const pointCount = 20_000;
const daysCount = 12;

/** What the product calls, and what the model's runtime calls for it. */
const functions: Readonly<Record<string, (x: number) => number>> = {
  exp: (x) => Math.exp(x - 10),
  log: (x) => Math.log(x + 1e-6),
  log1p: (x) => Math.log1p(x),
  pow: (x) => (x + 0.1) ** 2.7,
  sin: (x) => Math.sin(x),
  cos: (x) => Math.cos(x),
  tanh: (x) => Math.tanh(x - 10),
  atan2: (x) => Math.atan2(x, 3),
  hypot: (x) => Math.hypot(x, 1.3),
  sqrt: (x) => Math.sqrt(x),
};
/** 0 … 20 in steps of no round length. */
const points = Float64Array.from({ length: pointCount }, (_, index) => (20 * (index + Math.SQRT1_2)) / pointCount);

const shapes = Array.from({ length: 40 }, (_, index) => 0.2 * 1.25 ** index);
const quantiles = shapes.flatMap((shape) =>
  [0.05, 0.5, 0.95].map((probability) => roundTo(gammaQuantile(probability, shape, 250), decimals.rate)),
);

const folder = process.argv[2] ?? '';
mkdirSync(folder, { recursive: true });
for (const [name, one] of Object.entries(functions)) writeFileSync(`${folder}/${name}.f64`, new Uint8Array(points.map(one).buffer));
writeFileSync(`${folder}/quantiles.json`, JSON.stringify(quantiles));
for (const { script } of storyRobots.slice(1, 3)) {
  const { lines, reports } = await scriptedLife({
    ...script,
    daysCount,
    events: script.events.map((one) => ({ ...one, day: one.day % 10 })),
  });
  writeFileSync(`${folder}/${script.profile}.json`, JSON.stringify({ lines, reports }));
}
