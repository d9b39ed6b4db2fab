import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import {
  type AssumedSign,
  dalyCellV,
  dalyFlag,
  dalyRatio,
  dalyRawCurrentA,
  dalyStatus,
  dalyTemperatureC,
  signedCurrent,
} from './daly-values.ts';

const documented: AssumedSign = { vendorSign: -1, basis: 'vendorDoc' };
const observed: AssumedSign = { vendorSign: 1, basis: 'unverified' };

describe('a raw value of Daly', () => {
  it('counts from its own zero', () => {
    expect([dalyRawCurrentA(30_000), dalyRawCurrentA(29_975), dalyRawCurrentA(30_500)]).toEqual([0, -2.5, 50]);
    expect([dalyTemperatureC(0), dalyTemperatureC(61), dalyTemperatureC(190)]).toEqual([-40, 21, 150]);
    expect([dalyCellV(3281), dalyRatio(561)]).toEqual([3.281, 0.561]);
    expect([0, 1, 2].map(dalyStatus)).toEqual(['idle', 'charging', 'discharging']);
    expect([0, 1].map(dalyFlag)).toEqual([false, true]);
  });

  it('that cannot be true is unknown, and no sensor is not a temperature', () => {
    expect(dalyTemperatureC(255)).toEqual(unknown('notReported'));
    for (const value of [dalyTemperatureC(191), dalyCellV(0), dalyCellV(65_535), dalyRatio(1001), dalyRawCurrentA(0), dalyStatus(3)]) {
      expect(value).toEqual(unknown('outOfRange'));
    }
    expect(dalyFlag(2)).toEqual(unknown('outOfRange'));
  });
});

describe('the sign of the current', () => {
  it('is that of the state, whichever way the vendor signs it (property)', () => {
    const rawA = fc.integer({ min: 1, max: 9999 }).map((tenths) => tenths / 10);
    fc.assert(
      fc.property(rawA, fc.constantFrom(1, -1), fc.constantFrom(documented, observed), (amountA, vendorSign, assumed) => {
        const raw = amountA * vendorSign;
        expect(signedCurrent(raw, 'charging', assumed)).toEqual({ currentA: amountA, currentSignBasis: 'stateFlag' });
        expect(signedCurrent(raw, 'discharging', assumed)).toEqual({ currentA: -amountA, currentSignBasis: 'stateFlag' });
      }),
    );
  });

  it('is the assumed one at idle and without a state, and says whose word that is', () => {
    for (const status of ['idle', unknown('missing')] as const) {
      expect(signedCurrent(3, status, documented)).toEqual({ currentA: -3, currentSignBasis: 'vendorDoc' });
      expect(signedCurrent(3, status, observed)).toEqual({ currentA: 3, currentSignBasis: 'unverified' });
    }
  });

  it('stays unknown with the current, and nothing is plain 0', () => {
    expect(signedCurrent(unknown('missing'), 'charging', documented).currentA).toEqual(unknown('missing'));
    expect(Object.is(signedCurrent(0, 'discharging', documented).currentA, 0)).toBe(true);
  });
});
