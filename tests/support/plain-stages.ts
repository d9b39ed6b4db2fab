import { type Aged, addStretch, newLife, type PlainModel, withoutCreditIn } from './plain-index.ts';
import type { Stretch } from './plain-ledger.ts';

/* Totals per stage and scene, never pooled (decisions C3): each stretch is added where it says it was lived. */
export type Words = Readonly<Record<string, unknown>>;

export interface PlainStage {
  /** Stage, scene and readiness as last declared there; what was not declared is left out. */
  readonly words: Words;
  readonly operatingMs: number;
  readonly aged: Aged;
}
export type PlainStages = ReadonlyMap<string, PlainStage>;

const said = (name: string, value: unknown): Words => (typeof value === 'object' || value === undefined ? {} : { [name]: value });
const wordsOf = ({ stage, scene, trl }: Stretch): Words => ({
  ...said('lifecycleStage', stage),
  ...said('scene', scene),
  ...said('trl', trl),
});

/** `commercial/factory`; what is not declared is called so. */
export const placeOf = ({ lifecycleStage = 'undeclared', scene = 'undeclared' }: Words): string => `${lifecycleStage}/${scene}`;

/** The stages after one more stretch; credit restarts in all of them. */
export function addToStages(before: PlainStages, stretch: Stretch, terms: { model: PlainModel; category: string }): PlainStages {
  const words = wordsOf(stretch);
  const stages = new Map(before);
  const { aged, operatingMs } = stages.get(placeOf(words)) ?? { aged: newLife(), operatingMs: 0 };
  stages.set(placeOf(words), { words, aged, operatingMs: operatingMs + stretch.operatingMs });
  if (stretch.creditRestarted)
    for (const [place, one] of stages) stages.set(place, { ...one, aged: withoutCreditIn(one.aged, { ...terms, context: one.words }) });
  const active = stages.get(placeOf(words));
  if (active === undefined) return stages;
  const next = addStretch(active.aged, { ...stretch, creditRestarted: false }, { ...terms, context: words });
  return stages.set(placeOf(words), { ...active, aged: next });
}

/** Whether anything was ever seen there. */
export const isSeen = ({ operatingMs, aged }: PlainStage): boolean =>
  operatingMs > 0 ||
  aged.alarmCount > 0 ||
  aged.watchedMs > 0 ||
  Object.values(aged.classes).some(({ count, exposureMs }) => count + exposureMs > 0);
