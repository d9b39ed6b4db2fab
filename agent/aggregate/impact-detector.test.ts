import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gMPerS2, imuFrame, imuLayout, leggedProfile, runBody, runFrames, stretch, struck } from '../../tests/support/imu-motion.ts';
import { frameOf, twoJointProfile, velocityLayout } from '../../tests/support/telemetry.ts';
import type { FrameLayout } from '../contract/frame.ts';
import { impactLayout, openingImpact, stepImpact } from './impact-detector.ts';

const accelerationLayout: FrameLayout = {
  ...imuLayout,
  signals: ['accelerationXMPerS2', 'accelerationYMPerS2', 'accelerationZMPerS2'],
};

describe('impact', () => {
  it('is two readings in a row above 3 g beside gravity, and ends with the first one below', () => {
    const { events } = runBody([...stretch(0, 1000), ...struck(1000), ...stretch(1020, 2000)]);
    expect(events).toEqual(['impact@1010', 'impact+10']);
  });

  it('is not a single reading at 100 Hz, which may be a glitch', () => {
    expect(runBody([...stretch(0, 1000), { ms: 1000, lengthG: 8 }, ...stretch(1010, 2000)]).events).toEqual([]);
  });

  it('is a single reading below 50 Hz, where a second one is rare', () => {
    const slow = { ...imuLayout, periodMs: 100 };
    const moments = [...stretch(0, 1000, { periodMs: 100 }), { ms: 1000, lengthG: 8 }, ...stretch(1100, 2000, { periodMs: 100 })];
    expect(runFrames(moments.map((moment) => imuFrame(moment, slow))).events).toEqual(['impact@1000', 'impact+100']);
  });

  it('holds the threshold to the last digit: 3 g above what was', () => {
    const peak = (lengthG: number) => [...stretch(0, 1000), ...stretch(1000, 1010, { lengthG }), ...stretch(1010, 1500)];
    const slow = { ...imuLayout, periodMs: 25 };
    const eventsOf = (lengthG: number) => runFrames(peak(lengthG).map((moment) => imuFrame(moment, slow))).events;
    expect(eventsOf(4 - 1e-9)).toEqual([]);
    expect(eventsOf(4 + 1e-9)).toHaveLength(2);
  });

  it('is more than the threshold, not the threshold itself', () => {
    const slow: FrameLayout = { ...accelerationLayout, periodMs: 25 };
    const lengths = (peakMPerS2: number) => [0, 0, peakMPerS2, 0].map((z, index) => frameOf(slow, index * 25, [0, 0, z]));
    expect(runFrames(lengths(gMPerS2), undefined, twoJointProfile).events).toEqual([]);
    expect(runFrames(lengths(gMPerS2 + 1e-9), undefined, twoJointProfile).events).toEqual(['impact@50', 'impact+25']);
  });

  it('is told from what was 32 ms ago and longer: a force that comes in two steps adds up only if they follow at once', () => {
    const steps = (apartMs: number) =>
      runBody([...stretch(0, 1000), ...stretch(1000, 1000 + apartMs, { lengthG: 3.5 }), ...stretch(1000 + apartMs, 2000, { lengthG: 6 })])
        .events;
    expect(steps(10)).toEqual(['impact@1020', expect.stringMatching(/^impact\+\d+$/)]);
    expect(steps(150)).toEqual([]);
  });

  it('needs 1 g at the base of a fixed cobot', () => {
    const layout = impactLayout(accelerationLayout, twoJointProfile, 30);
    expect(layout?.thresholdMPerS2).toBeCloseTo(gMPerS2, 9);
    expect(impactLayout(accelerationLayout, leggedProfile, 30)?.thresholdMPerS2).toBeCloseTo(3 * gMPerS2, 9);
  });

  it('rings for two seconds without being a second one, and may come again after them', () => {
    const ringing = [...stretch(0, 1000), ...struck(1000), ...stretch(1020, 2900), ...struck(2900), ...stretch(2920, 4910)];
    expect(runBody(ringing).events).toEqual(['impact@1010', 'impact+10']);
    const later = [...ringing, ...stretch(4910, 5000), ...struck(5000), ...stretch(5020, 5100)];
    expect(runBody(later).events).toEqual(['impact@1010', 'impact+10', 'impact@5010', 'impact+10']);
  });

  it('goes on over a missing axis (A7)', () => {
    const moments = [...stretch(0, 1000), { ms: 1000, lengthG: 6 }, { ms: 1010, lengthG: undefined }, { ms: 1020, lengthG: 6 }];
    expect(runBody(moments).events).toEqual(['impact@1020']);
  });

  it('is not the change of weight over a silence', () => {
    expect(runBody([...stretch(0, 1000, { lengthG: 0 }), ...stretch(60_000, 61_000, { lengthG: 9 })]).events).toEqual([]);
  });

  it('starts afresh when the clock was set back by a boot', () => {
    const { state } = runBody([...stretch(900_000, 901_000), ...struck(901_000)]);
    expect(runBody([...stretch(0, 500), ...struck(500), ...stretch(520, 600)], state).events).toEqual([
      'impact+0',
      'impact@510',
      'impact+10',
    ]);
  });

  it('is never gravity, in whatever orientation and however fast the body turns', () => {
    const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(angle, angle), { minLength: 2, maxLength: 80 }), (turns) => {
        const frames = turns.map(([a, b], index) =>
          frameOf(accelerationLayout, index * 10, [
            gMPerS2 * Math.cos(a) * Math.cos(b),
            gMPerS2 * Math.sin(a) * Math.cos(b),
            gMPerS2 * Math.sin(b),
          ]),
        );
        expect(runFrames(frames).events).toEqual([]);
      }),
    );
  });

  it('reads every spacing of readings alike: a peak counts in full at any rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 21, max: 80 }), fc.double({ min: 4.01, max: 50, noNaN: true }), (periodMs, lengthG) => {
        const layout = { ...imuLayout, periodMs };
        const moments = [...stretch(0, 1000, { periodMs }), { ms: 1000 + periodMs, lengthG }];
        expect(runFrames(moments.map((moment) => imuFrame(moment, layout))).events).toHaveLength(1);
      }),
    );
  });
});

