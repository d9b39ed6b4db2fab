import type { Json } from '../contract/schema.ts';
import type { UsageCounters } from '../contract/usage.ts';
import { canonicalJson } from './canonical-json.ts';
import type { VerdictNotes } from './verdict.ts';
import type { OpenedReport } from './verify-report.ts';
import type { ReportStep } from './verify-sequence.ts';

/** How much faster than wall time a host's monotonic clock may run (decisions B1). */
export const clockSkewRatio = 200e-6;
/** Rounding and labelling of the period's ends. */
export const wallSlackMs = 1_000;

/** V5: the lifetime counters continue, only rise, nest, add up, and do not outrun wall time (risk model §2.1, §2.3). */
export function verifyUsage(step: ReportStep, notes: VerdictNotes): void {
  notes.looked('V5');
  const { report, previous, adjacent } = step;
  const { opening, closing } = report.payload.exposure;
  checkCounters(report, 'opening', notes);
  checkCounters(report, 'closing', notes);
  noteFalls({ report, from: opening, to: closing, pointer: '/exposure/closing' }, notes);
  if (previous !== undefined && adjacent) checkContinuity(report, previous, notes);
  else if (previous !== undefined)
    noteFalls({ report, from: previous.payload.exposure.closing, to: opening, pointer: '/exposure/opening' }, notes);
  else if (report.payload.reportSeq === 0) noteOpening(report, notes);
  checkPeriod(step, notes);
}

/** What is part of what (risk model §2.1); load and unmetered time are parts of nothing: an overload weighs more than its time. */
const nested = [
  ['readyMs', 'powerOnMs'],
  ['operatingMs', 'readyMs'],
  ['collaborativeMs', 'operatingMs'],
  ['standingMs', 'operatingMs'],
] as const;

function checkCounters(report: OpenedReport, end: 'opening' | 'closing', notes: VerdictNotes): void {
  const counters = report.payload.exposure[end];
  const fail = failIn(report, notes);
  for (const [inner, outer] of nested) {
    if (counters[inner] > counters[outer]) {
      fail('usage.nesting', `/exposure/${end}/${inner}`, `${counters[inner]} ms is more than ${outer} ${counters[outer]} ms`);
    }
  }
  for (const grades of ['operatingMsByE', 'operatingMsByEPhys', 'operatingMsByEPeople'] as const) {
    const sumMs = counters[grades].reduce((sum, ms) => sum + ms, 0);
    if (sumMs === counters.operatingMs) continue;
    fail('usage.gradeSum', `/exposure/${end}/${grades}`, `adds up to ${sumMs} ms, operatingMs is ${counters.operatingMs} ms`);
  }
}

interface Fall {
  readonly report: OpenedReport;
  readonly from: UsageCounters;
  readonly to: UsageCounters;
  readonly pointer: string;
}

function noteFalls({ report, from, to, pointer }: Fall, notes: VerdictNotes): void {
  const earlier = new Map(numbersOf(from));
  for (const [name, value] of numbersOf(to)) {
    const before = earlier.get(name) ?? 0;
    if (value < before)
      failIn(report, notes)('usage.fell', `${pointer}/${name}`, `${value} after ${before}: a lifetime counter never falls`);
  }
}

function numbersOf(counters: UsageCounters): [name: string, value: number][] {
  return Object.entries(counters).flatMap(([name, value]): [string, number][] =>
    Array.isArray(value) ? value.map((ms: number, index) => [`${name}/${index}`, ms]) : [[name, value as number]],
  );
}

function checkContinuity(report: OpenedReport, previous: OpenedReport, notes: VerdictNotes): void {
  const fail = failIn(report, notes);
  const closed = new Map(numbersOf(previous.payload.exposure.closing));
  for (const [name, value] of numbersOf(report.payload.exposure.opening)) {
    const before = closed.get(name) ?? 0;
    if (value !== before) fail('usage.opening', `/exposure/opening/${name}`, `${value}, ${previous.name} closed with ${before}`);
  }
  const [left, opened] = [previous.payload.assessmentState.closing, report.payload.assessmentState.opening];
  if (canonicalJson(left) !== canonicalJson(opened)) {
    fail('state.opening', `/assessmentState/opening${firstDifference(left, opened)}`, `differs from what ${previous.name} closed with`);
  }
}

/** JSON pointer to the first place where two values differ, empty when it is the whole value. */
function firstDifference(left: Json, right: Json): string {
  if (!isBranch(left) || !isBranch(right)) return '';
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  const key = keys.find((name) => text(left[name]) !== text(right[name]));
  return key === undefined ? '' : `/${key}${firstDifference(left[key] ?? null, right[key] ?? null)}`;
}

const text = (value: Json | undefined): string => (value === undefined ? '' : canonicalJson(value));

function isBranch(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null;
}

function noteOpening(report: OpenedReport, notes: VerdictNotes): void {
  const started = numbersOf(report.payload.exposure.opening).find(([, value]) => value !== 0);
  if (started === undefined) return;
  const place = `${report.name} /exposure/opening/${started[0]}`;
  notes.finding('V5', 'usage.openingNotZero', { place, text: `the first report opens with ${started[1]}, counted before any evidence` });
}

/** Time of a host is in one of these, and in one only. */
function timeOf({ powerOnMs, gapMs, suspendedMs }: UsageCounters): number {
  return powerOnMs + gapMs + suspendedMs;
}

function checkPeriod({ report, previous }: ReportStep, notes: VerdictNotes): void {
  const { period, exposure, time } = report.payload;
  const [fromMs, toMs] = [Date.parse(period.from), Date.parse(period.to)];
  const fail = failIn(report, notes);
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) fail('period.notTime', '/period', `${period.from} to ${period.to} is not a period`);
  const meteredMs = timeOf(exposure.closing) - timeOf(exposure.opening);
  const excessMs = meteredMs - Math.max(0, toMs - fromMs) * (1 + clockSkewRatio) - wallSlackMs;
  const spans = `${meteredMs} ms metered, powered on, silent or asleep, in a period of ${toMs - fromMs} ms`;
  const say = remark(report, notes);
  if (excessMs > time.maxStepMs) fail('usage.wallSpan', '/exposure/closing/powerOnMs', spans);
  else if (excessMs > 0) say('period.clockStep', '/period', `${spans}; the clock was set back by up to ${time.maxStepMs} ms`);
  const overlapMs = previous === undefined ? 0 : Date.parse(previous.payload.period.to) - fromMs;
  if (overlapMs <= wallSlackMs) return;
  say('period.overlap', '/period/from', `${overlapMs} ms before ${previous?.name} ends; the clock may have been set back`);
}

type Note = (code: string, pointer: string, text: string) => void;

function failIn(report: OpenedReport, notes: VerdictNotes): Note {
  return (code, pointer, words) => notes.failure('V5', code, { place: `${report.name} ${pointer}`, text: words });
}

function remark(report: OpenedReport, notes: VerdictNotes): Note {
  return (code, pointer, words) => notes.finding('V5', code, { place: `${report.name} ${pointer}`, text: words });
}
