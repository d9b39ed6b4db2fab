import type { GroundTruthLine } from '../../drivers/simulator/ground-truth.ts';
import type { LedgerRecord } from '../contract/record.ts';
import type { ReportPayload } from '../contract/report.ts';
import { isUnknown, type Knowable } from '../contract/unknown.ts';

/** A sign may be recorded this long before the stated onset (rounding to its sample) and this long after the fault's end. */
const earlyMs = 1000;
const lateMs = 10_000;
const msPerNs = 1e-6;

/** One thing a perfect agent would report of the scene, and whether this one did. */
export interface SceneSign {
  readonly fault: string;
  readonly atMs: number;
  /** Event class, `gap`, `clockStep`, `streamLost`, or a health indicator such as `J6`. */
  readonly sign: string;
  readonly detectedAtMs: Knowable<number>;
}

export interface SceneReport {
  readonly signs: readonly SceneSign[];
  /** Events the agent saw, in order. */
  readonly events: readonly { readonly atMs: number; readonly eventClass: string }[];
  readonly indexPath: readonly { readonly reportSeq: number; readonly riskIndex: Knowable<number> }[];
}

interface Sighting {
  readonly atMs: number;
  readonly sign: string;
}

/** Compares the ledger of a simulated scene with its ground truth, which the simulator wrote beside it. */
export function compareScene(
  truth: readonly GroundTruthLine[],
  records: readonly LedgerRecord[],
  reports: readonly ReportPayload[],
): SceneReport {
  const sightings = records.flatMap(sightingOf);
  const taken = new Set<Sighting>();
  const signs = truth.flatMap((line) =>
    line.expected.map((sign): SceneSign => {
      const found = sightings.find((sighting) => !taken.has(sighting) && fits(sighting, sign, line));
      if (found !== undefined) taken.add(found);
      return { fault: line.fault, atMs: line.atMs, sign, detectedAtMs: found?.atMs ?? { unknown: 'notObserved' } };
    }),
  );
  return {
    signs,
    events: records
      .filter(({ type }) => type === 'event.started')
      .map((record) => ({ atMs: atMsOf(record), eventClass: String(record.data.eventClass) })),
    indexPath: reports.map(({ reportSeq, risk }) => ({ reportSeq, riskIndex: risk.riskIndex })),
  };
}

/** Which ledger records are signs of what: one table, one line per record type that shows something. */
const signOf: Readonly<Record<string, (record: LedgerRecord) => string>> = {
  'event.started': ({ data }) => String(data.eventClass),
  'usage.gap': () => 'gap',
  'clock.step': () => 'clockStep',
  'anomaly.alarm': () => 'J8',
};

function sightingOf(record: LedgerRecord): Sighting[] {
  const sign = signOf[record.type]?.(record);
  return sign === undefined ? [] : [{ atMs: atMsOf(record), sign }];
}

function fits(sighting: Sighting, sign: string, { atMs, durationMs = Number.POSITIVE_INFINITY }: GroundTruthLine): boolean {
  return sighting.sign === sign && sighting.atMs >= atMs - earlyMs && sighting.atMs <= atMs + durationMs + lateMs;
}

const atMsOf = ({ monoNs }: LedgerRecord): number => Math.round(Number(monoNs) * msPerNs);

/** The comparison for people: what was seen, the index path, and plainly what was not detected. */
export function sceneLines({ signs, events, indexPath }: SceneReport): string[] {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const detected = signs.filter(({ detectedAtMs }) => !isUnknown(detectedAtMs));
  const missed = signs.filter(({ detectedAtMs }) => isUnknown(detectedAtMs));
  const line = ({ fault, atMs, sign, detectedAtMs }: SceneSign): string =>
    `  ${sign} of ${fault} at ${seconds(atMs)}${isUnknown(detectedAtMs) ? '' : `, seen at ${seconds(detectedAtMs)}`}`;
  const index = indexPath.map(({ riskIndex }) => (isUnknown(riskIndex) ? 'unknown' : riskIndex.toFixed(1)));
  return [
    `Events seen: ${events.map(({ atMs, eventClass }) => `${eventClass} at ${seconds(atMs)}`).join(', ') || 'none'}`,
    `Index path: ${index.join(' → ') || 'no report'}`,
    `Detected, ${detected.length} of ${signs.length} signs a perfect agent would report:`,
    ...detected.map(line),
    `NOT detected, ${missed.length} of ${signs.length}:`,
    ...missed.map(line),
  ];
}
