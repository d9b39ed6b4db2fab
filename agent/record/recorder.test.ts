import { describe, expect, it } from 'vitest';
import { timeAt } from '../../tests/support/telemetry.ts';
import { openingUsageMeter } from '../aggregate/usage-meter.ts';
import type { UsageCounters } from '../contract/usage.ts';
import * as entries from './entries.ts';
import { Ledger } from './ledger.ts';
import { openingRecorder, Recorder, type Totals } from './recorder.ts';

const zero = openingUsageMeter().counters;
const totalsOf = (counters: UsageCounters): Totals => ({
  counters,
  travelUrad: () => ({ j0: 5 }),
  intake: () => ({ arm: 1 }),
  anomaly: () => undefined,
});

function recorderWith() {
  const ledger = new Ledger({ path: ':memory:', agentId: 'a', origin: 'replay', epoch: 0, identity: {} });
  const recorder = new Recorder(ledger, openingRecorder());
  const records = () => {
    recorder.commit({});
    return [...ledger.lines()].map((line) => JSON.parse(line) as { type: string; monoNs: string; data: Record<string, unknown> });
  };
  return { recorder, records };
}

describe('recorder', () => {
  it('ticks once a minute, with the counters that changed (B2)', () => {
    const { recorder, records } = recorderWith();
    for (let second = 0; second <= 180; second++) recorder.tick(timeAt(second * 1000), totalsOf({ ...zero, powerOnMs: second * 1000 }));
    const ticks = records().filter(({ type }) => type === 'meter.tick');
    expect(ticks.map(({ monoNs }) => Number(monoNs) / 1e9)).toEqual([60, 120, 180]);
    expect(Object.keys(ticks[0]?.data ?? {})).toHaveLength(Object.keys(zero).length);
    expect(ticks[1]?.data).toEqual({ powerOnMs: 120_000 });
  });

  it('ticks first within the loss bound of the first moment of its process, not of the first window after it', () => {
    const { recorder } = recorderWith();
    const startedMs = 57_243;
    recorder.see(timeAt(startedMs));
    const dueMs = Array.from({ length: 120 }, (_, index) => 58_000 + index * 1000).find((ms) => {
      recorder.tick(timeAt(ms), totalsOf({ ...zero, powerOnMs: ms - startedMs }));
      return recorder.commitDue;
    });
    expect(dueMs).toBe(117_000);
    expect(Number(dueMs) - startedMs).toBeLessThanOrEqual(recorder.lossBoundMs);
  });

  it('writes no tick when nothing changed', () => {
    const { recorder, records } = recorderWith();
    for (let second = 0; second <= 300; second++) recorder.tick(timeAt(second * 1000), totalsOf(zero));
    expect(records().filter(({ type }) => type === 'meter.tick')).toHaveLength(1);
  });

  it('writes the slower totals every quarter of an hour', () => {
    const { recorder, records } = recorderWith();
    for (let minute = 0; minute <= 45; minute++) recorder.tick(timeAt(minute * 60_000), totalsOf(zero));
    expect(records().filter(({ type }) => type === 'meter.joints')).toHaveLength(3);
    expect(records().filter(({ type }) => type === 'intake.counts')).toHaveLength(3);
  });

  it('is due for a commit at once after an urgent record, at the tick after any other', () => {
    const { recorder } = recorderWith();
    recorder.append(entries.meterJoints(timeAt(0), {}));
    expect(recorder.commitDue).toBe(false);
    recorder.append(entries.agentStopped(timeAt(0), 'test'));
    expect(recorder.commitDue).toBe(true);
    recorder.commit({});
    expect(recorder.commitDue).toBe(false);
    recorder.tick(timeAt(0), totalsOf(zero));
    recorder.tick(timeAt(60_000), totalsOf(zero));
    expect(recorder.commitDue).toBe(true);
  });

  it('flushes everything before a report, due or not', () => {
    const { recorder, records } = recorderWith();
    recorder.flush(timeAt(1000), totalsOf({ ...zero, powerOnMs: 1000 }));
    expect(records().map(({ type }) => type)).toEqual(['meter.tick', 'meter.joints', 'intake.counts']);
  });
});
