import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { InvariantError, TransientError } from '../../agent/contract/errors.ts';
import type { OutboxReport } from '../../agent/contract/outbox.ts';
import { toCloudEvent } from '../../agent/evidence/cloud-event.ts';
import { sha256, sha256Prefixed } from '../../agent/evidence/hash.ts';
import { readKeyRegistry } from '../../agent/evidence/key-registry.ts';
import { type SigningKey, signingKeyFromSeed } from '../../agent/evidence/keys.ts';
import { ledgerBytesMaxDefault } from '../../agent/record/limits/lane-bytes.ts';
import { readAnswer } from '../../agent/report/read-answer.ts';
import type { Answer } from '../../receiver/ingest/answer.ts';
import { jwksOf } from '../support/evidence-fixture.ts';
import { CommittedHistory } from './committed-history.ts';
import { FaultTrace } from './fault-trace.ts';
import { Host } from './host.ts';
import { LedgerLife } from './ledger-life.ts';
import { ReceiverHost, receiverSigningKey, tenant } from './receiver-host.ts';
import { auditReopened } from './reopening-audit.ts';
import { SeededRandom } from './seeded-random.ts';
import { Tamperer } from './tampering.ts';
import { Timeline } from './timeline.ts';
import { Violations } from './violations.ts';
import { WatchedDisk } from './watched-disk.ts';
import type { WorldDocuments } from './world-documents.ts';

const receiverKeys = readKeyRegistry(jwksOf([{ key: receiverSigningKey, role: 'insurer' }]));
/** Reports sent at once, at most. */
const sendCountMax = 8;

/** How bad the way to the receiver is, each from 0 to 1. */
export interface Wire {
  readonly lossRatio: number;
  readonly duplicateRatio: number;
}

/**
 * Ledger, outbox and receiver of one robot, minute by minute and without a promise: what makes many hours cheap.
 * ```
 *  LedgerLife ─▶ outbox ─▶ lost? twice? any order ─▶ ReceiverHost ─▶ receipt: lost? ─▶ readAnswer ─▶ outbox
 * ```
 */
export class LedgerWorld {
  readonly timeline = new Timeline();
  readonly trace = new FaultTrace(() => this.timeline.nowMs);
  readonly violations = new Violations(this.trace, () => this.timeline.nowMs);
  readonly history = new CommittedHistory(this.trace);
  readonly host = new Host(this.timeline);
  readonly random: SeededRandom;
  readonly key: SigningKey;
  readonly receiver: ReceiverHost;
  readonly disks: WatchedDisk;
  readonly tamperer: Tamperer;
  /** Of every fourth world the product's own limit; of the others a small one. */
  readonly ledgerBytesMax: number;
  wire: Wire = { lossRatio: 0, duplicateRatio: 0 };
  life: LedgerLife | undefined;
  /** Milliseconds the robot was on while a process ran: what hours are measured by. */
  poweredMs = 0;
  stopsCount = 0;
  readonly #documents: WorldDocuments;
  #isStarting = false;
  /** The process died within what it is doing right now; its objects are let go once that has returned. */
  #hasDied = false;
  #leftFolders: string[] = [];
  #tamperedBy: string | undefined;
  #isDamageNoted = false;

  constructor(name: string, documents: WorldDocuments) {
    this.#documents = documents;
    this.random = new SeededRandom(name);
    this.ledgerBytesMax = this.random.chance(0.25) ? ledgerBytesMaxDefault : this.random.whole(1, 6) * 1024 * 1024;
    this.key = signingKeyFromSeed(sha256(`robot ${name}`));
    this.receiver = new ReceiverHost(this.key);
    this.disks = new WatchedDisk({
      nowMs: () => this.timeline.nowMs,
      random: this.random.fork('tear'),
      onCommitted: (database) => !this.#isStarting && this.history.observe(database),
      onKill: (place, walBefore) => this.#die(place, place === 'torn' ? walBefore : undefined),
      onRefused: (mode) => this.trace.note('transactionRefused', mode),
    });
    this.tamperer = new Tamperer(this.disks.disk, this.random.fork('tampering'));
  }

