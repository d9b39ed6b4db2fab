import { describe, expect, it } from 'vitest';
import { illustrative } from '../../tests/support/assessment-fixture.ts';
import type { DeclaredContext } from '../contract/declared-context.ts';
import { contextRelativity, isRated, stageGroup } from './context-relativity.ts';

const relativity = (declared: DeclaredContext | undefined) => contextRelativity(declared, illustrative.context);

describe('the context relativity', () => {
  it.each<[DeclaredContext, number]>([
    [{ robotClass10218: 'I' }, 0.9],
    [{ robotClass10218: 'II' }, 1],
    [{ lifecycleStage: 'commercial' }, 1],
    [{ lifecycleStage: 'firstUse' }, 1.1],
    [{ lifecycleStage: 'pilotTest' }, 1.25],
    [{ trl: 9 }, 1],
    [{ trl: 8 }, 1],
    [{ trl: 7 }, 1.05],
    [{ trl: 6 }, 1.15],
    [{ trl: 5 }, 1.15],
    [{ robotClass10218: 'I', lifecycleStage: 'firstUse', trl: 7 }, 0.9 * 1.1 * 1.05],
  ])('of %j is %f', (declared, expected) => {
    expect(relativity(declared)).toBeCloseTo(expected, 12);
  });

  it.each([[undefined], [{}], [{ humanExposure: 'H4' } as const]])(
    'of %j is not declared: exposure is in the grade, never twice',
    (declared) => {
      expect(relativity(declared)).toEqual({ unknown: 'notDeclared' });
    },
  );
});

describe('a technology readiness', () => {
  it.each([
    [1, false],
    [2, false],
    [4, false],
    [5, true],
    [9, true],
  ])('of %i is rated: %s', (trl, rated) => {
    expect(isRated({ trl })).toBe(rated);
  });

  it('that nobody declared is rated', () => {
    expect([isRated(undefined), isRated({})]).toEqual([true, true]);
  });
});

describe('the stage group of the priors', () => {
  it.each<[DeclaredContext | undefined, string]>([
    [undefined, 'commercial'],
    [{}, 'commercial'],
    [{ lifecycleStage: 'commercial' }, 'commercial'],
    [{ lifecycleStage: 'firstUse' }, 'commercial'],
    [{ lifecycleStage: 'rnd' }, 'test'],
    [{ lifecycleStage: 'pilotTest' }, 'test'],
    [{ lifecycleStage: 'commercial', scene: 'competition' }, 'test'],
    [{ scene: 'test' }, 'test'],
    [{ scene: 'publicService' }, 'commercial'],
  ])('of %j is %s', (declared, group) => {
    expect(stageGroup(declared)).toBe(group);
  });
});
