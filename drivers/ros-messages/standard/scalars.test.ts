import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { bindType, bothHeaders, ros1Header, stampedWallMs } from '../../../tests/support/ros-fixture.ts';
import { fluidPressure } from './fluid-pressure.ts';
import { illuminance } from './illuminance.ts';
import { relativeHumidity } from './relative-humidity.ts';
import { temperature } from './temperature.ts';

const kinds = [
  { type: temperature, field: 'temperature', signal: 'temperatureC', value: 21.5, impossible: 400 },
  { type: relativeHumidity, field: 'relative_humidity', signal: 'relativeHumidityRatio', value: 0.6, impossible: 60 },
  { type: fluidPressure, field: 'fluid_pressure', signal: 'pressurePa', value: 101_325, impossible: 1013.25 },
  { type: illuminance, field: 'illuminance', signal: 'illuminanceLx', value: 500, impossible: -1 },
] as const;

describe.each(kinds)('a message that is one number', ({ type, field, signal, value, impossible }) => {
  it.each(bothHeaders)(`${type.name} of %s is ${signal}`, (_, header) => {
    const { decode, sink } = bindType(type);
    decode({ header, [field]: value, variance: 0 });
    expect(sink.frames).toMatchObject([{ component: 'ambient', sourceWallMs: stampedWallMs, cells: { [`${signal} main`]: value } }]);
  });

  it(`${type.name} that cannot be true is unknown`, () => {
    const { decode, sink } = bindType(type);
    decode({ header: ros1Header, [field]: impossible });
    expect(sink.frames[0]?.cells[`${signal} main`]).toEqual(unknown('outOfRange'));
  });

  it.each([[null], [undefined], ['21'], [Number.NaN]])(`${type.name} with %s is no frame, and counted`, (none) => {
    const { decode, sink } = bindType(type);
    decode({ header: ros1Header, [field]: none });
    expect(sink.frames).toEqual([]);
    expect(sink.flaws).toMatchObject([{ code: 'ros-messages/field-missing', text: `no number in ${field}` }]);
  });
});

describe('a temperature', () => {
  it('is of the controller where the profile says so', () => {
    const { decode, sink } = bindType(temperature, { component: 'controller', part: 'cabinet' });
    decode({ temperature: 40 });
    expect(sink.frames).toMatchObject([{ component: 'controller', cells: { 'temperatureC cabinet': 40 } }]);
  });
});
