import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { packLayout, walkingWindow } from '../../../tests/support/sample-windows.ts';
import { epochWallMs } from '../../../tests/support/telemetry.ts';
import { SampleLane, type SampleLaneOptions } from './sample-lane.ts';

function laneWith(options: SampleLaneOptions = {}) {
  const database = new Database(':memory:');
  const lane = new SampleLane(database, options);
  const add = (from: number, to: number): void => {
    for (let index = from; index < to; index++) {
      const { window, time } = walkingWindow(index, [packLayout]);
      lane.add(window, time);
    }
  };
  const commit = (): void => {
    database.transaction(() => lane.write()).immediate();
    lane.committed();
  };
  const read = (): number[] => [...lane.readSamples(0, Number.MAX_SAFE_INTEGER)].map(({ endWallMs }) => (endWallMs - epochWallMs) / 1000);
  return { database, lane, add, commit, read };
}

describe('the sample lane', () => {
  it('writes a batch of sixty windows with the commit that follows, and gives them back in order', () => {
    const { lane, add, commit, read } = laneWith();
    add(0, 59);
    commit();
    expect(lane.counts().batchCount).toBe(0);
    add(59, 130);
    commit();
    expect(lane.counts().batchCount).toBe(2);
    lane.flush();
    expect(lane.counts().batchCount).toBe(3);
    expect(read()).toEqual(Array.from({ length: 130 }, (_, index) => index + 1));
  });

  it('gives only what ends within the times asked for', () => {
    const { lane, add } = laneWith({ batchWindowCount: 20 });
    add(0, 100);
    lane.flush();
    const some = [...lane.readSamples(epochWallMs + 15_000, epochWallMs + 31_000)];
    expect(some.map(({ endWallMs }) => endWallMs - epochWallMs)).toEqual(Array.from({ length: 17 }, (_, index) => (index + 15) * 1000));
  });

  it('writes a batch again when the transaction it was in failed, and never twice', () => {
    const { database, lane, add, commit, read } = laneWith({ batchWindowCount: 10 });
    add(0, 10);
    const failing = database.transaction(() => {
      lane.write();
      throw new Error('the disk is full');
    });
    expect(() => failing.immediate()).toThrow('the disk is full');
    expect(read()).toEqual([]);
    add(10, 20);
    commit();
    commit();
    expect(read()).toHaveLength(20);
    expect(lane.counts()).toMatchObject({ batchCount: 2, droppedBatchCount: 0 });
  });

  it('holds a bounded number of batches while no commit takes them, and counts what it dropped', () => {
    const { lane, add, commit, read } = laneWith({ batchWindowCount: 10 });
    add(0, 200);
    commit();
    expect(lane.counts()).toMatchObject({ batchCount: 8, droppedBatchCount: 12 });
    expect(read()[0]).toBe(121);
  });

  it('stays within its bytes: the oldest go in bulk, and what went is counted', () => {
    const bytesMax = 20_000;
    const { database, lane, add, commit, read } = laneWith({ batchWindowCount: 10, bytesMax });
    let deleteCount = 0;
    let evictedCount = 0;
    for (let index = 0; index < 300; index++) {
      add(index * 10, index * 10 + 10);
      commit();
      const { sizeBytes, evictedBatchCount } = lane.counts();
      expect(sizeBytes).toBeLessThanOrEqual(bytesMax);
      if (evictedBatchCount > evictedCount) deleteCount++;
      evictedCount = evictedBatchCount;
    }
    const counts = lane.counts();
    expect(counts.batchCount + counts.evictedBatchCount).toBe(300);
    expect(deleteCount).toBeLessThan(evictedCount / 2);
    expect(counts.evictedToWallMs).toBe(epochWallMs + counts.evictedBatchCount * 10_000);
    expect(read()[0]).toBe(counts.evictedBatchCount * 10 + 1);
    const reopened = new SampleLane(database, { bytesMax });
    expect(reopened.counts()).toMatchObject({ ...counts, droppedBatchCount: 0 });
  });

  it('begins a batch of its own for each boot', () => {
    const { lane } = laneWith();
    const { window, time } = walkingWindow(0, [packLayout]);
    lane.add(window, time);
    lane.add(window, { ...time, bootId: 'boot-2' });
    lane.flush();
    expect(lane.counts().batchCount).toBe(2);
  });

  it('leaves out windows in which nothing arrived', () => {
    const { lane } = laneWith();
    const { window, time } = walkingWindow(0, []);
    lane.add(window, time);
    lane.flush();
    expect(lane.counts().batchCount).toBe(0);
  });

  it('passes over a batch that cannot be read and tells which', () => {
    const { database, lane, add, read } = laneWith({ batchWindowCount: 10 });
    add(0, 30);
    lane.flush();
    database.prepare("UPDATE sampleBatch SET payload = x'00' WHERE id = 2").run();
    const damaged: number[] = [];
    expect([...lane.readSamples(0, Number.MAX_SAFE_INTEGER, (id) => damaged.push(id))]).toHaveLength(20);
    expect(damaged).toEqual([2]);
    expect(read()).toHaveLength(20);
  });
});
