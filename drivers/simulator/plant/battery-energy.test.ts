import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BatteryInput, type BatteryPack, cellOpenCircuitV, openingBattery, packResistance, stepBattery } from './battery-pack.ts';

const cellCount = 13;
/** Of the pack as its data sheet gives it: 9 Ah; a heat path of 1.5 K/W and 2600 J/K, which together relax in 65 min. */
const capacityAs = 9 * 3600;
const toAirKPerW = 1.5;
const storesJPerK = 2600;
const relaxationS = toAirKPerW * storesJPerK;

const idle: BatteryInput = { powerW: 0, ambientC: 25, cellCount, sagV: 0, resistanceRatio: 1, extraRiseC: 0 };

/** Energy in the cells above empty, J: the area under the open-circuit curve, by midpoints. */
function storedJ(chargeRatio: number): number {
  const sliceCount = 20_000;
  const widthRatio = chargeRatio / sliceCount;
  let areaV = 0;
  for (let k = 0; k < sliceCount; k++) areaV += cellOpenCircuitV((k + 0.5) * widthRatio) * widthRatio;
  return areaV * capacityAs * cellCount;
}

interface Account {
  readonly last: BatteryPack;
  /** Out of the terminals; negative while it charges. */
  readonly givenJ: number;
  readonly heatJ: number;
  readonly toAirJ: number;
}

/** Steps a pack for so long and keeps the books by the laws of circuits, not by its own. */
function account(start: BatteryPack, input: BatteryInput, { seconds, dtS = 0.5 }: { seconds: number; dtS?: number }): Account {
  let last = start;
  let [givenJ, heatJ, toAirJ] = [0, 0, 0];
  for (let k = 0; k < seconds / dtS; k++) {
    const next = stepBattery(last, input, dtS);
    givenJ -= next.currentA * next.voltageV * dtS;
    heatJ += next.currentA ** 2 * packResistance(last.temperatureC, input.resistanceRatio) * dtS;
    toAirJ += ((last.temperatureC - input.ambientC) / toAirKPerW) * dtS;
    last = next;
  }
  return { last, givenJ, heatJ, toAirJ };
}

const load = fc.record({
  powerW: fc.double({ min: 40, max: 600, noNaN: true }),
  ambientC: fc.double({ min: -5, max: 40, noNaN: true }),
  resistanceRatio: fc.double({ min: 0.5, max: 4, noNaN: true }),
});

describe('the energy of a pack', () => {
  it('that leaves the cells is what the terminals give and the resistance turns into heat', () => {
    fc.assert(
      fc.property(load, (change) => {
        const start = openingBattery(0.9, change.ambientC, cellCount);
        const { last, givenJ, heatJ } = account(start, { ...idle, ...change }, { seconds: 900 });
        const releasedJ = storedJ(start.chargeRatio) - storedJ(last.chargeRatio);
        expect(Math.abs(givenJ + heatJ - releasedJ) / releasedJ).toBeLessThan(0.002);
      }),
      { numRuns: 25 },
    );
  });

  it('that charging takes is what the cells store and the resistance turns into heat', () => {
    const start = { ...openingBattery(0.3, 25, cellCount), charging: true };
    const { last, givenJ, heatJ } = account(start, idle, { seconds: 1200 });
    expect(last.chargeRatio).toBeCloseTo(0.3 + 1200 / 3600, 9);
    expect(-givenJ / (storedJ(last.chargeRatio) - storedJ(0.3) + heatJ)).toBeCloseTo(1, 3);
  });

  it('lasts as long as it says: 0.9 to 0.15 of the charge at 250 W', () => {
    const usableJ = storedJ(0.9) - storedJ(0.15);
    const openV = usableJ / (0.75 * capacityAs);
    const lossRatio = (250 * packResistance(30, 1)) / openV ** 2;
    const expectedS = (usableJ * (1 - lossRatio)) / 250;
    let pack = openingBattery(0.9, 25, cellCount);
    let seconds = 0;
    for (; !pack.charging; seconds++) pack = stepBattery(pack, { ...idle, powerW: 250 }, 1);
    expect(seconds / expectedS).toBeGreaterThan(0.99);
    expect(seconds / expectedS).toBeLessThan(1.01);
  });

  it('given at the terminals is what was asked of them', () => {
    const { givenJ } = account(openingBattery(0.8, 25, cellCount), { ...idle, powerW: 320 }, { seconds: 600 });
    expect(givenJ / 600 / 320).toBeCloseTo(1, 2);
  });
});

