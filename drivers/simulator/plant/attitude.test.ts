import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BodyInput, bodyAtRest, restingForce, stepBody, type Vector } from './body-motion.ts';

const gMPerS2 = 9.80665;
const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
const tilt = fc.double({ min: -1.5, max: 1.5, noNaN: true });
const standing: BodyInput = { rollRad: 0, pitchRad: 0, yawRadPerS: 0, freeFallRatio: 0, bounceMPerS2: 0, shockMPerS2: 0 };

type Matrix = readonly [Vector, Vector, Vector];

const about = {
  x: (a: number): Matrix => [
    [1, 0, 0],
    [0, Math.cos(a), -Math.sin(a)],
    [0, Math.sin(a), Math.cos(a)],
  ],
  y: (a: number): Matrix => [
    [Math.cos(a), 0, Math.sin(a)],
    [0, 1, 0],
    [-Math.sin(a), 0, Math.cos(a)],
  ],
  z: (a: number): Matrix => [
    [Math.cos(a), -Math.sin(a), 0],
    [Math.sin(a), Math.cos(a), 0],
    [0, 0, 1],
  ],
} as const;

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const column = (m: Matrix, k: 0 | 1 | 2): Vector => [m[0][k], m[1][k], m[2][k]];
const product = (a: Matrix, b: Matrix): Matrix => {
  const row = (r: Vector): Vector => [dot(r, column(b, 0)), dot(r, column(b, 1)), dot(r, column(b, 2))];
  return [row(a[0]), row(a[1]), row(a[2])];
};

/** Up, seen from a body turned by yaw, then pitch, then roll (REP 103: x forward, y left, z up). */
function upInBody(rollRad: number, pitchRad: number, yawRad: number): Vector {
  const turned = product(product(about.z(yawRad), about.y(pitchRad)), about.x(rollRad));
  return [column(turned, 0)[2], column(turned, 1)[2], column(turned, 2)[2]];
}

function expectVector(found: Vector, expected: Vector, digits = 9): void {
  for (const axis of [0, 1, 2] as const) expect(found[axis]).toBeCloseTo(expected[axis], digits);
}

describe('gravity in the axes of a body', () => {
  it('is up, turned by the attitude: three rotations multiplied out, whatever the heading', () => {
    fc.assert(
      fc.property(angle, angle, angle, (rollRad, pitchRad, yawRad) => {
        const up = upInBody(rollRad, pitchRad, yawRad);
        expectVector(restingForce(rollRad, pitchRad), [gMPerS2 * up[0], gMPerS2 * up[1], gMPerS2 * up[2]]);
      }),
    );
  });

  it('tells roll and pitch back', () => {
    fc.assert(
      fc.property(angle, tilt, (rollRad, pitchRad) => {
        const [x, y, z] = restingForce(rollRad, pitchRad);
        expect(Math.atan2(-x, Math.hypot(y, z))).toBeCloseTo(pitchRad, 9);
        const foundRad = Math.atan2(y, z);
        expect(Math.cos(foundRad - rollRad)).toBeCloseTo(1, 9);
      }),
    );
  });

  it.each([
    ['on its face', { pitchRad: Math.PI / 2 }, [-gMPerS2, 0, 0]],
    ['on its back', { pitchRad: -Math.PI / 2 }, [gMPerS2, 0, 0]],
    ['on its right side', { rollRad: Math.PI / 2 }, [0, gMPerS2, 0]],
    ['on its left side', { rollRad: -Math.PI / 2 }, [0, -gMPerS2, 0]],
    ['on its head', { rollRad: Math.PI }, [0, 0, -gMPerS2]],
  ] as const)('%s is held from below', (_, attitude, expected) => {
    expectVector(stepBody(bodyAtRest, { ...standing, ...attitude }, 0.05).forceMPerS2, expected);
  });
});

describe('the force a body feels', () => {
  const inputs = fc.record({
    rollRad: angle,
    pitchRad: angle,
    freeFallRatio: fc.double({ min: 0, max: 1, noNaN: true }),
    bounceMPerS2: fc.double({ min: -5, max: 5, noNaN: true }),
    shockMPerS2: fc.double({ min: -200, max: 200, noNaN: true }),
  });

  it('loses weight in proportion while it falls, all of it in free fall', () => {
    fc.assert(
      fc.property(angle, angle, fc.double({ min: 0, max: 1, noNaN: true }), (rollRad, pitchRad, freeFallRatio) => {
        const { forceMPerS2 } = stepBody(bodyAtRest, { ...standing, rollRad, pitchRad, freeFallRatio }, 0.05);
        expect(Math.hypot(...forceMPerS2)).toBeCloseTo((1 - freeFallRatio) * gMPerS2, 9);
      }),
    );
  });

  it('is the sum of weight, bounce along its own z, and a blow of its own direction', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const force = (change: Partial<BodyInput>) => stepBody(bodyAtRest, { ...standing, ...change }, 0.05).forceMPerS2;
        const { rollRad, pitchRad, freeFallRatio, bounceMPerS2, shockMPerS2 } = input;
        const weight = force({ rollRad, pitchRad, freeFallRatio });
        const blow = force({ freeFallRatio: 1, shockMPerS2 });
        const expected: Vector = [weight[0] + blow[0], weight[1] + blow[1], weight[2] + blow[2] + bounceMPerS2];
        expectVector(force(input), expected, 6);
        expect(Math.hypot(...blow)).toBeCloseTo(Math.abs(shockMPerS2), 6);
      }),
    );
  });

  it('does not depend on the heading or on how fast the body turns', () => {
    const turning = stepBody({ ...bodyAtRest, yawRad: 2 }, { ...standing, yawRadPerS: 1.7, pitchRad: 0.3 }, 0.05);
    expect(turning.forceMPerS2).toEqual(stepBody(bodyAtRest, { ...standing, pitchRad: 0.3 }, 0.05).forceMPerS2);
  });
});

describe('the turn of a body', () => {
  it('integrates back to its attitude, whatever the steps', () => {
    const step = fc.record({ rollRad: tilt, pitchRad: tilt, yawRadPerS: tilt, dtMs: fc.integer({ min: 1, max: 200 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        let body = bodyAtRest;
        const turned = [0, 0, 0];
        for (const { dtMs, ...input } of steps) {
          body = stepBody(body, { ...standing, ...input }, dtMs / 1000);
          body.turnRadPerS.forEach((rate, axis) => {
            turned[axis] = (turned[axis] ?? 0) + (rate * dtMs) / 1000;
          });
        }
        expect(turned[0]).toBeCloseTo(body.rollRad, 9);
        expect(turned[1]).toBeCloseTo(body.pitchRad, 9);
        expect(Math.cos((turned[2] ?? 0) - body.yawRad)).toBeCloseTo(1, 9);
      }),
    );
  });
});
