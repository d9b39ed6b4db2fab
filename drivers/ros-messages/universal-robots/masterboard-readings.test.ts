import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { implausibleCells, oddMessages, openTopic } from '../../../tests/support/open-topic.ts';
import { masterboardReadings } from './masterboard-readings.ts';

const common = {
  digital_input_bits: 0,
  masterboard_temperature: 38.5,
  robot_current: 0.75,
  master_io_current: 0.03,
  master_safety_state: 1,
};
const cellsOf = (message: Record<string, unknown>) => openTopic(masterboardReadings).decode(message).frames[0]?.cells;

describe('the masterboard readings of a UR', () => {
  it.each([
    ['ROS 1', { ...common, robot_voltage_48V: 47.75 }],
    ['ROS 2', { ...common, robot_voltage_48v: 47.75 }],
  ])('are the same in %s', (_, message) => {
    expect(cellsOf(message)).toEqual({ 'temperatureC robot': 38.5, 'voltageV robot': 47.75, 'currentA robot': 0.75 });
  });

  it('know nothing of an empty message', () => {
    const missing = unknown('missing');
    expect(cellsOf({})).toEqual({ 'temperatureC robot': missing, 'voltageV robot': missing, 'currentA robot': missing });
  });

  it('never throw and are never good and impossible at once', () => {
    fc.assert(
      fc.property(oddMessages(['robot_voltage_48V', 'robot_voltage_48v', ...Object.keys(common)]), (message) => {
        expect(implausibleCells(openTopic(masterboardReadings).decode(message))).toEqual([]);
      }),
    );
  });
});
