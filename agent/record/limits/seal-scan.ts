import type Database from 'better-sqlite3';
import { prepared } from '../sqlite/prepared.ts';

/** The report that sealed a record, and when it was receipted. */
export interface Seal {
  readonly reportSeq: number;
  /** Receiver's time of its receipt; undefined while there is none. */
  readonly receiptedMs: number | undefined;
  /** Label of the month it closed in, YYYY-MM. */
  readonly month: string;
}

interface Sealing {
  readonly reportSeq: number;
  readonly logSize: number;
  readonly month: string;
}

/** A report that was damaged may say anything; the scrub finds it by its signature. */
interface SealingPayload {
  readonly epoch?: unknown;
  readonly log?: { readonly size?: unknown };
  readonly period?: { readonly to?: unknown };
}

/** Which report sealed which record; each report is read once. One that cannot be read, or is of another epoch, seals nothing here. */
export class SealScan {
  readonly #database: Database.Database;
  readonly #epoch: number;
  readonly #sealings: Sealing[] = [];
  #readSeq = -1;

  constructor(database: Database.Database, epoch: number) {
    this.#database = database;
    this.#epoch = epoch;
  }

  /** The first report whose log holds this record; of −1, the first of all. Undefined while none does. */
  sealOf(seq: number): Seal | undefined {
    if ((this.#sealings.at(-1)?.logSize ?? 0) <= seq + 1) this.#readOn();
    const found = this.#sealings.find(({ logSize }) => logSize > seq);
    if (found === undefined) return undefined;
    const receiptOf = prepared<[number], { receipt: unknown }>(this.#database, 'SELECT receipt FROM report WHERE reportSeq = ?');
    const receipt = receiptOf.get(found.reportSeq)?.receipt;
    return { reportSeq: found.reportSeq, receiptedMs: receiptedMs(receipt), month: found.month };
  }

  #readOn(): void {
    const rows = this.#database.prepare<[number], { reportSeq: number; jws: string }>(
      'SELECT reportSeq, jws FROM report WHERE reportSeq > ? ORDER BY reportSeq',
    );
    for (const { reportSeq, jws } of rows.iterate(this.#readSeq)) {
      this.#readSeq = reportSeq;
      const payload = payloadOf<SealingPayload>(jws);
      const { size, to } = { size: payload?.log?.size, to: payload?.period?.to };
      if (payload?.epoch !== this.#epoch || typeof size !== 'number' || typeof to !== 'string') continue;
      this.#sealings.push({ reportSeq, logSize: size, month: to.slice(0, 'YYYY-MM'.length) });
    }
  }
}

function receiptedMs(receipt: unknown): number | undefined {
  const { receivedAt } = (typeof receipt === 'string' ? payloadOf<{ receivedAt?: string }>(receipt) : undefined) ?? {};
  const ms = Date.parse(receivedAt ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

function payloadOf<T>(jws: string): T | undefined {
  try {
    return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8')) as T;
  } catch {
    return undefined;
  }
}
