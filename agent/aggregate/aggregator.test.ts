import { describe, expect, it } from 'vitest';
import { frameOf, gradeOf, timeAt, twoJointProfile, velocityLayout } from '../../tests/support/telemetry.ts';
import type { ClosedWindow } from '../contract/features.ts';
import type { FrameLayout } from '../contract/frame.ts';
import type { Message } from '../contract/message.ts';
import { monoMs } from '../contract/time.ts';
import type { Gap } from '../contract/usage.ts';
import { type AggregateState, openingAggregateState, restartAggregate } from './aggregate-state.ts';
import { Aggregator } from './aggregator.ts';

const batteryLayout: FrameLayout = { sourceId: 'pack', component: 'battery', parts: ['pack'], signals: ['voltageV'], periodMs: 5000 };

function aggregatorWith(state: AggregateState = openingAggregateState()) {
  const windows: ClosedWindow[] = [];
  const events: string[] = [];
  const gaps: Gap[] = [];
  const aggregator = new Aggregator({
    state,
    profile: twoJointProfile,
    grade: gradeOf(2),
    output: {
      onWindow: (window) => windows.push(window),
      onEventStart: ({ eventClass }) => events.push(`start ${eventClass}`),
      onEventEnd: ({ eventClass, durationMs }) => events.push(`end ${eventClass} ${durationMs}`),
      onGap: (gap) => gaps.push(gap),
      onFault: () => undefined,
    },
  });
  aggregator.open(velocityLayout);
  aggregator.open(batteryLayout);
  return { aggregator, windows, events, gaps };
}

const stop = (ms: number, protectiveStop: boolean): Message => ({ kind: 'safety', sourceId: 'arm', time: timeAt(ms), protectiveStop });

