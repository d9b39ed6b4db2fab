import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, type AgentParts } from './agent.ts';
import { type AgentStatusParts, agentStatus } from './agent-status.ts';
import { type ReferenceModel, referenceModelSchema } from './assess/reference-model.ts';
import type { AgentConfiguration } from './configuration/agent-schema.ts';
import { openChannels } from './configuration/open-channels.ts';
import { onlyOrigin, openSource } from './configuration/open-sources.ts';
import { type OpenedWatch, openWatch } from './configuration/open-watch.ts';
import { pathFrom, yamlFrom } from './configuration/path-from.ts';
import { productVersion, readProfile } from './configuration/product-files.ts';
import { referenceModelPath } from './configuration/read-configuration.ts';
import { readSignedDocument, readTrust } from './configuration/read-signed-document.ts';
import { contextSchema, type DeclaredContext } from './contract/declared-context.ts';
import type { Origin } from './contract/driver.ts';
import type { Logger } from './contract/logger.ts';
import type { OutboxCounts } from './contract/outbox.ts';
import type { AgentStatus } from './contract/status.ts';
import { type Clock, monoMsOf } from './contract/time.ts';
import { unknown } from './contract/unknown.ts';
import type { SigningKey } from './evidence/keys.ts';
import { SourceBoard } from './ingest/source-board.ts';
import { startStatusPage } from './page/start-status-page.ts';
import { InstanceLock } from './platform/instance-lock.ts';
import { incidentsName } from './record/black-box/incident-folder.ts';
import type { LaneLimits } from './record/limits/recorder-limits.ts';
import { startingPlace, withRoom } from './record/limits/room-to-start.ts';
import type { MqttChannel } from './report/mqtt-channel.ts';

export interface DaemonOptions {
  readonly configuration: AgentConfiguration;
  /** Relative paths of the configuration start here. */
  readonly folder: string;
  /** The device's key for data of this origin; made at the first call. */
  readonly keyFor: (directory: string, origin: Exclude<Origin, 'replay'>) => Promise<SigningKey>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** How long the last receipts are waited for when stopping. */
  readonly receiptWaitMs?: number;
  readonly reportPeriodMs?: number;
}

export interface Daemon {
  readonly pageUrl: string;
  readonly directory: string;
  status(): AgentStatus;
  /** Reports closed and receipted when it stopped; the ledger is closed by then. */
  finalCounts(): OutboxCounts;
  /** Settles when everything has stopped; rejects with what broke the pipeline. */
  readonly done: Promise<void>;
}

const tickEveryMs = 1000;

/**
 * Builds a live agent from its configuration and runs it until the signal aborts.
 * ```
 *  configuration ─▶ lock, key, drivers, model ─▶ Agent ─▶ ledger ─▶ MqttChannel per recipient
 *                                                  └──── status ─▶ page (loopback)
 * ```
 * Whatever is wrong is said before anything runs, and leaves neither lock nor open ledger behind.
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const { configuration, clock } = options;
  const directory = pathFrom(options.folder, configuration.record.directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = withRoom(startingPlace(directory), () => new InstanceLock(directory, clock.now().bootId));
  try {
    return await start(options, directory, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function start(options: DaemonOptions, directory: string, lock: InstanceLock): Promise<Daemon> {
  const view = await openView(options, directory);
  try {
    return await serve(options, { directory, lock, view });
  } catch (error) {
    view.agent.close();
    throw error;
  }
}

type View = AgentStatusParts & { readonly channels: MqttChannel[] };

/** Sources, model and key first, the ledger after them. */
async function openView(options: DaemonOptions, directory: string): Promise<View> {
  const { clock, logger } = options;
  const parts = await openParts(options, directory);
  const board = new SourceBoard();
  for (const { sourceId, driverName, source } of parts.sources) board.add(sourceId, driverName, source.layouts);
  const channels: MqttChannel[] = [];
  const agent = new Agent({
    ...parts,
    clock,
    random: options.random,
    ledgerPath: join(directory, 'ledger.sqlite'),
    limits: laneLimits(options, directory),
    lanes: { ...options.configuration.record, incidentDirectory: join(directory, incidentsName) },
    reportPeriodMs: options.reportPeriodMs,
    hostRole: options.configuration.hostRole,
    onReport: ({ payload }) => {
      logger.info('report/closed', { reportSeq: payload.reportSeq });
      for (const channel of channels) channel.notify();
    },
  });
  return { agent, board, channels, clock, startedMs: monoMsOf(clock.now()), ...parts };
}

function laneLimits({ configuration: { record, recipients }, logger }: DaemonOptions, directory: string): LaneLimits {
  return { ...record, isBound: recipients.length > 0, ballastPath: startingPlace(directory).ballastPath, logger };
}

interface Serving {
  readonly directory: string;
  readonly lock: InstanceLock;
  readonly view: View;
}

