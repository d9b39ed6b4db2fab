import { poissonInterval } from '../intervals.ts';
import { type SlowChange, type SlowDriftOutcome, type SlowDriftPlan, secondsPerWindow, slowChanges } from './slow-drift-life.ts';

const seeds = [1, 2, 3, 4, 5, 6] as const;
const span = { learnS: 7200, soundS: 7200, changingS: 36_000 } as const;
const tiny = { learnS: 300, soundS: 60, changingS: 60 } as const;

/** Six robots, each once for every change. */
export function slowDriftPlans(size: 'whole' | 'smoke'): readonly SlowDriftPlan[] {
  if (size === 'smoke') return [{ seed: 1, jointCount: 6, change: 'friction', ...tiny }];
  return seeds.flatMap((seed) =>
    (Object.keys(slowChanges) as SlowChange[]).map((change) => ({ seed, jointCount: seed % 2 === 0 ? 7 : 6, change, ...span })),
  );
}

export interface SlowDriftRow {
  readonly change: SlowChange;
  readonly robotCount: number;
  readonly noticedCount: number;
  readonly medianAfterH: number;
  readonly falseNoticeCount: number;
  readonly watchedH: number;
}

export function slowDriftRows(outcomes: readonly SlowDriftOutcome[]): readonly SlowDriftRow[] {
  return [...Map.groupBy(outcomes, ({ change }) => change)].map(([change, own]) => {
    const after = Float64Array.from(own, ({ noticedAfterH }) => noticedAfterH).sort();
    return {
      change,
      robotCount: own.length,
      noticedCount: after.filter(Number.isFinite).length,
      medianAfterH: after[Math.max(0, Math.ceil(after.length / 2) - 1)] ?? Number.NaN,
      falseNoticeCount: own.reduce((sum, one) => sum + one.falseNoticeCount, 0),
      watchedH: own.reduce((sum, one) => sum + one.watchedH, 0),
    };
  });
}

/** The rows in lines of Markdown. */
export function slowDriftLines(outcomes: readonly SlowDriftOutcome[]): readonly string[] {
  const head = [
    'change',
    'robots',
    'noticed',
    'median, h after the onset',
    'notices of sound joints',
    'per 1,000 robot hours',
    'robot hours',
  ];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rows = slowDriftRows(outcomes).map((row) => {
    const { low, high } = poissonInterval(row.falseNoticeCount);
    const per = (count: number): string => ((1000 * count) / row.watchedH).toFixed(1);
    const isChange = row.change !== 'none';
    const after = Number.isFinite(row.medianAfterH) ? row.medianAfterH.toFixed(0) : 'not noticed';
    const noticed = isChange ? [String(row.noticedCount), after] : ['–', '–'];
    const falsely = `${per(row.falseNoticeCount)} (${per(low)} … ${per(high)})`;
    return line([
      slowChanges[row.change],
      String(row.robotCount),
      ...noticed,
      String(row.falseNoticeCount),
      falsely,
      row.watchedH.toFixed(0),
    ]);
  });
  return [line(head), line(head.map((_, place) => (place === 0 ? '---' : '--:'))), ...rows];
}

/** docs/slow-drift.md. Generated. */
export function slowDriftDocument(outcomes: readonly SlowDriftOutcome[], date: string | undefined): string {
  return `# Slow drift

Written by \`npm run evaluate -- --slow-drift --write\`${date === undefined ? '' : ` on ${date}`}. Simulated robots of 6 and 7 joints are learned for two hours, live on as
they were for twenty, then one joint changes over a hundred. Each second that is lived stands for ${secondsPerWindow} of operation: the change is as slow as stated, with a
tenth of the evidence. What may notice is the slow channel of the watch (\`agent/assess/watch/drift-track.ts\`): means of residuals with a half-life of a
hundred hours against the frozen reference. A notice is no alarm and moves no index.

${slowDriftLines(outcomes).join('\n')}

The alarm of the same watch is for minutes; what it makes of a ramp of two hours is among the robustness rows of [evaluation](evaluation.md).
`;
}
