import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;
/** Rules of the clock and the counters (risk model §2.2), of the environment grade (§1.3), and the decisions on metering that stand above them. */
const rules = [...numbered('M-', 11), ...numbered('R-', 8), ...numbered('B', 7)];

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
}

/** Titles of tests begin with the rule they show: `it('M-3: …')`, also where a table follows. */
const title = /(?:\b(?:describe|it|test)\(|\]\s*(?:as const)?\)\(|each\([^)]*\)\()\s*['"`]((?:[MR]-|B)\d+): /g;

describe('every M-, R- and B-rule', () => {
  it('has a test named after it', () => {
    const files = ['agent', 'receiver', 'tests'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(root, folder, path)),
    );
    const tested = files
      .filter((path) => path.endsWith('.test.ts'))
      .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(title)].map(([, rule]) => rule));
    expect(rules.filter((rule) => !tested.includes(rule))).toEqual([]);
    expect(rules).toHaveLength(26);
  });
});
