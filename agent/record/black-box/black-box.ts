import type Database from 'better-sqlite3';
import type { Origin } from '../../contract/driver.ts';
import type { Frame, FrameLayout } from '../../contract/frame.ts';
import type { Message } from '../../contract/message.ts';
import { monoMsOf, type TimePoint } from '../../contract/time.ts';
import {
  type BlackBoxOptions,
  blackBoxDefaults,
  incidentBytesMax,
  incidentLengthMsMax,
  pendingBytesMax,
  ringReserveMs,
} from './black-box-options.ts';
import { type NamedStream, namedStreams } from './data-elements.ts';
import { framesPerStepMax, Incident, type IncidentTrigger } from './incident.ts';
import { asTexts, openingFacts, outcomeOf } from './incident-facts.ts';
import { IncidentFolder } from './incident-folder.ts';
import { IncidentJob } from './incident-job.ts';
import { IncidentKeeper, type IncidentNotice } from './incident-keeper.ts';
import { IncidentTable } from './incident-table.ts';
import { RingBank } from './ring-bank.ts';

export interface BlackBoxParts {
  readonly database: Database.Database;
  /** Where the incidents lie. */
  readonly directory: string;
  readonly agentId: string;
  readonly origin: Origin;
  readonly options?: Partial<BlackBoxOptions>;
}

interface OpenIncident {
  readonly incident: Incident;
  readonly job: IncidentJob;
}

const hourMs = 3_600_000;
/** How often the folder of requests is looked into. */
const requestsEveryMs = 5000;

/**
 * ```
 *  frame ─copy─▶ rings (memory)        trigger ─▶ Incident ─step, each window─▶ IncidentJob ─▶ <id>.mcap
 *  notices for the ledger ◀── advance(time), each window ◀── IncidentKeeper: recorded, evicted, missing, holds
 * ```
 * The frame path copies and nothing else; files are written asynchronously, and what came of it is told at the next window.
 */
export class BlackBox {
  readonly #parts: BlackBoxParts;
  readonly #options: BlackBoxOptions;
  readonly #folder: IncidentFolder;
  readonly #keeper: IncidentKeeper;
  readonly #table: IncidentTable;
  readonly #bank: RingBank;
  readonly #layouts: FrameLayout[] = [];
  #streams: readonly NamedStream[] = [];
  #open: OpenIncident | undefined;
  #notices: IncidentNotice[] = [];
  #startedMs: number[] = [];
  #refusedCount = 0;
  #now: TimePoint | undefined;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #looking = false;
  #wanted = false;
  #work: Promise<void>;

