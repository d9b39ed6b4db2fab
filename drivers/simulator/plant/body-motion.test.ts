import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BodyInput, bodyAtRest, gravityMPerS2, restingForce, stepBody } from './body-motion.ts';

const angle = fc.double({ min: -3, max: 3, noNaN: true });
const standing: BodyInput = { rollRad: 0, pitchRad: 0, yawRadPerS: 0, freeFallRatio: 0, bounceMPerS2: 0, shockMPerS2: 0 };
const length = (vector: readonly number[]): number => Math.hypot(...vector);

describe('what an inertial sensor feels', () => {
  it('is 1 g in any attitude at rest', () => {
    fc.assert(
      fc.property(angle, angle, (rollRad, pitchRad) => {
        expect(length(restingForce(rollRad, pitchRad))).toBeCloseTo(gravityMPerS2, 9);
      }),
    );
  });

  it('points up when standing, backwards when it lies on its face, to the side when it lies on one', () => {
    expect(restingForce(0, 0)).toEqual([-0, 0, gravityMPerS2]);
    expect(restingForce(0, Math.PI / 2)[0]).toBeCloseTo(-gravityMPerS2, 9);
    expect(restingForce(Math.PI / 2, 0)[1]).toBeCloseTo(gravityMPerS2, 9);
  });

  it('is almost nothing in free fall', () => {
    const body = stepBody(bodyAtRest, { ...standing, freeFallRatio: 0.9 }, 0.05);
    expect(length(body.forceMPerS2)).toBeLessThan(0.3 * gravityMPerS2);
  });

  it('contains a shock with its full length', () => {
    const { forceMPerS2 } = stepBody(bodyAtRest, { ...standing, shockMPerS2: 50 }, 0.05);
    expect(Math.hypot(forceMPerS2[0], forceMPerS2[1], forceMPerS2[2] - gravityMPerS2)).toBeCloseTo(50, 9);
  });
});

describe('the attitude of the body', () => {
  it('turns at the rate that leads from one attitude to the next', () => {
    const body = stepBody(bodyAtRest, { ...standing, rollRad: 0.1, pitchRad: -0.05 }, 0.05);
    expect(body.turnRadPerS[0]).toBeCloseTo(2, 9);
    expect(body.turnRadPerS[1]).toBeCloseTo(-1, 9);
  });

  it('keeps its heading within half a turn either way', () => {
    let body = bodyAtRest;
    for (let k = 0; k < 500; k++) {
      body = stepBody(body, { ...standing, yawRadPerS: 3 }, 0.1);
      expect(Math.abs(body.yawRad)).toBeLessThanOrEqual(Math.PI + 1e-9);
    }
    expect(body.yawRad).toBeCloseTo(150 - 2 * Math.PI * 24, 6);
  });
});
