import { describe, expect, it } from 'vitest';
import { frameOf, gradeOf, twoJointProfile, velocityLayout } from '../../tests/support/telemetry.ts';
import type { FrameLayout } from '../contract/frame.ts';
import type { HostRole } from '../contract/host-role.ts';
import { monoMs } from '../contract/time.ts';
import type { Gap } from '../contract/usage.ts';
import { openingAggregateState } from './aggregate-state.ts';
import { Aggregator } from './aggregator.ts';

const boards: FrameLayout = {
  ...{ sourceId: 'box', component: 'controller', parts: ['cpu'], signals: ['temperatureC'] },
  periodMs: 1000,
  ofHost: true,
};

interface Bench {
  readonly layouts: readonly FrameLayout[];
  readonly hostRole?: HostRole;
}

/** The host reads itself every second of a minute; the robot, where there is one, is unplugged from second 10 to second 50. */
function minuteOf({ layouts, hostRole }: Bench) {
  const gaps: Gap[] = [];
  const state = openingAggregateState();
  const silent = { onWindow: () => undefined, onEventStart: () => undefined, onEventEnd: () => undefined, onFault: () => undefined };
  const output = { ...silent, onGap: (gap: Gap) => gaps.push(gap) };
  const aggregator = new Aggregator({ state, profile: twoJointProfile, grade: gradeOf(2), output, hostRole });
  for (const layout of layouts) aggregator.open(layout);
  for (let second = 0; second <= 60; second++) {
    aggregator.frame(frameOf(boards, second * 1000, [40]));
    if (second <= 10 || second >= 50) aggregator.frame(frameOf(velocityLayout, second * 1000, [1, 0]));
  }
  aggregator.finish(monoMs(60_000));
  const { powerOnMs, operatingMs, gapMs } = state.meter.counters;
  return { hours: { powerOnMs, operatingMs, gapMs }, gaps };
}

describe('a robot unplugged while its host reads itself on', () => {
  const silence = { sourceId: 'arm', fromMs: 13_000, toMs: 50_000, cause: 'silence' };

  it.each([
    ['after the robot', [velocityLayout, boards]],
    ['before the robot', [boards, velocityLayout]],
  ])('is silent, and its silence a gap: host opened %s', (_, layouts) => {
    expect(minuteOf({ layouts })).toEqual({ hours: { powerOnMs: 23_000, operatingMs: 23_000, gapMs: 37_000 }, gaps: [silence] });
  });

  it('is what it is without any reading of the host', () => {
    expect(minuteOf({ layouts: [velocityLayout, boards] })).toEqual(minuteOf({ layouts: [velocityLayout] }));
  });
});

describe('a host with nothing else to read', () => {
  it('tells that it is powered on, where it is the robot’s own', () => {
    expect(minuteOf({ layouts: [boards] }).hours).toEqual({ powerOnMs: 60_000, operatingMs: 0, gapMs: 0 });
  });

  it('tells nothing of the robot on a gateway', () => {
    expect(minuteOf({ layouts: [boards], hostRole: 'gateway' })).toEqual({
      hours: { powerOnMs: 0, operatingMs: 0, gapMs: 60_000 },
      gaps: [],
    });
  });
});
