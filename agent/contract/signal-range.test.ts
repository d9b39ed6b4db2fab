import { describe, expect, it } from 'vitest';
import { type SignalSpec, signalSpec, signals } from './signal.ts';

const all = Object.entries(signals).flatMap(([component, group]) =>
  Object.entries(group as Record<string, SignalSpec>).map(([name, spec]) => ({ component, name, ...spec })),
);
const specOf = (component: string, name: string): SignalSpec => {
  const spec = signalSpec(component, name);
  if (spec === undefined) throw new Error(`no signal ${component} ${name}`);
  return spec;
};
const isPlausible = (component: string, name: string, value: number): boolean => {
  const [low, high] = specOf(component, name).range;
  return value >= low && value <= high;
};

describe('the plausible range', () => {
  it.each(all)('$component $name has a finite range with room in it: $range', ({ range: [low, high] }) => {
    expect(Number.isFinite(low) && Number.isFinite(high)).toBe(true);
    expect(low).toBeLessThan(high);
  });

  it('bounds every ratio that is a share by 0 and 1; a load may exceed its rating', () => {
    const ratios = all.filter(({ unit, name }) => unit === 'ratio' && name !== 'loadRatio');
    expect(ratios.map(({ name }) => name)).toContain('stateOfChargeRatio');
    for (const { range } of ratios) expect(range).toEqual([0, 1]);
    expect(isPlausible('joint', 'loadRatio', 1.4)).toBe(true);
  });

  it('bounds every total from zero up: what only rises cannot be negative', () => {
    for (const { range } of all.filter(({ name }) => /Total|Count$/.test(name))) expect(range[0]).toBe(0);
  });

  it('lets a joint turn, pull and brake in both directions', () => {
    const signed = all.filter(({ component, unit }) => component === 'joint' && ['rad', 'rad/s', 'N.m', 'A'].includes(unit));
    for (const { range } of signed) expect(range[0]).toBe(-range[1]);
  });

  it.each([
    ['joint', 'motorTemperatureC', 255],
    ['joint', 'voltageV', -9],
    ['battery', 'stateOfChargeRatio', 1.01],
    ['battery', 'cellVoltageV', 0],
    ['ambient', 'pressurePa', 0],
    ['imu', 'accelerationXMPerS2', 20_000],
  ])('does not believe the glitch %s %s = %d', (component, name, value) => {
    expect(isPlausible(component, name, value)).toBe(false);
  });

  it.each([
    ['joint', 'motorTemperatureC', 85],
    ['battery', 'voltageV', 54.6],
    ['battery', 'currentA', -30],
    ['ambient', 'pressurePa', 101_325],
    ['imu', 'accelerationZMPerS2', 9.81],
    ['joint', 'positionRad', -40 * Math.PI],
  ])('believes %s %s = %d', (component, name, value) => {
    expect(isPlausible(component, name, value)).toBe(true);
  });
});
