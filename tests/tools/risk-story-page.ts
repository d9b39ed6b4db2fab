import type { AssessmentState } from '../../agent/assess/assessment.ts';
import { environmentText } from '../../agent/assess/environment-text.ts';
import { explainRisk, type RiskExplanation } from '../../agent/assess/explanation.ts';
import { findingsCatalogue } from '../../agent/assess/findings-catalogue.ts';
import type { ReferenceModel } from '../../agent/assess/reference-model.ts';
import { illustrativeNotice, notUsed, riskStatement, riskStatementZh } from '../../agent/assess/risk-messages.ts';
import type { RiskAssessment, RiskDriver } from '../../agent/contract/assessment.ts';
import type { DeclaredContext } from '../../agent/contract/declared-context.ts';
import { type EnvironmentGrade, environmentDimensions } from '../../agent/contract/environment-grade.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import { isUnknown, type Knowable, unknown } from '../../agent/contract/unknown.ts';
import { pictureText } from './risk-story-picture.ts';
import type { StoryRobot } from './risk-story-robots.ts';

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

const head = `# The risk index, told by five robots

Made by \`npm run risk-story\` from five scripted lives through the whole agent; a test keeps it up to date. Do not edit.

${riskStatement}

${riskStatementZh}

The numbers come from the reference model \`illustrative-1\`: an ${illustrativeNotice.en}, ${illustrativeNotice.zh}, derived from no losses, for there is no
public loss data of robots. There is no price here and no grade of safety.

**How to read it.** Each robot sends one report a day. A picture shows the index of each report with its 90 % interval; 50 is the model's reference robot,
below it stands a robot with less relative risk. Beside the index stand those for damage to the robot itself (cover of the body) and for harm to others
(cover of third parties). A cover weighs the classes of events in its own way: the index is neither the sum nor the mean of its covers. Marks beneath are
the days on which something happened.

The tables explain each jump in the words of the report's own explanation: \`×1.50, alone 50 → 60\` is a relative factor, and what it alone would do to a
robot at 50. Rises below 0.7 and falls below 1.5 are hours, or more of the same events, and are not listed. E1 … E5 is the grade of the environment, with
E2 as the model's reference; TRL is the declared technology readiness.

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
  const explanation = explained(robot, last, { model, profile });
  return [
    `## ${robot.title}`,
    '',
    robot.about,
    '',
    `![${robot.title}: ${pictureText(reports)}](${picturePath(robot)})`,
    '',
    robot.lesson,
    '',
    ...jumps(reports),
    '',
    ...ending(reports, last),
    ...rest(robot, reports, explanation),
    ...changes(explanation),
  ]
    .join('\n')
    .trimEnd();
}

/** Where a robot's picture is, from the page. */
export const picturePath = ({ picture }: StoryRobot): string => `risk-index/${picture}.svg`;

