import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rampFrame } from '../../../tests/support/incident-fixture.ts';
import { humanoidJoints, packLayout } from '../../../tests/support/sample-windows.ts';
import { velocityLayout } from '../../../tests/support/telemetry.ts';
import { FrameRing, frameBytesOf, valueBytesOf } from './frame-ring.ts';
import { RingBank } from './ring-bank.ts';

describe('a ring of frames', () => {
  it('holds the newest, overwrites the oldest, and knows what is gone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(60), (capacityCount, pushedCount) => {
        const ring = new FrameRing(velocityLayout, capacityCount);
        for (let index = 0; index < pushedCount; index++) ring.push(rampFrame(velocityLayout, index * 10));
        const firstSeq = Math.max(0, pushedCount - capacityCount);
        expect([ring.firstSeq, ring.nextSeq]).toEqual([firstSeq, pushedCount]);
        expect(ring.at(firstSeq - 1)).toBeUndefined();
        expect(ring.at(pushedCount)).toBeUndefined();
        for (let seq = firstSeq; seq < pushedCount; seq++) {
          expect(ring.at(seq)?.monoNs).toBe(BigInt(seq) * 10_000_000n);
          expect([...(ring.at(seq)?.values ?? [])]).toEqual([...rampFrame(velocityLayout, seq * 10).values]);
        }
      }),
    );
  });

  it('copies: the buffers of a frame are free again at once', () => {
    const ring = new FrameRing(velocityLayout, 4);
    const frame = rampFrame(velocityLayout, 1000, [1]);
    frame.sourceWallMs = 77;
    ring.push(frame);
    frame.values.fill(99);
    frame.quality.fill(2);
    expect(ring.at(0)).toMatchObject({ sourceWallMs: 77, quality: Uint8Array.of(0, 1) });
    expect(ring.at(0)?.values[0]).toBe(1);
  });

  it('finds the first frame that is not before a moment', () => {
    const ring = new FrameRing(velocityLayout, 10);
    for (let index = 0; index < 25; index++) ring.push(rampFrame(velocityLayout, index * 10));
    expect(ring.seqFrom(0n)).toBe(15);
    expect(ring.seqFrom(200_000_000n)).toBe(20);
    expect(ring.seqFrom(200_000_001n)).toBe(21);
    expect(ring.seqFrom(999_000_000_000n)).toBe(25);
  });

  it('keeps totals in full and readings to seven digits', () => {
    expect([valueBytesOf(velocityLayout), valueBytesOf(packLayout)]).toEqual([4, 8]);
    const usage = { ...packLayout, component: 'usage' as const, signals: ['powerOnTotalMs' as const] };
    const ring = new FrameRing(usage, 2);
    const frame = rampFrame(usage, 0);
    frame.values[0] = 123_456_789_012_345;
    ring.push(frame);
    expect(ring.at(0)?.values[0]).toBe(123_456_789_012_345);
  });
});

describe('the rings of all streams', () => {
  it('reach back as asked at the declared periods, for 29 joints at 500 Hz within 16 MiB', () => {
    const bank = new RingBank({ reachMs: 33_000, bytesMax: 16 * 1024 * 1024 });
    for (const layout of [humanoidJoints, packLayout]) bank.open(layout);
    bank.frame(rampFrame(humanoidJoints, 0));
    const [joints, pack] = bank.rings;
    expect((joints?.capacityCount ?? 0) * humanoidJoints.periodMs).toBeGreaterThanOrEqual(33_000);
    expect((pack?.capacityCount ?? 0) * packLayout.periodMs).toBeGreaterThanOrEqual(33_000);
    expect(bank.sizeBytes).toBeLessThanOrEqual(16 * 1024 * 1024);
  });

  it('never take more than their bytes, however many streams there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 100 }), (streamCount, periodMs) => {
        const bank = new RingBank({ reachMs: 33_000, bytesMax: 200_000 });
        const layouts = Array.from({ length: streamCount }, (_, index) => ({ ...velocityLayout, sourceId: `arm${index}`, periodMs }));
        for (const layout of layouts) bank.open(layout);
        const oneEachBytes = layouts.reduce((sum, layout) => sum + frameBytesOf(layout), 0);
        expect(bank.sizeBytes).toBeLessThanOrEqual(200_000 + oneEachBytes);
      }),
    );
  });

  it('begin afresh with another boot, whose clock does not go on from the last', () => {
    const bank = new RingBank({ reachMs: 33_000, bytesMax: 1_000_000 });
    bank.open(velocityLayout);
    bank.frame(rampFrame(velocityLayout, 5000));
    const frame = rampFrame(velocityLayout, 10);
    frame.time = { ...frame.time, bootId: 'boot-2' };
    bank.frame(frame);
    expect(bank.rings[0]?.nextSeq).toBe(1);
    expect(bank.rings[0]?.at(0)?.monoNs).toBe(10_000_000n);
  });
});