describe('impact layout', () => {
  it('is absent where the acceleration of the body is not carried', () => {
    expect(impactLayout(velocityLayout, leggedProfile, 30)).toBeUndefined();
    expect(impactLayout({ ...imuLayout, signals: ['rollRad', 'accelerationXMPerS2'] }, leggedProfile, 30)).toBeUndefined();
  });

  it("reads the body's own IMU, not the foot's", () => {
    const feet: FrameLayout = { ...accelerationLayout, parts: ['leftFoot', 'pelvis'] };
    expect(impactLayout(feet, leggedProfile, 30)?.acceleration).toEqual([1, 3, 5]);
    expect(impactLayout({ ...feet, parts: ['a', 'b'] }, leggedProfile, 30)?.acceleration).toEqual([0, 2, 4]);
  });

  it('says where peaks are under-read: below 200 Hz', () => {
    const under = (periodMs: number) => impactLayout({ ...accelerationLayout, periodMs }, leggedProfile, 30)?.peaksUnderRead;
    expect([under(2), under(5), under(10)]).toEqual([false, false, true]);
  });

  it('asks for two readings from 50 Hz on', () => {
    const needed = (periodMs: number) => impactLayout({ ...accelerationLayout, periodMs }, leggedProfile, 30)?.samplesMin;
    expect([needed(2), needed(20), needed(21)]).toEqual([2, 2, 1]);
  });

  it('makes the class observable by a reading with all axes, not by a stream that could have one (B5)', () => {
    const layout = impactLayout(imuLayout, leggedProfile, 30);
    if (layout === undefined) throw new TypeError('the layout carries an acceleration');
    const state = openingImpact();
    stepImpact(state, imuFrame({ ms: 0, lengthG: undefined }), layout);
    expect(state.observed).toBe(false);
    stepImpact(state, imuFrame({ ms: 10 }), layout);
    expect(state.observed).toBe(true);
  });
});
