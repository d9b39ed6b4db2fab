import { describe, expect, it } from 'vitest';
import type { EnvironmentGrade } from '../contract/environment-grade.ts';
import { unknown } from '../contract/unknown.ts';
import { environmentText } from './environment-text.ts';

const grade: EnvironmentGrade = {
  e: 3,
  ePhys: 3,
  ePeople: 3,
  binding: 'D8',
  dimensions: {
    D1: { grade: 1, provenance: 'measured', value: 24 },
    D2: { grade: 3, provenance: 'unknown', value: unknown('notDeclared') },
    D8: { grade: 3, provenance: 'declared', value: 'H2' },
    D9: { grade: 2, provenance: 'derived', value: 'fixed' },
  },
};

describe('the text of a grade', () => {
  it('names the binding dimension first, with who declared it and when', () => {
    expect(environmentText(grade, { declared: { declaredBy: 'ACME', declaredAt: '2026-05-02', lifecycleStage: 'pilotTest' } })).toBe(
      'E3 in stage pilotTest (binding: D8 human exposure H2, declared by ACME 2026-05-02, unsigned; D1 ambient temperature 24 °C measured E1; D2 relative humidity unknown→E3; D9 terrain fixed derived E2)',
    );
  });

  it('says less where less was said', () => {
    expect(environmentText(grade)).toMatch(/^E3 in stage not declared \(binding: D8 human exposure H2, declared, unsigned; D1/);
    expect(environmentText(grade, { declared: { declaredBy: 'ACME' } })).toMatch(/declared by ACME, unsigned;/);
  });

  it('tells an unknown binding dimension as unknown', () => {
    expect(environmentText({ ...grade, binding: 'D2' })).toMatch(
      /^E3 in stage not declared \(binding: D2 relative humidity unknown→E3; D1/,
    );
  });
});