/** Channels and page, then everything runs; what was closed and receipted can still be asked for after the end. */
async function serve(options: DaemonOptions, { directory, lock, view }: Serving): Promise<Daemon> {
  const { clock, logger, signal, configuration } = options;
  const { agent, channels, key, origin } = view;
  let last: AgentStatus | undefined;
  const status = (): AgentStatus => last ?? agentStatus(view);
  const setup = { ...options, epoch: agent.ledger.epoch, usage: () => status().usage };
  channels.push(...(await openChannels(setup, key.kid, agent.ledger.outbox)));
  const page = await startStatusPage({ port: configuration.page.port, host: '127.0.0.1', status, clock, signal, log: logger });
  lock.setPage(page.url);
  if (agent.began !== undefined) logger.warn('record/epoch-begun', { ...agent.began });
  for (const warning of agent.terms.warnings()) logger.warn('agent/document-out-of-term', { warning });
  logger.info('agent/started', { agentId: key.kid, origin, page: page.url, directory });
  let counts: OutboxCounts = { closedCount: 0, receiptedCount: 0 };
  const done = runAll({ options, view, channels }).finally(async () => {
    await page.stop();
    last = agentStatus(view);
    counts = agent.ledger.outbox.counts();
    agent.close();
    lock.release();
    logger.info('agent/stopped');
  });
  return { pageUrl: page.url, directory, status, done, finalCounts: () => counts };
}

interface Running {
  readonly options: DaemonOptions;
  readonly view: AgentStatusParts;
  readonly channels: readonly MqttChannel[];
}

/**
 * Sources first; channels stop after them, so that the last report still goes out. What breaks beside the sources stops them too and is
 * thrown at the end; a pipeline that broke signs no further report.
 */
async function runAll({ options, view, channels }: Running): Promise<void> {
  const { logger } = options;
  const { agent, board } = view;
  const broken = new AbortController();
  const signal = AbortSignal.any([options.signal, broken.signal]);
  const stopChannels = new AbortController();
  const sending = channels.map((channel) => channel.run(stopChannels.signal).catch((error: unknown) => broken.abort(error)));
  const stopTicks = new AbortController();
  const ticking = tick(options, view, AbortSignal.any([signal, stopTicks.signal])).catch((error: unknown) => {
    agent.pipeline.state.finished = true;
    broken.abort(error);
  });
  try {
    await agent.run(signal, {
      onItem: (item) => board.onItem(item),
      onStatus: (sourceId, state, reason) => {
        const isNews = board.onStatus(sourceId, state, reason);
        if (isNews) logger[state === 'backingOff' ? 'warn' : 'info']('ingest/source-state', { sourceId, state, reason });
      },
    });
  } finally {
    stopTicks.abort();
    stopChannels.abort();
    await Promise.all([ticking, ...sending]);
  }
  broken.signal.throwIfAborted();
}

/** Once a second: silence is noticed, and a live agent's time moves on even when nothing arrives. */
async function tick({ clock, logger }: DaemonOptions, { agent, board, origin }: AgentStatusParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const now = clock.now();
    for (const { sourceId, state } of board.tick(monoMsOf(now))) {
      logger[state === 'silent' ? 'warn' : 'info']('ingest/source-state', { sourceId, state });
    }
    if (origin === 'live') {
      agent.pipeline.clocks.tick(now);
      agent.pipeline.advance(now);
    }
    await clock.sleep(tickEveryMs, signal);
  }
}

/** What the configuration alone decides of an agent. */
type OpenedParts = Pick<
  AgentParts,
  'origin' | 'sources' | 'profile' | 'context' | 'model' | 'key' | 'serialNumber' | 'agentVersion' | keyof OpenedWatch
>;

async function openParts({ configuration, folder, keyFor, clock, logger }: DaemonOptions, directory: string): Promise<OpenedParts> {
  const { robot, anomaly } = configuration;
  const profile = await readProfile(yamlFrom(folder, robot.profile));
  const opened = await Promise.all(configuration.sources.map((source) => openSource(source, { profile: profile.value, clock })));
  const origin = onlyOrigin(opened.map((each) => each.origin));
  const context = configuration.context === undefined ? undefined : pathFrom(folder, configuration.context);
  const model = referenceModelPath(yamlFrom(folder, configuration.referenceModel));
  const trust = configuration.trust === undefined ? undefined : await readTrust(pathFrom(folder, configuration.trust));
  const check = { trust, nowMs: clock.now().wallMs };
  return {
    origin,
    sources: opened,
    profile,
    context:
      context === undefined ? undefined : await readSignedDocument<DeclaredContext>(context, contextSchema, { kind: 'context', ...check }),
    model: await readSignedDocument<ReferenceModel>(model, referenceModelSchema, { kind: 'referenceModel', ...check }),
    ...(await openWatch({ anomaly, logger, pathOf: (path) => pathFrom(folder, path), profileSha256: profile.sha256, check })),
    key: await keyFor(directory, origin),
    serialNumber: robot.serialNumber ?? unknown('notReported'),
    agentVersion: await productVersion(),
  };
}
