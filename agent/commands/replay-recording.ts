import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBag } from '../../drivers/replay/formats/bag/find-bag.ts';
import { matchDescription } from '../../drivers/replay/match-description.ts';
import { loadScorer } from '../../models/runtime/load-scorer.ts';
import { Agent } from '../agent.ts';
import { type ReferenceModel, referenceModelSchema } from '../assess/reference-model.ts';
import { shortCommissioning } from '../assess/watch/commissioning.ts';
import { productVersion, profileNames, readProfile, recordingDescriptions } from '../configuration/product-files.ts';
import { referenceModelPath } from '../configuration/read-configuration.ts';
import { readDocument } from '../configuration/read-document.ts';
import { readSignedDocument, readTrust } from '../configuration/read-signed-document.ts';
import { contextSchema, type DeclaredContext } from '../contract/declared-context.ts';
import type { CheckedDocument, Source } from '../contract/driver.ts';
import { ConfigError, type Problem } from '../contract/errors.ts';
import type { Profile } from '../contract/profile.ts';
import type { Terminal } from '../contract/terminal.ts';
import { unknown } from '../contract/unknown.ts';
import { sha256 } from '../evidence/hash.ts';
import { type SigningKey, signingKeyFromSeed } from '../evidence/keys.ts';
import { loadDriver } from '../ingest/load-driver.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { systemRandom } from '../platform/system-random.ts';
import { collectProblems } from './collect-problems.ts';
import { type ReplaySummary, summarise } from './replay-summary.ts';
import { prepareOutput, writeReplayOutput } from './write-replay-output.ts';

export interface ReplayRequest {
  /** File or folder. */
  readonly recording: string;
  readonly profile?: string | undefined;
  readonly description?: string | undefined;
  readonly context?: string | undefined;
  readonly referenceModel: string;
  /** Trust store for the signatures on context and reference model. */
  readonly trust?: string | undefined;
  /** Recordings of ROS: also reads topics that the profile marks unverified. */
  readonly includeUnverified?: boolean | undefined;
  /** Learns the robot in minutes, for a recording too short for hours; said in its records, reports and summary. */
  readonly shortCommissioning?: boolean | undefined;
  /** Lets the network vote beside rules and physics. */
  readonly network?: boolean | undefined;
  /** 0: as fast as possible; 1: original timing; N: N times as fast. */
  readonly speedRatio: number;
  /** Where results go; a temporary directory, taken away afterwards, when undefined. */
  readonly out?: string | undefined;
}

/** The scratch ledger of an unfinished replay: running the same command again goes on from it. */
const scratchName = 'scratch.sqlite';
const sourceId = 'recording';
/** Progress is told once per so many items. */
const progressItemCount = 2000;

/**
 * A recording through the whole pipeline, deterministic (decisions A6):
 * ```
 *  recording ─▶ replay driver ─▶ Agent (scratch ledger) ─▶ DIR/ledger.jsonl reports/*.jws keys.json summary.json
 * ```
 * `use` sees the results before a temporary directory is taken away. Throws ConfigError before anything is written.
 */
export async function replayRecording<T>(
  request: ReplayRequest,
  io: Terminal,
  use: (summary: ReplaySummary, directory: string) => Promise<T>,
): Promise<T> {
  const opened = await openRecording(request, io);
  const directory = request.out ?? (await mkdtemp(join(tmpdir(), 'robot-risk-replay-')));
  try {
    await prepareOutput(directory);
    return await use(await run({ ...opened, ...(await watchOf(request)) }, directory, io), directory);
  } finally {
    if (request.out === undefined) await rm(directory, { recursive: true, force: true });
  }
}

interface OpenedRecording {
  readonly source: Source;
  readonly profile: CheckedDocument<Profile>;
  readonly context: CheckedDocument<DeclaredContext> | undefined;
  readonly model: CheckedDocument<ReferenceModel>;
  readonly key: SigningKey;
}

async function openRecording(request: ReplayRequest, { signal }: Terminal): Promise<OpenedRecording> {
  const { referenceModel, context: contextPath } = request;
  signal.throwIfAborted();
  const problems: Problem[] = [];
  const means = await collectProblems(problems, () => meansOf(request));
  const name = request.profile ?? means?.profile;
  const profile = name === undefined ? undefined : await collectProblems(problems, () => readProfile(name));
  const source = profile && means && (await collectProblems(problems, () => openSource(request, means.description, profile.value)));
  const trustPath = request.trust;
  const trust = trustPath === undefined ? undefined : await collectProblems(problems, () => readTrust(trustPath));
  // The moment only chooses among several signatures; a replay gives the same on every day.
  const check = { trust, nowMs: 0 };
  const modelPath = referenceModelPath(referenceModel);
  const model = await collectProblems(problems, () =>
    readSignedDocument<ReferenceModel>(modelPath, referenceModelSchema, { kind: 'referenceModel', ...check }),
  );
  const context =
    contextPath === undefined
      ? undefined
      : await collectProblems(problems, () =>
          readSignedDocument<DeclaredContext>(contextPath, contextSchema, { kind: 'context', ...check }),
        );
  if (problems.length > 0 || source === undefined || profile === undefined || model === undefined) {
    throw new ConfigError('replay/refused', problems);
  }
  return { source, profile, context, model, key: replayKey(source, profile) };
}

