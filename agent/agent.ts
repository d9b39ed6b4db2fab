import { Assessor } from './assess/assessor.ts';
import { DocumentTerms } from './assess/document-terms.ts';
import type { ReferenceModel } from './assess/reference-model.ts';
import { riskStatement } from './assess/risk-messages.ts';
import type { DeclaredContext } from './contract/declared-context.ts';
import type { CheckedDocument, Origin } from './contract/driver.ts';
import type { Scorer } from './contract/features.ts';
import type { EpochStart } from './contract/record.ts';
import type { Json } from './contract/schema.ts';
import type { SourceState } from './contract/status.ts';
import type { Clock } from './contract/time.ts';
import type { Knowable } from './contract/unknown.ts';
import type { SigningKey } from './evidence/keys.ts';
import type { IntakeItem } from './ingest/intake-queue.ts';
import { sourceFacts } from './ingest/source-facts.ts';
import { supervise } from './ingest/supervise.ts';
import { Pipeline, type PipelineParts } from './pipeline.ts';
import { carryPipeline, type PipelineState } from './pipeline-state.ts';
import { LearnedLane } from './record/learned-lane.ts';
import type { Ledger } from './record/ledger.ts';
import type { LaneLimits } from './record/limits/recorder-limits.ts';
import { RecordLanes, type RecordLanesChoice } from './record/record-lanes.ts';
import { tickMs } from './record/recorder.ts';
import { openLedger } from './record/recovery/open-ledger.ts';
import { ownReport } from './record/recovery/own-report.ts';
import type { ClosedReport, ReportSubject } from './report/close-report.ts';
import { Reporter } from './report/reporter.ts';
import { type WatchedAgentParts, watchChoice } from './watch-choice.ts';

/** Everything an agent is built from; nothing is looked up inside. */
export interface AgentParts extends WatchedAgentParts {
  readonly origin: Origin;
  readonly context: CheckedDocument<DeclaredContext> | undefined;
  readonly model: CheckedDocument<ReferenceModel>;
  readonly scorer: Scorer | undefined;
  readonly key: SigningKey;
  readonly serialNumber: Knowable<string>;
  readonly agentVersion: string;
  /** A file, or `:memory:`. */
  readonly ledgerPath: string;
  readonly clock: Clock;
  /** Uniform in [0, 1), for the jitter of restarts. */
  readonly random: () => number;
  readonly reportPeriodMs?: number | undefined;
  /** Samples and black box, where they are kept; without it, as in a replay, there are none. */
  readonly lanes?: RecordLanesChoice | undefined;
  /** Limits of the ledger; without them, as in a replay, nothing thins and a disk that refuses ends the run. */
  readonly limits?: LaneLimits | undefined;
  readonly hostRole?: PipelineParts['hostRole'];
  readonly onReport?: (report: ClosedReport) => void;
}

/** What a caller may see of a run; called synchronously, never per cell. */
export interface AgentWatch {
  onItem?(item: IntakeItem): void;
  onStatus?(sourceId: string, status: SourceState, reason: string): void;
}

/**
 * Builds the stages in the order data flows and runs them.
 * ```
 *  Source ─▶ supervise (queue) ─▶ Pipeline: check ─▶ aggregate ─▶ assess ─▶ record ─▶ report
 * ```
 */
export class Agent {
  readonly ledger: Ledger;
  /** What was lost and kept, when the ledger had to begin anew at this start. */
  readonly began: EpochStart | undefined;
  readonly assessor: Assessor;
  readonly pipeline: Pipeline;
  readonly lanes: RecordLanes | undefined;
  /** Which of the signed documents are in force. */
  readonly terms: DocumentTerms;
  readonly #parts: AgentParts;

