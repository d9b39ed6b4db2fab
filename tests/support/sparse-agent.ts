import { fileURLToPath } from 'node:url';
import { Agent } from '../../agent/agent.ts';
import { referenceModelSchema } from '../../agent/assess/reference-model.ts';
import type { CommissioningPlan } from '../../agent/assess/watch/commissioning.ts';
import { readProfile } from '../../agent/configuration/product-files.ts';
import { checkDocument, readDocument } from '../../agent/configuration/read-document.ts';
import { contextSchema, type DeclaredContext } from '../../agent/contract/declared-context.ts';
import type { CheckedDocument, Source } from '../../agent/contract/driver.ts';
import type { Scorer } from '../../agent/contract/features.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import type { Clock } from '../../agent/contract/time.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import { signingKeyFromSeed } from '../../agent/evidence/keys.ts';
import { timeAt } from './telemetry.ts';

/** What a robot of a test is: one that lives for weeks on a few readings an hour. */
export interface SparseRobot {
  /** First byte of its key: two robots of one test are two agents. */
  readonly keySeed: number;
  readonly profile: string;
  /** What its integrator wrote into the profile; no profile that ships states ratings. */
  readonly ratings?: Profile['ratings'];
  readonly context: DeclaredContext | undefined;
  /** Made for the robot's first joint. */
  readonly source: (joint: string) => Source;
  readonly scorer?: Scorer | undefined;
  readonly commissioning?: CommissioningPlan;
  readonly reportPeriodMs?: number;
}

/** A robot's life through the real pipeline: what its ledger says, and the reports it signed. */
export interface LivedLife {
  readonly category: string;
  readonly lines: readonly string[];
  readonly reports: readonly ReportPayload[];
}

const standing: Clock = { now: () => timeAt(0), sleep: async () => undefined };

/** Runs a robot to the end of its source; time comes only with its readings. Needs no test around it. */
export async function liveThrough(robot: SparseRobot): Promise<LivedLife> {
  const profile = await readRatedProfile(robot);
  const { context } = robot;
  const agent = new Agent({
    origin: 'replay',
    sources: [{ sourceId: 'robot', driverName: 'test', source: robot.source(profile.value.joints[0]?.name ?? '') }],
    profile,
    context: context && checkDocument<DeclaredContext>('context', JSON.stringify(context), contextSchema),
    model: await readDocument(modelPath, referenceModelSchema),
    scorer: robot.scorer,
    key: signingKeyFromSeed(Buffer.alloc(32, robot.keySeed % 256)),
    serialNumber: unknown('notReported'),
    agentVersion: '0.0.0-test',
    ledgerPath: ':memory:',
    clock: standing,
    random: () => 0.5,
    commissioning: robot.commissioning,
    reportPeriodMs: robot.reportPeriodMs,
  });
  await agent.run(new AbortController().signal);
  const reports = agent.ledger.reports().map(({ jws }) => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()));
  const lines = [...agent.ledger.lines()];
  agent.close();
  return { category: profile.value.category, lines, reports };
}

/** The profile that ships, with this robot's own ratings. */
export async function readRatedProfile({ profile, ratings }: Pick<SparseRobot, 'profile' | 'ratings'>): Promise<CheckedDocument<Profile>> {
  const shipped = await readProfile(profile);
  return ratings === undefined ? shipped : { ...shipped, value: { ...shipped.value, ratings } };
}

const modelPath = fileURLToPath(new URL('../../config/reference-models/illustrative-1.yaml', import.meta.url));
