import type { RiskAssessment } from '../contract/assessment.ts';
import type { DeclaredContext } from '../contract/declared-context.ts';
import type { EnvironmentGrade } from '../contract/environment-grade.ts';
import type { HealthIndices } from '../contract/health.ts';
import type { Profile } from '../contract/profile.ts';
import type { ReportPayload } from '../contract/report.ts';
import type { Json } from '../contract/schema.ts';
import { ratedEventClasses } from '../contract/usage.ts';
import type { AssessmentState } from './assessment-state.ts';
import type { CausalChainState } from './causal-chain.ts';
import { coverageRatio } from './gap-imputation.ts';
import { gradeKey } from './grade-key.ts';
import { priorsFor } from './model-priors.ts';
import { type RecomputedChain, type ReportRecord, recomputeChain } from './recompute-chain.ts';
import { recomputeFindings } from './recompute-findings.ts';
import { recomputeState } from './recompute-state.ts';
import { type RecordedTotals, recomputeTotals } from './recompute-totals.ts';
import type { ClassPriors, ReferenceModel } from './reference-model.ts';
import { assessRisk } from './risk-index.ts';
import { type DeclaredStage, wordsOf } from './stage-cells.ts';
import { type DutyState, openingDuty, stepDuty } from './trailing-duty.ts';

/** Where a recomputed value comes from. `takenFromState` is what no record says; `notRecorded` what the records should say and do not. */
export type QuantityBasis = 'records' | 'takenFromState' | 'notRecorded';

/** One quantity of a report: what it states, what its records give, and whether the two are equal. */
export interface Quantity {
  /** Path in the report, for example `risk.riskIndex`. */
  readonly quantity: string;
  readonly basis: QuantityBasis;
  readonly stated: Json;
  /** Null where nothing was recomputed. */
  readonly recomputed: Json;
  readonly equal: boolean;
}

export interface RecomputationInput {
  readonly payload: ReportPayload;
  /** The records the report covers, in order. */
  readonly records: readonly ReportRecord[];
  readonly model: ReferenceModel;
  readonly profile: Profile;
  readonly context: DeclaredContext | undefined;
}

export interface Recomputation {
  /** `pass` when every recomputed quantity is equal and none is missing from the records. */
  readonly verdict: 'pass' | 'fail';
  readonly quantities: readonly Quantity[];
  readonly risk: RiskAssessment;
}

/**
 * Hours, counts, history and index of a report again, from its opening state, its records and the reference model (decisions A3, A4):
 * ```
 *  meter.tick ─▶ hours ──────────────────────────┐
 *  event.started ─▶ counts, causal chains ───┐   ├─▶ assessRisk ─▶ index      each beside what the report states
 *  opening state + assessment.exposure ─▶ closing state ─┘
 * ```
 * The states and records must have their schemas' form. Equal means equal in the printed decimals.
 */
export function recomputeReport(input: RecomputationInput): Recomputation {
  const { payload, records, model } = input;
  const totals = recomputeTotals(payload, records);
  const opening = payload.assessmentState.opening as unknown as AssessmentState;
  const stated = payload.assessmentState.closing as unknown as AssessmentState;
  const chain = recomputeChain(opening.chain, records);
  const priorsIn = (stage: DeclaredStage): ClassPriors => priorsFor(model, input.profile, wordsOf(stage));
  const sums = recomputeState(opening, totals.stretches, { halfLifeH: model.halfLifeH, priorsIn });
  const closing = closingState(sums, stated, { chain, duty: recomputeDuty(payload), health: totals.health ?? opening.health });
  const hours = hourQuantities(payload, totals);
  const counters = hours.some(({ basis }) => basis === 'notRecorded') ? payload.exposure.closing : totals.counters;
  const risk = assessRisk({
    state: closing,
    model,
    coverageRatio: coverageRatio(counters, model.gap, closing.duty),
    context: input.context,
    profile: input.profile,
    operatingMsByE: counters.operatingMsByE,
  });
  const quantities = [
    ...hours,
    ...countQuantities(payload, totals, chain),
    ...gradeQuantities(payload, totals, records),
    ...findingQuantities(payload, totals, records),
    ...stateQuantities(closing, stated, chain),
    ...(payload.health === undefined ? [] : [compared('health', payload.health, closing.health)]),
    ...memberQuantities('risk', payload.risk, risk),
  ];
  return { verdict: quantities.every(({ equal }) => equal) ? 'pass' : 'fail', quantities, risk };
}

/** What no stretch says: the open causal chain, the trailing duty, and the condition of the components. */
interface Beside {
  readonly chain: RecomputedChain | undefined;
  readonly duty: DutyState | undefined;
  readonly health: HealthIndices | undefined;
}

/** The trailing duty after this report's hours; undefined in reports of versions that kept none. */
function recomputeDuty({ assessmentState, exposure }: ReportPayload): DutyState | undefined {
  const opening = assessmentState.opening as unknown as AssessmentState;
  const stated = assessmentState.closing as unknown as AssessmentState;
  if (opening.duty === undefined && stated.duty === undefined) return undefined;
  return stepDuty(opening.duty ?? openingDuty, exposure.opening, exposure.closing);
}

function closingState(sums: AssessmentState, stated: AssessmentState, { chain, duty, health }: Beside): AssessmentState {
  const { activeMs, agedActiveMs, alarmCount, agedAlarmCount } = sums.anomaly;
  return {
    ...sums,
    environment: stated.environment,
    chain: chain === undefined ? stated.chain : chain.chain,
    ...(duty === undefined ? {} : { duty }),
    ...(health === undefined ? {} : { health }),
    anomaly: { ...stated.anomaly, activeMs, agedActiveMs, alarmCount, agedAlarmCount },
  };
}

