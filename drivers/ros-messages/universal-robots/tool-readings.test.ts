import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { implausibleCells, oddMessages, openTopic } from '../../../tests/support/open-topic.ts';
import { toolReadings } from './tool-readings.ts';

/** The same fields in both ROS generations; floats come widened from 32 bits. */
const fixture = {
  analog_input_range2: 1,
  analog_input_range3: 1,
  analog_input2: 0.0021,
  analog_input3: 0.0018,
  tool_voltage_48v: 48.02000045776367,
  tool_output_voltage: 24,
  tool_current: 83.5,
  tool_temperature: 31.25,
  tool_mode: 253,
};
const cellsOf = (message: Record<string, unknown>, decode = {}) => openTopic(toolReadings, { decode }).decode(message).frames[0]?.cells;

describe('the tool readings of a UR', () => {
  it('are temperature and supply voltage; a current of unknown unit is not read', () => {
    expect(cellsOf(fixture)).toEqual({ 'temperatureC tool': 31.25, 'voltageV tool': 48.02000045776367 });
  });

  it.each([
    ['mA', 0.0835],
    ['A', 83.5],
  ])('have the current in amperes when the profile says it comes in %s', (toolCurrent, expected) => {
    expect(cellsOf(fixture, { toolCurrent })?.['currentA tool']).toBeCloseTo(expected, 9);
  });

  it('take a bare zero of the voltage as no value, because a driver leaves it at that', () => {
    expect(cellsOf({ ...fixture, tool_voltage_48v: 0 })?.['voltageV tool']).toEqual(unknown('missing'));
  });

  it('know nothing of an empty message, and nothing of a sensor beyond its range', () => {
    expect(cellsOf({})).toEqual({ 'temperatureC tool': unknown('missing'), 'voltageV tool': unknown('missing') });
    expect(cellsOf({ ...fixture, tool_temperature: 255 })?.['temperatureC tool']).toEqual(unknown('outOfRange'));
  });

  it('are of the tool, with the period that was asked for', () => {
    const { decoder } = openTopic(toolReadings);
    expect(decoder.layouts).toEqual([expect.objectContaining({ component: 'tool', parts: ['tool'], periodMs: 100 })]);
    expect(decoder.observable).toEqual([]);
  });

  it('never throw and are never good and impossible at once', () => {
    fc.assert(
      fc.property(oddMessages(Object.keys(fixture)), fc.constantFrom('A', 'mA', 'unknown'), (message, toolCurrent) => {
        expect(implausibleCells(openTopic(toolReadings, { decode: { toolCurrent } }).decode(message))).toEqual([]);
      }),
    );
  });
});
