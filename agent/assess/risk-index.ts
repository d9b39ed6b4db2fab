import { type Relativities, type RiskAssessment, type RiskDimension, riskDimensions } from '../contract/assessment.ts';
import type { DeclaredContext } from '../contract/declared-context.ts';
import type { Profile } from '../contract/profile.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import type { StageAssessment } from '../contract/stage-of-use.ts';
import { isUnknown, type Knowable, type UnknownReason, unknown } from '../contract/unknown.ts';
import type { MsByGrade } from '../contract/usage.ts';
import { anomalyRelativity } from './anomaly-relativity.ts';
import type { AssessmentState } from './assessment-state.ts';
import { closeCausalChain } from './causal-chain.ts';
import { contextRelativity, isRated } from './context-relativity.ts';
import { coverageTier } from './gap-imputation.ts';
import { healthIndexOf, healthRelativity } from './health-relativity.ts';
import { displayGrade, environmentRelativity, totalMs } from './hours-by-grade.ts';
import { contributionsLn, printedInterval, roundContributions, sumLn } from './log-linear-index.ts';
import { priorsFor } from './model-priors.ts';
import type { ReferenceModel } from './reference-model.ts';
import { assessCovers, unratedCovers } from './risk-covers.ts';
import { describeDrivers } from './risk-drivers.ts';
import { assessClasses, type ClassAssessment, printedHistory, safetyLn, safetySpreadLn, stepSafetyHistory } from './safety-history.ts';
import { activeStage, contextInStage, type StageCell, stageCells, stageKey, stateOfCell } from './stage-cells.ts';
import { useRelativity } from './use-relativity.ts';

const msPerHour = 3_600_000;

/** Everything an index is computed from; nothing else enters. */
export interface RiskInput {
  readonly state: AssessmentState;
  readonly model: ReferenceModel;
  /** Observed / (observed + imputed) operating time, 0…1. */
  readonly coverageRatio: number;
  readonly context: DeclaredContext | undefined;
  readonly profile: Profile;
  /** The meter's lifetime hours by grade, for display; the index uses the aged ones of the state. */
  readonly operatingMsByE: MsByGrade;
  /** Health index of the worst critical component, 0…100, instead of the state's: for what would change. */
  readonly healthIndex?: Knowable<number>;
}

/** The relative insurance-risk index with its exact explanation (risk model §3.3–3.8, decisions C1–C6). Rounded as it is printed. */
export function assessRisk(input: RiskInput): RiskAssessment {
  const active = assessActive(input);
  return { ...active, byStage: stageCells(input.state).map((cell) => assessStage(input, cell, active)) };
}

/** The index of the stage and scene in force alone: what a change of one input is compared by. */
export function assessActive(given: RiskInput): RiskAssessment {
  const input = { ...given, context: contextInStage(given.state, given.context) };
  const { model, coverageRatio, state } = input;
  const classes = classesOf(input);
  const base = {
    history: classes.map(printedHistory),
    notObserved: classes.filter(({ observed }) => !observed).map(({ eventClass }) => eventClass),
    coverageRatio: roundTo(coverageRatio, decimals.ratio),
    coverageTier: coverageTier(coverageRatio, model.gap),
    displayGrade: displayGrade(input.operatingMsByE, state.environment.evaluated?.grade.e ?? 3),
    operatingMsByE: input.operatingMsByE,
  };
  const reason = whyUnknown(input);
  return { ...base, ...(reason === undefined ? rated(input, classes) : unrated(reason)) };
}

/** Every rated class as it stands in the stage and scene in force; an event whose chain has not ended counts already. */
export function classesOf({ state, model, profile, context, coverageRatio }: RiskInput): readonly ClassAssessment[] {
  const priors = priorsFor(model, profile, contextInStage(state, context));
  return assessClasses(historyWithOpenChain(state), priors, coverageRatio);
}

