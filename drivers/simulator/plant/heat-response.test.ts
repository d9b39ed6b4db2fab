import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copperLossW, type HeatInput, type MotorHeat, stepMotorHeat } from './motor-heat.ts';

/** The network the module states: winding 80 J/K, 0.6 K/W to a case of 700 J/K, 1 K/W from there to the air. */
const network = { windingJPerK: 80, caseJPerK: 700, windingKPerW: 0.6, caseKPerW: 1 } as const;
const fullRiseC = 60;
const copperPerK = 0.00393;
const idle: HeatInput = { sizeRatio: 1, loadRatio: 0, ambientC: 0, extraRiseC: 0 };
const cold: MotorHeat = { windingC: 0, caseC: 0 };

function warmed(input: HeatInput, { seconds, dtS = 0.05, start = cold }: { seconds: number; dtS?: number; start?: MotorHeat }): MotorHeat {
  let heat = start;
  for (let k = 0; k < Math.round(seconds / dtS); k++) heat = stepMotorHeat(heat, input, dtS);
  return heat;
}

/** Both roots of the network's characteristic polynomial, 1/s. */
function rates(): [slow: number, fast: number] {
  const { windingJPerK, caseJPerK, windingKPerW, caseKPerW } = network;
  const winding = 1 / (windingKPerW * windingJPerK);
  const across = 1 / (windingKPerW * caseJPerK);
  const air = 1 / (caseKPerW * caseJPerK);
  const trace = -(winding + across + air);
  const determinant = winding * air;
  const root = Math.sqrt(trace * trace - 4 * determinant);
  return [(trace + root) / 2, (trace - root) / 2];
}

/** Closed form of the step response: two exponentials, from cold to where a constant heat ends. */
function stepResponse(riseC: number, tS: number): MotorHeat {
  const [slow, fast] = rates();
  const heatW = riseC / (network.windingKPerW + network.caseKPerW);
  const [windingEndC, caseEndC] = [riseC, heatW * network.caseKPerW];
  // At the start the winding rises by P/C and the case not at all; that fixes the two amplitudes of each node.
  const mixed = (endC: number, startPerS: number): number => {
    const fastC = (startPerS + slow * endC) / (fast - slow);
    const slowC = -endC - fastC;
    return endC + slowC * Math.exp(slow * tS) + fastC * Math.exp(fast * tS);
  };
  return { windingC: mixed(windingEndC, heatW / network.windingJPerK), caseC: mixed(caseEndC, 0) };
}

describe('a motor warmed by a constant heat', () => {
  it.each([5, 30, 120, 600, 2400, 7200])('follows the closed form of its two heat paths: after %i s', (seconds) => {
    const found = warmed({ ...idle, extraRiseC: 100 }, { seconds });
    const expected = stepResponse(100, seconds);
    expect(Math.abs(found.windingC - expected.windingC)).toBeLessThan(0.05);
    expect(Math.abs(found.caseC - expected.caseC)).toBeLessThan(0.05);
  });

  it('has time constants of about 45 s and 12 min', () => {
    const [slow, fast] = rates();
    expect(-1 / fast).toBeGreaterThan(40);
    expect(-1 / fast).toBeLessThan(50);
    expect(-1 / slow / 60).toBeGreaterThan(12);
    expect(-1 / slow / 60).toBeLessThan(14);
  });

  it('comes nearer to the closed form as the step shrinks: half the step, half the error', () => {
    const error = (dtS: number) =>
      Math.abs(warmed({ ...idle, extraRiseC: 100 }, { seconds: 100, dtS }).windingC - stepResponse(100, 100).windingC);
    expect(error(2) / error(1)).toBeGreaterThan(1.9);
    expect(error(2) / error(1)).toBeLessThan(2.1);
  });

  it('is stable at a step of 20 s, as promised', () => {
    const { windingC } = warmed({ ...idle, extraRiseC: 100 }, { seconds: 20_000, dtS: 20 });
    expect(windingC).toBeCloseTo(100, 3);
  });

  it('adds up: two heats together rise as high as the two apart', () => {
    const rise = fc.double({ min: 1, max: 300, noNaN: true });
    fc.assert(
      fc.property(rise, rise, (aC, bC) => {
        const [a, b, both] = [aC, bC, aC + bC].map((extraRiseC) => warmed({ ...idle, extraRiseC }, { seconds: 60, dtS: 0.5 }));
        expect(both?.windingC).toBeCloseTo((a?.windingC ?? 0) + (b?.windingC ?? 0), 9);
        expect(both?.caseC).toBeCloseTo((a?.caseC ?? 0) + (b?.caseC ?? 0), 9);
      }),
    );
  });

  it('knows no absolute temperature: the same rise in any air', () => {
    fc.assert(
      fc.property(fc.double({ min: -40, max: 60, noNaN: true }), (ambientC) => {
        const start = { windingC: ambientC, caseC: ambientC };
        const { windingC } = warmed({ ...idle, ambientC, extraRiseC: 50 }, { seconds: 60, dtS: 0.5, start });
        expect(windingC - ambientC).toBeCloseTo(warmed({ ...idle, extraRiseC: 50 }, { seconds: 60, dtS: 0.5 }).windingC, 9);
      }),
    );
  });
});

