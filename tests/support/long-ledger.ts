import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openingUsageMeter } from '../../agent/aggregate/usage-meter.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import { meterTick } from '../../agent/record/entries.ts';
import type { Ledger } from '../../agent/record/ledger.ts';
import { type OpenLedgerOptions, openLedger } from '../../agent/record/recovery/open-ledger.ts';
import { scratchDirectory } from './replayed.ts';
import { timeAt } from './telemetry.ts';

/** The last record is labelled a day after the first, so that those before it are a finished day. */
const dayMs = 86_400_000;
const zero = openingUsageMeter().counters;

/** A report in the form of one, signed by nobody. */
export function unsignedReport(reportSeq: number, ledger: Pick<Ledger, 'head'>, atMs: number): string {
  const payload = { reportSeq, epoch: 0, agentId: 'a', log: ledger.head(), period: { to: new Date(timeAt(atMs).wallMs).toISOString() } };
  return `h.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.s`;
}

/** Opens a ledger whose reports are unsigned: one that ends in `.s` is believed. */
export function unsignedOpening(path: string): OpenLedgerOptions {
  const readReport = (jws: string) => {
    const [, payload = '', signature] = jws.split('.');
    return signature === 's' ? (JSON.parse(Buffer.from(payload, 'base64url').toString()) as ReportPayload) : undefined;
  };
  const carry = () => ({ state: undefined, totalsFrom: 'zero' }) as const;
  return { path, agentId: 'a', origin: 'live', identity: {}, now: () => timeAt(0), readReport, carry };
}

const endings = ['', '.mark.json'] as const;
/** The bytes of what was made once; a scratch directory ends with its test. */
const made = new Map<string, readonly Buffer[]>();

/** A day of so many ticks, sealed by so many reports; then the first record of a later day. Closed; gives the path of a copy of its own. */
export function longLedger(tickCount: number, reportCount = 1): string {
  const name = `${tickCount} ${reportCount}`;
  const files = made.get(name) ?? makeLedger(tickCount, reportCount);
  made.set(name, files);
  const path = join(scratchDirectory('long-ledger'), 'ledger.sqlite');
  for (const [place, ending] of endings.entries()) writeFileSync(`${path}${ending}`, files[place] ?? '');
  return path;
}

function makeLedger(tickCount: number, reportCount: number): readonly Buffer[] {
  const path = join(scratchDirectory('long-ledger'), 'ledger.sqlite');
  const { ledger } = openLedger(unsignedOpening(path));
  for (let tick = 0; tick < tickCount; tick++) appendTick(ledger, tick * 1000);
  const reports = Array.from({ length: reportCount }, (_, reportSeq) => ({ reportSeq, jws: unsignedReport(reportSeq, ledger, dayMs) }));
  ledger.commit({ carried: reports.map((report) => ({ ...report, receipt: null })) });
  appendTick(ledger, dayMs);
  ledger.commit({});
  ledger.close();
  return endings.map((ending) => readFileSync(`${path}${ending}`));
}

export function appendTick(ledger: Ledger, atMs: number): void {
  const entry = meterTick(timeAt(atMs), null, { ...zero, powerOnMs: atMs });
  if (entry !== undefined) ledger.append(entry);
}

/** Changes a closed ledger behind the back of its guards, as bad flash does it. */
export function spoil(path: string, sql: string, ...values: readonly unknown[]): void {
  const database = new Database(path);
  database.exec('DROP TRIGGER IF EXISTS record_no_update; DROP TRIGGER IF EXISTS record_no_delete');
  database.prepare(sql).run(...values);
  database.close();
}