describe('the heat of a pack', () => {
  it('is stored or given to the air, and none of it is lost', () => {
    fc.assert(
      fc.property(load, fc.double({ min: 0, max: 300, noNaN: true }), (change, extraRiseC) => {
        const start = openingBattery(0.9, 25, cellCount);
        const { last, heatJ, toAirJ } = account(start, { ...idle, ...change, extraRiseC }, { seconds: 600 });
        const faultJ = (extraRiseC / toAirKPerW) * 600;
        expect(storesJPerK * (last.temperatureC - 25)).toBeCloseTo(heatJ + faultJ - toAirJ, 3);
      }),
      { numRuns: 25 },
    );
  });

  it.each([600, 3900, 4 * 3900])('fades into the air as an exponential: after %i s', (seconds) => {
    const { last } = account(openingBattery(0.8, 65, cellCount), idle, { seconds, dtS: 1 });
    expect(last.temperatureC).toBeCloseTo(25 + 40 * Math.exp(-seconds / relaxationS), 1);
  });

  it.each([600, 3900, 6 * 3900])('of a fault rises to its end as an exponential: after %i s', (seconds) => {
    const { last } = account(openingBattery(0.8, 25, cellCount), { ...idle, extraRiseC: 80 }, { seconds, dtS: 1 });
    expect(last.temperatureC).toBeCloseTo(25 + 80 * (1 - Math.exp(-seconds / relaxationS)), 1);
  });

  it('rises with the square of the load', () => {
    const riseC = (powerW: number) =>
      account(openingBattery(0.8, 25, cellCount), { ...idle, powerW }, { seconds: 120 }).last.temperatureC - 25;
    expect(riseC(400) / riseC(200)).toBeGreaterThan(3.9);
    expect(riseC(400) / riseC(200)).toBeLessThan(4.3);
  });
});

describe('the resistance of a pack', () => {
  it('changes by 2 % a kelvin about 25 °C, and by no more than to 0.7 and 2.5 of what it is there', () => {
    expect(packResistance(25, 1)).toBe(0.06);
    expect(packResistance(15, 1)).toBeCloseTo(0.06 * 1.2, 12);
    expect([packResistance(500, 1), packResistance(-500, 1), packResistance(500, 2)]).toEqual([0.06 * 0.7, 0.06 * 2.5, 0.12 * 0.7]);
  });

  it('is the slope of the voltage over the current', () => {
    const at = (powerW: number) => stepBattery(openingBattery(0.5, 25, cellCount), { ...idle, powerW }, 1e-6);
    const [light, heavy] = [at(100), at(500)];
    expect((heavy.voltageV - light.voltageV) / (heavy.currentA - light.currentA)).toBeCloseTo(packResistance(25, 1), 4);
  });
});

describe('any load at all', () => {
  it('leaves the charge between empty and full and the voltage above zero', () => {
    const anyLoad = fc.record({
      powerW: fc.double({ min: 0, max: 1e6, noNaN: true }),
      sagV: fc.double({ min: 0, max: 100, noNaN: true }),
      resistanceRatio: fc.double({ min: 0, max: 100, noNaN: true }),
    });
    fc.assert(
      fc.property(anyLoad, fc.double({ min: 0, max: 1, noNaN: true }), (change, chargeRatio) => {
        let pack = openingBattery(chargeRatio, 25, cellCount);
        for (let k = 0; k < 20; k++) {
          pack = stepBattery(pack, { ...idle, ...change }, 1);
          expect(pack.chargeRatio).toBeGreaterThanOrEqual(0);
          expect(pack.chargeRatio).toBeLessThanOrEqual(1);
          expect(pack.voltageV).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
