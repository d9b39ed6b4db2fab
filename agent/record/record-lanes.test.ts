import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rampFrame } from '../../tests/support/incident-fixture.ts';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { packLayout, walkingWindow } from '../../tests/support/sample-windows.ts';
import { timeAt, velocityLayout } from '../../tests/support/telemetry.ts';
import { Ledger } from './ledger.ts';
import { RecordLanes } from './record-lanes.ts';

const joints = { ...velocityLayout, periodMs: 100 };

function openLanes() {
  const directory = scratchDirectory('lanes');
  const ledger = new Ledger({ path: join(directory, 'ledger.sqlite'), agentId: 'a', origin: 'simulation', epoch: 0, identity: {} });
  const lanes = new RecordLanes({ ledger, incidentDirectory: join(directory, 'incidents'), agentId: 'a', origin: 'simulation' });
  lanes.open(joints);
  const pour = (fromMs: number, toMs: number): void => {
    for (let ms = fromMs; ms < toMs; ms += 100) {
      if (ms % 1000 === 0)
        for (const entry of lanes.window(walkingWindow(ms / 1000, [packLayout]).window, timeAt(ms))) ledger.append(entry);
      lanes.frame(rampFrame(joints, ms));
    }
  };
  const finish = async (ms: number): Promise<string[]> => {
    await lanes.settle();
    for (const entry of lanes.finish(timeAt(ms))) ledger.append(entry);
    ledger.commit({ state: {} });
    return [...ledger.lines()].map((line) => (JSON.parse(line) as { type: string }).type);
  };
  return { ledger, lanes, pour, finish, incidents: join(directory, 'incidents') };
}

describe('the lanes beside the ledger', () => {
  it.each(['fall', 'impact', 'protectiveStop', 'emergencyStop'])('keep what surrounds an event of class %s', async (eventClass) => {
    const { lanes, pour, finish } = openLanes();
    pour(0, 2000);
    lanes.event(eventClass, timeAt(2000));
    pour(2000, 14_000);
    expect(await finish(14_000)).toEqual(['incident.recorded']);
  });

  it('keep what surrounds an anomaly alarm, and nothing for other events', async () => {
    const { lanes, pour, finish, incidents } = openLanes();
    pour(0, 2000);
    lanes.event('gripLost', timeAt(2000));
    lanes.event('limitTrip', timeAt(2000));
    pour(2000, 3000);
    lanes.alarm(timeAt(3000));
    pour(3000, 15_000);
    expect(await finish(15_000)).toEqual(['incident.recorded']);
    expect(readdirSync(incidents).filter((name) => name.endsWith('.mcap'))).toEqual(['20260101T000003000Z-anomalyAlarm.mcap']);
  });

  it('write samples and the table of incidents in the commits of the ledger, and only there', async () => {
    const { ledger, lanes, pour, finish } = openLanes();
    pour(0, 60_000);
    expect(lanes.samples.counts().batchCount).toBe(0);
    ledger.commit({ state: {} });
    expect(lanes.samples.counts().batchCount).toBe(1);
    pour(60_000, 70_000);
    await finish(70_000);
    expect(lanes.samples.counts().batchCount).toBe(2);
    expect([...lanes.samples.readSamples(0, Number.MAX_SAFE_INTEGER)]).toHaveLength(70);
  });
});
