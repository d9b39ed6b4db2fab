import { describe, expect, it } from 'vitest';
import { atLeast, atMost } from './house-measures.ts';
import { renderCard } from './scorecard.ts';

describe('renderCard', () => {
  it('shows value and bar, and the worst places only under a missed bar', () => {
    const card = renderCard([
      atMost('lines', { value: 3, bar: 2, worst: ['a.ts 3'] }),
      atMost('depth', { value: 1, bar: 2, worst: ['b.ts 1'] }),
      atLeast('tests', { value: 1.3, bar: 1.2 }),
    ]);
    expect(card).toContain('MISS  lines       3  ≤ 2');
    expect(card).toContain('ok    tests     1.3  ≥ 1.2');
    expect(card).toContain('a.ts 3');
    expect(card).not.toContain('b.ts');
    expect(card).toContain('1 of 3 bars missed');
  });
});