/** One stage and scene, each rated by what was declared in it; coverage and condition are the robot's, wherever it is used. */
function assessStage(input: RiskInput, cell: StageCell, active: RiskAssessment): StageAssessment {
  const isActive = stageKey(cell) === stageKey(activeStage(input.state));
  const { stage, scene, trl, operatingMs } = cell;
  const said = isActive ? active : assessActive({ ...input, state: stateOfCell(input.state, cell) });
  const seen = said.history.filter(({ exposureMs, eventCount }) => exposureMs > 0 || eventCount > 0);
  const { riskIndex, p05Index, p95Index } = said;
  const history = seen.map(({ eventClass, eventCount, exposureMs }) => ({ eventClass, eventCount, exposureMs }));
  return { stage, scene, trl, isActive, operatingMs, riskIndex, p05Index, p95Index, history };
}

type Rated = Pick<RiskAssessment, 'riskIndex' | 'p05Index' | 'p95Index' | 'lnM' | 'drivers' | 'relativities' | 'covers' | 'byCover'>;

function whyUnknown({ context, coverageRatio, model }: RiskInput): UnknownReason | undefined {
  if (!isRated(context)) return 'notRated';
  return coverageTier(coverageRatio, model.gap) === 'insufficient' ? 'insufficientData' : undefined;
}

function unrated(reason: UnknownReason): Rated {
  const none = unknown(reason);
  const relativities = Object.fromEntries(riskDimensions.map((dimension) => [dimension, none])) as Record<RiskDimension, Knowable<number>>;
  return {
    riskIndex: none,
    p05Index: none,
    p95Index: none,
    lnM: none,
    drivers: [],
    relativities,
    covers: { body: none, thirdParty: none },
    byCover: unratedCovers(none),
  };
}

function rated(input: RiskInput, classes: readonly ClassAssessment[]): Rated {
  const { model } = input;
  const { overall } = model.weights;
  const relativities = relativitiesOf(input, classes);
  const contributions = roundContributions(contributionsLn(relativities, overall, model.contributionCaps));
  const lnM = roundTo(sumLn(contributions), decimals.ln);
  const byCover = assessCovers(input, { relativities, classes });
  return {
    ...printedInterval(lnM, safetySpreadLn(classes), overall.safety),
    drivers: describeDrivers({ input, contributions, relativities, classes }),
    relativities: roundRelativities(relativities),
    covers: { body: byCover.body.riskIndex, thirdParty: byCover.thirdParty.riskIndex },
    byCover,
  };
}

function relativitiesOf(input: RiskInput, classes: readonly ClassAssessment[]): Relativities {
  const { model, state } = input;
  const operatingH = totalMs(state.agedMsByE) / msPerHour;
  const credible = (relativity: Knowable<number>): Knowable<number> =>
    isUnknown(relativity) ? relativity : relativity ** (operatingH / (operatingH + model.credibilityH));
  return {
    environment: environmentRelativity(state.agedMsByE, model.gradeRelativities),
    use: credible(useRelativity(state.use, model.use)),
    safety: classes.some(({ observed, weightRatio }) => observed && weightRatio > 0) ? Math.exp(safetyLn(classes)) : unknown('notObserved'),
    health: credible(healthRelativity(healthIndexOf(input), model.health)),
    anomaly: anomalyRelativity(state.anomaly, model.anomaly),
    context: contextRelativity(input.context, model.context),
  };
}

function roundRelativities(relativities: Relativities): Relativities {
  const rounded = riskDimensions.map((dimension) => {
    const value = relativities[dimension];
    return [dimension, isUnknown(value) ? value : roundTo(value, decimals.ratio)] as const;
  });
  return Object.fromEntries(rounded) as Record<RiskDimension, Knowable<number>>;
}

/** An event whose chain has not ended yet counts already, in the class it has so far. */
function historyWithOpenChain(state: AssessmentState): AssessmentState['history'] {
  if (state.chain === null) return state.history;
  return stepSafetyHistory(state.history, { operatingMs: 0, eventCounts: closeCausalChain(state.chain), observable: [] });
}