function hourQuantities({ exposure }: ReportPayload, totals: RecordedTotals): Quantity[] {
  const { opening, closing } = exposure;
  const hours = memberQuantities('exposure.closing', closing, totals.counters).map((one) =>
    one.equal || totals.isTickedAtClose ? one : { ...one, basis: 'notRecorded' as const },
  );
  const taken = totals.stretches.reduce((sum, { operatingMs }) => sum + operatingMs, 0);
  const operatedMs = closing.operatingMs - opening.operatingMs;
  const assessed = compared('operating time assessed in this report', operatedMs, taken);
  return [...hours, totals.stretches.length === 0 ? { ...assessed, basis: 'notRecorded' } : assessed];
}

function countQuantities(payload: ReportPayload, totals: RecordedTotals, chain: RecomputedChain | undefined): Quantity[] {
  const assessed: Record<string, number> = {};
  for (const { chainCounts } of totals.stretches)
    for (const [eventClass, count] of Object.entries(chainCounts)) assessed[eventClass] = (assessed[eventClass] ?? 0) + count;
  const rated = Object.entries(chain?.chainCounts ?? {}).filter(([name]) => (ratedEventClasses as readonly string[]).includes(name));
  return [
    compared('events.countByClass', payload.events.countByClass, totals.countByClass),
    chain === undefined
      ? taken('events after causal chains', assessed)
      : compared('events after causal chains', assessed, Object.fromEntries(rated)),
    compared('anomaly.alarmCount', payload.anomaly.alarmCount ?? 0, totals.alarmCount),
    compared('time.maxStepMs', payload.time.maxStepMs, totals.maxStepMs),
    ...memberQuantities('gaps', payload.gaps, totals.gaps),
  ];
}

/** Reports of earlier versions say nothing of findings, or name the replies to them without their words. */
function findingQuantities({ findings: stated }: ReportPayload, totals: RecordedTotals, records: readonly ReportRecord[]): Quantity[] {
  if (stated === undefined) return [];
  const carriesReplies = stated.some(({ replies }) => replies !== undefined) || stated.every(({ replied }) => !replied);
  const { findings, isDecided } = recomputeFindings(records, { isTickedAtClose: totals.isTickedAtClose, carriesReplies });
  return [isDecided ? compared('findings', stated, findings) : taken('findings', stated)];
}

function gradeQuantities(payload: ReportPayload, totals: RecordedTotals, records: readonly ReportRecord[]): Quantity[] {
  const grade = records.findLast(({ type }) => type === 'environment.grade')?.data as unknown as EnvironmentGrade | undefined;
  const last = totals.stretches.at(-1);
  const { e, ePhys, ePeople } = payload.environment;
  const observable = ratedEventClasses.filter((eventClass) => !payload.events.notObserved.includes(eventClass));
  return [
    grade === undefined
      ? taken('environment, dimensions', gradeKey(payload.environment))
      : compared('environment, dimensions', gradeKey(payload.environment), gradeKey(grade)),
    last === undefined
      ? taken('environment', { e, ePhys, ePeople })
      : compared('environment', { e, ePhys, ePeople }, { e: last.e, ePhys: last.ePhys, ePeople: last.ePeople }),
    last === undefined ? taken('events observable', observable) : compared('events observable', observable, last.observable),
  ];
}

const summedMembers = ['stage', 'parked', 'history', 'agedMsByE', 'agedMsByEPhys', 'agedMsByEPeople', 'use', 'ageingPendingMs'] as const;
const summedAnomaly = ['activeMs', 'agedActiveMs', 'alarmCount', 'agedAlarmCount'] as const;

function stateQuantities(closing: AssessmentState, stated: AssessmentState, chain: RecomputedChain | undefined): Quantity[] {
  const path = (name: string): string => `assessmentState.closing.${name}`;
  const { environment, anomaly } = stated;
  const { status, hasBegun = false, learnedMs } = anomaly;
  return [
    ...[...summedMembers, 'duty' as const, 'health' as const].map((name) => compared(path(name), stated[name], closing[name])),
    ...summedAnomaly.map((name) => compared(path(`anomaly.${name}`), anomaly[name], closing.anomaly[name])),
    chain === undefined ? taken(path('chain'), stated.chain) : compared(path('chain'), stated.chain, likeStated(chain.chain, stated.chain)),
    taken(path('environment'), { conflicts: environment.conflicts, dwell: environment.dwell, readings: environment.readings }),
    taken(path('anomaly, baseline'), { status, hasBegun, learnedMs }),
  ];
}

/** A report of an older version says nothing of the events of its open chain. */
function likeStated(chain: CausalChainState, stated: CausalChainState): CausalChainState {
  if (chain === null || stated === null || stated.events !== undefined) return chain;
  return { startMs: chain.startMs, severest: chain.severest };
}

/** Every member of a part of the report beside the same member recomputed. */
function memberQuantities(path: string, stated: object, recomputed: object): Quantity[] {
  const found = new Map<string, unknown>(Object.entries(recomputed));
  return Object.entries(stated).map(([name, value]) => compared(`${path}.${name}`, value, found.get(name)));
}

function compared(quantity: string, stated: unknown, recomputed: unknown): Quantity {
  return {
    quantity,
    basis: 'records',
    stated: (stated ?? null) as Json,
    recomputed: (recomputed ?? null) as Json,
    equal: sortedText(stated) === sortedText(recomputed),
  };
}

function taken(quantity: string, stated: unknown): Quantity {
  return { quantity, basis: 'takenFromState', stated: stated as Json, recomputed: null, equal: true };
}

/** The same text for the same value, in whatever order its members were made. */
function sortedText(value: unknown): string {
  return JSON.stringify(value ?? null, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