/** Every report whose index is not that of the one before, or that has none where there was one. */
function jumps(reports: readonly ReportPayload[]): string[] {
  const rows = reports.flatMap((report, index) => {
    const { risk } = report;
    const before = reports[index - 1]?.risk;
    if (before !== undefined && !isJump(before, risk)) return [];
    return [`| ${index + 1} | ${shown(before?.riskIndex ?? 50)} → ${shown(risk.riskIndex)} | ${whyText(before, report)} |`];
  });
  const more = rows.length > jumpsToldMax ? [`| … | | ${rows.length - jumpsToldMax} more of the same kind |`] : [];
  return ['| day | index | what moved it |', '| --- | --- | --- |', ...rows.slice(0, jumpsToldMax), ...more];
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

/** The explanation's own sentences of the drivers that moved, the one that moved most first; then what the report found. */
function whyText(before: RiskAssessment | undefined, { risk: after, findings = [] }: ReportPayload): string {
  if (isUnknown(after.riskIndex)) return `${reasons[after.riskIndex.unknown] ?? 'no index'}; ${coverageText(after)}`;
  const was = (driver: RiskDriver): number => before?.drivers.find(({ dimension }) => dimension === driver.dimension)?.ln ?? 0;
  const moved = after.drivers
    .map((driver) => ({ driver, ln: Math.abs(driver.ln - was(driver)) }))
    .filter(({ ln }) => ln >= movedLn)
    .sort((a, b) => b.ln - a.ln);
  const found = findings.map(({ code }) => `Finding: ${findingsCatalogue[code].text.en}.`);
  const again = before !== undefined && isUnknown(before.riskIndex) ? [coverageText(after)] : [];
  return [...moved.map(({ driver }) => driver.textEn), ...found, ...again].join(' ');
}

const coverageText = ({ coverageRatio, coverageTier }: RiskAssessment): string =>
  `${(100 * coverageRatio).toFixed(1)} % of operating hours observed (coverage ${coverageTier})`;

const shown = (value: Knowable<number>): string => (isUnknown(value) ? `unknown (${value.unknown})` : value.toFixed(1));

function ending(reports: readonly ReportPayload[], { risk, exposure }: ReportPayload): string[] {
  const counts = risk.history
    .filter(({ eventCount }) => eventCount > 0)
    .map(({ eventClass, eventCount }) => `${eventCount} × ${eventClass}`);
  const interval = isUnknown(risk.riskIndex) ? '' : ` (90 % interval ${shown(risk.p05Index)} … ${shown(risk.p95Index)})`;
  const events = counts.length === 0 ? 'no event' : counts.join(', ');
  const gapMs = reports.reduce((sum, { gaps }) => sum + gaps.durationMs, 0);
  const silent = gapMs === 0 ? '' : ` after ${hours(gapMs)} silent hours`;
  const said = `At the end: index ${shown(risk.riskIndex)}${interval}, ${hours(exposure.closing.operatingMs)} operating hours at E${risk.displayGrade}, ${events}, ${coverageText(risk)}${silent}.`;
  const drivers = risk.drivers.flatMap(({ ln, textEn, textZh }) => (Math.abs(ln) < movedLn ? [] : [`- ${textEn}`, `  ${textZh}`]));
  return [said, '', ...drivers];
}

const hours = (durationMs: number): string => (durationMs / 3_600_000).toFixed(0);

/** Covers, stages, what binds the grade, and the findings of all reports. */
function rest({ script }: StoryRobot, reports: readonly ReportPayload[], { covers, stages, declared }: RiskExplanation): string[] {
  const environment = reports.at(-1)?.environment;
  const rated = covers.filter(({ cover }) => !isUnknown(reports.at(-1)?.risk.covers[cover] ?? notRated));
  const both = [...rated.map(({ text }) => text), ...stages, ...declared].flatMap(({ en, zh }) => [`- ${en}`, `  ${zh}`]);
  return [
    ...both,
    ...(environment === undefined ? [] : [`- Grade of the environment: ${bindingText(environment, script.context)}`]),
    ...findingsOf(reports),
    '',
  ];
}

const notRated = unknown('notRated');

/** The dimensions that are as bad as the grade; the others are no worse than what they let through. */
function bindingText({ dimensions, ...grade }: EnvironmentGrade, declared: DeclaredContext): string {
  const found = environmentDimensions.filter((dimension) => dimensions[dimension]?.grade === grade.e);
  if (found.length > bindingsToldMax) return `E${grade.e}, ${found.length} of ${environmentDimensions.length} dimensions at it, none worse`;
  return environmentText(
    { ...grade, dimensions: Object.fromEntries(found.map((dimension) => [dimension, dimensions[dimension]])) },
    { declared },
  );
}
const bindingsToldMax = 5;

function findingsOf(reports: readonly ReportPayload[]): string[] {
  const codes = new Set(reports.flatMap(({ findings = [] }) => findings.map(({ code }) => code)));
  return [...codes].flatMap((code) => {
    const { text } = findingsCatalogue[code];
    return [`- Finding: ${text.en}`, `  事实：${text.zh}`];
  });
}

/** The last report's explanation, as `robot-risk explain` gives it. */
function explained({ script }: StoryRobot, last: ReportPayload, { model, profile }: Pick<ToldRobot, 'model' | 'profile'>): RiskExplanation {
  return explainRisk({
    state: last.assessmentState.closing as unknown as AssessmentState,
    model,
    profile,
    context: script.context,
    coverageRatio: last.risk.coverageRatio,
    operatingMsByE: last.exposure.closing.operatingMsByE,
  });
}

/** What would change it, each number a rerun of the formula with one input changed. */
function changes({ whatWouldChange }: RiskExplanation): string[] {
  if (whatWouldChange.length === 0) return [];
  const rows = whatWouldChange.map(({ textEn, textZh, insteadOfIndex, riskIndex, factorRatio }) => {
    return `| ${textEn} · ${textZh} | ${insteadOfIndex.toFixed(1)} → ${riskIndex.toFixed(1)} | ×${factorRatio.toFixed(2)} |`;
  });
  return ['| what would change it | index | factor |', '| --- | --- | --- |', ...rows];
}