describe('a motor warmed by its current', () => {
  it('ends where copper loss and heat paths balance, the copper being as warm as it is', () => {
    const anyLoad = fc.double({ min: 0, max: 1.2, noNaN: true });
    fc.assert(
      fc.property(anyLoad, fc.double({ min: -10, max: 45, noNaN: true }), (loadRatio, ambientC) => {
        const cooled = fullRiseC * loadRatio ** 2;
        const riseC = (cooled * (1 + copperPerK * (ambientC - 25))) / (1 - cooled * copperPerK);
        const start = { windingC: ambientC, caseC: ambientC };
        const end = warmed({ ...idle, ambientC, loadRatio }, { seconds: 8 * 3600, dtS: 5, start });
        expect(Math.abs(end.windingC - ambientC - riseC)).toBeLessThan(0.1);
        expect(Math.abs(end.caseC - ambientC - riseC / 1.6)).toBeLessThan(0.1);
      }),
      { numRuns: 30 },
    );
  });

  it('runs away above 2.06 times its continuous current, where no balance exists', () => {
    const criticalRatio = Math.sqrt(1 / (fullRiseC * copperPerK));
    expect(criticalRatio).toBeCloseTo(2.06, 2);
    const hours = [4, 8, 12].map((hour) => warmed({ ...idle, loadRatio: 1.03 * criticalRatio }, { seconds: hour * 3600, dtS: 5 }).windingC);
    expect((hours[2] ?? 0) - (hours[1] ?? 0)).toBeGreaterThan((hours[1] ?? 0) - (hours[0] ?? 0));
    const held = warmed({ ...idle, loadRatio: 0.9 * criticalRatio }, { seconds: 48 * 3600, dtS: 10 }).windingC;
    expect(Math.abs(held - warmed({ ...idle, loadRatio: 0.9 * criticalRatio }, { seconds: 72 * 3600, dtS: 10 }).windingC)).toBeLessThan(1);
  });

  it('does not ask which way the current flows', () => {
    expect(warmed({ ...idle, loadRatio: -0.7 }, { seconds: 60 })).toEqual(warmed({ ...idle, loadRatio: 0.7 }, { seconds: 60 }));
  });

  it('loses four times the power at twice the current, and 39 % more when 100 K warmer than 25 °C', () => {
    const loss = (loadRatio: number, windingC: number) => copperLossW({ sizeRatio: 1, loadRatio }, windingC);
    expect(loss(2, 25) / loss(1, 25)).toBeCloseTo(4, 12);
    expect(loss(1, 125) / loss(1, 25)).toBeCloseTo(1.393, 12);
    expect(loss(1, 25)).toBeCloseTo(37.5, 12);
  });
});
