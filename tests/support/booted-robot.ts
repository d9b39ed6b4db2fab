import { fileURLToPath } from 'node:url';
import { Agent } from '../../agent/agent.ts';
import { recomputeReport } from '../../agent/assess/recompute-report.ts';
import { type ReferenceModel, referenceModelSchema } from '../../agent/assess/reference-model.ts';
import { readProfile } from '../../agent/configuration/product-files.ts';
import { readDocument } from '../../agent/configuration/read-document.ts';
import type { CheckedDocument } from '../../agent/contract/driver.ts';
import { createFrame, type Frame, type FrameLayout, quality } from '../../agent/contract/frame.ts';
import type { HostRole } from '../../agent/contract/host-role.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import type { LedgerRecord } from '../../agent/contract/record.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import { type Clock, type TimePoint, wallMs } from '../../agent/contract/time.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import type { WitnessCounter, WitnessMessage } from '../../agent/contract/witness.ts';
import { signingKeyFromSeed } from '../../agent/evidence/keys.ts';
import { epochWallMs, timeAt } from './telemetry.ts';

const stepMsDefault = 600_000;
const modelPath = fileURLToPath(new URL('../../config/reference-models/illustrative-1.yaml', import.meta.url));
const standing: Clock = { now: () => timeAt(0), sleep: async () => undefined };

/** A counter as its component shows it now. */
export interface Shown {
  readonly component: string;
  readonly serialNumber: string | null;
  readonly counter: WitnessCounter;
  readonly value: number;
  readonly stepSize?: number;
  readonly wrapsAt?: number;
}

export interface BootPlan {
  /** Of the wall clock, since the first day. */
  readonly atMs: number;
  readonly durationMs: number;
  /** True stops the agent; otherwise the power goes, and nothing more is written. */
  readonly stops?: boolean;
  /** Where the joints stand when it starts, rad. */
  readonly poseRad?: number;
  readonly chargeRatio?: (sinceMs: number) => number;
  /** What counters show so long after the start. */
  readonly shown?: (sinceMs: number) => readonly Shown[];
}

export interface Pace {
  readonly hostRole?: HostRole;
  /** Readings come this often, in the robot's own time; reports this often too where it is longer than an hour. */
  readonly stepMs?: number;
  readonly reportPeriodMs?: number;
}

/** A real agent on one robot, boot after boot on one ledger file; readings come every ten minutes of the robot's own time or as told. */
export class BootedRobot {
  readonly #path: string;
  readonly #pace: Pace;
  readonly #profile: CheckedDocument<Profile>;
  readonly #model: CheckedDocument<ReferenceModel>;
  #bootCount = 0;

  private constructor(path: string, documents: { profile: CheckedDocument<Profile>; model: CheckedDocument<ReferenceModel> }, pace: Pace) {
    this.#path = path;
    this.#profile = documents.profile;
    this.#model = documents.model;
    this.#pace = pace;
  }

  static async open(path: string, pace: Pace = {}): Promise<BootedRobot> {
    const profile = await readProfile('unitree-g1-29dof');
    return new BootedRobot(path, { profile, model: await readDocument(modelPath, referenceModelSchema) }, pace);
  }

