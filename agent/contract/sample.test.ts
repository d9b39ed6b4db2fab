import { describe, expect, it } from 'vitest';
import { frameOf, timeAt } from '../../tests/support/telemetry.ts';
import { type FrameLayout, quality } from './frame.ts';
import { cellValue, samplesOf } from './sample.ts';
import { unknown } from './unknown.ts';

const layout: FrameLayout = {
  sourceId: 'arm',
  component: 'joint',
  parts: ['j0', 'j1'],
  signals: ['positionRad', 'currentA'],
  periodMs: 10,
};

describe('the value of a cell', () => {
  const frame = frameOf(layout, 0, [1.5, undefined, -2, 0]);
  frame.values[2] = 999;
  frame.quality[2] = quality.outOfRange;

  it('is the number when it is good, zero included', () => {
    expect(cellValue(frame, 0)).toBe(1.5);
    expect(cellValue(frame, 3)).toBe(0);
  });

  it('is missing when this message did not carry it', () => {
    expect(cellValue(frame, 1)).toBe(unknown('missing'));
  });

  it('is unknown when it cannot be true, and does not leak the raw number', () => {
    expect(cellValue(frame, 2)).toBe(unknown('outOfRange'));
  });

  it('is not reported when the source has no such value', () => {
    const bare = frameOf(layout, 0, []);
    bare.quality.fill(quality.notReported);
    expect(cellValue(bare, 0)).toBe(unknown('notReported'));
  });

  it('is not reported outside the frame', () => {
    expect(cellValue(frame, 99)).toBe(unknown('notReported'));
  });
});

describe('the samples of a frame', () => {
  it('come signal by signal, part by part, each with its time', () => {
    const samples = samplesOf(frameOf(layout, 20, [1, 2, 3, 4]));
    expect(samples.map(({ signal, part, value }) => [signal, part, value])).toEqual([
      ['positionRad', 'j0', 1],
      ['positionRad', 'j1', 2],
      ['currentA', 'j0', 3],
      ['currentA', 'j1', 4],
    ]);
    expect(samples.every(({ component, time }) => component === 'joint' && time.wallMs === timeAt(20).wallMs)).toBe(true);
  });

  it('include the cells without a value, and say why', () => {
    const values = samplesOf(frameOf(layout, 0, [1, undefined, 3, undefined])).map(({ value }) => value);
    expect(values).toEqual([1, unknown('missing'), 3, unknown('missing')]);
  });
});
