import type { AssessmentState } from '../../agent/assess/assessment.ts';
import { explainRisk } from '../../agent/assess/explanation.ts';
import type { ReferenceModel } from '../../agent/assess/reference-model.ts';
import { illustrativeNotice, notUsed, riskStatement, riskStatementZh } from '../../agent/assess/risk-messages.ts';
import type { RiskAssessment, RiskDriver } from '../../agent/contract/assessment.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import { isUnknown, type Knowable } from '../../agent/contract/unknown.ts';
import type { StoryRobot } from './risk-story-robots.ts';
import { textPlot } from './text-plot.ts';

/** A robot with everything its reports say. */
export interface ToldRobot {
  readonly robot: StoryRobot;
  readonly reports: readonly ReportPayload[];
  readonly model: ReferenceModel;
  readonly profile: Profile;
}

/** From here on a rise between two reports is a jump and is explained; clean hours lower the index slowly, so a fall must be larger. */
const riseIndex = 0.7;
const fallIndex = 1.5;
/** A driver that moved less than this had no part in it. */
const movedLn = 0.005;
const jumpsToldMax = 8;
const plot = { low: 34, high: 74, stepIndex: 4 } as const;

const head = `# The risk index, told by five robots

Made by \`npm run risk-story\` from five scripted lives through the whole agent; a test keeps it up to date. Do not edit.

${riskStatement}

${riskStatementZh}

The numbers come from the reference model \`illustrative-1\`: an ${illustrativeNotice.en}, ${illustrativeNotice.zh}, derived from no losses, for there is no
public loss data of robots. There is no price here and no grade of safety. Each column of a plot is one report; \`┼\` is the reference.
What a jump rests on stands beside it in the words of the report's own explanation: \`×1.50, alone 50 → 60\` is a relative factor, and
what it alone would do to the reference.

Nobody needs to believe this page. \`robot-risk recompute REPORT --ledger FILE\` gives hours, counts, history and index of any report again from
the records it covers and the public model, and \`tests/conformance/recomputation.test.ts\` does the same for a thousand reports with SQL and
arithmetic that share no code with the agent.`;

/** The whole page. */
export function storyPage(robots: readonly ToldRobot[]): string {
  const unused = ['## What is never used', '', ...notUsed.map(({ en, zh }) => `- ${en} · ${zh}`)];
  return [head, ...robots.map(chapter), unused.join('\n'), ''].join('\n\n').replace(/\n+$/, '\n');
}

function chapter({ robot, reports, model, profile }: ToldRobot): string {
  const last = reports.at(-1);
  if (last === undefined) return '';
  const values = reports.map(({ risk }) => (isUnknown(risk.riskIndex) ? null : risk.riskIndex));
  const drawn = values.every((value) => value === null) ? [] : ['```text', ...textPlot(values, plot), '```', ''];
  return [
    `## ${robot.title}`,
    '',
    robot.about,
    '',
    ...drawn,
    ...jumps(reports),
    '',
    ...ending(last),
    ...changes(robot, last, { model, profile }),
  ]
    .join('\n')
    .trimEnd();
}

/** Every report whose index is not that of the one before, or that has none where there was one. */
function jumps(reports: readonly ReportPayload[]): string[] {
  const rows = reports.flatMap(({ risk }, index) => {
    const before = reports[index - 1]?.risk;
    if (before !== undefined && !isJump(before, risk)) return [];
    return [`| ${index + 1} | ${shown(before?.riskIndex ?? 50)} → ${shown(risk.riskIndex)} | ${whyText(before, risk)} |`];
  });
  const more = rows.length > jumpsToldMax ? [`| … | | ${rows.length - jumpsToldMax} more of the same kind |`] : [];
  return ['| report | index | what moved it |', '| --- | --- | --- |', ...rows.slice(0, jumpsToldMax), ...more];
}

function isJump(before: RiskAssessment, after: RiskAssessment): boolean {
  const [from, to] = [before.riskIndex, after.riskIndex];
  if (isUnknown(from) || isUnknown(to)) return isUnknown(from) !== isUnknown(to);
  return to - from >= riseIndex || from - to >= fallIndex;
}

const reasons: Readonly<Record<string, string>> = {
  notRated: 'no index below technology readiness 5: falls and stops belong to testing',
  insufficientData: 'no index while less than half of the operating hours were observed',
};

/** The explanation's own sentences of the drivers that moved, the one that moved most first. */
function whyText(before: RiskAssessment | undefined, after: RiskAssessment): string {
  if (isUnknown(after.riskIndex)) return `${reasons[after.riskIndex.unknown] ?? 'no index'}; ${coverageText(after)}`;
  const was = (driver: RiskDriver): number => before?.drivers.find(({ dimension }) => dimension === driver.dimension)?.ln ?? 0;
  const moved = after.drivers
    .map((driver) => ({ driver, ln: Math.abs(driver.ln - was(driver)) }))
    .filter(({ ln }) => ln >= movedLn)
    .sort((a, b) => b.ln - a.ln);
  const again = before !== undefined && isUnknown(before.riskIndex) ? [coverageText(after)] : [];
  return [...moved.map(({ driver }) => driver.textEn), ...again].join(' ');
}

const coverageText = ({ coverageRatio, coverageTier }: RiskAssessment): string =>
  `coverage ${(100 * coverageRatio).toFixed(1)} % of operating hours (${coverageTier})`;

const shown = (value: Knowable<number>): string => (isUnknown(value) ? `unknown (${value.unknown})` : value.toFixed(1));

function ending({ risk, exposure }: ReportPayload): string[] {
  const hours = (exposure.closing.operatingMs / 3_600_000).toFixed(0);
  const counts = risk.history
    .filter(({ eventCount }) => eventCount > 0)
    .map(({ eventClass, eventCount }) => `${eventCount} × ${eventClass}`);
  const interval = isUnknown(risk.riskIndex) ? '' : ` (90 % interval ${shown(risk.p05Index)} … ${shown(risk.p95Index)})`;
  const events = counts.length === 0 ? 'no rated event' : counts.join(', ');
  const said = `At the end: index ${shown(risk.riskIndex)}${interval}, ${hours} operating hours at E${risk.displayGrade}, ${events}, ${coverageText(risk)}.`;
  return [
    said,
    '',
    ...risk.drivers.flatMap(({ ln, textEn, textZh }) => (Math.abs(ln) < movedLn ? [] : [`- ${textEn}`, `  ${textZh}`])),
    '',
  ];
}

/** What would change it, each number a rerun of the formula with one input changed. */
function changes({ script }: StoryRobot, last: ReportPayload, { model, profile }: Pick<ToldRobot, 'model' | 'profile'>): string[] {
  const { whatWouldChange } = explainRisk({
    state: last.assessmentState.closing as unknown as AssessmentState,
    model,
    profile,
    context: script.context,
    coverageRatio: last.risk.coverageRatio,
    operatingMsByE: last.exposure.closing.operatingMsByE,
  });
  if (whatWouldChange.length === 0) return [];
  const rows = whatWouldChange.map(({ textEn, textZh, insteadOfIndex, riskIndex, factorRatio }) => {
    return `| ${textEn} · ${textZh} | ${insteadOfIndex.toFixed(1)} → ${riskIndex.toFixed(1)} | ×${factorRatio.toFixed(2)} |`;
  });
  return ['| what would change it | index | factor |', '| --- | --- | --- |', ...rows];
}
