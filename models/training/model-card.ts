import { weightsFile } from '../runtime/model-manifest.ts';
import type { TrialRow } from './detection-trial.ts';
import { isAhead, type LevelRow } from './level-rows.ts';
import type { SeedRecord } from './seed-record.ts';
import type { TrainedModel } from './train-model.ts';

const calibratedMethod = 'network, calibrated on the robot';

/** What is known of a model beside its own training. */
export interface ModelFacts {
  readonly seeds: readonly SeedRecord[];
  readonly levels: readonly LevelRow[];
}

/** The model card in Markdown: what it is, what it was made of, how well it does, what it cannot do. */
export function modelCard(
  { manifest, metrics }: Pick<TrainedModel, 'manifest' | 'metrics'>,
  { seeds, levels }: ModelFacts = { seeds: [], levels: [] },
): string {
  const { network, ridge, constant } = metrics.heldOutNll;
  return `# Joint effort model

Predicts, for every joint and one window at a time, how hard the joint should be working given how it moves. The score is how far the
measured effort is from that. Written by \`npm run train\`; the manifest beside it holds the same numbers for machines.

| | |
| --- | --- |
| version | ${manifest.modelVersion} |
| weights | ${manifest.files[weightsFile].sizeBytes} bytes, sha256 ${manifest.files['weights.bin'].sha256} |
| trained on | ${String(manifest.training.rowCount)} joint windows of synthetic robots, sha256 ${String(manifest.training.rowsSha256)} |
| recordings of real robots used | none |
| TensorFlow.js | ${String(manifest.training.tensorFlowVersion)} |

## Inputs and outputs
One row per joint: ${manifest.inputLayout}. A value nobody stated is 0 with mask 0.

| motion channel | unit | normalised as |
| --- | --- | --- |
${manifest.motion.map((channel) => `| ${channel.name} | ${channel.unit} | ${cell(channel.normalisation)} |`).join('\n')}

| effort channel (predicted; of the other joints also context) | unit | normalised as |
| --- | --- | --- |
${manifest.effort.map((channel) => `| ${channel.name} | ${channel.unit} | ${cell(channel.normalisation)} |`).join('\n')}

**Score of a joint** = mean over its stated effort channels of (x − μ)² / σ², with ln σ² held in
[${manifest.logVarianceMin}, ${manifest.logVarianceMax}] and each term cut at 900. 0 is exactly as expected, 1 is the model's own average error.

## How well it predicts unseen synthetic robots
Negative log likelihood per channel, lower is better, without the constant ½ ln 2π.

| network | linear ridge on the same inputs | constant |
| --: | --: | --: |
| ${network} | ${ridge} | ${constant} |

## How well it finds simulated faults
AUROC, faulty against normal, of robots not in training; mean ± standard deviation over robots. One joint has its friction, or its
current for the same torque, multiplied by 1.5 to 3. The ratings of so many one-second windows are averaged per joint, then the largest
joint counts. Nothing was tuned on these robots.

| windows | fault | method | AUROC |
| --: | --- | --- | --: |
${sorted(metrics.detection)
  .map((row) => `| ${row.windowCount} | ${row.fault} | ${cell(row.method)} | ${row.meanAurocRatio} ± ${row.sdAurocRatio} |`)
  .join('\n')}

${comparison(metrics.detection)}

${levelSection(levels)}
${seedSection(seeds)}
## What it is not
- The robots are simulated, so the table shows that the mechanism works, not a rate in the field.
- It knows no sequence: a fault that shows only over many windows is left to the stages after it.
- A score is not an alarm. Thresholds, persistence and false-alarm rates belong to the decision that reads it.
- A fault that raises the effort of all joints alike is partly explained away, because the other joints' effort is context.
`;
}

/** Which level decides, from the evaluation's figures alone. */
function levelSection(levels: readonly LevelRow[]): string {
  if (levels.length === 0) return `## What it decides\nNothing: these weights have not been evaluated (\`npm run evaluate -- --write\`).\n`;
  const combined = levels.filter(({ method }) => method !== 'L2 network');
  const three = (value: number): string => value.toFixed(3);
  const rows = levels.map(
    ({ dataSet, method, auprcRatio, referenceAuprcRatio, behindReference: { low, high } }) =>
      `| ${dataSet} | ${method} | ${three(auprcRatio)} | ${three(referenceAuprcRatio)} | ${three(low)} … ${three(high)} |`,
  );
  const verdict = isAhead(combined)
    ? 'With the network the physics watch (L1) ranks better on every data set by an interval that excludes 0: both decide.'
    : 'The network does not improve on the physics watch (L1) by an interval that excludes 0 on every data set: **L1 ships alone**, and the network is a vote that is shown.';
  return `## What it decides
${verdict} The design of L1 was chosen with these recordings in view, the network has seen none of them; see
[evaluation](../../docs/evaluation.md).

| data | method | AUPRC | L1’s | L1’s − this, 95 % |
| --- | --- | --: | --: | --: |
${rows.join('\n')}
`;
}

/** Every seed that was trained, so that nobody need believe in a lucky one. */
function seedSection(seeds: readonly SeedRecord[]): string {
  if (seeds.length === 0) return '';
  const rows = seeds.map(({ seed, weightsSha256, trainingS, metrics }) => {
    const { network, ridge } = metrics.heldOutNll;
    const found = metrics.detection.filter(({ method, windowCount }) => method === calibratedMethod && windowCount > 1);
    const aurocs = found.map(({ fault, meanAurocRatio }) => `${fault} ${meanAurocRatio}`).join(', ');
    return `| ${seed} | \`${weightsSha256.slice(0, 12)}\` | ${network} | ${ridge} | ${aurocs} | ${trainingS} |`;
  });
  return `## Seeds
Each trained from nothing on robots of its own and judged on others; the one that ships is the first, whatever the others say.

| seed | weights | NLL, network | NLL, ridge | AUROC over runs, calibrated on the robot | processor time, s |
| --: | --- | --: | --: | --- | --: |
${rows.join('\n')}
`;
}

/** A bar inside a table cell would end it. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function sorted(rows: readonly TrialRow[]): readonly TrialRow[] {
  const group = (row: TrialRow): string => `${String(row.windowCount).padStart(6, '0')} ${row.fault}`;
  return rows.toSorted((left, right) => group(left).localeCompare(group(right), 'en'));
}

/** Says in words, from the numbers alone, where the plain rule is better. */
function comparison(rows: readonly TrialRow[]): string {
  const ruleWins = rows.filter((row) => row.method.startsWith('max|z|')).filter((rule) => rule.meanAurocRatio >= bestNetwork(rows, rule));
  const cases = sorted(ruleWins).map((row) => `${row.fault} over ${row.windowCount} ${row.windowCount === 1 ? 'window' : 'windows'}`);
  return cases.length === 0
    ? 'The network is ahead of the plain rule in every row.'
    : `**The plain rule max|z| is as good or better for: ${cases.join(', ')}.** The score sees only the size of a residual, not its direction over time.`;
}

function bestNetwork(rows: readonly TrialRow[], rule: TrialRow): number {
  const peers = rows.filter((row) => row !== rule && row.fault === rule.fault && row.windowCount === rule.windowCount);
  return Math.max(...peers.map((row) => row.meanAurocRatio));
}
