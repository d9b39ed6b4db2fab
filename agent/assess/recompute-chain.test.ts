import { describe, expect, it } from 'vitest';
import type { CausalChainState } from './causal-chain.ts';
import { type ReportRecord, recomputeChain, recordMs } from './recompute-chain.ts';

let seq = 0;
function record(type: string, atMs: number, data: ReportRecord['data'] = {}): ReportRecord {
  seq += 1;
  return { seq, type, monoNs: String(BigInt(atMs) * 1_000_000n), wall: new Date(atMs).toISOString(), data };
}
const event = (eventClass: string, atMs: number): ReportRecord => record('event.started', atMs, { eventClass });
const started = record('agent.started', 0);
const close = (atMs: number): ReportRecord => record('assessment.exposure', atMs);
const open = (startMs: number, severest: string): CausalChainState => ({
  startMs,
  severest,
  events: { [severest]: 1 },
});

describe('causal chains from event records', () => {
  it.each<readonly [string, readonly ReportRecord[], Readonly<Record<string, number>>]>([
    ['one event is one chain', [event('impact', 5200)], { impact: 1 }],
    ['within two windows the severest counts once', [event('protectiveStop', 5200), event('fall', 6900)], { fall: 1 }],
    ['three windows on, another chain begins', [event('protectiveStop', 5200), event('fall', 7000)], { protectiveStop: 1, fall: 1 }],
    ['an emergency stop passes and joins nothing', [event('emergencyStop', 5200), event('impact', 5300)], { emergencyStop: 1, impact: 1 }],
    ['other classes pass', [event('gripLost', 5200), event('gripLost', 5300)], { gripLost: 2 }],
  ])('%s', (_, events, chainCounts) => {
    expect(recomputeChain(null, [started, ...events, close(60_000)])).toEqual({ chainCounts, chain: null });
  });

  it('leave a chain open that has not ended when the report closes, and take up the one before', () => {
    expect(recomputeChain(null, [started, event('impact', 59_200), close(60_000)])).toEqual({
      chainCounts: {},
      chain: open(60_000, 'impact'),
    });
    expect(recomputeChain(open(60_000, 'impact'), [event('fall', 60_400), close(90_000)])).toEqual({
      chainCounts: { fall: 1 },
      chain: null,
    });
    expect(recomputeChain(open(60_000, 'impact'), [close(90_000)])).toEqual({ chainCounts: { impact: 1 }, chain: null });
  });

  it('end a window that a stop cuts short with the stop', () => {
    const stopped = record('agent.stopped', 5400);
    expect(recomputeChain(null, [started, event('impact', 5200), stopped, close(5400)])?.chain).toEqual(open(5400, 'impact'));
  });

  it('leave an event that came with the stop itself to the next process', () => {
    const stopped = record('agent.stopped', 5000);
    expect(recomputeChain(null, [started, event('impact', 5000), stopped, close(5000)])).toEqual({ chainCounts: {}, chain: null });
    const again = recomputeChain(null, [started, event('impact', 5000), stopped, record('agent.started', 100), close(9000)]);
    expect(again).toEqual({ chainCounts: { impact: 1 }, chain: null });
  });

  it('are not told where a process ended without saying so', () => {
    expect(recomputeChain(null, [started, event('impact', 5200), record('agent.started', 100), close(9000)])).toBeUndefined();
  });

  it('count time in whole milliseconds of the monotonic clock', () => {
    expect(recordMs({ monoNs: '5999999' })).toBe(5);
  });
});
