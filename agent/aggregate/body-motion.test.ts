import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BodyMoment, imuFrame, imuLayout, leggedProfile, runBody, stretch, struck } from '../../tests/support/imu-motion.ts';
import { twoJointProfile, velocityLayout } from '../../tests/support/telemetry.ts';
import { type BodyMotionState, bodyMotionLayout, bodyObservable, openingBodyMotion, stepBodyMotion } from './body-motion.ts';
import { noBodyEvents } from './imu-reading.ts';

const moment = fc.record({
  rollRad: fc.constantFrom(0, 0.5, 0.8, 1.2, undefined),
  pitchRad: fc.constantFrom(0, -1.2, undefined),
  turnRadPerS: fc.constantFrom(0, 3, undefined),
  lengthG: fc.constantFrom(0, 1, 1, 1, 6, undefined),
  runCount: fc.integer({ min: 1, max: 90 }),
});

/** Runs of unchanging readings, as a body has them. */
const bodies = fc.array(moment, { minLength: 1, maxLength: 14 }).map((runs) => {
  const moments: BodyMoment[] = [];
  for (const { runCount, ...reading } of runs) moments.push(...stretch(moments.length * 10, (moments.length + runCount) * 10, reading));
  return moments;
});

describe('body motion', () => {
  it('gives impact and fall of one frame together, the impact first', () => {
    const toppling = stretch(2000, 2200, { rollRad: 0.9, turnRadPerS: 3 });
    const { events } = runBody([...stretch(0, 2000), ...toppling, ...struck(2200, { rollRad: 1.5 })]);
    expect(events).toEqual(['impact@2210', 'fall@2210']);
  });

  it('allocates nothing for a quiet frame', () => {
    const layout = bodyMotionLayout(imuLayout, leggedProfile, 30);
    if (layout === undefined) throw new TypeError('the layout carries a body');
    const state = openingBodyMotion();
    const steps = stretch(0, 1000).map((quiet) => stepBodyMotion(state, imuFrame(quiet), layout));
    expect(steps.every((step) => step === noBodyEvents)).toBe(true);
  });

  it('proves its classes by readings only, and no fall of a fixed robot', () => {
    expect(bodyObservable(openingBodyMotion())).toEqual([]);
    expect(bodyObservable(runBody([{ ms: 0, rollRad: undefined }]).state)).toEqual(['impact']);
    expect(bodyObservable(runBody([{ ms: 0 }]).state)).toEqual(['impact', 'fall']);
    expect(bodyMotionLayout(imuLayout, twoJointProfile, 30)).toMatchObject({ fall: undefined });
    expect(bodyMotionLayout(velocityLayout, leggedProfile, 30)).toBeUndefined();
  });

  it('saved and taken up again at any point gives the same events and the same state', () => {
    fc.assert(
      fc.property(bodies, fc.double({ min: 0, max: 1, noNaN: true }), (moments, share) => {
        const cut = Math.floor(share * moments.length);
        const whole = runBody(moments);
        const first = runBody(moments.slice(0, cut));
        const saved = JSON.parse(JSON.stringify(first.state)) as BodyMotionState;
        const second = runBody(moments.slice(cut), saved);
        expect([...first.events, ...second.events]).toEqual(whole.events);
        expect(second.state).toEqual(whole.state);
      }),
      { numRuns: 60 },
    );
  });

  it('starts and ends its events in turn, and never ends one that did not start', () => {
    fc.assert(
      fc.property(bodies, (moments) => {
        const { events, state } = runBody(moments);
        for (const eventClass of ['impact', 'fall'] as const) {
          const own = events.filter((event) => event.startsWith(eventClass)).map((event) => event[eventClass.length]);
          expect(own).toEqual(own.map((_, index) => (index % 2 === 0 ? '@' : '+')));
          expect(state[eventClass].openSinceMs !== null).toBe(own.length % 2 === 1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never calls it a fall without an impact or a loss of weight', () => {
    fc.assert(
      fc.property(bodies, (moments) => {
        const soft = moments.map((each) => ({ ...each, lengthG: each.lengthG === undefined ? undefined : 1 }));
        expect(runBody(soft).events).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
