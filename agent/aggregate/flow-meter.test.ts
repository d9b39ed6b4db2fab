import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameOf } from '../../tests/support/telemetry.ts';
import type { FrameLayout } from '../contract/frame.ts';
import { FlowMeter, type FlowState } from './flow-meter.ts';

type Row = readonly [ms: number, ...values: (number | undefined)[]];

const base: FrameLayout = { sourceId: 'legs', component: 'base', parts: ['body'], signals: ['velocityMPerS'], periodMs: 100 };
const odometer: FrameLayout = { ...base, sourceId: 'wheels', signals: ['velocityMPerS', 'distanceTotalM'] };
const pack: FrameLayout = { sourceId: 'bms', component: 'battery', parts: ['pack'], signals: ['voltageV', 'currentA'], periodMs: 1000 };
const power: FrameLayout = { ...pack, sourceId: 'bus', parts: ['left', 'right'], signals: ['powerW', 'voltageV', 'currentA'] };
const usage: FrameLayout = { sourceId: 'plc', component: 'usage', parts: ['robot'], signals: ['energyTotalWh'], periodMs: 1000 };

function meter(layouts: readonly FrameLayout[], states: Record<string, FlowState> = {}): FlowMeter {
  const flows = new FlowMeter(states);
  layouts.forEach((layout, index) => {
    flows.open(`${layout.sourceId}/${layout.component}/${index}`, layout);
  });
  return flows;
}

/** What the rows of one stream add up to. */
function sum(flows: FlowMeter, layout: FrameLayout, rows: readonly Row[]): number {
  return rows.reduce((total, [ms, ...values]) => total + (flows.step(frameOf(layout, ms, values))?.riseValue ?? 0), 0);
}

describe('distance', () => {
  it('is the speed held until the next reading, whichever way the base goes', () => {
    const rows: Row[] = [
      [0, 0.5],
      [100, -0.5],
      [200, 0],
      [300, 0],
    ];
    expect(sum(meter([base]), base, rows)).toBe(100_000);
  });

  it('does not reach over a silence (A7)', () => {
    const rows: Row[] = [
      [0, 1],
      [60_000, 1],
    ];
    expect(sum(meter([base]), base, rows)).toBe(300 * 1000);
  });

  it('is the odometer’s own rise where there is one', () => {
    const rows: Row[] = [
      [0, 9, 1000],
      [100, 9, 1000.05],
      [200, 9, 1000.1],
    ];
    expect(sum(meter([odometer]), odometer, rows)).toBe(100_000);
  });

  it('M-8: takes nothing for an odometer that fell, and nothing for one that leapt', () => {
    const rows: Row[] = [
      [0, 0, 1000],
      [100, 0, 2],
      [200, 0, 2.1],
      [300, 0, 500],
      [400, 0, 500.1],
    ];
    expect(sum(meter([odometer]), odometer, rows)).toBe(200_000);
  });

  it('says how fast the base is, and nothing where no reading is good', () => {
    const flows = meter([base]);
    expect(flows.step(frameOf(base, 0, [-0.25]))).toEqual({ quantity: 'distanceUm', riseValue: 0, ratePerS: 0.25 });
    expect(flows.step(frameOf(base, 100, [undefined]))).toEqual({ quantity: 'distanceUm', riseValue: 0, ratePerS: { unknown: 'missing' } });
    const wheels = meter([odometer]);
    wheels.step(frameOf(odometer, 0, [0, 10]));
    expect(wheels.step(frameOf(odometer, 100, [0, 10.1]))?.ratePerS).toBeCloseTo(1, 9);
  });
});

describe('energy', () => {
  it('is what a pack gives, volts times amperes, and nothing while it charges', () => {
    const rows: Row[] = [
      [0, 48, -10],
      [1000, 50, 5],
      [2000, 50, -1],
      [3000, 50, 0],
    ];
    expect(sum(meter([pack]), pack, rows)).toBe(480 * 1000 + 50 * 1000);
  });

  it('is the sum over packs, from their power where they report it', () => {
    const rows: Row[] = [
      [0, -100, -50, 1, 1, -1, -1],
      [1000, -100, -50, 1, 1, -1, -1],
    ];
    expect(sum(meter([power]), power, rows)).toBe(150_000);
  });

  it('is an energy meter’s rise where there is one, and no pack is counted beside it', () => {
    const flows = meter([pack, usage]);
    const rows: Row[] = [
      [0, 48, -10],
      [1000, 48, -10],
    ];
    expect(sum(flows, pack, rows)).toBe(0);
    const totals: Row[] = [
      [0, 5],
      [1000, 5.5],
    ];
    expect(sum(flows, usage, totals)).toBe(1_800_000);
  });

  it('counts a pack once that two interfaces report', () => {
    const flows = meter([pack, power]);
    expect(flows.step(frameOf(pack, 0, [48, -1]))).toBeDefined();
    expect(flows.step(frameOf(power, 0, [-48, -48, 48, 48, -1, -1]))).toBeUndefined();
  });

  it('leaves out a stream that cannot tell', () => {
    const silent: FrameLayout = { ...pack, signals: ['voltageV'] };
    expect(meter([silent]).step(frameOf(silent, 0, [48]))).toBeUndefined();
  });
});

describe('properties of flows', () => {
  const rows = fc
    .array(fc.record({ stepMs: fc.nat(5000), value: fc.option(fc.double({ min: -2000, max: 2000, noNaN: true }), { nil: undefined }) }), {
      maxLength: 50,
    })
    .map((steps) => {
      let ms = 0;
      return steps.map(({ stepMs, value }): Row => {
        ms += stepMs;
        return [ms, 0, value];
      });
    });

  it('every rise is whole and not negative, whatever is read', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(base, odometer, pack, usage), (drawn, layout) => {
        const flows = meter([layout]);
        for (const [ms, ...values] of drawn) {
          const rise = flows.step(frameOf(layout, ms, values.slice(0, layout.signals.length)))?.riseValue ?? 0;
          expect(Number.isInteger(rise) && rise >= 0).toBe(true);
        }
      }),
    );
  });

  it('goes on the same when its state was saved in between', () => {
    fc.assert(
      fc.property(rows, fc.nat(50), (drawn, cut) => {
        const whole = sum(meter([odometer]), odometer, drawn);
        const states: Record<string, FlowState> = {};
        const first = sum(meter([odometer], states), odometer, drawn.slice(0, cut));
        const saved = JSON.parse(JSON.stringify(states)) as Record<string, FlowState>;
        expect(first + sum(meter([odometer], saved), odometer, drawn.slice(cut))).toBe(whole);
      }),
    );
  });
});