describe('aggregator', () => {
  it('closes a window each second of source time, with the streams that had frames', () => {
    const { aggregator, windows } = aggregatorWith();
    for (const ms of [0, 400, 800, 1200, 2500]) aggregator.frame(frameOf(velocityLayout, ms, [1, 0]));
    expect(windows.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 1000],
      [1000, 2000],
    ]);
    expect(windows.map(({ streams }) => streams[0]?.frameCount)).toEqual([3, 1]);
    expect(windows.map(({ operatingMs }) => operatingMs)).toEqual([1000, 1000]);
  });

  it('skips an empty stretch in one window', () => {
    const { aggregator, windows } = aggregatorWith();
    aggregator.frame(frameOf(velocityLayout, 0, [1, 0]));
    aggregator.frame(frameOf(velocityLayout, 3_600_500, [1, 0]));
    expect(windows.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 1000],
      [1000, 3_600_000],
    ]);
    expect(windows[1]?.operatingMs).toBe(2000);
  });

  it('reports silence as a gap when the source is back, with where the last reading stopped holding', () => {
    const { aggregator, gaps } = aggregatorWith();
    aggregator.frame(frameOf(velocityLayout, 0, [1, 0]));
    aggregator.frame(frameOf(velocityLayout, 9000, [1, 0]));
    expect(gaps).toEqual([{ sourceId: 'arm', fromMs: 3000, toMs: 9000, cause: 'silence' }]);
    expect(aggregator.state.meter.counters.gapMs).toBe(6000);
  });

  it('stays powered on while another source lives, but does not operate on joints it cannot see', () => {
    const { aggregator } = aggregatorWith();
    aggregator.frame(frameOf(velocityLayout, 0, [1, 0]));
    for (let ms = 0; ms <= 20_000; ms += 5000) aggregator.frame(frameOf(batteryLayout, ms, [48]));
    aggregator.finish(monoMs(20_000));
    expect(aggregator.state.meter.counters).toMatchObject({ powerOnMs: 20_000, operatingMs: 3000, gapMs: 0 });
  });

  it('starts and ends events by message, and knows what it may observe', () => {
    const { aggregator, events } = aggregatorWith();
    aggregator.message(stop(0, false));
    aggregator.message(stop(1000, true));
    aggregator.message(stop(3000, false));
    expect(events).toEqual(['start protectiveStop', 'end protectiveStop 2000']);
    expect(aggregator.observable()).toEqual(['protectiveStop']);
  });

  it('says of a window which events go on as it closes, beside what it may observe', () => {
    const { aggregator } = aggregatorWith();
    const ongoing = [stop(0, false), stop(1000, true), stop(1500, true), stop(3000, false), stop(5000, true)].map((message) => {
      aggregator.message(message);
      return aggregator.windowFacts().ongoing;
    });
    expect(ongoing).toEqual([[], ['protectiveStop'], ['protectiveStop'], [], ['protectiveStop']]);
    expect(aggregator.windowFacts().observable).toEqual(aggregator.observable());
  });

  it('counts no operation once the drives are known to be off', () => {
    const { aggregator } = aggregatorWith();
    aggregator.frame(frameOf(velocityLayout, 0, [1, 0]));
    aggregator.message({ kind: 'safety', sourceId: 'arm', time: timeAt(1500), drivesPowered: false });
    aggregator.finish(monoMs(3000));
    expect(aggregator.state.meter.counters).toMatchObject({ powerOnMs: 3000, readyMs: 1500, operatingMs: 1500 });
  });

  it('keeps what it knows of the drives through a message that says nothing of them', () => {
    const { aggregator } = aggregatorWith();
    aggregator.frame(frameOf(velocityLayout, 0, [1, 0]));
    aggregator.message(stop(500, false));
    aggregator.advance(monoMs(1000));
    expect(aggregator.state.meter.counters.readyMs).toBe(1000);
    aggregator.message({ kind: 'safety', sourceId: 'arm', time: timeAt(1000), drivesPowered: false });
    aggregator.message(stop(1500, true));
    aggregator.finish(monoMs(2000));
    expect(aggregator.state.meter.counters).toMatchObject({ powerOnMs: 2000, readyMs: 1000 });
  });

  it('attributes time to the grade in force then', () => {
    const { aggregator } = aggregatorWith();
    aggregator.frame(frameOf(velocityLayout, 0, [1, 0]));
    aggregator.advance(monoMs(1000));
    aggregator.setGrade(gradeOf(4));
    aggregator.advance(monoMs(3000));
    expect(aggregator.state.meter.counters.operatingMsByE).toEqual([0, 1000, 0, 2000, 0]);
  });

  it('goes on from a saved state as if it had never stopped', () => {
    const rows = Array.from({ length: 40 }, (_, index) => ({ ms: index * 333, velocity: Math.sin(index) }));
    const whole = aggregatorWith();
    for (const { ms, velocity } of rows) whole.aggregator.frame(frameOf(velocityLayout, ms, [velocity, 0]));
    for (const cut of [1, 7, 20, 39]) {
      const first = aggregatorWith();
      for (const { ms, velocity } of rows.slice(0, cut)) first.aggregator.frame(frameOf(velocityLayout, ms, [velocity, 0]));
      const second = aggregatorWith(JSON.parse(JSON.stringify(first.aggregator.save())) as AggregateState);
      for (const { ms, velocity } of rows.slice(cut)) second.aggregator.frame(frameOf(velocityLayout, ms, [velocity, 0]));
      expect(second.aggregator.save()).toEqual(whole.aggregator.save());
      expect([...first.windows, ...second.windows]).toEqual(whole.windows);
      expect(second.aggregator.travelUrad()).toEqual(whole.aggregator.travelUrad());
    }
  });

  it('keeps totals over a restart, and counts neither the time down nor what was held across it', () => {
    const first = aggregatorWith();
    for (const ms of [0, 1000, 2000]) first.aggregator.frame(frameOf(velocityLayout, ms, [1, 0]));
    first.aggregator.advance(monoMs(3000));
    const { counters } = first.aggregator.state.meter;
    const second = aggregatorWith(restartAggregate(JSON.parse(JSON.stringify(first.aggregator.save())) as AggregateState));
    second.aggregator.frame(frameOf(velocityLayout, 500, [1, 0]));
    expect(second.aggregator.state.meter.counters).toEqual(counters);
    second.aggregator.finish(monoMs(1500));
    expect(second.aggregator.state.meter.counters.operatingMs).toBe(counters.operatingMs + 1000);
    expect(second.gaps).toEqual([]);
  });

  it('sees an impact on the body, and may observe impacts from then on', () => {
    const { aggregator, events } = aggregatorWith();
    const signals = ['accelerationXMPerS2', 'accelerationYMPerS2', 'accelerationZMPerS2'] as const;
    const imuLayout: FrameLayout = { sourceId: 'arm', component: 'imu', parts: ['base'], signals, periodMs: 10 };
    aggregator.open(imuLayout);
    for (let ms = 0; ms < 3000; ms += 10) {
      const hit = ms >= 1000 && ms < 1030;
      aggregator.frame(frameOf(imuLayout, ms, [hit ? 60 : 0, 0, 9.81]));
    }
    expect(events[0]).toBe('start impact');
    expect(aggregator.observable()).toContain('impact');
  });

  it('counts a blow once that both the controller and the body show (B7)', () => {
    const { aggregator, events } = aggregatorWith();
    const collision = (ms: number, collisionDetected: boolean): Message => ({
      kind: 'safety',
      sourceId: 'arm',
      time: timeAt(ms),
      collisionDetected,
    });
    const gripper = (ms: number, active: boolean): Message => ({
      kind: 'condition',
      sourceId: 'tool',
      time: timeAt(ms),
      eventClass: 'impact',
      active,
    });
    for (const message of [collision(0, false), gripper(0, false), collision(1000, true), gripper(1100, true), collision(1500, false)]) {
      aggregator.message(message);
    }
    expect(events).toEqual(['start impact']);
    for (const message of [gripper(1800, false), collision(2900, true), collision(3000, false)]) aggregator.message(message);
    expect(events).toEqual(['start impact', 'end impact 800', 'end impact 2000']);
    aggregator.message(collision(9000, true));
    expect(events.at(-1)).toBe('start impact');
  });

  it('does not let a slow stream hide the silence of a fast source', () => {
    const { aggregator, gaps } = aggregatorWith();
    const ambientLayout: FrameLayout = {
      sourceId: 'arm',
      component: 'ambient',
      parts: ['hall'],
      signals: ['temperatureC'],
      periodMs: 10_000,
    };
    aggregator.open(ambientLayout);
    aggregator.frame(frameOf(velocityLayout, 0, [1, 0]));
    aggregator.frame(frameOf(ambientLayout, 500, [21]));
    aggregator.frame(frameOf(velocityLayout, 20_000, [1, 0]));
    expect(gaps).toEqual([{ sourceId: 'arm', fromMs: 3500, toMs: 20_000, cause: 'silence' }]);
  });

  it('takes the jitter of a fast stream for no gap, and a quarter of a second without a word for one', () => {
    const { aggregator, gaps } = aggregatorWith();
    const fastLayout: FrameLayout = { ...velocityLayout, sourceId: 'legs', periodMs: 2 };
    aggregator.open(fastLayout);
    for (const ms of [0, 2, 13, 14, 80, 82, 234, 484]) aggregator.frame(frameOf(fastLayout, ms, [1, 0]));
    expect(gaps).toEqual([]);
    aggregator.frame(frameOf(fastLayout, 735, [1, 0]));
    expect(gaps).toEqual([{ sourceId: 'legs', fromMs: 734, toMs: 735, cause: 'silence' }]);
    expect(aggregator.state.meter.counters).toMatchObject({ powerOnMs: 734, operatingMs: 734, gapMs: 1 });
  });

  it('keeps two streams of one component apart when it is saved and restored', () => {
    const cellLayout: FrameLayout = { ...batteryLayout, parts: ['c1', 'c2'], signals: ['cellVoltageV'] };
    const first = aggregatorWith();
    first.aggregator.open(cellLayout);
    first.aggregator.frame(frameOf(batteryLayout, 0, [48]));
    first.aggregator.frame(frameOf(cellLayout, 0, [3.6, 3.7]));
    const second = aggregatorWith(JSON.parse(JSON.stringify(first.aggregator.save())) as AggregateState);
    second.aggregator.open(cellLayout);
    second.aggregator.finish(monoMs(500));
    const means = second.windows[0]?.streams.map(({ mean }) => [...mean]);
    expect(means).toEqual([[48], [3.6, 3.7]]);
  });
});
