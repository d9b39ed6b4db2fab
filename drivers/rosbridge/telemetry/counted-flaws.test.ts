import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countByCode, recordingSink } from '../../../tests/support/recording-sink.ts';
import { type Counts, countedCodes } from '../protocols/counted-codes.ts';
import { CountedFlaws } from './counted-flaws.ts';

describe('what a client counted', () => {
  it('is poured once, as so many flaws at its place', () => {
    const counted = new CountedFlaws();
    const sink = recordingSink();
    counted.begin();
    counted.pour({ 'rosbridge/unreadable-json': 2 }, sink, 'ws://robot');
    counted.pour({ 'rosbridge/unreadable-json': 2 }, sink, 'ws://robot');
    counted.pour({ 'rosbridge/unreadable-json': 3, 'rosbridge/message-too-long': 1 }, sink, 'ws://robot');
    expect(countByCode(sink.flaws)).toEqual({ 'rosbridge/unreadable-json': 3, 'rosbridge/message-too-long': 1 });
    expect(sink.flaws[0]).toMatchObject({ place: 'ws://robot', discarded: true });
  });

  it('was lost, unless it was repaired or only said', () => {
    const sink = recordingSink();
    const once = Object.fromEntries(Object.keys(countedCodes).map((code) => [code, 1]));
    new CountedFlaws().pour(once, sink, 'ws://robot');
    expect(sink.flaws).toHaveLength(Object.keys(countedCodes).length);
    const kept = sink.flaws.filter(({ discarded }) => !discarded).map(({ code }) => code);
    expect(kept).toEqual(['rosbridge/bare-number', 'rosbridge/bridge-complained']);
  });

  it('says what helps against messages that are always too long', () => {
    const sink = recordingSink();
    new CountedFlaws().pour({ 'rosbridge/message-too-long': 1 }, sink, 'ws://robot');
    expect(sink.flaws[0]?.text).toMatch(/raise it, or leave the topic out/);
  });

  it('is poured at most 64 times a round, and nothing of it is forgotten, through any number of clients', () => {
    const clients = fc.array(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 5 }), { maxLength: 5 });
    const property = fc.property(clients, (growths) => {
      const counted = new CountedFlaws();
      const sink = recordingSink();
      let expected = 0;
      const round = (counts: Counts): void => {
        const before = sink.flaws.length;
        counted.pour(counts, sink, 'x');
        expect(sink.flaws.length - before).toBeLessThanOrEqual(64);
      };
      for (const growth of growths) {
        counted.begin();
        const counts = { 'rosbridge/unreadable-json': 0 };
        for (const more of growth) {
          counts['rosbridge/unreadable-json'] += more;
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
