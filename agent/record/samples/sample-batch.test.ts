import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { humanoidJoints, packLayout, walkingWindow } from '../../../tests/support/sample-windows.ts';
import { monoNs } from '../../contract/time.ts';
import { type BatchWindow, decodeBatch, encodeBatch } from './sample-batch.ts';
import { decimalsOf } from './unit-decimals.ts';

const columnNames = ['mean', 'sd', 'min', 'max'] as const;
const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
const layouts = [
  { ...packLayout, parts: ['a', 'b'] },
  { ...packLayout, component: 'imu' as const, parts: ['body'], signals: ['rollRad' as const, 'temperatureC' as const] },
];

/** Windows in which any stream may be absent, any cell unknown and any time uneven. */
const batch: fc.Arbitrary<BatchWindow[]> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 5000 }),
      fc.subarray(layouts),
      fc.array(fc.record({ count: fc.nat(3), mean: finite, sd: finite, min: finite, max: finite }), { minLength: 8, maxLength: 8 }),
      fc.integer({ min: -500, max: 500 }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((windows) => {
    let endMs = 0;
    return windows.map(([lengthMs, present, cells, wallStepMs]) => {
      const startMs = endMs;
      endMs += lengthMs;
      const base = walkingWindow(0, present);
      const streams = base.window.streams.map((stream) => {
        const pick = (name: (typeof columnNames)[number]) =>
          stream.mean.map((_, c) => (cells[c]?.count === 0 ? 0 : (cells[c]?.[name] ?? 0)));
        const count = stream.count.map((_, c) => cells[c]?.count ?? 0);
        return { ...stream, startMs, endMs, frameCount: 3, count, mean: pick('mean'), sd: pick('sd'), min: pick('min'), max: pick('max') };
      });
      const time = { ...base.time, wallMs: base.time.wallMs + endMs + wallStepMs, monoNs: monoNs(BigInt(endMs) * 1_000_000n) };
      return { window: { ...base.window, startMs, endMs, streams }, time } as unknown as BatchWindow;
    });
  });

describe('a batch of windows', () => {
  it('comes back with its times, streams and unknown cells exactly, its features to their decimals', () => {
    fc.assert(
      fc.property(batch, (windows) => {
        const back = decodeBatch(encodeBatch(windows));
        expect(back?.windows).toHaveLength(windows.length);
        windows.forEach(({ window, time }, w) => {
          const decoded = back?.windows[w];
          expect(decoded?.endWallMs).toBe(time.wallMs);
          expect([decoded?.window.startMs, decoded?.window.endMs, decoded?.window.operatingMs]).toEqual([
            window.startMs,
            window.endMs,
            window.operatingMs,
          ]);
          // A stream is found by its layout: the order among them is that of the batch.
          for (const stream of window.streams) {
            const same = decoded?.window.streams.find(({ layout }) => layout.component === stream.layout.component);
            expect(same?.layout).toEqual(stream.layout);
            expect(same?.frameCount).toBe(stream.frameCount);
            expect(same?.count).toEqual(stream.count);
            stream.count.forEach((_, cell) => {
              const { component, signals, parts } = stream.layout;
              const signal = signals[Math.floor(cell / parts.length)] ?? 'voltageV';
              const tolerance = 0.5 * 10 ** -decimalsOf(component, signal) * (1 + 1e-9) + 1e-9;
              for (const name of columnNames) {
                expect(Math.abs((same?.[name][cell] ?? Number.NaN) - (stream[name][cell] ?? 0))).toBeLessThanOrEqual(tolerance);
              }
            });
          }
          expect(decoded?.window.streams).toHaveLength(window.streams.length);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('keeps what it gave: decoding and encoding again gives the same features', () => {
    const first = decodeBatch(encodeBatch(Array.from({ length: 10 }, (_, index) => walkingWindow(index))));
    const again = decodeBatch(
      encodeBatch((first?.windows ?? []).map(({ window }, index) => ({ window, time: walkingWindow(index).time }))),
    );
    expect(again?.windows.map(({ window }) => window.streams)).toEqual(first?.windows.map(({ window }) => window.streams));
  });

  it('says its version, boot, layouts with their hash, and the decimals of each signal', () => {
    const { header } = decodeBatch(encodeBatch([walkingWindow(0, [humanoidJoints, packLayout])])) ?? {};
    expect(header).toMatchObject({ version: 1, bootId: 'boot-1', windowCount: 1 });
    expect(header?.streams.map(({ decimals }) => decimals)).toEqual([
      [5, 4, 3, 2],
      [3, 4, 3],
    ]);
    expect(header?.streams[0]?.layoutSha256).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(header?.streams[0]?.layoutSha256).not.toBe(header?.streams[1]?.layoutSha256);
  });

  it('of a humanoid is at least five times smaller than the same windows as JSON with the same decimals (G10)', () => {
    const windows = Array.from({ length: 60 }, (_, index) => walkingWindow(index));
    const rounded = decodeBatch(encodeBatch(windows))?.windows ?? [];
    const text = rounded.map(({ window }) =>
      JSON.stringify(window.streams.map((stream) => Object.fromEntries(columnNames.map((name) => [name, [...stream[name]]])))),
    );
    expect(text.join('').length / encodeBatch(windows).length).toBeGreaterThan(5);
  });

  it('that is damaged anywhere is none, or another whole one: nothing is thrown', () => {
    const bytes = encodeBatch(Array.from({ length: 3 }, (_, index) => walkingWindow(index, [packLayout])));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const spoilt = Buffer.from(bytes);
        spoilt[at] = (spoilt[at] ?? 0) ^ change;
        expect(() => decodeBatch(spoilt)).not.toThrow();
        expect(decodeBatch(spoilt.subarray(0, at))).toBeUndefined();
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (garbage) => decodeBatch(garbage) === undefined));
  });
});
