import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FrameLayout, quality } from '../../../agent/contract/frame.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { FrameFiller } from './frame-filler.ts';

const layout: FrameLayout = {
  sourceId: 'arm',
  component: 'joint',
  parts: ['j0', 'j1'],
  signals: ['positionRad', 'motorTemperatureC'],
  periodMs: 10,
};

describe('a frame filler', () => {
  it('has no frame before the first message, and cells set before it go nowhere', () => {
    const filler = new FrameFiller(layout);
    filler.set(0, 0, 1);
    filler.markNotReported(0, 0);
    expect(filler.frame()).toBeUndefined();
  });

  it('puts a value where its signal and part are', () => {
    const filler = new FrameFiller(layout);
    filler.begin(timeAt(7), 123);
    filler.set(filler.signalIndex('motorTemperatureC'), filler.partIndex('j1'), 40);
    const frame = filler.frame();
    expect(frame?.time).toEqual(timeAt(7));
    expect(frame?.sourceWallMs).toBe(123);
    expect([...(frame?.values ?? [])]).toEqual([0, 0, 0, 40]);
    expect([...(frame?.quality ?? [])]).toEqual([quality.missing, quality.missing, quality.missing, quality.good]);
  });

  it('says −1 of a signal or part it does not have', () => {
    const filler = new FrameFiller(layout);
    expect([filler.signalIndex('currentA'), filler.partIndex('j2'), filler.partIndex('toString')]).toEqual([-1, -1, -1]);
  });

  it('keeps a value that cannot be true, but not as good', () => {
    const filler = new FrameFiller(layout);
    filler.begin(timeAt(0));
    filler.set(1, 0, 255);
    expect([filler.frame()?.values[2], filler.frame()?.quality[2]]).toEqual([255, quality.outOfRange]);
  });

  it('forgets the last message at the next one, in the same buffers', () => {
    const filler = new FrameFiller(layout);
    filler.begin(timeAt(0), 5);
    filler.set(0, 0, 1);
    const first = filler.frame();
    filler.begin(timeAt(1));
    expect(filler.frame()).toBe(first);
    expect([first?.quality[0], first?.sourceWallMs]).toEqual([quality.missing, unknown('notReported')]);
  });

  it('marks what a source does not have', () => {
    const filler = new FrameFiller(layout);
    filler.begin(timeAt(0));
    filler.markNotReported(1, 1);
    expect([...(filler.frame()?.quality ?? [])]).toEqual([quality.missing, quality.missing, quality.missing, quality.notReported]);
  });

  it('never writes beyond its cells, and no good cell is out of range (property)', () => {
    const index = fc.integer({ min: -2, max: 4 });
    fc.assert(
      fc.property(fc.array(fc.tuple(index, index, fc.double())), (cells) => {
        const filler = new FrameFiller(layout);
        filler.begin(timeAt(0));
        for (const [signal, part, value] of cells) filler.set(signal, part, value);
        const { values, quality: codes } = filler.frame() ?? { values: [], quality: [] };
        expect(values).toHaveLength(4);
        for (const [cell, value] of values.entries()) {
          if (codes[cell] !== quality.good) continue;
          expect(Math.abs(value)).toBeLessThanOrEqual(cell < 2 ? 1e6 : 150);
        }
      }),
    );
  });
});
