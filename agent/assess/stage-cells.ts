import type { DeclaredContext } from '../contract/declared-context.ts';
import type { LifecycleStage, Scene, StageOfUse } from '../contract/stage-of-use.ts';
import { isKnown, type Knowable, knownOr, unknown } from '../contract/unknown.ts';
import { type MsByGrade, ratedEventClasses } from '../contract/usage.ts';
import type { AnomalyState } from './anomaly-decision.ts';
import type { AssessmentState } from './assessment-state.ts';
import { noHours, totalMs } from './hours-by-grade.ts';
import { openingSafetyHistory, type SafetyHistoryState } from './safety-history.ts';
import { openingUse, type UseState } from './use-relativity.ts';

/*
 * Exposure and counts are kept per lifecycle stage and scene, as declared at the time, and never pooled (decisions C3, R7, R14):
 *
 *   AssessmentState ── totals of the cell in force ◀──swap──▶ parked: cells that were left, as they were
 *
 * A stage that was left does not age: ageing is by operating hours, and none pass there.
 */

/** A stage and scene, and the technology readiness last declared in it. */
export interface DeclaredStage extends StageOfUse {
  readonly trl: Knowable<number>;
}

/** The cell in force; its totals are those of the state itself. */
export interface ActiveStage extends DeclaredStage {
  /** Lifetime operating time in this cell. */
  readonly operatingMs: number;
}

/** Everything that is added up, of a cell that was left. */
export interface StageCell extends ActiveStage {
  readonly history: SafetyHistoryState;
  readonly agedMsByE: MsByGrade;
  readonly agedMsByEPhys: MsByGrade;
  readonly agedMsByEPeople: MsByGrade;
  readonly use: UseState;
  readonly alarms: Pick<AnomalyState, (typeof alarmTotals)[number]>;
  readonly ageingPendingMs: number;
}

const alarmTotals = ['activeMs', 'agedActiveMs', 'alarmCount', 'agedAlarmCount'] as const;
const notDeclared = unknown('notDeclared');

/** What a declaration says of stage, scene and readiness. */
export function declaredStage(declared: DeclaredContext | undefined): DeclaredStage {
  const { lifecycleStage, scene, trl } = declared ?? {};
  return { stage: lifecycleStage ?? notDeclared, scene: scene ?? notDeclared, trl: trl ?? notDeclared };
}

/** One word for a cell: `pilotTest/factory`, `undeclared/undeclared`. */
export const stageKey = ({ stage, scene }: StageOfUse): string =>
  `${knownOr<LifecycleStage | string>(stage, 'undeclared')}/${knownOr<Scene | string>(scene, 'undeclared')}`;

/** The cell in force; a state saved before there were cells is in the undeclared one, for at least the hours its classes were exposed. */
export function activeStage(state: AssessmentState): ActiveStage {
  if (state.stage !== undefined) return state.stage;
  const exposedMs = Object.values(state.history).map(({ exposureMs }) => exposureMs);
  return { ...declaredStage(undefined), operatingMs: Math.max(totalMs(state.agedMsByE), ...exposedMs) };
}

/** The state with this cell in force; the one before it is parked as it is, unless nothing ever happened in it. */
export function enterStage(state: AssessmentState, to: DeclaredStage): AssessmentState {
  const from = activeStage(state);
  const { stage, scene, trl } = to;
  if (stageKey(from) === stageKey(to)) return state.stage?.trl === trl ? state : { ...state, stage: { ...from, trl } };
  const others = (state.parked ?? []).filter((cell) => stageKey(cell) !== stageKey(to));
  const left = cellOf(state);
  const parked = isEmpty(left) ? others : [...others, left].sort((a, b) => (stageKey(a) < stageKey(b) ? -1 : 1));
  const found = state.parked?.find((cell) => stageKey(cell) === stageKey(to)) ?? openingCell(to);
  const { parked: _, ...kept } = withCell(state, { ...found, stage, scene, trl });
  return parked.length === 0 ? kept : { ...kept, parked };
}

/** The same where a causal chain is open only once that has ended: it counts where it began. */
export function enterStageAfterChain(state: AssessmentState, to: DeclaredStage): AssessmentState {
  return enterStage(state, state.chain === null ? to : { ...activeStage(state), ...(isSameCell(state, to) ? { trl: to.trl } : {}) });
}

const isSameCell = (state: AssessmentState, to: StageOfUse): boolean => stageKey(activeStage(state)) === stageKey(to);

/** Adds operating time to the cell in force; a state without cells keeps none. */
export function addStageMs(state: AssessmentState, operatingMs: number): AssessmentState {
  const { stage } = state;
  return stage === undefined || operatingMs === 0 ? state : { ...state, stage: { ...stage, operatingMs: stage.operatingMs + operatingMs } };
}

