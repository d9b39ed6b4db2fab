import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameOf, gradeOf, timeAt, twoJointProfile, velocityLayout } from '../../tests/support/telemetry.ts';
import type { ClosedWindow } from '../contract/features.ts';
import type { FrameLayout } from '../contract/frame.ts';
import type { Message } from '../contract/message.ts';
import { monoMs } from '../contract/time.ts';
import { unknown } from '../contract/unknown.ts';
import { type AggregateState, openingAggregateState, restartAggregate } from './aggregate-state.ts';
import { Aggregator } from './aggregator.ts';

const imuLayout: FrameLayout = {
  sourceId: 'body',
  component: 'imu',
  parts: ['base'],
  signals: ['accelerationXMPerS2', 'accelerationYMPerS2', 'accelerationZMPerS2'],
  periodMs: 10,
};
const batteryLayout: FrameLayout = { sourceId: 'pack', component: 'battery', parts: ['pack'], signals: ['voltageV'], periodMs: 5000 };

interface Heard {
  readonly aggregator: Aggregator;
  readonly events: string[];
  readonly windows: ClosedWindow[];
}

function listen(state: AggregateState = openingAggregateState()): Heard {
  const events: string[] = [];
  const windows: ClosedWindow[] = [];
  const aggregator = new Aggregator({
    state,
    profile: twoJointProfile,
    grade: gradeOf(3),
    output: {
      onFault: () => undefined,
      onWindow: (window) => windows.push(window),
      onEventStart: ({ eventClass }) => events.push(`+${eventClass}`),
      onEventEnd: ({ eventClass, durationMs }) => events.push(`-${eventClass} ${durationMs}`),
      onGap: ({ sourceId, fromMs, toMs }) => events.push(`gap ${sourceId} ${fromMs} ${toMs}`),
    },
  });
  for (const layout of [velocityLayout, imuLayout, batteryLayout]) aggregator.open(layout);
  return { aggregator, events, windows };
}

/** One thing that arrives, after so much time. */
type Arrival =
  | { readonly kind: 'joints'; readonly velocity: number | undefined }
  | { readonly kind: 'imu'; readonly force: number }
  | { readonly kind: 'battery' }
  | { readonly kind: 'stop' | 'collision' | 'drives'; readonly flag: boolean | undefined }
  | { readonly kind: 'grip'; readonly flag: boolean | undefined };

const flag = fc.option(fc.boolean(), { nil: undefined });
const arrival: fc.Arbitrary<Arrival> = fc.oneof(
  fc.record({ kind: fc.constant('joints' as const), velocity: fc.option(fc.constantFrom(0, 0, 1, -0.5), { nil: undefined }) }),
  fc.record({ kind: fc.constant('imu' as const), force: fc.constantFrom(9.8, 9.8, 9.8, 60) }),
  fc.record({ kind: fc.constant('battery' as const) }),
  fc.record({ kind: fc.constantFrom('stop' as const, 'collision' as const, 'drives' as const, 'grip' as const), flag }),
);
const timeline = fc.array(fc.tuple(fc.integer({ min: 0, max: 4000 }), arrival), { minLength: 1, maxLength: 60 }).map((steps) => {
  let atMs = 0;
  return steps.map(([stepMs, what]) => {
    atMs += stepMs;
    return { atMs, what };
  });
});

function hear({ aggregator }: Heard, { atMs, what }: { atMs: number; what: Arrival }): void {
  if (what.kind === 'joints') aggregator.frame(frameOf(velocityLayout, atMs, [what.velocity, 0]));
  else if (what.kind === 'imu') aggregator.frame(frameOf(imuLayout, atMs, [0, 0, what.force]));
  else if (what.kind === 'battery') aggregator.frame(frameOf(batteryLayout, atMs, [48]));
  else aggregator.message(messageOf(what.kind, what.flag, atMs));
}

function messageOf(kind: 'stop' | 'collision' | 'drives' | 'grip', active: boolean | undefined, atMs: number): Message {
  const value = active ?? unknown('missing');
  if (kind === 'grip') return { kind: 'condition', sourceId: 'tool', time: timeAt(atMs), eventClass: 'impact', active: value };
  const signal = { stop: 'protectiveStop', collision: 'collisionDetected', drives: 'drivesPowered' }[kind];
  return { kind: 'safety', sourceId: 'arm', time: timeAt(atMs), [signal]: value };
}

const copyOf = (state: AggregateState): AggregateState => JSON.parse(JSON.stringify(state)) as AggregateState;