  /** One boot with the agent running: every joint moves all the time, after standing for the first reading. */
  live(plan: BootPlan): this {
    this.#bootCount += 1;
    const { stepMs = stepMsDefault } = this.#pace;
    const layouts = layoutsOf(this.#profile.value, plan, stepMs);
    const agent = this.#agent(layouts);
    for (const sinceMs of moments(plan.durationMs, stepMs)) {
      const time = this.#timeOf(plan, sinceMs);
      for (const layout of layouts) agent.pipeline.accept({ kind: 'frame', frame: frameAt(layout, { plan, sinceMs, time }) });
      for (const shown of plan.shown?.(sinceMs) ?? []) agent.pipeline.accept({ kind: 'message', message: messageOf(shown, time) });
    }
    if (plan.stops === true) agent.pipeline.finish('stopped');
    agent.ledger.close();
    return this;
  }

  /** A boot without the agent. */
  skip(): this {
    this.#bootCount += 1;
    return this;
  }

  /** Ledger and reports as they lie on the disk. */
  evidence(): { readonly records: readonly LedgerRecord[]; readonly reports: readonly ReportPayload[] } {
    const agent = this.#agent([]);
    const records = [...agent.ledger.lines()].map((line) => JSON.parse(line) as LedgerRecord);
    const reports = agent.ledger
      .reports()
      .map(({ jws }) => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as ReportPayload);
    agent.ledger.close();
    return { records, reports };
  }

  /** Reports whose coverage, hours or duty a third party would not find again from their records. */
  notRecomputed(): string[] {
    const { records, reports } = this.evidence();
    return reports.flatMap((payload) => {
      const own = records.slice(payload.log.firstSeq, payload.log.lastSeq + 1);
      const { quantities } = recomputeReport({
        ...{ payload, records: own, model: this.#model.value, profile: this.#profile.value, context: undefined },
      });
      const wrong = quantities.filter(({ equal }) => !equal).map(({ quantity }) => `${payload.reportSeq} ${quantity}`);
      return wrong.filter((text) => /coverage|exposure|duty|riskIndex/.test(text));
    });
  }

  #agent(layouts: readonly FrameLayout[]): Agent {
    return new Agent({
      origin: 'simulation',
      sources: [{ sourceId: 'robot', driverName: 'test', source: { layouts, observable: [], identity: {}, run: async () => undefined } }],
      profile: this.#profile,
      context: undefined,
      model: this.#model,
      scorer: undefined,
      key: signingKeyFromSeed(Buffer.alloc(32, 7)),
      serialNumber: unknown('notReported'),
      agentVersion: '0.0.0-test',
      ledgerPath: this.#path,
      clock: standing,
      random: () => 0.5,
      hostRole: this.#pace.hostRole,
      reportPeriodMs: this.#pace.reportPeriodMs,
    });
  }

  #timeOf({ atMs }: BootPlan, sinceMs: number): TimePoint {
    return { ...timeAt(20_000 + sinceMs), wallMs: wallMs(epochWallMs + atMs + sinceMs), bootId: `boot-${this.#bootCount}` };
  }
}

/** Every step, and every minute at the end: when the power goes, at most one minute is not durable. */
function moments(durationMs: number, stepMs: number): number[] {
  const coarse = Array.from({ length: Math.floor(durationMs / stepMs) }, (_, index) => index * stepMs);
  return [...coarse, ...[120_000, 60_000, 0].map((beforeMs) => durationMs - beforeMs)];
}

function layoutsOf({ joints }: Profile, { chargeRatio }: BootPlan, stepMs: number): FrameLayout[] {
  const parts = joints.slice(0, 2).map(({ name }) => name);
  const base = { sourceId: 'robot', periodMs: stepMs } as const;
  const pack: FrameLayout = { ...base, component: 'battery', parts: ['pack'], signals: ['stateOfChargeRatio'] };
  return [
    { ...base, component: 'joint', parts, signals: ['positionRad', 'velocityRadPerS'] },
    ...(chargeRatio === undefined ? [] : [pack]),
  ];
}

function frameAt(layout: FrameLayout, { plan, sinceMs, time }: { plan: BootPlan; sinceMs: number; time: TimePoint }): Frame {
  const frame = createFrame(layout, time);
  const { poseRad = 0, chargeRatio = () => 0 } = plan;
  const cells = layout.component === 'battery' ? [chargeRatio(sinceMs)] : [poseRad, poseRad, ...(sinceMs === 0 ? [0, 0] : [1, 1])];
  cells.forEach((value, cell) => {
    frame.values[cell] = value;
    frame.quality[cell] = quality.good;
  });
  return frame;
}

function messageOf({ serialNumber, stepSize = 1, ...shown }: Shown, time: TimePoint): WitnessMessage {
  return { kind: 'witness', sourceId: 'robot', time, serialNumber: serialNumber ?? unknown('notReported'), stepSize, ...shown };
}