/** Every cell's history made anew, the one in force and those that were left; `make` is told which one it is. */
export function mapHistories(
  state: AssessmentState,
  make: (history: SafetyHistoryState, cell: DeclaredStage) => SafetyHistoryState,
): AssessmentState {
  const history = make(state.history, activeStage(state));
  if (state.parked === undefined) return { ...state, history };
  return { ...state, history, parked: state.parked.map((cell) => ({ ...cell, history: make(cell.history, cell) })) };
}

/** Every cell in which anything was ever seen, in the order of their words; the one in force even before that, once it is declared. */
export function stageCells(state: AssessmentState): readonly StageCell[] {
  const active = cellOf(state);
  const own = state.stage === undefined && isEmpty(active) ? [] : [active];
  return [...own, ...(state.parked ?? [])].sort((a, b) => (stageKey(a) < stageKey(b) ? -1 : 1));
}

/** The state as if this cell were in force; for reading it, so without an open chain and without the other cells. */
export function stateOfCell({ parked: _, ...state }: AssessmentState, cell: StageCell): AssessmentState {
  return { ...withCell(state, cell), chain: null };
}

/** Alarms and watched time of all cells: the detector is one, wherever the robot is used. */
export function lifetimeAlarms(state: AssessmentState): { readonly alarmCount: number; readonly activeMs: number } {
  const all = [state.anomaly, ...(state.parked ?? []).map(({ alarms }) => alarms)];
  return {
    alarmCount: all.reduce((sum, { alarmCount }) => sum + alarmCount, 0),
    activeMs: all.reduce((sum, { activeMs }) => sum + activeMs, 0),
  };
}

/** Events of all cells by class, only what is not 0. */
export function lifetimeEventCounts(state: AssessmentState): Record<string, number> {
  const histories = [state.history, ...(state.parked ?? []).map(({ history }) => history)];
  const counted = ratedEventClasses.map((name) => [name, histories.reduce((sum, history) => sum + history[name].eventCount, 0)] as const);
  return Object.fromEntries(counted.filter(([, eventCount]) => eventCount > 0));
}

/**
 * What to rate the totals of a state by: the declaration of now, with stage, scene and readiness of the cell they were counted in where
 * that is another. A state saved before there were cells is rated by the declaration.
 */
export function contextInStage(state: AssessmentState, declared: DeclaredContext | undefined): DeclaredContext | undefined {
  if (state.stage === undefined || isSameCell(state, declaredStage(declared))) return declared;
  const { lifecycleStage: _, scene: __, trl: ___, ...others } = declared ?? {};
  const { stage, scene, trl } = state.stage;
  const own = { ...others, ...wordsOf({ stage, scene, trl }) };
  return Object.keys(own).length === 0 ? undefined : own;
}

/** A declared stage as a declaration says it. */
export function wordsOf({ stage, scene, trl }: DeclaredStage): DeclaredContext {
  return {
    ...(isKnown(stage) ? { lifecycleStage: stage } : {}),
    ...(isKnown(scene) ? { scene } : {}),
    ...(isKnown(trl) ? { trl } : {}),
  };
}

function openingCell(to: DeclaredStage): StageCell {
  return {
    ...to,
    operatingMs: 0,
    history: openingSafetyHistory(),
    agedMsByE: noHours,
    agedMsByEPhys: noHours,
    agedMsByEPeople: noHours,
    use: openingUse,
    alarms: { activeMs: 0, agedActiveMs: 0, alarmCount: 0, agedAlarmCount: 0 },
    ageingPendingMs: 0,
  };
}

function cellOf(state: AssessmentState): StageCell {
  const { history, agedMsByE, agedMsByEPhys, agedMsByEPeople, use, ageingPendingMs } = state;
  const { activeMs, agedActiveMs, alarmCount, agedAlarmCount } = state.anomaly;
  const alarms = { activeMs, agedActiveMs, alarmCount, agedAlarmCount };
  return { ...activeStage(state), history, agedMsByE, agedMsByEPhys, agedMsByEPeople, use, alarms, ageingPendingMs };
}

function withCell(state: AssessmentState, cell: StageCell): AssessmentState {
  const { stage, scene, trl, operatingMs, alarms, ...totals } = cell;
  return { ...state, ...totals, stage: { stage, scene, trl, operatingMs }, anomaly: { ...state.anomaly, ...alarms } };
}

function isEmpty({ operatingMs, history, alarms }: StageCell): boolean {
  const isUnseen = Object.values(history).every(({ eventCount, exposureMs }) => eventCount === 0 && exposureMs === 0);
  return operatingMs === 0 && alarms.alarmCount === 0 && alarms.activeMs === 0 && isUnseen;
}
