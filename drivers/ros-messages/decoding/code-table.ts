import type { FaultSeverity } from '../../../agent/contract/message.ts';

export type FaultCategory =
  | 'overcurrent'
  | 'shortCircuit'
  | 'overvoltage'
  | 'undervoltage'
  | 'overTemperature'
  | 'underTemperature'
  | 'encoder'
  | 'motorBlocked'
  | 'followingError'
  | 'positionLimit'
  | 'speedLimit'
  | 'torqueLimit'
  | 'collision'
  | 'communication'
  | 'powerStage'
  | 'sensor'
  | 'calibration'
  | 'firmware'
  | 'battery'
  | 'emergencyStop'
  | 'protectiveStop'
  | 'safeguardStop'
  | 'safetyViolation'
  | 'other'
  | 'unknown';

/** What a code means. The severities are a recommendation of facts/interfaces §6, not the vendor's statement. */
export interface CodeMeaning {
  readonly text: string;
  readonly category: FaultCategory;
  readonly severity: FaultSeverity;
}

/**
 * A vendor's codes. `codeSpace` and the raw code are what is evidence; category and severity are a reading aid that can be derived anew
 * from this table by its version.
 */
export interface CodeTable {
  /** For example `unitree.g1.motorstate`. */
  readonly codeSpace: string;
  readonly version: number;
  /** Where the codes were read. */
  readonly source: string;
  /** `bits`: the key is a bit number, several may be set. `values`: the key is the value, 0 is no fault unless listed. */
  readonly form: 'bits' | 'values';
  readonly component: string;
  readonly codes: Readonly<Record<number, CodeMeaning>>;
  /** What a code means that is not listed; without it such a code is `unknown`, severity `warning`. */
  readonly others?: CodeMeaning;
}

export function meaning(text: string, category: FaultCategory, severity: FaultSeverity): CodeMeaning {
  return { text, category, severity };
}

const unlisted = meaning('not in the published table', 'unknown', 'warning');

/** One code that stands: `bit12` or `33072`, with its meaning. */
export interface StandingCode {
  readonly codeRaw: string;
  readonly meaning: CodeMeaning;
}

const none: readonly StandingCode[] = Object.freeze([]);

/** The codes a raw number says, lowest first; none for anything that is not a whole number of at most 32 bits. */
export function codesOf(raw: number, table: CodeTable): readonly StandingCode[] {
  if (raw === 0 && (table.form === 'bits' || table.codes[0] === undefined)) return none;
  if (!Number.isInteger(raw) || Math.abs(raw) > 0xffff_ffff) return none;
  if (table.form === 'values') return [{ codeRaw: String(raw), meaning: table.codes[raw] ?? table.others ?? unlisted }];
  const word = raw >>> 0;
  return Array.from({ length: 32 }, (_, bit) => bit)
    .filter((bit) => ((word >>> bit) & 1) === 1)
    .map((bit) => ({ codeRaw: `bit${bit}`, meaning: table.codes[bit] ?? table.others ?? unlisted }));
}
