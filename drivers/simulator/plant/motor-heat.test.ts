import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { continuousRiseC, copperLossW, type HeatInput, type MotorHeat, stepMotorHeat } from './motor-heat.ts';

const cold: MotorHeat = { windingC: 25, caseC: 25 };
const idle: HeatInput = { sizeRatio: 1, loadRatio: 0, ambientC: 25, extraRiseC: 0 };

function warmed(seconds: number, input: HeatInput, start: MotorHeat = cold): MotorHeat {
  let heat = start;
  for (let k = 0; k < seconds * 10; k++) heat = stepMotorHeat(heat, input, 0.1);
  return heat;
}

describe('the heat of a motor', () => {
  it('stays where it is without load', () => {
    expect(warmed(600, idle)).toEqual(cold);
  });

  it('takes the time of air: the winding follows in about 50 s, the case in about 12 min', () => {
    const minute = warmed(60, { ...idle, loadRatio: 1 });
    expect(minute.windingC - minute.caseC).toBeGreaterThan(12);
    expect(minute.caseC).toBeLessThan(29);
    expect(warmed(3600, { ...idle, loadRatio: 1 }).caseC).toBeGreaterThan(60);
  });

  it('ends about 60 K above air at the continuous current, more as the copper grows resistive', () => {
    const { windingC } = warmed(4 * 3600, { ...idle, loadRatio: 1 });
    expect(windingC - idle.ambientC).toBeGreaterThan(continuousRiseC);
    expect(windingC - idle.ambientC).toBeLessThan(1.35 * continuousRiseC);
  });

  it('ends warmer by what a fault puts in', () => {
    expect(warmed(4 * 3600, { ...idle, extraRiseC: 40 }).windingC).toBeCloseTo(65, 1);
  });

  it('cools down to the air again, never below', () => {
    const cooled = warmed(2 * 3600, idle, { windingC: 120, caseC: 90 });
    expect(cooled.windingC).toBeGreaterThanOrEqual(25);
    expect(cooled.windingC).toBeLessThan(25.5);
  });

  it('conserves energy: what the windings lose in copper is stored or given to the air', () => {
    const input = { ...idle, loadRatio: 0.8 };
    let heat = cold;
    let balanceJ = 0;
    for (let k = 0; k < 3000; k++) {
      balanceJ += (copperLossW(input, heat.windingC) - (heat.caseC - input.ambientC) / 1) * 0.1;
      heat = stepMotorHeat(heat, input, 0.1);
    }
    expect(80 * (heat.windingC - 25) + 700 * (heat.caseC - 25)).toBeCloseTo(balanceJ, 6);
  });

  it('heats motors of any size alike at the same share of their load', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 3, noNaN: true }), (sizeRatio) => {
        const input = { ...idle, loadRatio: 1.2 };
        expect(warmed(20, { ...input, sizeRatio }).windingC).toBeCloseTo(warmed(20, input).windingC, 6);
      }),
      { numRuns: 20 },
    );
  });
});