describe('any course of a robot', () => {
  it('is the same saved and taken up again anywhere: events, windows, counters and state', () => {
    fc.assert(
      fc.property(timeline, fc.nat(60), (steps, cutAt) => {
        const cut = cutAt % (steps.length + 1);
        const whole = listen();
        for (const step of steps) hear(whole, step);
        const first = listen();
        for (const step of steps.slice(0, cut)) hear(first, step);
        const second = listen(copyOf(first.aggregator.save()));
        for (const step of steps.slice(cut)) hear(second, step);
        expect([...first.events, ...second.events]).toEqual(whole.events);
        expect([...first.windows, ...second.windows]).toEqual(whole.windows);
        expect(second.aggregator.save()).toEqual(whole.aggregator.save());
        expect(second.aggregator.observable()).toEqual(whole.aggregator.observable());
      }),
    );
  });

  it('has windows that touch, hold every frame once, and add up to the operating time', () => {
    fc.assert(
      fc.property(timeline, (steps) => {
        const heard = listen();
        for (const step of steps) hear(heard, step);
        heard.aggregator.finish(monoMs((steps.at(-1)?.atMs ?? 0) + 1));
        const { windows, aggregator } = heard;
        windows.slice(1).forEach(({ startMs }, k) => {
          expect(startMs).toBe(windows[k]?.endMs);
        });
        const frameCount = windows.flatMap(({ streams }) => streams).reduce((sum, stream) => sum + stream.frameCount, 0);
        expect(frameCount).toBe(steps.filter(({ what }) => ['joints', 'imu', 'battery'].includes(what.kind)).length);
        const operatingMs = windows.reduce((sum, window) => sum + window.operatingMs, 0);
        expect(operatingMs).toBe(aggregator.state.meter.counters.operatingMs);
      }),
    );
  });

  it('has counters that nest, vectors that sum, and time that is all accounted for', () => {
    fc.assert(
      fc.property(timeline, (steps) => {
        const heard = listen();
        for (const step of steps) hear(heard, step);
        const endMs = (steps.at(-1)?.atMs ?? 0) + 7000;
        heard.aggregator.finish(monoMs(endMs));
        const { counters } = heard.aggregator.state.meter;
        const nested = [counters.powerOnMs, counters.readyMs, counters.operatingMs, counters.collaborativeMs];
        expect(nested.toSorted((a, b) => b - a)).toEqual(nested);
        expect(counters.operatingMsByE.reduce((sum, ms) => sum + ms, 0)).toBe(counters.operatingMs);
        expect(counters.powerOnMs + counters.gapMs).toBe(endMs - (steps[0]?.atMs ?? 0));
      }),
    );
  });

  it('starts no event of a class again before it was over', () => {
    fc.assert(
      fc.property(timeline, (steps) => {
        const heard = listen();
        for (const step of steps) hear(heard, step);
        const stops = heard.events.filter((event) => event.includes('protectiveStop'));
        stops.forEach((event, k) => {
          expect(event.startsWith(k % 2 === 0 ? '+' : '-')).toBe(true);
        });
        for (const event of heard.events) if (event.startsWith('-')) expect(Number(event.split(' ')[1])).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('a blow that a controller, a tool and the body itself show', () => {
  it('counts once, whoever is first and however their readings interleave', () => {
    const moment = fc.integer({ min: 0, max: 1900 });
    const length = fc.integer({ min: 10, max: 3000 });
    fc.assert(
      fc.property(fc.tuple(moment, moment, moment), fc.tuple(length, length), ([controllerMs, toolMs, bodyMs], [first, second]) => {
        const heard = listen();
        const impactAt = 5000 + bodyMs;
        const steps: { atMs: number; what: Arrival }[] = [
          { atMs: 5000 + controllerMs, what: { kind: 'collision', flag: true } },
          { atMs: 5000 + controllerMs + first, what: { kind: 'collision', flag: false } },
          { atMs: 5000 + toolMs, what: { kind: 'grip', flag: true } },
          { atMs: 5000 + toolMs + second, what: { kind: 'grip', flag: false } },
        ];
        for (let atMs = 4000; atMs < 12_000; atMs += 10) {
          steps.push({ atMs, what: { kind: 'imu', force: atMs >= impactAt && atMs < impactAt + 30 ? 60 : 9.8 } });
        }
        for (const step of steps.toSorted((a, b) => a.atMs - b.atMs)) hear(heard, step);
        expect(heard.events.filter((event) => event === '+impact')).toHaveLength(1);
        expect(heard.aggregator.state.shown.impact?.evidenceCount).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a restart at any moment', () => {
  it('loses no total, counts none twice, and starts no event again that was open', () => {
    fc.assert(
      fc.property(timeline, timeline, (before, after) => {
        const first = listen();
        for (const step of before) hear(first, step);
        const saved = copyOf(first.aggregator.save());
        const second = listen(restartAggregate(copyOf(saved)));
        expect(second.aggregator.state.meter.counters).toEqual(saved.meter.counters);
        const open = Object.values(saved.events.open).map(({ eventClass }) => eventClass);
        for (const step of after) hear(second, step);
        const { counters } = second.aggregator.state.meter;
        const lastMs = after.at(-1)?.atMs ?? 0;
        expect(counters.operatingMs).toBeGreaterThanOrEqual(saved.meter.counters.operatingMs);
        expect(counters.powerOnMs + counters.gapMs - saved.meter.counters.powerOnMs - saved.meter.counters.gapMs).toBeLessThanOrEqual(
          lastMs,
        );
        if (open.includes('protectiveStop')) {
          const stops = second.events.filter((event) => event.includes('protectiveStop'));
          expect(stops[0]?.startsWith('+') ?? false).toBe(false);
        }
      }),
    );
  });
});
