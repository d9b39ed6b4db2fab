import type { RiskAssessment } from '../contract/assessment.ts';
import { environmentDimensions } from '../contract/environment-grade.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import { isUnknown, type Knowable } from '../contract/unknown.ts';
import { type Grade, type MsByGrade, ratedEventClasses } from '../contract/usage.ts';
import type { AssessmentState } from './assessment-state.ts';
import { addMs, noHours, totalMs } from './hours-by-grade.ts';
import { assessRisk, type RiskInput } from './risk-index.ts';
import { actions, type Bilingual, illustrativeNotice, notUsed, riskStatement } from './risk-messages.ts';
import { stepSafetyHistory } from './safety-history.ts';

export { riskStatement } from './risk-messages.ts';

const msPerHour = 3_600_000;
const cleanHoursCount = 100;
/** A change that does not show in the printed index is not told. */
const noticeableIndex = 0.05;

/** One input changed, everything else equal, the formula run again. */
export interface Counterfactual {
  readonly textEn: string;
  readonly textZh: string;
  readonly riskIndex: number;
  /** M after ÷ M before. */
  readonly factorRatio: number;
}

export interface RiskExplanation {
  readonly statement: string;
  readonly actuarial: false;
  readonly modelNotice: Bilingual;
  readonly referenceIndex: 50;
  readonly assessment: RiskAssessment;
  readonly whatWouldChange: readonly Counterfactual[];
  readonly notUsed: readonly Bilingual[];
}

/** The index, what drives it, what would change it, and what is never used; no counterfactuals where the index is unknown. */
export function explainRisk(input: RiskInput): RiskExplanation {
  const assessment = assessRisk(input);
  return {
    statement: riskStatement,
    actuarial: false,
    modelNotice: illustrativeNotice,
    referenceIndex: 50,
    assessment,
    whatWouldChange: isUnknown(assessment.lnM) ? [] : counterfactuals(input, assessment.lnM),
    notUsed,
  };
}

interface Change {
  readonly text: Bilingual;
  readonly state: AssessmentState;
}

function counterfactuals(input: RiskInput, lnM: number): Counterfactual[] {
  const { state } = input;
  const changes = [
    ...settledEnvironment(state),
    cleanHours(state),
    ...withoutEvents(state),
    ...referenceLoad(input),
    ...withoutAlarms(state),
  ];
  const before = indexOf(assessRisk(input).riskIndex);
  return changes.flatMap(({ text, state: changed }) => {
    const after = assessRisk({ ...input, state: changed });
    if (isUnknown(after.lnM) || Math.abs(indexOf(after.riskIndex) - before) < noticeableIndex) return [];
    const factorRatio = roundTo(Math.exp(after.lnM - lnM), decimals.ratio);
    return [{ textEn: text.en, textZh: text.zh, riskIndex: indexOf(after.riskIndex), factorRatio }];
  });
}

const indexOf = (riskIndex: Knowable<number>): number => (isUnknown(riskIndex) ? 50 : riskIndex);

/** Had the dimensions nobody measured or declared been at E2 all along, the best that a declaration can give. */
function settledEnvironment(state: AssessmentState): Change[] {
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
  return [
    {
      text: actions.settleUnknown(open, best),
      state: {
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
      },
    },
  ];
}

function cleanHours(state: AssessmentState): Change {
  const observable = Object.entries(state.history).flatMap(([eventClass, { exposureMs }]) => (exposureMs > 0 ? [eventClass] : []));
  const more = { operatingMs: cleanHoursCount * msPerHour, eventCounts: {}, observable };
  return { text: actions.cleanHours(cleanHoursCount), state: { ...state, history: stepSafetyHistory(state.history, more) } };
}

function withoutEvents(state: AssessmentState): Change[] {
  return ratedEventClasses.flatMap((eventClass) => {
    const exposure = state.history[eventClass];
    if (exposure.eventCount === 0) return [];
    const history = { ...state.history, [eventClass]: { ...exposure, eventCount: 0, agedCount: 0 } };
    return [{ text: actions.withoutClass(eventClass, exposure.eventCount), state: { ...state, history } }];
  });
}

function referenceLoad({ state, model }: RiskInput): Change[] {
  if (state.use.ratedMs === 0) return [];
  const loadMs = Math.round(state.use.ratedMs * model.use.referenceLoadRatio);
  return [{ text: actions.referenceLoad(), state: { ...state, use: { ...state.use, loadMs } } }];
}

function withoutAlarms(state: AssessmentState): Change[] {
  const { alarmCount } = state.anomaly;
  if (alarmCount === 0) return [];
  return [
    { text: actions.withoutAlarms(alarmCount), state: { ...state, anomaly: { ...state.anomaly, alarmCount: 0, agedAlarmCount: 0 } } },
  ];
}