  constructor(parts: BlackBoxParts) {
    this.#parts = parts;
    this.#options = { ...blackBoxDefaults, ...parts.options };
    this.#table = new IncidentTable(parts.database);
    this.#folder = new IncidentFolder(parts.directory);
    this.#bank = new RingBank({ reachMs: this.#options.beforeMs + ringReserveMs, bytesMax: this.#options.ringBytesMax });
    this.#keeper = new IncidentKeeper({
      folder: this.#folder,
      table: this.#table,
      folderBytesMax: this.#options.folderBytesMax,
      tell: (notice) => this.#notices.push(notice),
      onTrigger: () => {
        this.#wanted = true;
      },
    });
    this.#work = this.#guarded('reconcile', () => this.#keeper.reconcile());
  }

  /** A stream to come; before its first frame. */
  open(layout: FrameLayout): void {
    this.#bank.open(layout);
    this.#layouts.push(layout);
    this.#streams = namedStreams(this.#layouts);
  }

  /** Copies a frame into its ring: nothing is allocated but at the first of a boot. */
  frame(frame: Frame): void {
    if (this.#open !== undefined && this.#now?.bootId !== frame.time.bootId) this.#finish(this.#open, 'boot');
    this.#now = frame.time;
    this.#bank.frame(frame);
  }

  message(message: Message): void {
    this.#bank.message(message);
  }

  /** Opens an incident, or prolongs the one that is open; beyond the limit per hour it is refused, and that is a record. */
  trigger(trigger: IncidentTrigger): void {
    if (this.#open !== undefined) this.#open.incident.trigger(trigger);
    else if (this.#mayBegin(monoMsOf(trigger.time))) this.#begin(trigger);
    else this.#refuse(trigger);
  }

  #mayBegin(nowMs: number): boolean {
    this.#startedMs = this.#startedMs.filter((startedMs) => startedMs <= nowMs && nowMs - startedMs < hourMs);
    if (this.#startedMs.length >= this.#options.incidentsPerHourMax) return false;
    this.#startedMs.push(nowMs);
    this.#refusedCount = 0;
    return true;
  }

  /** Goes on with the open incident; gives what has come about for the ledger since the last window. */
  advance(time: TimePoint): IncidentNotice[] {
    this.#now = time;
    if (this.#wanted) this.trigger({ kind: 'manual', time });
    this.#wanted = false;
    if (this.#open !== undefined) this.#step(this.#open, time);
    if (monoMsOf(time) - this.#lookedMs >= requestsEveryMs) this.#look(monoMsOf(time));
    return this.take();
  }

  /** What has come about since the last time; its changes of the table go into the next commit, with the records. */
  take(): IncidentNotice[] {
    const notices = this.#notices;
    this.#notices = [];
    for (const { change } of notices) change?.();
    return notices;
  }

  /** Ends the open incident with what there is, and waits until every file is whole. */
  async settle(): Promise<void> {
    if (this.#open !== undefined) this.#finish(this.#open, 'stopped');
    await this.#work;
  }

  /** Within the transaction of a ledger commit. */
  write(): void {
    this.#table.write();
  }

  committed(): void {
    this.#table.committed();
  }

  get incidentCount(): number {
    return this.#keeper.rows.length;
  }

  #begin(first: IncidentTrigger): void {
    const { beforeMs, afterMs } = this.#options;
    const { agentId, origin } = this.#parts;
    const span = { beforeMs, afterMs, lengthMsMax: Math.max(incidentLengthMsMax, beforeMs + afterMs) };
    const id = `${new Date(first.time.wallMs).toISOString().replaceAll(/[-:.]/g, '')}-${first.kind}`;
    const incident = new Incident({ id, first, span, bank: this.#bank, streams: this.#streams });
    const { channels } = incident;
    const job = new IncidentJob({
      folder: this.#folder,
      incidentId: id,
      channels,
      facts: openingFacts(incident, { agentId, origin, streams: this.#streams }),
      after: this.#work,
    });
    this.#open = { incident, job };
    job.add(incident.step());
  }

  #step(open: OpenIncident, { monoNs }: TimePoint): void {
    const { incident, job } = open;
    if (job.pendingBytes >= pendingBytesMax) return;
    const messages = incident.step();
    job.add(messages);
    if (job.sizeBytes >= incidentBytesMax) this.#finish(open, 'size');
    else if (monoNs > incident.untilNs && messages.length < framesPerStepMax) this.#finish(open);
  }

  /** Closes the window; `truncated` says why it is shorter than it should be. */
  #finish({ incident, job }: OpenIncident, truncated = 'no'): void {
    this.#open = undefined;
    for (let messages = incident.step(); messages.length > 0; messages = incident.step()) job.add(messages);
    job.add(incident.events());
    const outcome = outcomeOf(incident, this.#now?.monoNs ?? incident.untilNs, truncated);
    const done = job.finish(asTexts(outcome));
    this.#work = this.#guarded(incident.id, async () => {
      const written = await done;
      const { incidentId } = job;
      if ('failed' in written) {
        this.#notices.push({ type: 'incident.failed', data: { incidentId, reason: written.failed } });
        return;
      }
      const [fromWallMs, toWallMs] = [Date.parse(outcome.from), Date.parse(outcome.to)];
      const row = { incidentId, fromWallMs, toWallMs, ...written, trigger: outcome.trigger };
      await this.#keeper.keep(row, { incidentId, ...written, ...outcome });
    });
  }

  #refuse({ kind, time }: IncidentTrigger): void {
    this.#refusedCount++;
    if (this.#refusedCount > 1) return;
    const data = {
      trigger: kind,
      at: new Date(time.wallMs).toISOString(),
      reason: 'perHour',
      limitCount: this.#options.incidentsPerHourMax,
    };
    this.#notices.push({ type: 'incident.refused', data });
  }

  #look(nowMs: number): void {
    if (this.#looking) return;
    this.#lookedMs = nowMs;
    this.#looking = true;
    this.#work = this.#guarded('requests', async () => {
      await this.#keeper.readRequests();
      this.#looking = false;
    });
  }

  /** Behind all that was begun before; what the disk refuses is a notice, never the end of the agent. */
  #guarded(what: string, work: () => Promise<void>): Promise<void> {
    const before = this.#work ?? Promise.resolve();
    return before.then(work).catch((error: unknown) => {
      this.#looking = false;
      const reason = String((error as NodeJS.ErrnoException).code ?? error);
      this.#notices.push({ type: 'incident.failed', data: { incidentId: what, reason } });
    });
  }
}
