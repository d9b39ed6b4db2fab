import type { Quantity } from '../assess/recompute-report.ts';
import type { Json } from '../contract/schema.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import type { RecomputedReport } from './recompute.ts';

const valueCharsMax = 72;
const nameChars = 44;

/** One report for people: every quantity with what is stated and recomputed, every finding, and the verdict last. */
export function recomputationLines({ reportSeq, verdict, findings, quantities }: RecomputedReport): string[] {
  return [
    `report ${reportSeq}`,
    ...quantities.flatMap(quantityLines),
    ...findings.map(({ code, place, text }) => `FINDING ${place}: ${text} (${code})`),
    `${verdict === 'pass' ? 'PASS' : 'FAIL'} report ${reportSeq}: ${summary(quantities)}`,
  ];
}

function quantityLines({ quantity, basis, stated, recomputed, equal }: Quantity): string[] {
  const name = `  ${quantity.padEnd(nameChars)}`;
  if (basis === 'takenFromState') return [`${name} taken from the report  ${short(stated)}`];
  if (equal) return [`${name} equal                  ${short(stated)}`];
  const said = basis === 'notRecorded' ? 'not on record' : 'NOT EQUAL';
  return [`${name} ${said.padEnd(22)} stated ${short(stated)}`, `${' '.repeat(nameChars + 26)}recomputed ${short(recomputed)}`];
}

function summary(quantities: readonly Quantity[]): string {
  const count = (of: (one: Quantity) => boolean): number => quantities.filter(of).length;
  const recomputed = count(({ basis, equal }) => basis === 'records' && equal);
  const taken = count(({ basis }) => basis === 'takenFromState');
  const different = count(({ equal }) => !equal);
  return `${recomputed} quantities recomputed and equal, ${taken} taken from the report, ${different} different or not on record`;
}

function short(value: Json): string {
  const text = canonicalJson(value);
  return text.length <= valueCharsMax ? text : `${text.slice(0, valueCharsMax - 1)}…`;
}
