import type { RiskAssessment } from '../contract/assessment.ts';
import { isUnknown } from '../contract/unknown.ts';
import { type Counterfactual, counterfactuals } from './counterfactuals.ts';
import { assessRisk, type RiskInput } from './risk-index.ts';
import { type Bilingual, illustrativeNotice, notUsed, riskStatement } from './risk-messages.ts';

export type { Counterfactual } from './counterfactuals.ts';
export { riskStatement } from './risk-messages.ts';

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
    whatWouldChange: isUnknown(assessment.lnM) ? [] : counterfactuals(input),
    notUsed,
  };
}