/** What a recording is read by: a table by a description, which names the robot; a recording of ROS by a profile that is given. */
interface Means {
  readonly description: string | undefined;
  readonly profile: string | undefined;
}

async function meansOf({ recording, description, profile }: ReplayRequest): Promise<Means> {
  if ((await findBag(recording, readDocument)) === undefined) {
    const matched = await matchDescription({ recording, description, descriptions: await recordingDescriptions(), readDocument });
    return { description: matched.path, profile: matched.description.profile };
  }
  const problems: Problem[] = [];
  if (description !== undefined) {
    problems.push({ place: recording, value: 'is a recording of ROS, which describes itself', remedy: 'leave out --description' });
  }
  if (profile === undefined) {
    const remedy = `give the robot's profile with --profile, one of ${(await profileNames()).join(', ')}, or a file of your own`;
    problems.push({ place: recording, value: 'is a recording of ROS, which does not say which robot it was', remedy });
  }
  if (problems.length > 0) throw new ConfigError('replay/recording-refused', problems);
  return { description: undefined, profile: undefined };
}

async function openSource(request: ReplayRequest, description: string | undefined, profile: Profile): Promise<Source> {
  const { recording, speedRatio, includeUnverified = false } = request;
  const driver = await loadDriver('replay');
  const described = description === undefined ? {} : { description };
  const options = { recording, ...described, descriptions: [], speedRatio, includeUnverified };
  return driver.open(options, { sourceId, profile, clock: createSystemClock(), readDocument });
}

/**
 * A device key never signs what is not live: this key is SHA-256(recording ‖ profile ‖ description), each as its own hash; a recording of ROS
 * has no description.
 */
function replayKey({ identity }: Source, profile: CheckedDocument<Profile>): SigningKey {
  return signingKeyFromSeed(sha256(`${identity.recordingSha256}${profile.sha256}${identity.descriptionSha256 ?? ''}`));
}

/** A replay gives the same on every processor, so its network runs in plain JavaScript (decisions A4). */
async function watchOf({ network, shortCommissioning: isShort }: ReplayRequest) {
  return { scorer: network ? await loadScorer({ backend: 'cpu' }) : undefined, commissioning: isShort ? shortCommissioning : undefined };
}

async function run(opened: OpenedRecording & Awaited<ReturnType<typeof watchOf>>, directory: string, io: Terminal): Promise<ReplaySummary> {
  const scratch = join(directory, scratchName);
  const agent = new Agent({
    ...opened,
    origin: 'replay',
    sources: [{ sourceId, driverName: 'replay', source: opened.source }],
    serialNumber: unknown('notReported'),
    agentVersion: await productVersion(),
    ledgerPath: scratch,
    clock: createSystemClock(),
    random: systemRandom,
  });
  let written = false;
  try {
    await runAgent(agent, io);
    // Nothing to keep: without a moment in time there is neither a record nor a report.
    written = agent.ledger.reports().length === 0;
    if (written) throw nothingReplayed(agent);
    const summary = summarise(agent, opened);
    await writeReplayOutput({ directory, agent, key: opened.key, summary });
    written = true;
    return summary;
  } finally {
    agent.close();
    // Until the results stand, the scratch ledger is the only copy of the work.
    if (written) await removeScratch(scratch);
  }
}

function nothingReplayed({ pipeline }: Agent): ConfigError {
  const flaws = Object.values(pipeline.state.intake).flatMap((counts) => Object.entries(counts.flaws));
  const counted = flaws.map(([code, { count }]) => `${count} × ${code}`).join(', ');
  return new ConfigError('replay/nothing-replayed', [
    {
      place: 'recording',
      value: `nothing in it could be read (${counted || 'it is empty'})`,
      remedy: 'choose the profile of this robot with --profile',
    },
  ]);
}

async function runAgent(agent: Agent, io: Terminal): Promise<void> {
  let itemCount = 0;
  const onItem = (): void => {
    itemCount++;
    if (itemCount % progressItemCount !== 0) return;
    const { counters } = agent.pipeline.state.aggregate.meter;
    io.progress(`replaying: ${itemCount} items, ${Math.floor(counters.powerOnMs / 1000)} s of the recording, ${agent.ledger.size} records`);
  };
  await agent.run(io.signal, { onItem });
  io.signal.throwIfAborted();
}

async function removeScratch(path: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) await rm(`${path}${suffix}`, { force: true });
}