  /** Switched on, or the process started again; false when it died or failed while starting. */
  start(isBoot: boolean): boolean {
    if (isBoot) this.#boot();
    this.#isStarting = true;
    try {
      const { disk } = this.disks;
      const life = new LedgerLife({
        ledgerPath: disk.ledgerPath,
        key: this.key,
        documents: this.#documents,
        time: this.host.now(),
        ledgerBytesMax: this.ledgerBytesMax,
      });
      this.#isStarting = false;
      if (this.#buried(life)) return false;
      const { history, violations } = this;
      auditReopened({
        history,
        violations,
        ledgerPath: disk.ledgerPath,
        tamperedBy: this.#tamperedBy,
        isDamageNoted: this.#isDamageNoted,
      });
      this.#tamperedBy = undefined;
      this.#isDamageNoted = false;
      this.life = life;
      return true;
    } catch (error) {
      this.#isStarting = false;
      if (!this.#buried(undefined)) this.#failed(error, 'start');
      return false;
    }
  }

  /** Does something with the process that runs; false when it did not survive that. */
  act(work: (life: LedgerLife) => void): boolean {
    const { life } = this;
    if (life === undefined) return false;
    try {
      work(life);
    } catch (error) {
      if (!this.#hasDied) this.#failed(error, 'work');
    }
    if (!this.#buried(life)) return true;
    this.life = undefined;
    return false;
  }

  /** Between two statements. */
  kill(why: string): void {
    this.act(() => this.#die(why));
  }

  /** Closes the process's files, as a clean stop does. */
  close(): void {
    this.life?.ledger.close();
    this.life = undefined;
  }

  /** One round of delivery over the wire. */
  deliver(): void {
    this.act(({ ledger: { outbox } }) => {
      const reports = [...outbox.unreceipted(sendCountMax)];
      if (this.random.chance(this.wire.duplicateRatio)) reports.reverse();
      for (const report of reports) this.#send(report);
    });
  }

  dispose(): void {
    this.close();
    this.receiver.store.close();
    this.disks.dispose();
  }

  #boot(): void {
    this.host.boot();
    const tamperedBy = this.tamperer.beforeStart(this.history.reports.size);
    if (tamperedBy !== undefined) this.trace.fault(`tamper.${tamperedBy}`);
    this.#tamperedBy = tamperedBy ?? this.#tamperedBy;
  }

  #send({ reportSeq, jws }: OutboxReport): void {
    const { random, wire, trace, receiver } = this;
    const copyCount = random.chance(wire.duplicateRatio) ? 2 : 1;
    if (copyCount === 2) trace.fault('messageDuplicated');
    for (let copy = 0; copy < copyCount; copy++) {
      if (random.chance(wire.lossRatio)) trace.fault('messageLost');
      else if (receiver.isUp) this.#answered(this.#receive({ reportSeq, jws }));
    }
  }

  #receive({ reportSeq, jws }: OutboxReport): readonly Answer[] {
    const { key, receiver, host } = this;
    const event = toCloudEvent({ kind: 'report', kid: key.kid, agentId: key.kid, epoch: 0, reportSeq, recordedMs: 0, jws });
    return receiver.receive(`robot-risk/v1/${tenant}/${key.kid}/report`, event, host.now().wallMs);
  }

  #answered(answers: readonly Answer[]): void {
    for (const { topic, payload } of answers) {
      if (!topic.endsWith('/receipt')) continue;
      if (this.random.chance(this.wire.lossRatio)) this.trace.fault('answerLost');
      else this.#receipt(payload);
    }
  }

  #receipt(payload: string): void {
    const outbox = this.life?.ledger.outbox;
    const read = readAnswer(Buffer.from(payload), 'receipt', { receiverKeys, agentId: this.key.kid });
    if (outbox === undefined || !read.ok || read.answer.kind !== 'receipt') return;
    const { reportSeq, report } = read.answer.payload;
    const own = outbox.report(reportSeq);
    if (own === undefined || sha256Prefixed(own.jws) !== report) return;
    const before = outbox.counts().receiptedCount;
    outbox.storeReceipt({ reportSeq, jws: read.answer.jws });
    if (outbox.counts().receiptedCount > before) this.history.noteReceipt(reportSeq, read.answer.jws);
  }

  #die(why: string, walBefore?: Buffer): void {
    if (this.#hasDied) return;
    this.#hasDied = true;
    this.trace.fault(`kill.${why}${this.#isStarting ? '.inStart' : ''}`);
    this.#leftFolders.push(this.disks.moveOn(walBefore));
  }

  #buried(life: LedgerLife | undefined): boolean {
    if (!this.#hasDied) return false;
    this.#hasDied = false;
    life?.ledger.close();
    for (const folder of this.#leftFolders.splice(0)) rmSync(folder, { recursive: true, force: true });
    return true;
  }

  #failed(error: unknown, during: 'start' | 'work'): void {
    const text = error instanceof Error ? `${error.name} ${error.message}` : String(error);
    const isOfTheDisk = error instanceof TransientError || error instanceof Database.SqliteError;
    // A process may end over damage, once: it was done, and the next start must end the epoch for it.
    const isDamageFound = error instanceof InvariantError && error.code === 'record/ledger-damaged' && during === 'work';
    const { standingDamage } = this.history;
    if (isDamageFound) this.#isDamageNoted = true;
    const isProvoked = isDamageFound ? standingDamage !== undefined : isOfTheDisk && this.disks.health.wellForMs === 0;
    this.violations.check('startsWithoutAHand', isProvoked, () => text);
    this.#die(isDamageFound ? 'damageFound' : 'byItself');
  }
}
