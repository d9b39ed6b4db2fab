import type { Agent } from '../agent.ts';
import { explainRisk } from '../assess/explanation.ts';
import { grades } from '../assess/hours-by-grade.ts';
import type { ReferenceModel } from '../assess/reference-model.ts';
import type { CheckedDocument, Source } from '../contract/driver.ts';
import { InvariantError } from '../contract/errors.ts';
import type { Profile } from '../contract/profile.ts';
import type { ReportPayload } from '../contract/report.ts';
import type { Json } from '../contract/schema.ts';
import { isUnknown, type Knowable } from '../contract/unknown.ts';
import type { MsByGrade } from '../contract/usage.ts';
import { clockText } from './clock-text.ts';

/** What a replay found: the same bytes for the same recording, profile, description, context and version. */
export interface ReplaySummary {
  readonly schema: 'robot-risk/replay-summary/1';
  readonly recording: Readonly<Record<string, string | number>>;
  readonly robot: ReportPayload['robot'];
  readonly agentId: string;
  readonly versions: ReportPayload['versions'];
  readonly period: ReportPayload['period'];
  readonly exposure: ReportPayload['exposure']['closing'];
  readonly gaps: ReportPayload['gaps'];
  readonly environment: ReportPayload['environment'] & { readonly text: string };
  readonly events: ReportPayload['events'];
  readonly risk: ReportPayload['risk'];
  readonly explanation: Json;
  /** Scores of the model before calibration to this robot: for the owner, not in any report. */
  readonly anomaly: Readonly<Record<string, Json>>;
  readonly intake: ReportPayload['intake'];
  readonly log: ReportPayload['log'];
  readonly reportCount: number;
  readonly statement: string;
}

/** The summary of a finished replay; counters and events are those of the whole recording. */
export function summarise(
  agent: Agent,
  opened: { readonly source: Source; readonly profile: CheckedDocument<Profile>; readonly model: CheckedDocument<ReferenceModel> },
): ReplaySummary {
  const payloads = agent.ledger.reports().map(({ jws }) => payloadOf(jws));
  const first = payloads[0];
  const last = payloads.at(-1);
  if (first === undefined || last === undefined) throw new InvariantError('replay/no-report', 'A finished replay has at least one report');
  return {
    schema: 'robot-risk/replay-summary/1',
    recording: { ...opened.source.identity },
    robot: last.robot,
    agentId: last.agentId,
    versions: last.versions,
    period: { from: first.period.from, to: last.period.to },
    exposure: last.exposure.closing,
    gaps: addGaps(payloads),
    environment: { ...last.environment, text: agent.assessor.gradeText() },
    events: { countByClass: addCounts(payloads), notObserved: last.events.notObserved },
    risk: last.risk,
    explanation: explainRisk(agent.assessor.riskInput(last.exposure.closing)) as unknown as Json,
    anomaly: agent.assessor.anomalyTotals() ?? {},
    intake: last.intake,
    log: last.log,
    reportCount: payloads.length,
    statement: last.statement,
  };
}

function payloadOf(jws: string): ReportPayload {
  return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as ReportPayload;
}

function addCounts(payloads: readonly ReportPayload[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const { events } of payloads) {
    for (const [eventClass, count] of Object.entries(events.countByClass)) total[eventClass] = (total[eventClass] ?? 0) + count;
  }
  return total;
}

function addGaps(payloads: readonly ReportPayload[]): ReportPayload['gaps'] {
  return {
    gapCount: payloads.reduce((total, { gaps }) => total + gaps.gapCount, 0),
    durationMs: payloads.reduce((total, { gaps }) => total + gaps.durationMs, 0),
    listed: payloads.flatMap(({ gaps }) => gaps.listed),
  };
}

/** The summary for people; hours are truncated, never rounded up against the insured. */
export function summaryLines(summary: ReplaySummary): string[] {
  const { exposure, events, gaps, log } = summary;
  return [
    `Recording  ${recordingName(summary)} on ${summary.robot.manufacturer} ${summary.robot.model}, origin replay`,
    `Period     ${summary.period.from} … ${summary.period.to}`,
    ...intakeLines(summary),
    `Hours      powered ${clockText(exposure.powerOnMs)}, ready ${clockText(exposure.readyMs)}, operating ${clockText(exposure.operatingMs)}, collaborative ${clockText(exposure.collaborativeMs)}`,
    `           ${gaps.gapCount} gaps of ${clockText(gaps.durationMs)} in no counter; ${exposure.cycleCount} starts of operation`,
    `By grade   ${byGrade(exposure.operatingMsByE)}`,
    `Grade      ${summary.environment.text}`,
    `Events     ${countsText(events.countByClass)}; not observed: ${events.notObserved.join(', ') || 'none'}`,
    ...riskLines(summary),
    `Anomaly    ${anomalyText(summary.anomaly)}`,
    `Ledger     ${log.size} records, ${summary.reportCount} signed ${summary.reportCount === 1 ? 'report' : 'reports'}, root ${log.root.slice(0, 23)}…`,
  ];
}

/** The description's name, or the format of a recording of ROS. */
function recordingName({ recording }: ReplaySummary): string | number {
  return recording.descriptionName ?? `ROS, ${recording.topicCount} topics from ${recording.format},`;
}

function intakeLines({ intake }: ReplaySummary): string[] {
  return Object.values(intake as unknown as Record<string, IntakeView>).flatMap((counts) => [
    `Intake     ${counts.frameCount} frames, ${counts.messageCount} messages, ${counts.cellOutOfRangeCount} cells out of range`,
    ...Object.entries(counts.flaws).map(
      ([code, flaw]) =>
        `           ${flaw.count} × ${code}${flaw.discardedCount > 0 ? `, ${flaw.discardedCount} discarded` : ''}; first: ${flaw.places[0] ?? ''}`,
    ),
  ]);
}

interface IntakeView {
  readonly frameCount: number;
  readonly messageCount: number;
  readonly cellOutOfRangeCount: number;
  readonly flaws: Readonly<Record<string, { count: number; discardedCount: number; places: string[] }>>;
}

function riskLines({ risk, statement }: ReplaySummary): string[] {
  const drivers = risk.drivers.filter(({ ln }) => ln !== 0).map(({ textEn }) => `           ${textEn}`);
  return [
    `Index      ${index(risk.riskIndex)} (90 % interval ${index(risk.p05Index)} … ${index(risk.p95Index)}), coverage ${risk.coverageRatio}; illustrative reference`,
    ...drivers,
    `           ${statement}`,
  ];
}

const index = (value: Knowable<number>): string => (isUnknown(value) ? `unknown (${value.unknown})` : value.toFixed(1));

function anomalyText(said: Readonly<Record<string, Json>>): string {
  const { phase, levels, isShortCommissioning, scoredCount, windowCount, maxScore, maxJoint, lifetimeAlarmCount } = said;
  const short = isShortCommissioning === true ? ' after a short commissioning' : '';
  const where = typeof maxJoint === 'string' ? `, highest −ln p ${maxScore} at ${maxJoint}` : '';
  return `${phase}${short}; ${scoredCount} of ${windowCount} windows judged by ${[levels].flat().join(', ')}${where}; ${lifetimeAlarmCount} alarms`;
}

const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([eventClass, count]) => `${count} ${eventClass}`)
    .join(', ') || 'none';

const byGrade = (vector: MsByGrade): string => grades.map((grade) => `E${grade} ${clockText(vector[grade - 1] ?? 0)}`).join('  ');
