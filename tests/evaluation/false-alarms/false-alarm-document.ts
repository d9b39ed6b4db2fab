import type { FalseAlarmOutcome } from './false-alarm-life.ts';
import { type PromiseRow, promiseRows, promiseSlackRatio, promiseVerdict } from './false-alarm-table.ts';

const three = (value: number): string => value.toFixed(3);
const delay = (value: number): string => (Number.isFinite(value) ? value.toFixed(0) : 'missed');

export interface FalseAlarmFrame {
  readonly date: string | undefined;
  /** Robots that were asked for; fewer outcomes mean that the run was cut short. */
  readonly plannedCount: number;
}

/** docs/false-alarms.md: promised and realised, and what each promise costs in detection. Generated. */
export function falseAlarmDocument(outcomes: readonly FalseAlarmOutcome[], { date, plannedCount }: FalseAlarmFrame): string {
  const cut = outcomes.length < plannedCount ? ` The run was cut short: ${outcomes.length} of ${plannedCount} lives.` : '';
  return `# False alarms promised and kept

Written by \`npm run evaluate -- --false-alarms --write\`${date === undefined ? '' : ` on ${date}`}; \`models/anomaly/false-alarms.json\` holds every robot.${cut}

Simulated robots of 6 and 7 joints live second by second in shifts of eight hours: warmed up (not judged), learned by the physics watch, calibrated by
the decision, then watched without any fault, then given three faults of each of eight kinds. Thresholds come from the calibration alone; all promised
rates are decided on the same scores. Kept is at most ${promiseSlackRatio} times what was promised; intervals are Garwood's (95 %). A missed fault has an infinite delay.

${promiseTable(outcomes)}

How to read it:
- The threshold for a tenth of an alarm an hour is the score of one minute in six hundred, for a fiftieth of one in three thousand. An hour of
  calibration has sixty minutes, so its tail is extrapolated ten and fifty times; and an hour of learning has not seen all of a robot's jobs, so that
  later ones are strange for good. The rows learned and calibrated in an hour each say what such haste comes to, robot by robot.
- Peaks over threshold believes no bounded tail (its shape is held at 0 or above), so it errs towards too few alarms where it errs.
- What a stricter promise costs is the difference of the faults found.
- The robots are simulated: this shows that the mechanism keeps what it promises where normal life repeats, not a rate in the field.
`;
}

function promiseTable(outcomes: readonly FalseAlarmOutcome[]): string {
  const head = [
    'learned + calibrated, h',
    'promised per hour',
    'realised',
    'interval',
    'alarms',
    'hours',
    'robots',
    'per robot: least, median, most',
    'rule (robots)',
    'faults found',
    'of',
    'median delay, s',
    'verdict',
  ];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '--:')), ...promiseRows(outcomes).map((row) => line(promiseCells(row)))].join('\n');
}

function promiseCells(row: PromiseRow): readonly string[] {
  const { falsePerHInterval: within, perRobotPerH: spread } = row;
  return [
    `${row.collectH} + ${row.calibrateH}`,
    String(row.ratePerH),
    three(row.falsePerH),
    `${three(within.low)} … ${three(within.high)}`,
    String(row.falseAlarmCount),
    row.watchedH.toFixed(0),
    String(row.robotCount),
    `${three(spread.low)}, ${three(spread.median)}, ${three(spread.high)}`,
    Object.entries(row.rules)
      .map(([rule, count]) => `${rule} (${count})`)
      .join(', '),
    row.detectedRatio.toFixed(2),
    String(row.faultCount),
    delay(row.medianDelayS),
    promiseVerdict(row),
  ];
}

/** One line per promise for a terminal. */
export function falseAlarmLines(outcomes: readonly FalseAlarmOutcome[]): readonly string[] {
  return promiseTable(outcomes).split('\n');
}
