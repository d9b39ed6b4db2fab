import type { LedgerRecord } from '../contract/record.ts';
import { evidenceWords } from './evidence-words.ts';
import { evidenceCharsMax } from './peril-indicators.ts';

/** Facts whose record is remembered at a time; the one told longest ago makes room. */
export const toldCountMax = 64;

/** Which record said a fact last, as `epoch:seq`; plain JSON, the newest last. */
export type ToldEvidence = readonly { readonly evidence: string; readonly record: string }[];

/** The records of these facts, those that have one: what a window of samples showed, such as a hot motor, stands in no record. */
export const recordsOf = (told: ToldEvidence, texts: readonly string[]): readonly string[] => [
  ...new Set(told.filter(({ evidence }) => texts.includes(evidence)).map(({ record }) => record)),
];

/** Remembers the record for every fact it says. */
export function hearRecord(told: ToldEvidence, record: SaidRecord): ToldEvidence {
  const texts = evidenceSaidBy(record).map(short);
  if (texts.length === 0) return told;
  const others = told.filter(({ evidence }) => !texts.includes(evidence));
  const id = `${record.epoch}:${record.seq}`;
  return [...others, ...texts.map((evidence) => ({ evidence, record: id }))].slice(-toldCountMax);
}
export type SaidRecord = Pick<LedgerRecord, 'epoch' | 'seq' | 'type' | 'data'>;

const short = (evidence: string): string => evidence.slice(0, evidenceCharsMax);

/** The facts a record says, in the very words the evidence has. */
function evidenceSaidBy({ type, data }: SaidRecord): readonly string[] {
  switch (type) {
    case 'fault.raised':
      return [evidenceWords.fault(data)];
    case 'event.started':
      return [evidenceWords.nearby(data.eventClass)];
    case 'event.coldStart':
      return [evidenceWords.nearby(data.eventClass), evidenceWords.coldJoint(data.part)];
    case 'version.changed':
    case 'model.changed':
      return [evidenceWords.versionChanged(data.what)];
    case 'behaviour.changed':
    case 'safetyConfiguration.changed':
      return [evidenceWords.changed(data.what), evidenceWords.stands(data.what, data.to), evidenceWords.inControl(data.to)];
    default:
      return [];
  }
}
