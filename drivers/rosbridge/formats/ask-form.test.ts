import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { periodMs, throttleMs, typeForm } from './ask-form.ts';

describe('the name of a type', () => {
  it('has two parts for ROS 1 and three for ROS 2', () => {
    expect(typeForm('sensor_msgs/JointState', 'ros1')).toBe('sensor_msgs/JointState');
    expect(typeForm('sensor_msgs/JointState', 'ros2')).toBe('sensor_msgs/msg/JointState');
  });
});

describe('thinning out', () => {
  it.each([
    [500, 20, 49],
    [50, 20, 30],
    [20, 20, 0],
    [10, 20, 0],
    [undefined, 20, 50],
    [undefined, 0.5, 2000],
  ])('of a topic at %s Hz to %s Hz is a gap of %s ms', (publishedHz, rateHz, gapMs) => {
    expect(throttleMs(publishedHz === undefined ? {} : { publishedHz }, rateHz)).toBe(gapMs);
  });

  it('never gives less than the rate wanted, of a robot that keeps its own', () => {
    const rates = fc.record({ publishedHz: fc.integer({ min: 1, max: 1000 }), rateHz: fc.double({ min: 0.1, max: 200, noNaN: true }) });
    const property = fc.property(rates, ({ publishedHz, rateHz }) => {
      const ownMs = 1000 / publishedHz;
      const givenMs = Math.max(1, Math.ceil(throttleMs({ publishedHz }, rateHz) / ownMs - 1e-9)) * ownMs;
      expect(1000 / givenMs).toBeGreaterThanOrEqual(Math.min(rateHz, publishedHz) * 0.999);
    });
    fc.assert(property, { numRuns: 2000 });
  });
});

describe('the period to expect', () => {
  it.each<[number | 'all' | undefined, number | undefined, number]>([
    [undefined, 500, 50],
    [10, 500, 100],
    ['all', 500, 2],
    ['all', undefined, 50],
    [2000, undefined, 1],
  ])('for %s of a robot at %s Hz is %s ms', (wanted, publishedHz, expectedMs) => {
    expect(periodMs({ rateHz: 20, ...(publishedHz === undefined ? {} : { publishedHz }) }, wanted)).toBe(expectedMs);
  });
});
