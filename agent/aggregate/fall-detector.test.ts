import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missing, modeAt } from '../../tests/support/desk-fixture.ts';
import { type BodyMoment, degree, imuLayout, leggedProfile, runBody, stretch, struck } from '../../tests/support/imu-motion.ts';
import { twoJointProfile } from '../../tests/support/telemetry.ts';
import type { ModeMessage } from '../contract/message.ts';
import { commandPosture, openingBodyMotion } from './body-motion.ts';
import { fallLayout } from './fall-detector.ts';

const upright = stretch(0, 2000);
const lying = { pitchRad: 88 * degree };
const toppling = (turnRadPerS: number, rollRad = 50 * degree) => stretch(2000, 2200, { rollRad, turnRadPerS });
const falls = (moments: readonly BodyMoment[]) => runBody(moments).events.filter((event) => event.startsWith('fall'));

describe('fall', () => {
  it('is a body that topples and strikes the ground', () => {
    expect(falls([...upright, ...toppling(3), ...struck(2200, lying), ...stretch(2220, 4000, lying)])).toEqual(['fall@2210']);
  });

  it('is a body that lies down after an impact', () => {
    expect(falls([...upright, ...struck(2000), ...stretch(2020, 4000, lying)])).toEqual(['fall@2530']);
  });

  it('is a body that lies down after a free fall', () => {
    expect(falls([...upright, ...stretch(2000, 2200, { lengthG: 0.1 }), ...stretch(2200, 4000, lying)])).toEqual(['fall@2710']);
  });

  it('is no slow lie-down without an impact', () => {
    const slow = stretch(2000, 6000).map(({ ms }) => ({ ms, pitchRad: ((ms - 2000) / 4000) * 90 * degree, turnRadPerS: 0.4 }));
    expect(falls([...upright, ...slow, ...stretch(6000, 20_000, lying)])).toEqual([]);
  });

  it('is no impact to a body that has been lying softly, until it was upright again', () => {
    const laid = [...upright, ...stretch(2000, 6000, lying)];
    expect(falls([...laid, ...struck(6000, lying), ...stretch(6020, 9000, { ...lying, turnRadPerS: 5 })])).toEqual([]);
    const again = [...laid, ...stretch(6000, 7000), ...struck(7000), ...stretch(7020, 9000, lying)];
    expect(falls(again)).toEqual(['fall@7530']);
  });

  it('is no impact to a body that stays upright', () => {
    expect(falls([...upright, ...struck(2000), ...stretch(2020, 4000)])).toEqual([]);
  });

  it('is no commanded sit or lie, not even after the command is over', () => {
    const state = openingBodyMotion();
    runBody(upright, state);
    commandPosture(state, modeAt(1990, { commandedPosture: 'lie' }), 1990);
    expect(runBody([...struck(2000, lying), ...stretch(2020, 5000, lying)], state).events).toEqual(['impact@2010', 'impact+10']);
    commandPosture(state, modeAt(5000, { commandedPosture: 'stand' }), 5000);
    expect(runBody([...struck(5000, lying), ...stretch(5020, 7000, lying)], state).events).toEqual(['impact@5010', 'impact+10']);
    expect(state.fall.posture).toBe('stable');
  });

  it('is one again when the command was given long ago, or was to stand, or nobody knows what it was', () => {
    const fallAfter = (said: Partial<ModeMessage>, commandMs: number) => {
      const state = openingBodyMotion();
      runBody(stretch(0, 17_000), state);
      commandPosture(state, modeAt(commandMs, said), commandMs);
      return runBody([...struck(17_000, lying), ...stretch(17_020, 19_000, lying)], state).events.includes('fall@17510');
    };
    expect(fallAfter({ commandedPosture: 'sit' }, 2_100)).toBe(false);
    expect(fallAfter({ commandedPosture: 'sit' }, 1_900)).toBe(true);
    expect(fallAfter({ commandedPosture: 'stand' }, 16_000)).toBe(true);
    expect(fallAfter({ commandedPosture: missing }, 16_000)).toBe(true);
    expect(fallAfter({ robotMode: 'running' }, 16_000)).toBe(true);
  });

  it('ends once the body has been upright for more than a second', () => {
    const fallen = [...upright, ...toppling(3), ...struck(2200, lying), ...stretch(2220, 5000, lying)];
    expect(falls([...fallen, ...stretch(5000, 6010)])).toEqual(['fall@2210']);
    expect(falls([...fallen, ...stretch(5000, 6020)])).toEqual(['fall@2210', 'fall+3800']);
  });

  it('is one fall when the body sinks back while it gets up', () => {
    const fallen = [...upright, ...toppling(3), ...struck(2200, lying), ...stretch(2220, 5000, lying)];
    const sunk = [...fallen, ...stretch(5000, 5800), ...struck(5800, lying), ...stretch(5820, 7000, lying), ...stretch(7000, 9000)];
    expect(falls(sunk)).toEqual(['fall@2210', 'fall+5800']);
  });

  it('goes through its postures', () => {
    const state = openingBodyMotion();
    const postureAfter = (moments: readonly BodyMoment[]) => runBody(moments, state).state.fall.posture;
    expect(postureAfter(upright)).toBe('stable');
    expect(postureAfter(stretch(2000, 2050, { rollRad: 50 * degree }))).toBe('unstable');
    expect(postureAfter(stretch(2050, 2100, { rollRad: 55 * degree, turnRadPerS: 3 }))).toBe('falling');
    expect(postureAfter(struck(2100, lying))).toBe('fallen');
    expect(postureAfter(stretch(2120, 2200))).toBe('recovering');
    expect(postureAfter(stretch(2200, 4000))).toBe('stable');
    expect(postureAfter(stretch(4000, 4200, { lengthG: 0 }))).toBe('unstable');
  });
});

