import { describe, expect, it } from 'vitest';
import { type SignalSpec, signalSpec, signals, type Unit } from './signal.ts';

/** How each unit ends a name; the longest ending that fits is the one meant. */
const endings: Readonly<Record<Unit, string>> = {
  rad: 'Rad',
  'rad/s': 'RadPerS',
  'rad/s2': 'RadPerS2',
  N: 'N',
  'N.m': 'Nm',
  A: 'A',
  V: 'V',
  C: 'C',
  ratio: 'Ratio',
  m: 'M',
  'm/s': 'MPerS',
  'm/s2': 'MPerS2',
  ms: 'Ms',
  count: 'Count',
  Ah: 'Ah',
  Wh: 'Wh',
  W: 'W',
  Pa: 'Pa',
  lx: 'Lx',
};

const all = Object.entries(signals).flatMap(([component, group]) =>
  Object.entries(group as Record<string, SignalSpec>).map(([name, spec]) => ({ component, name, ...spec })),
);
describe('the signal table', () => {
  it('has signals of joint, battery, imu, ambient, usage, controller, tool and base', () => {
    expect(Object.keys(signals)).toEqual(['joint', 'battery', 'imu', 'ambient', 'usage', 'controller', 'tool', 'base']);
    expect(all.length).toBeGreaterThan(45);
  });

  it.each(all)('$component $name ends in its unit, $unit', ({ name, unit }) => {
    const fitting = Object.entries(endings).filter(([, ending]) => name.endsWith(ending));
    const longest = fitting.sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
    const isBareName = name === endings[unit].charAt(0).toLowerCase() + endings[unit].slice(1);
    expect(isBareName ? unit : longest).toBe(unit);
  });
});

describe('looking a signal up', () => {
  it('gives its unit and range', () => {
    expect(signalSpec('battery', 'cellVoltageV')).toEqual({ unit: 'V', range: [0.5, 5] });
  });

  it('gives nothing for another component or another name', () => {
    expect(signalSpec('joint', 'cellVoltageV')).toBeUndefined();
    expect(signalSpec('wing', 'positionRad')).toBeUndefined();
  });

  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])('gives nothing for %s, which no signal is called', (name) => {
    expect(signalSpec('joint', name)).toBeUndefined();
    expect(signalSpec(name, 'positionRad')).toBeUndefined();
  });
});
