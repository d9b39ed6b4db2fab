import type { DeclaredContext } from '../contract/declared-context.ts';
import { type Knowable, unknown } from '../contract/unknown.ts';
import type { ReferenceModel } from './reference-model.ts';

const lowestRatedTrl = 5;

/** False for a declared technology readiness below 5: exposure and counts are reported, the index is not rated (decisions C3). */
export function isRated(declared: DeclaredContext | undefined): boolean {
  return declared?.trl === undefined || declared.trl >= lowestRatedTrl;
}

/** Product of the declared table entries; each undeclared one is 1, and unknown when none is declared (risk model §3.7). */
export function contextRelativity(declared: DeclaredContext | undefined, table: ReferenceModel['context']): Knowable<number> {
  const { robotClass10218, lifecycleStage, trl } = declared ?? {};
  const factors = [
    robotClass10218 === undefined ? undefined : table.robotClass10218[robotClass10218],
    lifecycleStage === undefined ? undefined : table.lifecycleStage[lifecycleStage],
    trl === undefined ? undefined : trlRelativity(trl, table.trl),
  ].filter((factor) => factor !== undefined);
  return factors.length === 0 ? unknown('notDeclared') : factors.reduce((product, factor) => product * factor, 1);
}

function trlRelativity(trl: number, table: ReferenceModel['context']['trl']): number | undefined {
  return table[`trl${trl}` as keyof typeof table];
}

/** Rnd and pilot stages, competition and test scenes use the test priors, where falls and stops are normal; all else the commercial ones. */
export function stageGroup(declared: DeclaredContext | undefined): 'commercial' | 'test' {
  const { lifecycleStage, scene } = declared ?? {};
  const isTest = lifecycleStage === 'rnd' || lifecycleStage === 'pilotTest' || scene === 'competition' || scene === 'test';
  return isTest ? 'test' : 'commercial';
}
