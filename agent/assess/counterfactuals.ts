import type { RiskDimension } from '../contract/assessment.ts';
import type { DeclaredContext } from '../contract/declared-context.ts';
import { type EnvironmentGrade, environmentDimensions } from '../contract/environment-grade.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import { isKnown, isUnknown, type Knowable } from '../contract/unknown.ts';
import { type Grade, type MsByGrade, ratedEventClasses } from '../contract/usage.ts';
import { furtherHours } from './further-hours.ts';
import { healthIndexOf } from './health-relativity.ts';
import { addMs, noHours, totalMs } from './hours-by-grade.ts';
import { assessActive, type RiskInput } from './risk-index.ts';
import { actions, type Bilingual } from './risk-messages.ts';
import { declaredStage } from './stage-cells.ts';

const cleanHoursCount = 200;
const betterGradeHoursCount = 100;
/** A change that does not show in the printed index is not told. */
const noticeableIndex = 0.05;

/** One input changed, everything else equal, the formula run again. */
export interface Counterfactual {
  /** The driver whose input is changed. */
  readonly dimension: RiskDimension;
  readonly textEn: string;
  readonly textZh: string;
  /** The index with the change, and what it is without: the present one, or that of the same further hours without the change. */
  readonly riskIndex: number;
  readonly insteadOfIndex: number;
  /** M with the change ÷ M without. */
  readonly factorRatio: number;
}

interface Change {
  readonly dimension: RiskDimension;
  readonly text: Bilingual;
  /** What of the input is other; `from` what is other on the side it is compared with, the input itself when left out. */
  readonly to: Partial<RiskInput>;
  readonly from?: Partial<RiskInput>;
}

/** What would change the index and by how much; only of an index that is known, and only what shows in it. */
export function counterfactuals(input: RiskInput): Counterfactual[] {
  const makers = [
    settledEnvironment,
    betterGrade,
    cleanHours,
    withoutEvents,
    oneEventFewer,
    referenceLoad,
    referenceHealth,
    withoutAlarms,
    otherContext,
  ];
  return makers.flatMap((make) => make(input)).flatMap((change) => compared(input, change));
}

function compared(input: RiskInput, { dimension, text, to, from = {} }: Change): Counterfactual[] {
  const [before, after] = [assessActive({ ...input, ...from }), assessActive({ ...input, ...to })];
  const [riskIndex, insteadOfIndex] = [indexOf(after.riskIndex), indexOf(before.riskIndex)];
  if (isUnknown(after.lnM) || isUnknown(before.lnM) || Math.abs(riskIndex - insteadOfIndex) < noticeableIndex) return [];
  const factorRatio = roundTo(Math.exp(after.lnM - before.lnM), decimals.ratio);
  return [{ dimension, textEn: text.en, textZh: text.zh, riskIndex, insteadOfIndex, factorRatio }];
}

const indexOf = (riskIndex: Knowable<number>): number => (isUnknown(riskIndex) ? 50 : riskIndex);

/** Had the dimensions nobody measured or declared been at E2 all along, the best that a declaration can give. */
function settledEnvironment({ state }: RiskInput): Change[] {
  const grade = state.environment.evaluated?.grade;
  if (grade === undefined) return [];
  // In printed order, not in the order of the keys: a state read back from the ledger has them sorted.
  const entries = environmentDimensions.flatMap((name) => {
    const dimension = grade.dimensions[name];
    return dimension === undefined ? [] : [[name, dimension] as const];
  });
  const open = entries.filter(([, dimension]) => dimension.provenance === 'unknown' && dimension.grade > 2).map(([name]) => name);
  const people: readonly string[] = ['D8', 'D9'];
  const bestOf = (filter: (name: string) => boolean): Grade =>
    Math.max(
      1,
      ...entries.filter(([name]) => filter(name)).map(([name, dimension]) => (open.includes(name) ? 2 : dimension.grade)),
    ) as Grade;
  const best = bestOf(() => true);
  if (open.length === 0 || best >= grade.e) return [];
  const all = (vector: MsByGrade, to: Grade): MsByGrade => addMs(noHours, to, totalMs(vector));
  const changed = {
    ...state,
    agedMsByE: all(state.agedMsByE, best),
    agedMsByEPhys: all(
      state.agedMsByEPhys,
      bestOf((name) => !people.includes(name)),
    ),
    agedMsByEPeople: all(
      state.agedMsByEPeople,
      bestOf((name) => people.includes(name)),
    ),
  };
  return [{ dimension: 'environment', text: actions.settleUnknown(open, best), to: { state: changed } }];
}

