import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { climateAt, stepController } from './surroundings.ts';

const place = { temperatureC: 22, relativeHumidityRatio: 0.45, phaseRad: 0 };
const calm = { ambientRiseC: 0, humidityTargetRatio: 0, humidityShareRatio: 0 };
const anyMs = fc.integer({ min: 0, max: 1e9 });

describe('the air at the robot', () => {
  it('stays near the place it was set to, and changes by less than 0.5 °C a minute', () => {
    fc.assert(
      fc.property(anyMs, (nowMs) => {
        const [now, later] = [nowMs, nowMs + 60_000].map((ms) => climateAt(place, ms, calm).temperatureC);
        expect(Math.abs((now ?? 0) - 22)).toBeLessThanOrEqual(0.8);
        expect(Math.abs((later ?? 0) - (now ?? 0))).toBeLessThan(0.5);
      }),
    );
  });

  it('is driven to the humidity of a fault, and back when the fault is over', () => {
    expect(climateAt(place, 0, { ...calm, humidityTargetRatio: 0.98, humidityShareRatio: 1 }).relativeHumidityRatio).toBeCloseTo(0.98, 9);
    expect(climateAt(place, 0, calm).relativeHumidityRatio).toBeCloseTo(0.45, 9);
  });

  it('never leaves 0 … 1 in humidity', () => {
    fc.assert(
      fc.property(anyMs, fc.double({ min: 0, max: 1, noNaN: true }), (nowMs, share) => {
        const { relativeHumidityRatio } = climateAt(place, nowMs, { ...calm, humidityTargetRatio: 1, humidityShareRatio: share });
        expect(relativeHumidityRatio).toBeGreaterThanOrEqual(0);
        expect(relativeHumidityRatio).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the controller', () => {
  it('settles above the air by what it feeds', () => {
    let temperatureC = 22;
    for (let k = 0; k < 3600; k++) temperatureC = stepController(temperatureC, { ambientC: 22, powerW: 250 }, 1);
    expect(temperatureC).toBeCloseTo(22 + 14 + 3, 3);
  });
});
