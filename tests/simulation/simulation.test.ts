import { describe, expect, it } from 'vitest';
import { simulateAgent } from './simulate-agent.ts';
import { simulateLedger } from './simulate-ledger.ts';
import { readWorldDocuments } from './world-documents.ts';

const documents = await readWorldDocuments();
const often = { documents, intensityRatio: 4 } as const;
const kinds = (faults: Readonly<Record<string, number>>): string[] =>
  [...new Set(Object.keys(faults).map((kind) => kind.split('.')[0] ?? kind))].sort();

describe('the whole agent', () => {
  it('keeps every invariant through hours of kills, bad disks, lost messages and power cuts', async () => {
    const outcomes = [await simulateAgent({ seed: 1, hours: 4, ...often }), await simulateAgent({ seed: 2, hours: 4, ...often })];
    expect(outcomes.flatMap(({ violations }) => violations)).toEqual([]);
    const faults = outcomes.flatMap((outcome) => kinds(outcome.faults));
    expect([...new Set(faults)]).toEqual(expect.arrayContaining(['disk', 'kill', 'linkBreak', 'messageLost', 'receiverDown', 'wallStep']));
    expect(outcomes.every(({ reportCount, recordCount }) => reportCount > 2 && recordCount > 100)).toBe(true);
  });

  it('does the same with the same seed, to the byte, and something else with another', async () => {
    const [once, again, other] = [
      await simulateAgent({ seed: 7, hours: 1, ...often }),
      await simulateAgent({ seed: 7, hours: 1, ...often }),
      await simulateAgent({ seed: 8, hours: 1, ...often }),
    ];
    expect(again).toEqual(once);
    expect(other.digest).not.toBe(once.digest);
  });
});

describe('ledger, outbox and receiver', () => {
  it('keep every invariant through a day of power-on time', () => {
    const outcome = simulateLedger({ seed: 2, hours: 24, ...often });
    expect(outcome.violations).toEqual([]);
    expect(kinds(outcome.faults)).toEqual(expect.arrayContaining(['disk', 'kill', 'messageLost', 'receiverDown', 'wireBad']));
    expect(outcome.reportCount).toBeGreaterThan(20);
  });

  it('do the same with the same seed, to the byte, and something else with another', () => {
    const once = simulateLedger({ seed: 7, hours: 4, ...often });
    expect(simulateLedger({ seed: 7, hours: 4, ...often })).toEqual(once);
    expect(simulateLedger({ seed: 8, hours: 4, ...often }).digest).not.toBe(once.digest);
  });
});
