import type { MethodRow } from './compare-methods.ts';
import type { RecordingEvaluation } from './evaluate-recording.ts';
import type { Evaluation, JudgedDataSet } from './evaluation.ts';
import type { AlarmRow, RatingSummary, RobustnessRow } from './evaluation-summary.ts';
import type { EventHeadFigures } from './event-head-trial.ts';
import type { Interval } from './intervals.ts';
import { methodVerdict, promiseLines, verdictLines } from './method-verdict.ts';

const two = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : '–');
const three = (value: number): string => (Number.isFinite(value) ? value.toFixed(3) : '–');
const seconds = (value: number): string => (value === Number.POSITIVE_INFINITY ? 'missed' : Number.isNaN(value) ? '–' : value.toFixed(0));
const between = ({ low, high }: Interval, print = three): string => `${print(low)} … ${print(high)}`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map((_, place) => (place === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}

/** docs/evaluation.md: what was judged, on what, and what beats what. Generated; nothing in it is written by hand. */
export function evaluationDocument(result: Evaluation): string {
  return `# Evaluation of anomaly detection

Written by \`npm run evaluate -- --write\`; \`models/anomaly/evaluation.json\` holds the same figures for machines. Protocol: every method learns from
normal windows of one second only; thresholds come from normal windows that their detector had not learned (the product's decision on blocks of 60 s:
peaks over threshold, conformal where there are enough), never from what is rated; no point adjustment, no oracle threshold, no best seed. A missed fault has an infinite delay. Figures
are means over runs; ± is the standard deviation over seeds; intervals are 95 %.

${frame(result)}

## What beats what
${verdictLines(result).join('\n')}

## Whether promised false alarms are kept
Kept is at most 1.5 times what was asked; intervals are Garwood's. These hours lie around faults, minutes after a break and seconds after a fault among them;
normal life is lived for thousands of hours in [false alarms](false-alarms.md).

${promiseLines(result).join('\n')}

${result.dataSets.map(dataSetSection).join('\n\n')}

${result.robustness.length === 0 ? '' : robustnessSection(result.robustness)}
${result.eventHead.length === 0 ? '' : eventSection(result.eventHead)}
## What these figures are not
- The recordings are short and of two kinds of robot; the simulated robots show that a mechanism works, not a rate in the field.
- The tables were read while the product was built: what is shipped was chosen with these recordings in view. Check it on recordings of your own
  with \`npm run evaluate -- --recording FILE\`.
- How often a recording was looked at for the last choice: ways to score were chosen on simulated robots and armpi-2023, and then two of them were
  looked at on armpi-2024, the one that ships and one that subtracts what the other joints warm by. On ur3 ten others were looked at (a scale of
  their own for standing and moving, standing that is told once only, correlated currents, coarser thermometers, longer margins around stops):
  none was better there by a margin that the data show, and none ships.
- A label is not the fault. On ur3 the flag clears while the arm still stands as it stood in the stop, and these seconds count as false for whatever
  finds the stop; on armpi-2023 a motor goes on warming after its label ended. Of the session 20240503_164675 (armpi-2024) only the faulty motor
  moves, which methods that see positions take for its fault.
- Whether a promised rate is kept takes thousands of hours, more than these tables have: see [false alarms](false-alarms.md).
`;
}

function frame({ date, seeds, weightsSha256, reference, absent, robots }: Evaluation): string {
  const rows = [
    ['day', date ?? 'not stated'],
    ['seeds', seeds.join(', ')],
    ['network weights', `sha256 ${weightsSha256}`],
    ['simulated robots', robots.map(({ jointCount, robotCount }) => `${robotCount} of ${jointCount} joints`).join(', ')],
    ['compared with', reference],
    ['recordings that were not there', absent.length === 0 ? 'none' : absent.join(', ')],
  ];
  return table(['', ''], rows);
}

function dataSetSection(set: JudgedDataSet): string {
  const [macro] = set.classes;
  const kinds = set.classes.slice(1);
  return `## ${set.name}
${set.robot}. Licence: ${set.licence}. Split: ${set.split}. An alarm is confirmed by
${set.rule.confirmCount === 1 ? 'one window' : `${set.rule.confirmCount} windows in a row`}, is raised per ${set.rule.unit}, and ends after a minute below its threshold.${set.sha256 === null ? '' : ` Files: sha256 \`${set.sha256}\`.`}

${macro === undefined ? '' : rankingTable(macro.rows, set)}

${alarmTable(set.alarms, set.hourOf)}
${kinds.length === 0 ? '' : `\nAUPRC per kind of fault:\n\n${kindTable(kinds)}\n`}`;
}

function rankingTable(rows: readonly MethodRow[], { costs }: Pick<RatingSummary, 'costs'>): string {
  const spread = ({ meanRatio, sdRatio }: MethodRow['auprc']): string =>
    sdRatio > 0 ? `${three(meanRatio)} ± ${three(sdRatio)}` : three(meanRatio);
  return table(
    ['method', 'AUROC', 'AUPRC', 'interval', 'VUS-PR', 'L1’s AUPRC − this', 'verdict', 'top-1 joint', 'ms/window'],
    rows.map((row) => {
      const cost = costs.find(({ method }) => method === row.method);
      const figures = [spread(row.auroc), spread(row.auprc), between(row.auprcInterval), spread(row.vusPr), between(row.behindReference)];
      return [row.method, ...figures, methodVerdict(row), two(cost?.topJointRatio ?? Number.NaN), two(cost?.msPerWindow ?? Number.NaN)];
    }),
  );
}

function alarmTable(alarms: readonly AlarmRow[], hourOf: string): string {
  return table(
    [
      'method',
      `asked per ${hourOf} hour`,
      'faults found',
      'of',
      'median delay, s',
      'p90, s',
      `false alarms per ${hourOf} hour`,
      'interval',
      'per robot',
      'hours',
    ],
    alarms.map((row) => [
      row.method,
      String(row.ratePerH),
      two(row.detectedRatio),
      String(row.episodeCount),
      seconds(row.medianDelayS),
      seconds(row.p90DelayS),
      two(row.falsePerH),
      between(row.falsePerHInterval, two),
      between(row.spreadPerH, two),
      two(row.cleanH),
    ]),
  );
}

function kindTable(kinds: RatingSummary['classes']): string {
  const methods = kinds[0]?.rows.map(({ method }) => method) ?? [];
  const figureOf = (kind: RatingSummary['classes'][number], method: string): string =>
    three(kind.rows.find((row) => row.method === method)?.auprc.meanRatio ?? Number.NaN);
  return table(
    ['method', ...kinds.map(({ className }) => className)],
    methods.map((method) => [method, ...kinds.map((kind) => figureOf(kind, method))]),
  );
}

function robustnessSection(rows: readonly RobustnessRow[]): string {
  return `## Robustness
Simulated robots whose rated windows, commissioning or life were changed; means over robots. Where a change is no fault, an AUROC near .5 is good. 25 → 10 Hz
and clock jitter are applied to the statistics of the windows: means become as unsure as so few frames make them, and windows end early or late.

${table(
  ['condition', 'method', 'AUPRC', 'AUROC', 'largest difference', 'robots'],
  rows.map((row) => [
    row.condition,
    row.method,
    three(row.auprcRatio),
    three(row.aurocRatio),
    Number.isFinite(row.differenceScore) ? row.differenceScore.toExponential(1) : '–',
    String(row.robotCount),
  ]),
)}
`;
}

function eventSection(rows: readonly EventHeadFigures[]): string {
  return `## Event head
Probability of a protective stop, supervised, for the owner's page and never in a report. Four blocks of the UR3 session, each judged by a head fitted and
calibrated on the other three; intervals by drawing stops and the stretches between them with replacement.

${table(
  ['horizon', 'head', 'AUROC', 'interval', 'AUPRC', 'Brier', 'Brier of the base rate', 'goal'],
  rows.map((row) => [
    row.horizonS === 0 ? 'now' : `within ${row.horizonS} s`,
    row.head,
    three(row.aurocRatio),
    between(row.aurocInterval),
    three(row.auprcRatio),
    row.brierScore.toFixed(4),
    row.baseBrierScore.toFixed(4),
    row.goalRatio === null ? '–' : `${two(row.goalRatio)} ${row.aurocRatio >= row.goalRatio ? 'met' : 'not met'}`,
  ]),
)}

`;
}

/** The result in lines for a terminal. */
export function evaluationLines(result: Evaluation | RecordingEvaluation): readonly string[] {
  if ('dataSets' in result) {
    return [
      ...verdictLines(result),
      ...promiseLines(result),
      ...result.dataSets.flatMap((set) => ['', set.name, ...summaryLines(set, set.hourOf)]),
    ];
  }
  const [found, of] = [result.faultyWindowCount, result.windowCount];
  return [result.split, `${found} faulty of ${of} rated seconds, labelled per ${result.scope}`, '', ...summaryLines(result, result.scope)];
}

function summaryLines(summary: RatingSummary, hourOf: string): readonly string[] {
  const [macro] = summary.classes;
  return [rankingTable(macro?.rows ?? [], summary), '', alarmTable(summary.alarms, hourOf)].flatMap((text) => text.split('\n'));
}
