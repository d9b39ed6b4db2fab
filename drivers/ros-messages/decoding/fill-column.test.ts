import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../../agent/contract/sample.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { fillColumn } from './fill-column.ts';
import { FrameFiller } from './frame-filler.ts';

const layout = {
  sourceId: 'arm',
  component: 'joint',
  parts: ['a', 'b', 'c'],
  signals: ['positionRad', 'torqueNm'],
  periodMs: 100,
} as const;

function filled(values: ArrayLike<unknown>, factor?: number): unknown[] {
  const filler = new FrameFiller(layout);
  filler.begin(timeAt(0));
  fillColumn(filler, 1, factor === undefined ? { values } : { values, factor });
  const frame = filler.frame();
  return frame === undefined ? [] : samplesOf(frame).map(({ value }) => value);
}

const missing = unknown('missing');

describe('filling a column', () => {
  it('sets one signal of every part, in order, and no other signal', () => {
    expect(filled([1, 2, 3])).toEqual([missing, missing, missing, 1, 2, 3]);
  });

  it('makes house units by its factor', () => {
    expect(filled([1, 2, 3], 0.001).slice(3)).toEqual([0.001, 0.002, 0.003]);
  });

  it('leaves out what is too many and leaves missing what is too few or no number', () => {
    expect(filled(Float64Array.of(1, 2, 3, 4)).slice(3)).toEqual([1, 2, 3]);
    expect(filled([1, null]).slice(3)).toEqual([1, missing, missing]);
  });

  it('keeps what cannot be true out of the good cells', () => {
    expect(filled([1e9]).slice(3, 4)).toEqual([unknown('outOfRange')]);
  });
});
