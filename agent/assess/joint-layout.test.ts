import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameLayout } from '../contract/frame.ts';
import type { SignalName } from '../contract/signal.ts';
import { jointLayoutOf } from './joint-layout.ts';

function layout(sourceId: string, signals: readonly SignalName[], partCount = 6): FrameLayout {
  const parts = Array.from({ length: partCount }, (_, index) => `${sourceId}${index}`);
  return { sourceId, component: 'joint', parts, signals, periodMs: 100 };
}

const temperatures = layout('modbus', ['motorTemperatureC'], 7);
const motion = layout('joints', ['positionRad', 'velocityRadPerS']);
const effort = layout('ros', ['positionRad', 'velocityRadPerS', 'currentA']);

describe('the stream of joints that is assessed', () => {
  it('is the one with effort, then with velocities, then with most joints, then the first', () => {
    expect(jointLayoutOf([temperatures, motion, effort])).toBe(effort);
    expect(jointLayoutOf([temperatures, motion])).toBe(motion);
    expect(
      jointLayoutOf([layout('arms', ['torqueNm'], 4), layout('legs', ['torqueNm'], 12), layout('head', ['torqueNm'], 12)])?.sourceId,
    ).toBe('legs');
  });

  it('is undefined on a robot without joints', () => {
    expect(jointLayoutOf([{ ...layout('pack', ['voltageV'], 1), component: 'battery' }])).toBeUndefined();
  });

  it('does not depend on the order of streams that differ', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([temperatures, motion, effort], { minLength: 3 }), (layouts) => {
        expect(jointLayoutOf(layouts)).toBe(effort);
      }),
    );
  });
});
