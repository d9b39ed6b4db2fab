import { describe, expect, it } from 'vitest';
import { distanceText, energyText } from './usage-text.ts';

describe('amounts in words', () => {
  it('M-10: are truncated, never rounded up against the insured', () => {
    expect(distanceText(1_999_999)).toBe('1.999 km');
    expect(distanceText(999)).toBe('0.000 km');
    expect(energyText(3_599_999)).toBe('0.000 kWh');
    expect(energyText(3_600_000 * 1999 + 3_599_999)).toBe('1.999 kWh');
  });

  it('of nothing are nothing', () => {
    expect([distanceText(0), energyText(0)]).toEqual(['0.000 km', '0.000 kWh']);
  });
});
