import { describe, expect, it } from 'vitest';
import { healthIndicators, healthLevels } from '../../contract/health.ts';
import { clearedText, healthText, informationOnly, raisedText } from './health-messages.ts';

const facts = { component: 'left_knee', level: 'WARN', value: 72, limit: 80, source: 'maker' } as const;

describe('advice in words (risk model §4.4)', () => {
  it('says what was seen, against whose limit, and what to look at', () => {
    expect(raisedText({ ...facts, indicator: 'J1' })).toEqual({
      en: 'Joint left_knee reached 72 °C (90 % of its limit, maker). Reduce duty or stiffness gains, check cooling, inspect before 100 h. Information only; not a safety function.',
      zh: '关节left_knee温度达72℃（厂商限值的90%）。请降低占空比或刚度增益、检查散热，并在100小时内检查。仅供参考，非安全功能。',
    });
    expect(raisedText({ ...facts, indicator: 'B3', level: 'ALARM', value: 0.12 })).toEqual({
      en: 'Cell imbalance 120 mV at rest. Stop charging unattended; service the pack. Information only; not a safety function.',
      zh: '静置压差120mV，停止无人值守充电并送检电池包。仅供参考，非安全功能。',
    });
  });

  it.each(healthIndicators)('of %s ends alike in both languages, at every level', (indicator) => {
    for (const level of healthLevels) {
      const texts = [
        raisedText({ ...facts, indicator, level, source: 'generic default' }),
        clearedText({ component: 'battery', indicator }),
      ];
      for (const { en, zh } of texts) {
        expect(en.endsWith(` ${informationOnly.en}`)).toBe(true);
        expect(zh.endsWith(informationOnly.zh)).toBe(true);
        expect(`${en}${zh}`).not.toMatch(/undefined|NaN/);
      }
    }
  });
});

describe('the condition in a line', () => {
  const indices = { index: 80, component: null, level: 'INFO', knownCount: 2, unknownCount: 4, readings: [] } as const;

  it('says how much of the robot is known', () => {
    expect(healthText(indices).en).toBe('Condition 80, the reference; 2 components known, 4 not');
    expect(healthText(indices).zh).toBe('状态指数 80（基准）；已知部件2个，未知4个');
  });

  it('names what sets it', () => {
    const reading = { component: 'j1', indicator: 'J1', level: 'WARN', index: 25, value: 80, isHeld: false } as const;
    const text = healthText({ ...indices, index: 25, component: 'j1', level: 'WARN', readings: [reading] });
    expect(text.en).toContain('Condition 25 by joint j1 (motor temperature), WARN');
    expect(text.zh).toContain('状态指数 25，取决于关节j1（电机温度），WARN');
    const cells = healthText({
      ...indices,
      index: 0,
      component: 'battery',
      level: 'ALARM',
      readings: [{ ...reading, component: 'battery', indicator: 'B3' }],
    });
    expect(cells.en).toContain('by the battery (cell imbalance), ALARM');
  });
});
