import { describe, expect, it } from 'vitest';
import { countFlaw, openingIntakeCounts } from './intake-counts.ts';

describe('intake counts', () => {
  it('counts by code, and apart what was discarded', () => {
    const counts = openingIntakeCounts();
    countFlaw(counts, { code: 'a/x', place: 'line 1', text: 'odd', discarded: true });
    countFlaw(counts, { code: 'a/x', place: 'line 2', text: 'odd', discarded: false });
    countFlaw(counts, { code: 'a/y', place: 'line 3', text: 'odd', discarded: false });
    expect(counts.flaws['a/x']).toMatchObject({ count: 2, discardedCount: 1 });
    expect(counts.flaws['a/y']).toMatchObject({ count: 1, discardedCount: 0 });
  });

  it('keeps the first places only, however many there are', () => {
    const counts = openingIntakeCounts();
    for (let line = 1; line <= 100; line++) countFlaw(counts, { code: 'a/x', place: `line ${line}`, text: 'odd', discarded: true });
    expect(counts.flaws['a/x']?.count).toBe(100);
    expect(counts.flaws['a/x']?.places).toEqual(['line 1: odd', 'line 2: odd', 'line 3: odd']);
  });
});
