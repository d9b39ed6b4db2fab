import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { addReport, coverageOf, type Duty, type Hours, noDuty } from './plain-coverage.ts';
import { type Aged, type IndexInput, newLife, type PlainIndex, type PlainModel, plainIndex } from './plain-index.ts';
import { countsOf, type EventClass, healthOf, hoursOf, openChain, stretchesOf, tableOf } from './plain-ledger.ts';
import { addToStages, isSeen, type PlainStage, type PlainStages, placeOf } from './plain-stages.ts';

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

export interface PlainStageReport extends Pick<PlainIndex, 'riskIndex' | 'p05Index' | 'p95Index'> {
  readonly operatingMs: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** What one report should say. */
export interface PlainReport extends PlainIndex {
  readonly hours: Hours;
  readonly eventCounts: Readonly<Record<string, number>>;
  readonly byStage: Readonly<Record<string, PlainStageReport>>;
}

/** Recomputes a life report by report, from nothing known; `seals` are the last sequence numbers of the reports. */
export function plainRecomputation(life: PlainLife, model: PlainModel, seals: readonly number[]): PlainReport[] {
  const database = tableOf(life.lines);
  const { category, context = {} } = life;
  let [stages, duty, before]: [PlainStages, Duty, Hours] = [new Map(), noDuty, {}];
  const reports = seals.map((lastSeq, index): PlainReport => {
    const firstSeq = (seals[index - 1] ?? -1) + 1;
    for (const stretch of stretchesOf(database, firstSeq, lastSeq)) stages = addToStages(stages, stretch, { model, category });
    const hours = hoursOf(database, lastSeq);
    duty = addReport(duty, before, hours);
    before = hours;
    const terms = { model, category, context, coverage: coverageOf(hours, model, duty), health: healthOf(database, lastSeq) };
    const said = plainStages(terms, stages, openChain(database, lastSeq));
    return { hours, eventCounts: countsOf(database, firstSeq, lastSeq), ...said };
  });
  database.close();
  return reports;
}

/** The index of the stage and scene declared now, and beside it that of every one in which anything was seen. */
export function plainStages(
  terms: Omit<IndexInput, 'aged'>,
  stages: PlainStages,
  open: EventClass | undefined,
): PlainIndex & Pick<PlainReport, 'byStage'> {
  const now = placeOf(terms.context);
  const indexIn = (place: string, { words, aged }: Pick<PlainStage, 'words' | 'aged'>): PlainIndex =>
    place === now
      ? plainIndex({ ...terms, aged: withChain(aged, open) })
      : plainIndex({
          ...terms,
          context: { ...terms.context, lifecycleStage: undefined, scene: undefined, trl: undefined, ...words },
          aged,
        });
  const rows = [...stages].filter(([place, one]) => place === now || isSeen(one));
  const byStage = rows.map(([place, one]) => {
    const { riskIndex, p05Index, p95Index, history } = indexIn(place, one);
    const seen = Object.entries(history).filter(([, { count, exposureMs }]) => count + exposureMs > 0);
    const counts = Object.fromEntries(seen.map(([name, { count }]) => [name, count]));
    return [place, { operatingMs: one.operatingMs, counts, riskIndex, p05Index, p95Index }] as const;
  });
  return { ...indexIn(now, stages.get(now) ?? { words: {}, aged: newLife() }), byStage: Object.fromEntries(byStage) };
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
