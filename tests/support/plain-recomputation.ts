import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type Aged, addStretch, coverageOf, newLife, type PlainIndex, type PlainModel, plainIndex } from './plain-index.ts';
import { countsOf, type EventClass, hoursOf, openChain, stretchesOf, tableOf, type Vector } from './plain-ledger.ts';

/*
 * A second, independent computation of hours, counts, history and index, which shares no code with the agent:
 *   ledger.jsonl ─▶ SQL ─▶ hours, counts, stretches ─┐
 *   reference model (YAML) ──────────────────────────┴─▶ arithmetic ─▶ what each report should say
 * What the two have in common is the specification.
 */
export const readPlainModel = (path: string): PlainModel => parse(readFileSync(path, 'utf8')) as PlainModel;

export interface PlainLife {
  readonly category: string;
  readonly context: Readonly<Record<string, unknown>> | undefined;
  readonly lines: readonly string[];
}

/** What one report should say. */
export interface PlainReport extends PlainIndex {
  readonly hours: Readonly<Record<string, number | Vector>>;
  readonly eventCounts: Readonly<Record<string, number>>;
}

/** Recomputes a life report by report, from nothing known; `seals` are the last sequence numbers of the reports. */
export function plainRecomputation(life: PlainLife, model: PlainModel, seals: readonly number[]): PlainReport[] {
  const database = tableOf(life.lines);
  const { category, context = {} } = life;
  let aged = newLife();
  const reports = seals.map((lastSeq, index): PlainReport => {
    const firstSeq = (seals[index - 1] ?? -1) + 1;
    for (const stretch of stretchesOf(database, firstSeq, lastSeq)) aged = addStretch(aged, stretch, { model, category, context });
    const hours = hoursOf(database, lastSeq);
    const withOpen = withChain(aged, openChain(database, lastSeq));
    const said = plainIndex({ model, category, context, aged: withOpen, coverage: coverageOf(hours, model) });
    return { hours, eventCounts: countsOf(database, firstSeq, lastSeq), ...said };
  });
  database.close();
  return reports;
}

/** An event whose causal chain has not ended counts already. */
function withChain(aged: Aged, open: EventClass | undefined): Aged {
  if (open === undefined) return aged;
  const row = aged.classes[open];
  return {
    ...aged,
    classes: { ...aged.classes, [open]: { ...row, count: row.count + 1, agedCount: Number((row.agedCount + 1).toFixed(9)) } },
  };
}
