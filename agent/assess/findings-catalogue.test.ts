import { describe, expect, it } from 'vitest';
import { findingCodes } from '../contract/finding-code.ts';
import { findingsCatalogue } from './findings-catalogue.ts';

const entries = Object.entries(findingsCatalogue);
const sentences = entries.flatMap(([code, { text, innocent }]) => [text, ...innocent].map((said) => [code, said] as const));

describe('the catalogue of findings', () => {
  it('has every code that a report may carry, and no other', () => {
    expect(entries.map(([code]) => code).sort()).toEqual(Object.keys(findingCodes).sort());
  });

  it.each(entries)('%s comes with an innocent explanation', (_, { innocent }) => {
    expect(innocent.length).toBeGreaterThan(0);
  });

  it.each(sentences)('%s accuses nobody, in either language', (_, { en, zh }) => {
    expect(en).not.toMatch(/fraud|cheat|evad|tamper|manipulat|suspicio|violat|illegal|abuse|fault of|guilt|dangerous|unsafe/i);
    expect(zh).not.toMatch(/欺诈|作弊|逃避|篡改|可疑|违规|非法|滥用|过错|危险/);
    expect(zh).toMatch(/\p{Script=Han}/u);
  });
});
