import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signals } from '../../contract/signal.ts';
import { fieldName, fieldNames } from './field-name.ts';

/** What the parser of Foxglove takes. */
const accepted = /^[a-z](?:_?[a-z0-9]+)*$/;

describe('a name in a ROS 2 message', () => {
  it.each([
    ['velocityRadPerS', 'velocity_rad_per_s'],
    ['accelerationXMPerS2', 'acceleration_x_m_per_s2'],
    ['motorTemperatureC', 'motor_temperature_c'],
    ['left_hip_pitch_joint', 'left_hip_pitch_joint'],
    ['Left Knee/2', 'left_knee_2'],
    ['7', 'part_7'],
    ['', 'part'],
    ['左膝', 'part'],
  ])('of %j is %j', (name, field) => {
    expect(fieldName(name)).toBe(field);
  });

  it('is one the viewers take and no other part has, whatever the robot calls its parts', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('a', 'A', 'a_2', 'a-2')), { maxLength: 20 }), (parts) => {
        const fields = fieldNames(parts);
        expect(fields.filter((field) => !accepted.test(field))).toEqual([]);
        expect(new Set(fields).size).toBe(parts.length);
      }),
    );
  });

  it('differs for every signal of a component', () => {
    for (const group of Object.values(signals)) {
      const names = Object.keys(group);
      expect(new Set(names.map(fieldName)).size).toBe(names.length);
    }
  });
});
