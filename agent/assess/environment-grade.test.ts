import { describe, expect, it } from 'vitest';
import { cobot, humanoid } from '../../tests/support/assessment-fixture.ts';
import { goodSite, input } from '../../tests/support/environment-fixture.ts';
import type { DeclaredContext } from '../contract/declared-context.ts';
import type { Profile } from '../contract/profile.ts';
import { openingEnvironment, stepEnvironment } from './environment-grade.ts';

const gradeOf = (declared: DeclaredContext | undefined, profile: Profile = cobot) =>
  stepEnvironment(openingEnvironment, input({ declared, profile })).output.grade;

describe('missing knowledge, rule R-5', () => {
  it('of everything is E3 for a robot that stays where it is', () => {
    expect(gradeOf(undefined)).toMatchObject({ e: 3, ePhys: 3, ePeople: 3, binding: 'D1' });
  });

  it('of human exposure is E4 for a robot that moves about', () => {
    expect(gradeOf(undefined, humanoid)).toMatchObject({ e: 4, ePhys: 3, ePeople: 4, binding: 'D8' });
  });

  it('gives a declared site at best E2: an unmeasured site is never E1', () => {
    const grade = gradeOf(goodSite);
    expect(grade).toMatchObject({ e: 2, ePhys: 2, ePeople: 2 });
    expect(Object.values(grade.dimensions).every(({ grade: g }) => g === 2)).toBe(true);
  });

  it.each(Object.keys(goodSite) as (keyof DeclaredContext)[])('of %s alone never makes a good site better', (key) => {
    const { [key]: _, ...rest } = goodSite;
    expect(gradeOf(rest).e).toBeGreaterThanOrEqual(gradeOf(goodSite).e);
  });

  it('takes a fixed base from the profile, as derived', () => {
    expect(gradeOf(undefined).dimensions.D9).toEqual({ grade: 2, provenance: 'derived', value: 'fixed' });
  });

  it('names every dimension it could not rate', () => {
    const unknowns = Object.entries(gradeOf(undefined).dimensions).filter(([, { provenance }]) => provenance === 'unknown');
    expect(unknowns.map(([name]) => name)).toEqual(['D1', 'D1b', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7', 'D8', 'D10']);
  });
});

describe('declared dimensions', () => {
  it.each([
    [{ ambientMaxC: 44 }, 'D1', 3],
    [{ ambientMinC: -20 }, 'D1', 4],
    [{ ambientMaxC: 52 }, 'D1b', 4],
    [{ ambientMinC: -10 }, 'D1b', 5],
    [{ humidityMaxRatio: 0.9 }, 'D2', 3],
    [{ humidityMaxRatio: 0.97 }, 'D2', 4],
    [{ ingressRequired: 'IP54' }, 'D6', 3],
    [{ ingressRequired: 'IP65' }, 'D6', 4],
    [{ ingressRequired: 'IP67' }, 'D6', 5],
    [{ ingressRequired: 'IPX5' }, 'D6', 4],
    [{ ingressRequired: 'IPXX' }, 'D6', 2],
    [{ corrosivity: 'C4' }, 'D7', 4],
    [{ humanExposure: 'H4' }, 'D8', 5],
    [{ terrain: 'outdoor' }, 'D9', 5],
    [{ specialHazard: 'nuclear' }, 'D10', 5],
  ] as const)('%j grades %s as E%i', (change, dimension, grade) => {
    expect(gradeOf({ ...goodSite, ...change }).dimensions[dimension]?.grade).toBe(grade);
  });

  it('leave ingress unknown when the robot’s own protection is not rated', () => {
    const untested: Profile = { ...cobot, ratings: { ingress: 'IPX4' } };
    expect(gradeOf(goodSite, untested).dimensions.D6).toMatchObject({ grade: 3, provenance: 'unknown' });
    const { ratings: _, ...unrated } = cobot;
    expect(gradeOf(goodSite, unrated as Profile).dimensions.D6).toMatchObject({ grade: 3, provenance: 'unknown' });
  });

  it('never grade a walking robot’s terrain better than walking, and say so', () => {
    const step = stepEnvironment(openingEnvironment, input({ declared: goodSite, profile: humanoid }));
    expect(step.output.grade.dimensions.D9).toMatchObject({ grade: 3, provenance: 'declared' });
    expect(step.output.findings).toEqual([
      { code: 'environment.declarationConflict', data: { dimension: 'D9', grade: 3, value: 'fixedBase' } },
    ]);
  });
});

describe('rule R-1', () => {
  it('the worst dimension wins and is named, and people and physics are kept apart', () => {
    expect(gradeOf({ ...goodSite, corrosivity: 'C5' })).toMatchObject({ e: 5, ePhys: 5, ePeople: 2, binding: 'D7' });
    expect(gradeOf({ ...goodSite, humanExposure: 'H3' })).toMatchObject({ e: 4, ePhys: 2, ePeople: 4, binding: 'D8' });
  });
});
