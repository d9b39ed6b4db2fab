import { type Relativities, riskDimensions } from '../contract/assessment.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import type { Cover, CoverAssessment } from '../contract/stage-of-use.ts';
import { isKnown, type Unknown } from '../contract/unknown.ts';
import type { MsByGrade } from '../contract/usage.ts';
import type { AssessmentState } from './assessment-state.ts';
import { environmentRelativity } from './hours-by-grade.ts';
import { contributionsLn, printedInterval, roundContributions, sumLn } from './log-linear-index.ts';
import type { ReferenceModel } from './reference-model.ts';
import { type ClassAssessment, safetyLn, safetySpreadLn } from './safety-history.ts';

/** What both covers start from: the relativities and classes of the whole. */
export interface CoverBasis {
  readonly relativities: Relativities;
  readonly classes: readonly ClassAssessment[];
}

/** Hours by the grade that a cover sees: the body the physical one, third party that of people and terrain (decisions C3). */
export const hoursOfCover: Readonly<Record<Cover, (state: AssessmentState) => MsByGrade>> = {
  body: ({ agedMsByEPhys }) => agedMsByEPhys,
  thirdParty: ({ agedMsByEPeople }) => agedMsByEPeople,
};

/**
 * The index of each cover with its drivers: its own hours by grade, its own weights of the dimensions, and its own weights of the event
 * classes, where the model has any: a fall breaks the robot, an impact is what a third party meets (decisions C3).
 */
export function assessCovers(
  input: { readonly state: AssessmentState; readonly model: ReferenceModel },
  basis: CoverBasis,
): Readonly<Record<Cover, CoverAssessment>> {
  return { body: assessCover('body', input, basis), thirdParty: assessCover('thirdParty', input, basis) };
}

function assessCover(
  cover: Cover,
  { state, model }: { readonly state: AssessmentState; readonly model: ReferenceModel },
  basis: CoverBasis,
): CoverAssessment {
  const weights = model.weights[cover];
  const classes = classesOfCover(cover, model, basis.classes);
  const relativities = {
    ...basis.relativities,
    environment: environmentRelativity(hoursOfCover[cover](state), model.gradeRelativities),
    safety: isKnown(basis.relativities.safety) ? Math.exp(safetyLn(classes)) : basis.relativities.safety,
  };
  const contributions = roundContributions(contributionsLn(relativities, weights, model.contributionCaps));
  const lnM = roundTo(sumLn(contributions), decimals.ln);
  const moving = riskDimensions.filter((dimension) => contributions[dimension] !== 0);
  const strongestFirst = moving.sort((a, b) => Math.abs(contributions[b]) - Math.abs(contributions[a]));
  const drivers = strongestFirst.map((dimension) => {
    const ln = contributions[dimension];
    return { dimension, ln, factorRatio: roundTo(Math.exp(ln), decimals.ratio) };
  });
  return { ...printedInterval(lnM, safetySpreadLn(classes), weights.safety), drivers };
}

/** The classes weighed as the cover weighs them. */
export function classesOfCover(cover: Cover, model: ReferenceModel, classes: readonly ClassAssessment[]): readonly ClassAssessment[] {
  const weights = model.coverClassWeights?.[cover];
  return weights === undefined ? classes : classes.map((one) => ({ ...one, weightRatio: weights[one.eventClass] }));
}

/** Both covers where the index is unknown, for the same reason. */
export function unratedCovers(none: Unknown): Readonly<Record<Cover, CoverAssessment>> {
  const cover = { riskIndex: none, p05Index: none, p95Index: none, lnM: none, drivers: [] };
  return { body: cover, thirdParty: cover };
}
