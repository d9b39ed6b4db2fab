import { describe, expect, it } from 'vitest';
import { frameOf, timeAt } from '../../tests/support/telemetry.ts';
import { clearFrame, copyFrame, createFrame, type FrameLayout, quality } from './frame.ts';
import { unknown } from './unknown.ts';

const layout: FrameLayout = {
  sourceId: 'arm',
  component: 'joint',
  parts: ['j0', 'j1', 'j2'],
  signals: ['positionRad', 'currentA'],
  periodMs: 10,
};

describe('a new frame', () => {
  it('has one cell per signal and part, all missing', () => {
    const frame = createFrame(layout, timeAt(5));
    expect(frame.values).toHaveLength(6);
    expect([...frame.quality]).toEqual(Array(6).fill(quality.missing));
    expect(frame.time).toEqual(timeAt(5));
  });

  it('claims no stamp of the robot', () => {
    expect(createFrame(layout, timeAt(0)).sourceWallMs).toBe(unknown('notReported'));
  });

  it('shares its layout and no buffer with the next one', () => {
    const [first, second] = [createFrame(layout, timeAt(0)), createFrame(layout, timeAt(0))];
    expect(first.layout).toBe(second.layout);
    first.values[0] = 7;
    expect(second.values[0]).toBe(0);
  });

  it('of no parts has no cells', () => {
    expect(createFrame({ ...layout, parts: [] }, timeAt(0)).values).toHaveLength(0);
  });
});

describe('clearing a frame for reuse', () => {
  it('leaves neither a value nor a quality of the message before', () => {
    const frame = frameOf(layout, 0, [1, 2, 3, 4, 5, 6]);
    clearFrame(frame);
    expect([...frame.values]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(new Set(frame.quality)).toEqual(new Set([quality.missing]));
  });
});

describe('copying a frame', () => {
  it('takes time, stamp, values and qualities', () => {
    const from = frameOf(layout, 42, [1, undefined, 3]);
    from.sourceWallMs = 123;
    const to = createFrame(layout, timeAt(0));
    copyFrame(from, to);
    expect(to).toEqual(from);
  });

  it('keeps what was there when the driver reuses its buffer', () => {
    const from = frameOf(layout, 42, [1, 2, 3]);
    const to = createFrame(layout, timeAt(0));
    copyFrame(from, to);
    clearFrame(from);
    from.time = timeAt(43);
    expect([...to.values]).toEqual([1, 2, 3, 0, 0, 0]);
    expect(to.time).toEqual(timeAt(42));
  });

  it('overwrites every cell of the copy', () => {
    const to = frameOf(layout, 0, [9, 9, 9, 9, 9, 9]);
    copyFrame(createFrame(layout, timeAt(1)), to);
    expect([...to.quality]).toEqual(Array(6).fill(quality.missing));
  });
});

describe('the qualities of a cell', () => {
  it('are four different codes that fit a byte, good being 0', () => {
    const codes = Object.values(quality);
    expect(quality.good).toBe(0);
    expect(new Set(codes).size).toBe(4);
    expect(Math.max(...codes)).toBeLessThan(256);
  });
});
