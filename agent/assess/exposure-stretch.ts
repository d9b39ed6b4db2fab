import type { EnvironmentGrade } from '../contract/environment-grade.ts';
import { knownOr } from '../contract/unknown.ts';
import { type Grade, type RatedEventClass, ratedEventClasses } from '../contract/usage.ts';
import type { AssessmentState } from './assessment-state.ts';
import { activeStage, type DeclaredStage, declaredStage, enterStage, stageKey } from './stage-cells.ts';
import type { UseState } from './use-relativity.ts';

/**
 * What the assessment took in over a stretch of windows in which neither the declared stage, the grades nor the observable classes changed. It is the one
 * record that makes a report's history and index recomputable: no other says which classes could be observed, when the aged totals lost
 * their share, or how heavily the joints were loaded (decisions A3, A4). A stretch ends where its conditions change, where credit restarts,
 * where the totals are aged, and where a report closes; the sum of neighbours with equal conditions and neither between them is a stretch
 * again.
 */
export interface ExposureStretch extends Partial<DeclaredStage> {
  readonly e: Grade;
  readonly ePhys: Grade;
  readonly ePeople: Grade;
  /** Rated classes whose exposure grew, in the order of the contract. */
  readonly observable: readonly RatedEventClass[];
  readonly operatingMs: number;
  /** Events after the causal chain, by class; only what is not 0. */
  readonly chainCounts: Readonly<Partial<Record<RatedEventClass, number>>>;
  /** Σ load·Δt, and the time with a known load. */
  readonly loadMs: number;
  readonly ratedMs: number;
  /** Time under watch of the calibrated anomaly model, and its alarms. */
  readonly watchedMs: number;
  readonly alarmCount: number;
  /** True when the totals were aged at its end. */
  readonly isAged: boolean;
  /** True when stop and impact credit restarted where it begins (decisions B7); else left out. */
  readonly creditRestarted?: true;
}

/** Stretches that ended and are not on the ledger yet, and the one that goes on. */
export interface ExposureLog {
  readonly open: ExposureStretch | null;
  readonly ended: readonly ExposureStretch[];
}

export const openingExposureLog: ExposureLog = { open: null, ended: [] };

/** One window as the assessment took it. */
export interface TakenWindow {
  readonly before: AssessmentState;
  readonly after: AssessmentState;
  readonly grade: EnvironmentGrade;
  readonly observable: readonly string[];
  readonly operatingMs: number;
  readonly load: UseState;
  readonly isAged: boolean;
  readonly creditRestarted?: boolean;
}

/** Adds a window to the open stretch, or ends that and begins another. */
export function stepExposureLog({ open, ended }: ExposureLog, window: TakenWindow): ExposureLog {
  const one = stretchOf(window);
  const goesOn = open !== null && one.creditRestarted === undefined && conditionsOf(open) === conditionsOf(one);
  const next = goesOn ? joined(open, one) : one;
  const before = goesOn || open === null || (isEmpty(open) && stageText(open) === stageText(one)) ? ended : [...ended, open];
  return next.isAged ? { open: emptied(next), ended: [...before, next] } : { open: next, ended: before };
}

/** Ends the open stretch, empty or not: what is observable stands in a report's last one. */
export function closeExposureLog({ open, ended }: ExposureLog): ExposureLog {
  return open === null ? { open, ended } : { open: emptied(open), ended: [...ended, open] };
}

function stretchOf({ before, after, grade, observable, operatingMs, load, isAged, creditRestarted }: TakenWindow): ExposureStretch {
  const { stage, scene, trl } = activeStage(after);
  const entered = enterStage(before, { stage, scene, trl });
  const counted = ratedEventClasses.flatMap((eventClass) => {
    const count = after.history[eventClass].eventCount - entered.history[eventClass].eventCount;
    return count === 0 ? [] : [[eventClass, count] as const];
  });
  const chainCounts: ExposureStretch['chainCounts'] = Object.fromEntries(counted);
  return {
    stage,
    scene,
    trl,
    e: grade.e,
    ePhys: grade.ePhys,
    ePeople: grade.ePeople,
    observable: ratedEventClasses.filter((eventClass) => observable.includes(eventClass) || eventClass in chainCounts),
    operatingMs,
    chainCounts,
    loadMs: load.loadMs,
    ratedMs: load.ratedMs,
    watchedMs: after.anomaly.activeMs - entered.anomaly.activeMs,
    alarmCount: after.anomaly.alarmCount - entered.anomaly.alarmCount,
    isAged,
    ...(creditRestarted ? { creditRestarted } : {}),
  };
}

/** Where a stretch was lived; one written before there were stages says nothing, and is in the undeclared one. */
export function stageOfStretch({ stage, scene, trl }: ExposureStretch): DeclaredStage {
  const none = declaredStage(undefined);
  return { stage: stage ?? none.stage, scene: scene ?? none.scene, trl: trl ?? none.trl };
}

function stageText(stretch: ExposureStretch): string {
  const declared = stageOfStretch(stretch);
  return `${stageKey(declared)}/${knownOr<number | string>(declared.trl, '')}`;
}

const conditionsOf = (stretch: ExposureStretch): string =>
  [stageText(stretch), stretch.e, stretch.ePhys, stretch.ePeople, ...stretch.observable].join();

function joined(open: ExposureStretch, one: ExposureStretch): ExposureStretch {
  const classes = ratedEventClasses.filter((eventClass) => eventClass in open.chainCounts || eventClass in one.chainCounts);
  const sum = (eventClass: RatedEventClass): number => (open.chainCounts[eventClass] ?? 0) + (one.chainCounts[eventClass] ?? 0);
  return {
    ...one,
    ...(open.creditRestarted ? { creditRestarted: true } : {}),
    operatingMs: open.operatingMs + one.operatingMs,
    chainCounts: Object.fromEntries(classes.map((eventClass) => [eventClass, sum(eventClass)])),
    loadMs: open.loadMs + one.loadMs,
    ratedMs: open.ratedMs + one.ratedMs,
    watchedMs: open.watchedMs + one.watchedMs,
    alarmCount: open.alarmCount + one.alarmCount,
  };
}

/** The same conditions with nothing taken in yet. */
function emptied({ creditRestarted: _, ...stretch }: ExposureStretch): ExposureStretch {
  return { ...stretch, operatingMs: 0, chainCounts: {}, loadMs: 0, ratedMs: 0, watchedMs: 0, alarmCount: 0, isAged: false };
}

function isEmpty({ operatingMs, chainCounts, alarmCount, creditRestarted }: ExposureStretch): boolean {
  return creditRestarted === undefined && operatingMs === 0 && alarmCount === 0 && Object.keys(chainCounts).length === 0;
}
