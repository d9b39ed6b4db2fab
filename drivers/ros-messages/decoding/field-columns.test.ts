import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../../tests/support/humanoid-fixture.ts';
import { recordingSink } from '../../../tests/support/recording-sink.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { type FieldColumn, FieldColumns } from './field-columns.ts';
import { FrameFiller } from './frame-filler.ts';
import type { RosMessage } from './message-type.ts';

function read(columns: readonly FieldColumn[], message: RosMessage): Record<string, number | string> {
  const fields = new FieldColumns(columns);
  const filler = new FrameFiller({ component: 'battery', parts: ['pack'], signals: fields.signals, sourceId: 'ros', periodMs: 100 });
  filler.begin(timeAt(0));
  fields.fill(filler, message, 0);
  const out = recordingSink();
  const frame = filler.frame();
  if (frame !== undefined) out.frame(frame);
  return cellsOf(out);
}

describe('columns of fields', () => {
  it('convert once, by the table of units', () => {
    const columns: FieldColumn[] = [
      { field: 'mv', unit: 'mV', signal: 'voltageV' },
      { field: 'soc', unit: 'percent', signal: 'stateOfChargeRatio' },
      { field: 'k', unit: 'K', signal: 'temperatureC' },
      { field: 'steps', factor: 0.01, signal: 'currentA' },
    ];
    expect(read(columns, { mv: 47_580, soc: 41, k: 300, steps: -250 })).toEqual({
      'battery voltageV pack': 47.58,
      'battery stateOfChargeRatio pack': 0.41,
      'battery temperatureC pack': 26.85,
      'battery currentA pack': -2.5,
    });
  });

  it('read one place of an array, typed or not', () => {
    const columns: FieldColumn[] = [{ field: 'list', at: 1, signal: 'voltageV' }];
    expect(read(columns, { list: [1, 2] })).toEqual({ 'battery voltageV pack': 2 });
    expect(read(columns, { list: Float32Array.of(1, 2) })).toEqual({ 'battery voltageV pack': 2 });
    expect(read(columns, { list: [1] })).toEqual({ 'battery voltageV pack': 'missing' });
    expect(read(columns, { list: 5 })).toEqual({ 'battery voltageV pack': 'missing' });
  });

  it('turn what counts the other way round', () => {
    expect(read([{ field: 'a', signal: 'currentA', turned: true }], { a: 2 })).toEqual({ 'battery currentA pack': -2 });
    expect(read([{ field: 'a', unit: 'mA', signal: 'currentA', turned: true }], { a: -2000 })).toEqual({ 'battery currentA pack': 2 });
  });

  it.each([
    ['absent', {}],
    ['null, as rosbridge writes NaN', { t: null }],
    ['the sentinel', { t: 255 }],
    ['text', { t: '31' }],
  ])('leave a cell missing when the field is %s', (_, message) => {
    expect(read([{ field: 't', signal: 'temperatureC', sentinelValue: 255 }], message)).toEqual({ 'battery temperatureC pack': 'missing' });
  });

  it('mark what cannot be true, and what has a unit that nobody knows stays missing', () => {
    expect(read([{ field: 't', signal: 'temperatureC' }], { t: 255 })).toEqual({ 'battery temperatureC pack': 'outOfRange' });
    expect(read([{ field: 't', unit: 'furlong', signal: 'temperatureC' }], { t: 20 })).toEqual({ 'battery temperatureC pack': 'missing' });
  });
});
