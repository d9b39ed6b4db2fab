import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLedger } from '../../agent/record/read-ledger.ts';
import { Metering } from '../support/metering.ts';
import { canMountImages, SmallDisk } from '../support/small-disk.ts';

const mebibyte = 1_048_576;
const pouredPerSecond = 250;
const startCount = 20;

describe.skipIf(!canMountImages)('a ledger on a small ext4 disk that fills up', { timeout: 60_000 }, () => {
  let disk: SmallDisk;
  let metering: Metering;

  beforeEach(() => {
    disk = new SmallDisk(48 * mebibyte);
    metering = new Metering(join(disk.path, 'ledger.sqlite'), { ballastPath: join(disk.path, 'ballast') });
    metering.run(startCount, () => metering.event());
  });

  afterEach(() => {
    metering.ledger.close();
    disk.dispose();
  });

  const ballast = () => statSync(join(disk.path, 'ballast'), { throwIfNoEntry: false });
  /** More urgent records than may wait in memory; the ledger needs more room than there is long before. */
  const pour = () =>
    metering.run(20, () => {
      for (let count = 0; count < pouredPerSecond; count++) metering.event('x'.repeat(500));
    });

  it('holds a ballast that takes its bytes', () => {
    expect(ballast()?.size).toBe(mebibyte);
    expect((ballast()?.blocks ?? 0) * 512).toBeGreaterThanOrEqual(mebibyte);
  });

  it('says on record that it is full, in the room of the ballast, before anything is lost', () => {
    disk.fill();
    pour();
    expect(metering.records('ledger.full')).toHaveLength(1);
    expect(ballast()).toBeUndefined();
  });

  it('goes on metering in memory, then has everything on record once there is room again', () => {
    disk.fill();
    pour();
    expect(metering.recorder.isHolding).toBe(true);
    expect(metering.recorder.limits?.guard.status()).toMatchObject({ outage: { code: 'record/disk-full' }, hasBallast: false });
    const durableCount = metering.records().length;
    expect(metering.ledger.pendingCount).toBeGreaterThan(0);
    disk.empty();
    metering.run(61);
    expect(metering.recorder.isHolding).toBe(false);
    expect(metering.ledger.pendingCount).toBe(0);
    const [said] = metering.records('disk.error');
    expect(said?.data).toMatchObject({ code: 'record/disk-full', durationMs: expect.any(Number) });
    const unrecorded = Object.values(said?.data.unrecordedByType ?? {}).reduce((sum: number, count) => sum + Number(count), 0);
    expect(metering.records('event.started')).toHaveLength(startCount + 20 * pouredPerSecond - unrecorded);
    expect(metering.records().length).toBeGreaterThan(durableCount);
    expect(metering.records().map(({ seq }) => seq)).toEqual(metering.records().map((_, index) => index));
  });

  it('counts by type what found no room in memory, and holds no more than its limit', () => {
    disk.fill();
    pour();
    pour();
    expect(metering.ledger.pendingCount).toBe(4096);
    disk.empty();
    metering.run(61);
    const counts = metering.records('disk.error')[0]?.data.unrecordedByType as Record<string, number>;
    expect(Object.keys(counts)).toEqual(['event.started']);
    expect(metering.records('event.started')).toHaveLength(startCount + 40 * pouredPerSecond - (counts['event.started'] ?? 0));
  });

  it('tells of a report only when it is durable', () => {
    disk.fill();
    pour();
    expect(metering.recorder.isHolding).toBe(true);
    metering.closeReport();
    metering.run(10);
    expect(metering.announced).toEqual([]);
    disk.empty();
    metering.run(61);
    expect(metering.announced).toEqual([0]);
    expect(metering.ledger.reports()).toEqual([{ reportSeq: 0, jws: 'report 0' }]);
  });

  it('takes its ballast back when there is room to spare, and leaves no draft of it', () => {
    disk.fill();
    pour();
    disk.empty();
    metering.run(700);
    expect(ballast()?.size).toBe(mebibyte);
    expect(readdirSync(disk.path)).not.toContain('ballast.new');
  });

  it('can be read beside the agent meanwhile, with all that was durable', () => {
    disk.fill();
    pour();
    const durable = metering.records().length;
    expect(existsSync(join(disk.path, 'ledger.sqlite'))).toBe(true);
    expect(readLedger(join(disk.path, 'ledger.sqlite')).lines).toHaveLength(durable);
  });

  it('keeps a receipt that finds no room as a report without one', () => {
    metering.closeReport();
    disk.fill();
    pour();
    expect(metering.recorder.isHolding).toBe(true);
    metering.ledger.outbox.storeReceipt({ reportSeq: 0, jws: 'x'.repeat(300_000) });
    expect(metering.ledger.outbox.counts()).toEqual({ closedCount: 1, receiptedCount: 0 });
    disk.empty();
    metering.ledger.outbox.storeReceipt({ reportSeq: 0, jws: 'receipt' });
    expect(metering.ledger.outbox.counts()).toEqual({ closedCount: 1, receiptedCount: 1 });
  });
});
