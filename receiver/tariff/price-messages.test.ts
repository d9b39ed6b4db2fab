import { describe, expect, it } from 'vitest';
import type { Bilingual } from '../../agent/assess/risk-messages.ts';
import { operatingDimensions } from './price-contributions.ts';
import * as messages from './price-messages.ts';
import { covers } from './price-usage.ts';
import { factorRules } from './step-factor.ts';

const catalogue: readonly Bilingual[] = [
  messages.pricedStatementWords,
  messages.illustrativeWords,
  messages.actuarialWords('EUR'),
  messages.alarmsInPrice,
  messages.alarmsNotInPrice,
  ...messages.notInPrice,
  ...covers.map((cover) => messages.coverNames[cover]),
  ...operatingDimensions.map((dimension) => messages.dimensionWords[dimension]),
  ...factorRules.map((rule) => messages.ruleWords[rule]),
  ...Object.values(messages.labels),
];

describe('the words of a priced statement', () => {
  it('stand in both languages', () => {
    for (const { en, zh } of catalogue) {
      expect(en).toMatch(/[a-z]/);
      expect(zh).toMatch(/\p{Script=Han}/u);
    }
  });

  it('are one sentence each: no rule reads like another', () => {
    for (const language of messages.languages) {
      const said = factorRules.map((rule) => messages.ruleWords[rule][language]);
      expect(new Set(said).size).toBe(said.length);
    }
  });

  it('speak of no fault, no danger and no traffic light', () => {
    for (const { en } of catalogue) expect(en).not.toMatch(/\b(?:fault|guilt|blame|danger\w*|unsafe|red|green|penalt\w*|punish\w*)\b/i);
  });

  it('name no money where nothing is actuarial', () => {
    for (const { en } of catalogue.filter((words) => words.en !== messages.actuarialWords('EUR').en)) {
      expect(en).not.toMatch(/\b(?:EUR|USD|CNY)\b|[€$¥]/);
    }
    expect(messages.illustrativeWords.en).toContain('illustrative reference');
  });

  it('say beside every statement that the index is no rating of safety', () => {
    expect(messages.pricedStatementWords.en).toContain('not a safety rating');
    expect(messages.pricedStatementWords.zh).toContain('不是安全评级');
  });
});
