import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { countByCode } from '../../../tests/support/recording-sink.ts';
import { bindType, bothHeaders, ros2Header, stampedWallMs } from '../../../tests/support/ros-fixture.ts';
import { batteryState } from './battery-state.ts';

const message = {
  header: ros2Header,
  voltage: 48.5,
  temperature: 31.25,
  current: -2.5,
  charge: 9.5,
  capacity: 19,
  design_capacity: 20,
  percentage: 0.5,
  power_supply_status: 2,
  power_supply_health: 1,
  power_supply_technology: 2,
  present: true,
  cell_voltage: [3.75, 3.5],
  cell_temperature: [30, 31],
  location: '',
  serial_number: '',
};
const missing = unknown('missing');

/** What came out of these messages, a second apart. */
function pouredOf(decode: object, ...changes: readonly object[]) {
  const bound = bindType(batteryState, decode);
  changes.forEach((change, index) => {
    bound.decode({ ...message, ...change }, index * 1000);
  });
  return bound.sink;
}

describe.each(bothHeaders)('a battery state of %s', (_, header) => {
  it('is a frame of the pack', () => {
    const { frames, flaws } = pouredOf({}, { header });
    expect(frames).toHaveLength(1);
    expect(frames[0]?.sourceWallMs).toBe(stampedWallMs);
    expect(frames[0]?.cells).toEqual({
      'voltageV pack': 48.5,
      'currentA pack': -2.5,
      'stateOfChargeRatio pack': 0.5,
      'remainingAh pack': 9.5,
      'fullChargeAh pack': 19,
      'temperatureC pack': 31.25,
    });
    expect(flaws).toEqual([]);
  });
});

describe('cells and sensors', () => {
  it('are frames of their own, as many as the profile says', () => {
    const { frames } = pouredOf({ cellCount: 3, sensorCount: 1 }, {});
    expect(frames.slice(1).map(({ cells }) => cells)).toEqual([
      { 'cellVoltageV cell1': 3.75, 'cellVoltageV cell2': 3.5, 'cellVoltageV cell3': missing },
      { 'temperatureC sensor1': 30 },
    ]);
  });

  it('of a second pack have its name', () => {
    const { frames } = pouredOf({ part: 'left', cellCount: 1 }, {});
    expect(frames.flatMap(({ cells }) => Object.keys(cells))).toContain('cellVoltageV left cell1');
    expect(frames[0]?.cells).toMatchObject({ 'voltageV left': 48.5 });
  });

  it('that are not filled in make no frame', () => {
    expect(pouredOf({ cellCount: 3, sensorCount: 3 }, { cell_voltage: [], cell_temperature: null }).frames).toHaveLength(1);
  });

  it('that are null are missing', () => {
    expect(pouredOf({ sensorCount: 2 }, { cell_temperature: [null, null] }).frames[1]?.cells).toEqual({
      'temperatureC sensor1': missing,
      'temperatureC sensor2': missing,
    });
  });
});

describe('what was not filled in', () => {
  it('is missing: null, and a capacity of nothing', () => {
    const { frames } = pouredOf({}, { percentage: null, temperature: Number.NaN, charge: 0, capacity: 0 });
    expect(frames[0]?.cells).toMatchObject({
      'stateOfChargeRatio pack': missing,
      'temperatureC pack': missing,
      'remainingAh pack': missing,
      'fullChargeAh pack': missing,
    });
  });

  it('is not an empty battery: a charge of 0 beside a capacity is one', () => {
    expect(pouredOf({}, { charge: 0 }).frames[0]?.cells).toMatchObject({ 'remainingAh pack': 0, 'fullChargeAh pack': 19 });
  });

  it('is a whole pack when it is not present and has no voltage', () => {
    expect(pouredOf({}, { present: false, voltage: 0 }).frames).toEqual([]);
    expect(pouredOf({}, { present: false }).frames).toHaveLength(1);
  });
});

describe('a current', () => {
  it.each([
    [1, -2.5, 1],
    [2, 2.5, 1],
    [1, 2.5, 0],
    [2, -2.5, 0],
    [2, 0.01, 0],
    [0, 2.5, 0],
  ])('at status %d of %d A is kept as it is; contradictions counted: %d', (power_supply_status, current, count) => {
    const { frames, flaws } = pouredOf({}, { power_supply_status, current });
    expect(frames[0]?.cells['currentA pack']).toBe(current);
    expect(flaws.filter(({ code }) => code === 'ros-messages/current-sign-doubtful')).toHaveLength(count);
  });
});

describe('health', () => {
  const said = (...healths: readonly unknown[]) =>
    pouredOf({}, ...healths.map((power_supply_health) => ({ power_supply_health }))).messages.flatMap((each) =>
      each.kind === 'fault' ? [`${each.codeSpace} ${each.codeRaw} ${each.active}`] : [],
    );

  it('that is good proves what could be reported', () => {
    expect(said(1)).toEqual(['ros.battery.health 0 false', 'ros.battery.health 0 false']);
  });

  it.each([[0], [null], [9], [undefined]])('that is %s proves nothing', (health) => {
    expect(said(health)).toEqual([]);
  });

  it('that is bad is a fault, once, until it was good for two seconds', () => {
    expect(said(1, 2, 2, 1, 1, 1, 1).slice(2)).toEqual(['ros.battery.health 2 true', 'ros.battery.health 2 false']);
  });
});

describe('values that are seen in the field', () => {
  it('percentage 8 is unknown, and counted', () => {
    const { frames, flaws } = pouredOf({}, { percentage: 8 });
    expect(frames[0]?.cells['stateOfChargeRatio pack']).toEqual(unknown('outOfRange'));
    expect(flaws).toMatchObject([{ code: 'ros-messages/percentage-out-of-range', text: 'percentage 8' }]);
  });

  it('technology 10 and power supply status 9 are counted, and change nothing else', () => {
    const { frames, flaws } = pouredOf({}, { power_supply_technology: 10, power_supply_status: 9 });
    expect(frames[0]?.cells['voltageV pack']).toBe(48.5);
    expect(flaws.map(({ text }) => text)).toEqual(['power_supply_status 9', 'power_supply_technology 10']);
  });

  it('a widened float32 is the number it was, counted when it begins', () => {
    const widened = { voltage: 48.099998474121094, percentage: 0.8299999833106995 };
    const { frames, flaws } = pouredOf({ cellCount: 1 }, widened, { ...widened, cell_voltage: [Math.fround(3.3)] });
    expect(frames[1]?.cells).toMatchObject({ 'cellVoltageV cell1': 3.75 });
    expect(frames[2]?.cells).toMatchObject({ 'voltageV pack': 48.1, 'stateOfChargeRatio pack': 0.83 });
    expect(frames[3]?.cells).toMatchObject({ 'cellVoltageV cell1': 3.3 });
    expect(countByCode(flaws)).toEqual({ 'ros-messages/float32-widened': 1 });
  });
});

describe('a float32 in any form', () => {
  it('is the same value from JSON as from a program that rounds it itself (property)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999 }), (hundredths) => {
        const voltage = hundredths / 100;
        const widened = pouredOf({}, { voltage: Math.fround(voltage) }).frames[0]?.cells['voltageV pack'];
        expect(widened).toEqual(pouredOf({}, { voltage }).frames[0]?.cells['voltageV pack']);
      }),
    );
  });
});