  constructor(parts: AgentParts) {
    this.#parts = parts;
    const terms = new DocumentTerms(parts, parts.origin === 'replay' ? undefined : parts.clock.now().wallMs);
    this.terms = terms;
    const { ledger, began } = openLedger({
      path: parts.ledgerPath,
      agentId: parts.key.kid,
      origin: parts.origin,
      identity: parts.origin === 'replay' ? { ...versionsOf(parts, terms), documents: JSON.stringify(terms.reported) } : {},
      now: () => parts.clock.now(),
      readReport: ownReport(parts.key, parts.origin),
      carry: carryPipeline,
      ballastPath: parts.limits?.ballastPath,
    });
    this.ledger = ledger;
    this.began = began;
    const learned = ledger.join((database) => new LearnedLane(database));
    const saved = this.ledger.savedState() as unknown as PipelineState | undefined;
    this.assessor = new Assessor({
      profile: parts.profile.value,
      model: parts.model.value,
      get declared() {
        return terms.declared;
      },
      get declaredSigner() {
        return terms.reported.context?.signedBy ?? undefined;
      },
      scorer: parts.scorer,
      layouts: parts.sources.flatMap(({ source }) => source.layouts),
      watch: watchChoice(parts, learned),
      ...(saved === undefined ? {} : { state: saved.assessor }),
    });
    learned.follow(this.assessor.learned);
    const reporter = new Reporter({
      subject: subjectOf(parts, ledger, terms),
      key: parts.key,
      period: saved?.period ?? null,
      ...(parts.reportPeriodMs === undefined ? {} : { periodMs: parts.reportPeriodMs }),
    });
    const { lanes, limits, hostRole, key, origin } = parts;
    this.lanes = lanes && new RecordLanes({ ...lanes, ledger, agentId: key.kid, origin });
    this.pipeline = new Pipeline({
      ...{ origin, ledger, reporter, saved, terms, limits, hostRole, lanes: this.lanes, assessor: this.assessor },
      profile: parts.profile.value,
      started: startedFacts(parts, terms),
      ...(parts.onReport === undefined ? {} : { onReport: parts.onReport }),
    });
    for (const { source } of parts.sources) for (const layout of source.layouts) this.pipeline.open(layout);
  }

  /**
   * Runs until every source has ended or the signal aborts. A recording that was begun before goes on behind its last commit.
   * Rejects with what broke a source or the pipeline, once every other source has stopped.
   */
  async run(signal: AbortSignal, watch: AgentWatch = {}): Promise<void> {
    const { sources, clock, random, origin } = this.#parts;
    let skipCount = origin === 'replay' ? this.pipeline.state.itemCount : 0;
    const consume = (item: IntakeItem): void => {
      if (skipCount > 0) skipCount--;
      else this.pipeline.accept(item);
      watch.onItem?.(item);
    };
    const broken = new AbortController();
    const running = AbortSignal.any([signal, broken.signal]);
    const runs = sources.map(({ sourceId, source }) => {
      const onStatus = (status: SourceState, reason: string): void => watch.onStatus?.(sourceId, status, reason);
      const run = supervise({ sourceId, source, clock, random, signal: running, consume, onStatus });
      return run.catch((error: unknown) => broken.abort(error));
    });
    await Promise.all(runs);
    await this.lanes?.settle();
    broken.signal.throwIfAborted();
    if (!signal.aborted) this.pipeline.finish('sourceEnded');
    else if (origin !== 'replay') this.pipeline.finish('stopped');
  }

  close(): void {
    this.ledger.close();
    this.#parts.scorer?.close();
  }
}

function versionsOf({ agentVersion, profile, scorer, sources, commissioning }: AgentParts, terms: DocumentTerms): Record<string, string> {
  const descriptions = sources.flatMap(({ source }) => source.identity.descriptionSha256 ?? []);
  return {
    agent: agentVersion,
    riskModel: 'robot-risk/1',
    profile: profile.sha256,
    ...terms.versions,
    anomalyModel: scorer?.weightsSha256 ?? 'none',
    ...(commissioning?.isShort ? { commissioning: 'short' } : {}),
    ...(descriptions.length === 0 ? {} : { description: descriptions.join() }),
  };
}

/** Versions and documents are asked for at each report: a context may end while the agent runs. */
function subjectOf(parts: AgentParts, ledger: Ledger, terms: DocumentTerms): ReportSubject {
  const { manufacturer, model, name } = parts.profile.value;
  return {
    agentId: parts.key.kid,
    origin: parts.origin,
    epoch: ledger.epoch,
    epochStart: ledger.epochStart(),
    robot: { manufacturer, model, serialNumber: parts.serialNumber, profile: name },
    get versions() {
      return versionsOf(parts, terms);
    },
    get documents() {
      return terms.reported;
    },
    lossBoundMs: tickMs,
    statement: riskStatement,
  };
}

function startedFacts(parts: AgentParts, terms: DocumentTerms): Readonly<Record<string, Json>> {
  const documents = terms.reported as unknown as Json;
  return { agentId: parts.key.kid, versions: versionsOf(parts, terms), documents, sources: parts.sources.map(sourceFacts) };
}