describe('the tilt of a fall', () => {
  const struckThen = (moment: Omit<BodyMoment, 'ms'>, ms = 520) =>
    falls([...upright, ...struck(2000), ...stretch(2020, 2020 + ms, moment), ...stretch(2020 + ms, 6000)]);

  it('is more than 60°, in roll or pitch, either way round', () => {
    for (const sign of [1, -1]) {
      for (const axis of ['rollRad', 'pitchRad'] as const) {
        expect(struckThen({ [axis]: sign * (60 * degree - 1e-9) })).toEqual([]);
        expect(struckThen({ [axis]: sign * (60 * degree + 1e-9) })).toHaveLength(2);
      }
    }
  });

  it('lasts longer than half a second', () => {
    expect(struckThen(lying, 510)).toEqual([]);
    expect(struckThen(lying, 520)).toHaveLength(2);
  });

  it('is more than 45° while the body turns faster than 2 rad/s', () => {
    expect(struckThen({ rollRad: 45 * degree + 1e-9, turnRadPerS: 2 + 1e-9 })).toHaveLength(2);
    expect(struckThen({ rollRad: 45 * degree - 1e-9, turnRadPerS: 9 })).toEqual([]);
    expect(struckThen({ rollRad: 59 * degree, turnRadPerS: 2 - 1e-9 })).toEqual([]);
  });

  it('is told from the lying rule alone where no rate is reported', () => {
    expect(struckThen({ ...lying, turnRadPerS: undefined })).toHaveLength(2);
    expect(struckThen({ rollRad: 50 * degree, turnRadPerS: undefined })).toEqual([]);
  });

  it('is the same angle counted 0…2π', () => {
    expect(struckThen({ rollRad: 300 * degree })).toEqual([]);
    expect(struckThen({ rollRad: 290 * degree })).toHaveLength(2);
    expect(struckThen({ rollRad: 360 * degree })).toEqual([]);
  });

  it('is not far from its impact: one second', () => {
    const impactBefore = (gapMs: number) =>
      falls([
        ...upright,
        ...struck(2000),
        ...stretch(2020, 2010 + gapMs),
        ...stretch(2010 + gapMs, 2100 + gapMs, { rollRad: 1, turnRadPerS: 3 }),
      ]);
    expect(impactBefore(1000)).toHaveLength(1);
    expect(impactBefore(1010)).toEqual([]);
  });

  it('goes on over missing cells (A7)', () => {
    const holes = stretch(2020, 2700, lying).map((moment, index) => (index % 3 === 1 ? { ...moment, pitchRad: undefined } : moment));
    expect(falls([...upright, ...struck(2000), ...holes])).toHaveLength(1);
  });

  it('does not go on over a silence', () => {
    const moments = [...upright, ...struck(2000), ...stretch(2020, 2400, lying), ...stretch(2900, 3200, lying)];
    expect(falls(moments)).toEqual([]);
  });
});

describe('free fall', () => {
  const weightless = (lengthG: number, ms: number) =>
    falls([...upright, ...stretch(2000, 2000 + ms, { lengthG }), ...stretch(2000 + ms, 2000 + ms + 600, lying)]);

  it('is less than 0.3 g for more than 100 ms', () => {
    expect(weightless(0.3, 200)).toEqual([]);
    expect(weightless(0.3 - 1e-9, 200)).toHaveLength(1);
    expect(weightless(0, 110)).toEqual([]);
    expect(weightless(0, 120)).toHaveLength(1);
  });

  it('is not a driver that takes gravity out of the acceleration', () => {
    expect(falls([...stretch(0, 5000, { lengthG: 0.01 }), ...stretch(5000, 8000, { ...lying, lengthG: 0.01 })])).toEqual([]);
  });
});

describe('fall layout', () => {
  it('is absent for a fixed robot, which cannot fall', () => {
    expect(fallLayout(imuLayout, twoJointProfile, 30)).toBeUndefined();
  });

  it('is absent where tilt or acceleration are not carried, present without rates', () => {
    const without = (part: string) => ({ ...imuLayout, signals: imuLayout.signals.filter((signal) => !signal.startsWith(part)) });
    expect(fallLayout(without('roll'), leggedProfile, 30)).toBeUndefined();
    expect(fallLayout(without('acceleration'), leggedProfile, 30)).toBeUndefined();
    expect(fallLayout(without('angular'), leggedProfile, 30)).toMatchObject({ angularVelocity: [-1, -1, -1] });
  });
});

describe('a body held at 1 g without an impact', () => {
  it('never falls, however it is turned', () => {
    const angle = fc.double({ min: -7, max: 7, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(angle, angle, angle), { maxLength: 200 }), (turns) => {
        const moments = turns.map(([rollRad, pitchRad, turnRadPerS], index) => ({ ms: index * 10, rollRad, pitchRad, turnRadPerS }));
        expect(runBody(moments).events).toEqual([]);
      }),
    );
  });
});
