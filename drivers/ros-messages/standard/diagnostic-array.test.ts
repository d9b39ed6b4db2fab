import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countByCode } from '../../../tests/support/recording-sink.ts';
import { bindType, bothHeaders } from '../../../tests/support/ros-fixture.ts';
import { diagnosticLevel } from '../decoding/diagnostic-level.ts';
import { diagnosticArray } from './diagnostic-array.ts';

const status = (level: unknown, name = 'motor: temperature', hardware_id = 'left arm') => ({
  level,
  name,
  message: 'too hot',
  hardware_id,
  values: [{ key: 't', value: '90' }],
});

/** Faults without the proofs, of lists of statuses that came a second apart. */
function saidOf(...lists: readonly (readonly object[])[]) {
  const bound = bindType(diagnosticArray);
  lists.forEach((list, index) => {
    bound.decode({ status: list }, index * 1000);
  });
  const faults = bound.sink.messages.flatMap((each) => (each.kind === 'fault' && each.codeRaw !== '0' ? [each] : []));
  return { faults, spelled: faults.map(({ codeRaw, active }) => `${codeRaw} ${active ? 'on' : 'off'}`), flaws: bound.sink.flaws };
}

describe.each(bothHeaders)('diagnostics of %s', (_, header) => {
  it('prove what can be reported, and say errors with their evidence', () => {
    const { decode, sink, decoder } = bindType(diagnosticArray);
    decode({ header, status: [status(2)] });
    expect(decoder.observable).toEqual(['majorFault']);
    expect(sink.messages).toMatchObject([
      { kind: 'fault', codeRaw: '0', active: false, severity: 'error' },
      {
        kind: 'fault',
        codeSpace: 'ros.diagnostics',
        codeRaw: 'motor: temperature:2',
        part: 'left arm motor: temperature',
        severity: 'error',
        category: 'other',
        text: 'too hot',
        active: true,
      },
    ]);
  });
});

describe('a level', () => {
  it.each([
    [2, 2],
    [1n, 1],
    ['\u0002', 2],
    ['3', 3],
    ['\u0000', 0],
    [Uint8Array.of(1), 1],
    [[0], 0],
  ])('of %s is %d', (value, level) => {
    expect(diagnosticLevel(value)).toBe(level);
  });

  it.each([[4], [-1], [1.5], [''], ['ERROR'], ['a'], [null], [[1, 2]], [{}], [undefined]])('of %j is none', (value) => {
    expect(diagnosticLevel(value)).toBeNaN();
  });

  it('that is none is counted, and is no OK', () => {
    const { spelled, flaws } = saidOf([status(2)], [status('ERROR')], [status('ERROR')], [status('ERROR')]);
    expect(spelled).toEqual(['motor: temperature:2 on']);
    expect(countByCode(flaws)).toEqual({ 'ros-messages/diagnostic-level-unknown': 3 });
  });
});

describe('a fault', () => {
  it('is one occurrence while it stands, and heals when it was OK for so long', () => {
    const { spelled } = saidOf([status(2)], [status(2)], [status(0)], [status(0)], [status(0)]);
    expect(spelled).toEqual(['motor: temperature:2 on', 'motor: temperature:2 off']);
  });

  it('of one name is not healed by another name of the same hardware', () => {
    const other = status(0, 'motor');
    expect(saidOf([status(2)], [other], [other], [other], [other]).spelled).toEqual(['motor: temperature:2 on']);
  });

  it('that becomes worse is another code', () => {
    expect(saidOf([status(1)], [status(2)], [status(2)]).spelled).toEqual([
      'motor: temperature:1 on',
      'motor: temperature:2 on',
      'motor: temperature:1 off',
    ]);
  });

  it('that goes stale goes on standing: nobody knows', () => {
    const { spelled, flaws } = saidOf([status(2)], [status(3)], [status(3)], [status(3)]);
    expect(spelled).toEqual(['motor: temperature:2 on']);
    expect(countByCode(flaws)).toEqual({ 'ros-messages/diagnostic-stale': 3 });
  });
});

describe('memory', () => {
  it('is bounded, however many names come', () => {
    const many = Array.from({ length: 900 }, (_, index) => index);
    const lists = Array.from({ length: 8 }, (_, turn) => many.map((index) => status(2, `${turn} ${index} ${'x'.repeat(500)}`)));
    const { faults } = saidOf(...lists.map((list, index) => (index < 2 ? list : list.slice(0, 5))));
    expect(faults.length).toBeGreaterThan(1000);
    expect(Math.max(...faults.map(({ codeRaw, text }) => codeRaw.length + text.length))).toBeLessThan(300);
  });

  it('of one message is bounded: more entries are counted', () => {
    const { flaws } = saidOf(Array.from({ length: 1030 }, (_, index) => status(0, `${index}`)));
    expect(flaws).toMatchObject([{ code: 'ros-messages/diagnostics-too-many', text: '1030 entries' }]);
  });
});

describe('any list', () => {
  it('is decoded without an exception (property)', () => {
    const { decode } = bindType(diagnosticArray);
    fc.assert(fc.property(fc.anything(), (list) => void expect(() => decode({ status: list })).not.toThrow()));
    fc.assert(fc.property(fc.array(fc.anything()), (list) => void expect(() => decode({ status: list })).not.toThrow()));
  });
});
