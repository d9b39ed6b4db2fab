import { describe, expect, it } from 'vitest';
import { healthIndicators, healthUnknowns } from '../../contract/health.ts';
import { conditionUnknown, readingText, standingText, unknownTexts } from './health-standing-messages.ts';

const chinese = /[\u4e00-\u9fff]/;
const reading = { component: 'wrist', indicator: 'J1', level: 'WARN', index: 33.333333, value: 81.6, isHeld: false } as const;

describe('readings in words', () => {
  it('have the unit of their indicator', () => {
    expect(readingText(reading).en).toBe('Joint wrist: motor temperature 82 °C, WARN, index 33.3');
    expect(readingText({ ...reading, component: 'battery', indicator: 'B3', value: 0.051 }).en).toContain('Battery: cell imbalance 51 mV');
    expect(readingText({ ...reading, indicator: 'J10', value: 0.62 }).zh).toContain('减速器寿命消耗 62 %');
  });

  it.each(healthIndicators)('of %s say the same figures in both languages', (indicator) => {
    const { en, zh } = readingText({ ...reading, indicator });
    const figures = (text: string): string[] => text.match(/\d+(\.\d+)?/g) ?? [];
    expect(figures(zh)).toEqual(figures(en));
    expect(chinese.test(en)).toBe(false);
    expect(chinese.test(zh)).toBe(true);
  });
});

describe('what is unknown in words', () => {
  it.each(healthUnknowns)('%s has a reason in both languages, counted', (reason) => {
    const standing = { indicator: 'J4', componentCount: 6, evaluatedCount: 2, unknown: [{ reason, componentCount: 4 }] } as const;
    const { en, zh } = standingText(standing);
    expect(en).toBe(`J4 torque near its limit: known of 2 of 6; 4 × ${unknownTexts[reason].en}`);
    expect(zh).toBe(`J4 力矩接近限值：6中已知2；4 × ${unknownTexts[reason].zh}`);
  });

  it('counts as the reference, and says so (decisions B5)', () => {
    for (const { en, zh } of Object.values(conditionUnknown)) {
      expect(en).toContain('counts as the reference');
      expect(zh).toContain('按基准计');
    }
  });
});