type Grades = Pick<EnvironmentGrade, 'e' | 'ePhys' | 'ePeople'>;

/** The next hours one grade better, beside the same hours at the grade of now. */
function betterGrade({ state, model }: RiskInput): Change[] {
  const now = state.environment.evaluated?.grade;
  if (now === undefined || now.e === 1) return [];
  const best = (now.e - 1) as Grade;
  const atMost = (grade: Grade): Grade => Math.min(grade, best) as Grade;
  const better: Grades = { e: best, ePhys: atMost(now.ePhys), ePeople: atMost(now.ePeople) };
  const after = (grades: Grades): Partial<RiskInput> => ({
    state: furtherHours(state, { hoursCount: betterGradeHoursCount, grades, model }),
  });
  const text = actions.betterGrade(betterGradeHoursCount, best, now.e);
  return [{ dimension: 'environment', text, to: after(better), from: after(now) }];
}

/** The next hours at the grade of now without a rated event. */
function cleanHours({ state, model }: RiskInput): Change[] {
  const grades = state.environment.evaluated?.grade;
  if (grades === undefined) return [];
  const clean = furtherHours(state, { hoursCount: cleanHoursCount, grades, model });
  return [{ dimension: 'safety', text: actions.cleanHours(cleanHoursCount), to: { state: clean } }];
}

function withoutEvents({ state }: RiskInput): Change[] {
  return ratedEventClasses.flatMap((eventClass): Change[] => {
    const exposure = state.history[eventClass];
    if (exposure.eventCount === 0) return [];
    const history = { ...state.history, [eventClass]: { ...exposure, eventCount: 0, agedCount: 0 } };
    return [{ dimension: 'safety', text: actions.withoutClass(eventClass, exposure.eventCount), to: { state: { ...state, history } } }];
  });
}

/** The state does not tell which event is the oldest: one of them is taken at their mean weight after ageing. */
function oneEventFewer({ state }: RiskInput): Change[] {
  return ratedEventClasses.flatMap((eventClass): Change[] => {
    const exposure = state.history[eventClass];
    const { eventCount } = exposure;
    if (eventCount < 2) return [];
    const agedCount = roundTo((exposure.agedCount * (eventCount - 1)) / eventCount, decimals.rate);
    const history = { ...state.history, [eventClass]: { ...exposure, eventCount: eventCount - 1, agedCount } };
    return [{ dimension: 'safety', text: actions.oneFewer(eventClass, eventCount), to: { state: { ...state, history } } }];
  });
}

function referenceLoad({ state, model }: RiskInput): Change[] {
  if (state.use.ratedMs === 0) return [];
  const loadMs = Math.round(state.use.ratedMs * model.use.referenceLoadRatio);
  return [{ dimension: 'use', text: actions.referenceLoad(), to: { state: { ...state, use: { ...state.use, loadMs } } } }];
}

function referenceHealth(input: RiskInput): Change[] {
  const { referenceIndex } = input.model.health;
  const healthIndex = healthIndexOf(input);
  if (!isKnown(healthIndex) || healthIndex === referenceIndex) return [];
  return [{ dimension: 'health', text: actions.referenceHealth(referenceIndex), to: { healthIndex: referenceIndex } }];
}

function withoutAlarms({ state }: RiskInput): Change[] {
  const { alarmCount } = state.anomaly;
  if (alarmCount === 0) return [];
  const anomaly = { ...state.anomaly, alarmCount: 0, agedAlarmCount: 0 };
  return [{ dimension: 'anomaly', text: actions.withoutAlarms(alarmCount), to: { state: { ...state, anomaly } } }];
}

const provenTrl = 9;

/** The same past declared as in commercial use, and as proven; the priors follow the stage. */
function otherContext({ context, state }: RiskInput): Change[] {
  if (context === undefined) return [];
  const { lifecycleStage, trl } = context;
  const declared = (words: Partial<DeclaredContext>): Partial<RiskInput> => {
    const said = { ...context, ...words };
    return { context: said, state: state.stage === undefined ? state : { ...state, stage: { ...state.stage, ...declaredStage(said) } } };
  };
  const stage: Change[] =
    lifecycleStage === undefined || lifecycleStage === 'commercial'
      ? []
      : [{ dimension: 'context', text: actions.otherStage('commercial', lifecycleStage), to: declared({ lifecycleStage: 'commercial' }) }];
  const readiness: Change[] =
    trl === undefined || trl === provenTrl
      ? []
      : [{ dimension: 'context', text: actions.otherTrl(provenTrl, trl), to: declared({ trl: provenTrl }) }];
  return [...stage, ...readiness];
}
