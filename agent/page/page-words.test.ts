import { describe, expect, it } from 'vitest';
import { ratedEventClasses } from '../contract/usage.ts';
import {
  anomalyStatusWords,
  channelWords,
  dimensionWords,
  eventClassWords,
  originWords,
  reasonWords,
  say,
  sourceWords,
  statementZh,
  type Words,
  words,
} from './page-words.ts';

const tables: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
  words,
  originWords,
  sourceWords,
  channelWords,
  dimensionWords,
  reasonWords,
  events: Object.fromEntries(ratedEventClasses.map((each) => [each, eventClassWords(each)])),
  anomaly: Object.fromEntries(['learning', 'active', 'off'].map((each) => [each, anomalyStatusWords(each)])),
};
const entries = Object.entries(tables).flatMap(([table, rows]) =>
  Object.entries(rows).map(([key, both]) => [`${table}.${key}`, both] as const),
);
const chinese = /[\u4e00-\u9fff]/;

describe('every label', () => {
  it('is there in both languages: English without a Chinese character, Chinese with one', () => {
    expect(entries.length).toBeGreaterThan(80);
    for (const [key, both] of entries) {
      const [en, zh] = both;
      expect(both, key).toHaveLength(2);
      expect(en.trim(), key).toBe(en);
      expect(zh.trim(), key).toBe(zh);
      expect(en, key).toMatch(/[A-Za-z]/);
      expect(chinese.test(en), key).toBe(false);
      expect(chinese.test(zh), key).toBe(true);
    }
  });

  it('says no two different things with one word of a table', () => {
    for (const [table, rows] of Object.entries(tables)) {
      const said = Object.values(rows).map(([en]) => en.toLowerCase());
      const twice = said.filter((word, index) => said.indexOf(word) !== index);
      expect(twice, table).toEqual([]);
    }
  });

  it('keeps its numbers in both languages', () => {
    const digits = (text: string): string[] => text.match(/\d+/g) ?? [];
    for (const [key, [en, zh]] of entries) expect(digits(zh), key).toEqual(digits(en));
  });

  it('ends as a sentence in both languages or in neither', () => {
    for (const [key, [en, zh]] of entries) expect(zh.endsWith('。'), key).toBe(en.endsWith('.'));
  });

  it('judges nothing: no safe, dangerous, guilty or insured; the index is relative (decisions C5)', () => {
    const judging = /\b(?:safe|unsafe|danger\w*|guilt\w*|blame|premium|price|rating|grade of safety)\b/i;
    for (const [key, [en]] of entries) expect(judging.test(en), key).toBe(false);
    for (const [key, [, zh]] of entries) expect(/安全评级|危险|责任|保费|价格/.test(zh), key).toBe(false);
    expect([words.lower[0], words.higher[0]].every((text) => text.includes('relative'))).toBe(true);
  });
});

describe('what nobody named', () => {
  it('stands as it is, in both languages', () => {
    expect(eventClassWords('gripLost')).toEqual(['gripLost', 'gripLost']);
    expect(anomalyStatusWords('')).toEqual(['', '']);
  });

  it('keeps the sentence in Chinese that stands with every index', () => {
    expect(statementZh).toMatch(/^相对保险风险指数，50 = 模型基准；不是安全评级/);
  });
});

describe('saying a label', () => {
  it('says it in both languages, each marked as its own, and takes it as text', () => {
    expect(say(['a < b', '甲 & 乙']).markup).toBe('<span lang="en">a &lt; b</span><span lang="zh">甲 &amp; 乙</span>');
  });
});
