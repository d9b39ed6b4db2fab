import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countByCode, recordingSink } from '../../../tests/support/recording-sink.ts';
import { CountedFlaws } from './counted-flaws.ts';

describe('what a client counted', () => {
  it('is poured once, as so many flaws at its place', () => {
    const counted = new CountedFlaws();
    const sink = recordingSink();
    counted.begin();
    counted.pour({ 'rosbridge/bad-json': 2 }, sink, 'ws://robot');
    counted.pour({ 'rosbridge/bad-json': 2 }, sink, 'ws://robot');
    counted.pour({ 'rosbridge/bad-json': 3, 'rosbridge/too-long': 1 }, sink, 'ws://robot');
    expect(countByCode(sink.flaws)).toEqual({ 'rosbridge/bad-json': 3, 'rosbridge/too-long': 1 });
    expect(sink.flaws[0]).toMatchObject({ place: 'ws://robot', discarded: true });
  });

  it('is poured at most 64 times a round, and nothing of it is forgotten, through any number of clients', () => {
    const clients = fc.array(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 5 }), { maxLength: 5 });
    const property = fc.property(clients, (growths) => {
      const counted = new CountedFlaws();
      const sink = recordingSink();
      let expected = 0;
      const round = (counts: Record<string, number>): void => {
        const before = sink.flaws.length;
        counted.pour(counts, sink, 'x');
        expect(sink.flaws.length - before).toBeLessThanOrEqual(64);
      };
      for (const growth of growths) {
        counted.begin();
        const counts = { 'rosbridge/bad-json': 0 };
        for (const more of growth) {
          counts['rosbridge/bad-json'] += more;
          expected += more;
          round(counts);
        }
      }
      counted.begin();
      for (let rounds = 0; rounds < 250; rounds++) round({});
      expect(sink.flaws).toHaveLength(expected);
    });
    fc.assert(property, { numRuns: 100 });
  });
});
