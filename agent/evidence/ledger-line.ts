import { isUtf8 } from 'node:buffer';
import type { Origin } from '../contract/driver.ts';
import type { LedgerRecord } from '../contract/record.ts';
import type { Json } from '../contract/schema.ts';
import { linkHexCount } from './chain.ts';
import { readStrictJson } from './read-strict.ts';

/** Longest line of an exported ledger, bytes. */
export const ledgerLineBytesMax = 1_048_576;

/** One line of `ledger.jsonl` without its line break: the record, or what is wrong with it and at which byte. */
export type LedgerLine =
  | { readonly ok: true; readonly record: LedgerRecord }
  | { readonly ok: false; readonly code: string; readonly place: string; readonly text: string };

/** Reads one line as exactly the canonical JSON of a LedgerRecord. Never throws. */
export function readLedgerLine(line: Uint8Array): LedgerLine {
  if (line.length > ledgerLineBytesMax)
    return refusal('ledger.lineTooLong', `byte ${ledgerLineBytesMax}`, `${line.length} bytes, at most ${ledgerLineBytesMax}`);
  if (!isUtf8(line)) return refusal('ledger.notUtf8', '', 'not UTF-8 text');
  const text = Buffer.from(line).toString('utf8');
  const parsed = readStrictJson(text);
  if (!parsed.ok) return refusal('ledger.notStrictJson', `byte ${Buffer.byteLength(text.slice(0, parsed.offset))}`, parsed.problem);
  const problem = recordProblem(parsed.value);
  if (problem !== undefined) return refusal('ledger.schema', problem.pointer, problem.text);
  if (!parsed.isCanonical) return refusal('ledger.notCanonical', '', 'not canonical JSON (RFC 8785)');
  return { ok: true, record: parsed.value as unknown as LedgerRecord };
}

function refusal(code: string, place: string, text: string): LedgerLine {
  return { ok: false, code, place, text };
}

const origins: readonly Origin[] = ['live', 'replay', 'simulation'];

const isCount = (value: Json): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const matches =
  (pattern: RegExp) =>
  (value: Json): boolean =>
    typeof value === 'string' && pattern.test(value);

/** What every member of a record must be; the order is that of the contract. */
const memberRules: Readonly<Record<keyof LedgerRecord, { readonly fits: (value: Json) => boolean; readonly must: string }>> = {
  v: { fits: (value) => value === 1, must: 'must be 1' },
  seq: { fits: isCount, must: 'must be a whole number from 0' },
  epoch: { fits: isCount, must: 'must be a whole number from 0' },
  link: { fits: matches(new RegExp(`^[0-9a-f]{${linkHexCount}}$`)), must: `must be ${linkHexCount} lower-case hex digits` },
  bootId: { fits: matches(/^.{1,128}$/su), must: 'must be a text of 1 to 128 characters' },
  origin: { fits: (value) => origins.some((origin) => origin === value), must: `must be one of ${origins.join(', ')}` },
  type: { fits: matches(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$/), must: 'must be a dotted camelCase noun' },
  monoNs: { fits: matches(/^(0|[1-9][0-9]{0,19})$/), must: 'must be a whole number of nanoseconds as text' },
  wall: {
    fits: (value) => matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)(value) && !Number.isNaN(Date.parse(String(value))),
    must: 'must be a UTC time with milliseconds',
  },
  data: { fits: (value) => isMembers(value), must: 'must be an object' },
};

function recordProblem(value: Json): { pointer: string; text: string } | undefined {
  if (!isMembers(value)) return { pointer: '', text: 'not an object' };
  const foreign = Object.keys(value).find((key) => !Object.hasOwn(memberRules, key));
  if (foreign !== undefined) return { pointer: `/${foreign}`, text: 'no such member in a record' };
  for (const [name, rule] of Object.entries(memberRules)) {
    const member = value[name];
    if (member === undefined) return { pointer: `/${name}`, text: 'missing' };
    if (!rule.fits(member)) return { pointer: `/${name}`, text: rule.must };
  }
  return undefined;
}

function isMembers(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
