import { faultEventClass } from '../../../agent/contract/fault-class.ts';
import type { FaultMessage } from '../../../agent/contract/message.ts';
import { monoMsOf, type TimePoint } from '../../../agent/contract/time.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { type CodeTable, codesOf, type StandingCode } from './code-table.ts';

/** A code must be gone for this long before it counts as healed: one that flaps is one occurrence. */
export const healMsDefault = 2000;
/** Codes that may stand at once: every bit of every joint many times over. More is noise, and is not said. */
const standingCountMax = 4096;
const nothing: readonly never[] = Object.freeze([]);

/** Where a raw number was read. */
export interface FaultReading {
  readonly table: CodeTable;
  /** The joint or battery it speaks for; undefined for the whole robot. */
  readonly part: string | undefined;
  readonly value: number;
}

interface Standing {
  readonly code: StandingCode;
  seenMs: number;
}

/**
 * ```
 *  raw words ──codesOf──▶ raised at first sight ──▶ active: true
 *                         gone for healMs       ──▶ active: false
 * ```
 * One message when a code appears and one when it is healed. The first reading of a table is always said, also "no fault": it
 * proves that this source can report one (decisions B5). A reading that is not a number says nothing: what stood goes on standing.
 */
export class FaultWatch {
  readonly #sourceId: string;
  readonly #healMs: number;
  readonly #standing = new Map<string, Standing>();
  readonly #proven = new Set<string>();

  constructor(sourceId: string, healMs: number = healMsDefault) {
    this.#sourceId = sourceId;
    this.#healMs = healMs;
  }

  read(reading: FaultReading, time: TimePoint): readonly FaultMessage[] {
    if (!Number.isFinite(reading.value)) return nothing;
    return this.readCodes(reading, codesOf(reading.value, reading.table), time);
  }

  /** The same for a source that says its standing codes in another form than one number. */
  readCodes({ table, part }: Omit<FaultReading, 'value'>, codes: readonly StandingCode[], time: TimePoint): readonly FaultMessage[] {
    if (codes.length === 0 && this.#standing.size === 0 && this.#proven.has(table.codeSpace)) return nothing;
    const nowMs = monoMsOf(time);
    const place = `${table.codeSpace}\n${part ?? ''}\n`;
    const spoken: FaultMessage[] = [];
    for (const code of codes) {
      const standing = this.#standing.get(place + code.codeRaw);
      if (standing !== undefined) standing.seenMs = nowMs;
      if (standing !== undefined || this.#standing.size >= standingCountMax) continue;
      this.#standing.set(place + code.codeRaw, { code, seenMs: nowMs });
      spoken.push(this.#message({ table, part, code, active: true }, time));
    }
    for (const [key, { code, seenMs }] of this.#standing) {
      if (!key.startsWith(place) || nowMs - seenMs < this.#healMs) continue;
      this.#standing.delete(key);
      spoken.push(this.#message({ table, part, code, active: false }, time));
    }
    if (this.#proven.has(table.codeSpace)) return spoken;
    this.#proven.add(table.codeSpace);
    return [...proofsOf(table).map((code) => this.#message({ table, part, code, active: false }, time)), ...spoken];
  }

  #message(
    { table, part, code, active }: { table: CodeTable; part: string | undefined; code: StandingCode; active: boolean },
    time: TimePoint,
  ): FaultMessage {
    return {
      kind: 'fault',
      sourceId: this.#sourceId,
      time,
      codeSpace: table.codeSpace,
      codeRaw: code.codeRaw,
      component: table.component,
      part: part ?? unknown('notReported'),
      ...code.meaning,
      active,
    };
  }
}

/** One "no such fault" for every event class this table can show. */
function proofsOf(table: CodeTable): StandingCode[] {
  const all = [...Object.values(table.codes), ...(table.others === undefined ? [] : [table.others])];
  const byClass = new Map(all.map((one) => [faultEventClass(one), one] as const));
  return [...byClass]
    .filter(([eventClass]) => eventClass !== undefined)
    .map(([, { category, severity }]) => ({ codeRaw: '0', meaning: { text: 'no fault', category, severity } }));
}

/** Event classes the codes of these tables can show. */
export function classesOf(tables: readonly CodeTable[]): string[] {
  const classes = tables.flatMap(({ codes, others }) =>
    [...Object.values(codes), ...(others === undefined ? [] : [others])].map(faultEventClass),
  );
  return [...new Set(classes.filter((eventClass) => eventClass !== undefined))].sort();
}
