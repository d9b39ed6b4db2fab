import { describe, expect, it } from 'vitest';
import type { GroundTruthLine } from '../../drivers/simulator/ground-truth.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import type { LedgerRecord } from '../contract/record.ts';
import { isUnknown } from '../contract/unknown.ts';
import { compareScene, sceneLines } from './scene-report.ts';

function record(ms: number, type: string, data: LedgerRecord['data'] = {}): LedgerRecord {
  const { monoNs, bootId } = timeAt(ms);
  return { v: 1, seq: 0, epoch: 0, link: '', bootId, origin: 'simulation', type, monoNs: String(monoNs), wall: '', data };
}

const truth = (atMs: number, fault: string, expected: string[]): GroundTruthLine => ({ atMs, wall: '', fault, expected });
const event = (ms: number, eventClass: string) => record(ms, 'event.started', { eventClass });

describe('scene report', () => {
  it('finds a sign between just before its onset and a while after its end', () => {
    const lines = [{ ...truth(10_000, 'impact', ['impact']), durationMs: 1000 }];
    expect(compareScene(lines, [event(9500, 'impact')], []).signs[0]?.detectedAtMs).toBe(9500);
    expect(compareScene(lines, [event(20_900, 'impact')], []).signs[0]?.detectedAtMs).toBe(20_900);
    expect(isUnknown(compareScene(lines, [event(8000, 'impact')], []).signs[0]?.detectedAtMs)).toBe(true);
    expect(isUnknown(compareScene(lines, [event(22_000, 'impact')], []).signs[0]?.detectedAtMs)).toBe(true);
  });

  it('takes one sighting for one fault only', () => {
    const lines = [
      { ...truth(10_000, 'impact', ['impact']), durationMs: 1000 },
      { ...truth(11_000, 'impact', ['impact']), durationMs: 1000 },
    ];
    const { signs } = compareScene(lines, [event(10_100, 'impact')], []);
    expect(signs.map(({ detectedAtMs }) => isUnknown(detectedAtMs))).toEqual([false, true]);
  });

  it('reads gaps, clock steps and anomaly alarms from the ledger as signs', () => {
    const lines = [
      { ...truth(0, 'bridgeSilence', ['gap']), durationMs: 5000 },
      truth(0, 'clockStep', ['clockStep']),
      truth(0, 'frictionRise', ['J6', 'J8']),
    ];
    const records = [record(5000, 'usage.gap'), record(100, 'clock.step'), record(300, 'anomaly.alarm'), record(400, 'meter.tick')];
    const missed = compareScene(lines, records, []).signs.filter(({ detectedAtMs }) => isUnknown(detectedAtMs));
    expect(missed.map(({ sign }) => sign)).toEqual(['J6']);
  });

  it('says plainly what was not detected', () => {
    const lines = sceneLines(compareScene([truth(60_000, 'backlash', ['J7'])], [event(1000, 'fall')], []));
    expect(lines).toContain('Events seen: fall at 1.0 s');
    expect(lines.slice(-2)).toEqual(['NOT detected, 1 of 1:', '  J7 of backlash at 60.0 s']);
  });
});
