import type { RiskAssessment, RiskDriver } from '../contract/assessment.ts';
import { type Cover, covers } from '../contract/stage-of-use.ts';
import { isUnknown, unknown } from '../contract/unknown.ts';
import { type Counterfactual, counterfactuals } from './counterfactuals.ts';
import { type DriverEvidence, driverEvidence, type EvidenceRecord } from './driver-evidence.ts';
import { describeCoverDrivers } from './risk-drivers.ts';
import { assessRisk, classesOf, type RiskInput } from './risk-index.ts';
import {
  autonomyText,
  type Bilingual,
  coverNames,
  illustrativeNotice,
  intervalText,
  notUsed,
  riskStatement,
  stageText,
} from './risk-messages.ts';

export type { Counterfactual } from './counterfactuals.ts';
export { riskStatement } from './risk-messages.ts';

const none = unknown('notReported');

export interface RiskExplanation {
  readonly statement: string;
  readonly actuarial: false;
  readonly modelNotice: Bilingual;
  readonly referenceIndex: 50;
  readonly assessment: RiskAssessment;
  /** Each cover in words, with what moves it. */
  readonly covers: readonly ExplainedCover[];
  /** Every stage and scene in words, never pooled. */
  readonly stages: readonly Bilingual[];
  /** What was declared and is printed as evidence only. */
  readonly declared: readonly Bilingual[];
  /** The records behind each driver, where the ledger is at hand. */
  readonly evidence: DriverEvidence;
  readonly whatWouldChange: readonly Counterfactual[];
  readonly notUsed: readonly Bilingual[];
}

export interface ExplainedCover {
  readonly cover: Cover;
  readonly text: Bilingual;
  readonly drivers: readonly RiskDriver[];
}

/** The index, what drives it, what would change it, and what is never used; no counterfactuals where the index is unknown. */
export function explainRisk(input: RiskInput, records: readonly EvidenceRecord[] = []): RiskExplanation {
  const assessment = assessRisk(input);
  return {
    statement: riskStatement,
    actuarial: false,
    modelNotice: illustrativeNotice,
    referenceIndex: 50,
    assessment,
    covers: covers.map((cover) => explainCover(cover, input, assessment)),
    stages: (assessment.byStage ?? []).map(stageText),
    declared: input.context?.autonomyLevel === undefined ? [] : [autonomyText(input.context.autonomyLevel)],
    evidence: driverEvidence(records),
    whatWouldChange: isUnknown(assessment.lnM) ? [] : counterfactuals(input),
    notUsed,
  };
}

function explainCover(cover: Cover, input: RiskInput, { byCover, relativities }: RiskAssessment): ExplainedCover {
  const { drivers = [], ...interval } = byCover?.[cover] ?? { riskIndex: none, p05Index: none, p95Index: none };
  const [name, said] = [coverNames[cover], intervalText(interval)];
  return {
    cover,
    text: { en: `${name.en}: ${said.en}`, zh: `${name.zh}：${said.zh}` },
    drivers: describeCoverDrivers(cover, input, { drivers, classes: classesOf(input), relativities }),
  };
}
