import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../../../agent/configuration/read-document.ts';
import { cellValue } from '../../../../agent/contract/sample.ts';
import { unknown } from '../../../../agent/contract/unknown.ts';
import { wideDescription } from '../../../../tests/support/replay-fixture.ts';
import { timeAt, twoJointProfile } from '../../../../tests/support/telemetry.ts';
import { FrameWriter, type Output, readNumber } from './frame-writer.ts';
import { type Description, descriptionSchema } from './table-description.ts';
import { planTable } from './table-plan.ts';

function writerOf(replaced: object = {}): FrameWriter {
  const { value } = checkDocument<Description>('fixture', JSON.stringify(wideDescription(replaced)), descriptionSchema);
  return new FrameWriter(planTable(value, twoJointProfile, 'arm'), 'arm');
}

/** One wide row: time, v0, v1, tempA, stop. */
function write(writer: FrameWriter, cells: readonly string[], ms = 0): readonly Output[] {
  const row = { place: { file: undefined, lineIndex: 5 }, stampMs: ms, cells: ['0', ...cells] };
  return writer.write({ stampMs: ms, rows: [{ row, partIndex: 0 }] }, timeAt(ms));
}

const framesOf = (outputs: readonly Output[]) => outputs.flatMap((each) => (each.kind === 'frame' ? [each.frame] : []));
const flawsOf = (outputs: readonly Output[]) => outputs.flatMap((each) => (each.kind === 'flaw' ? [each.flaw] : []));
const messagesOf = (outputs: readonly Output[]) => outputs.flatMap((each) => (each.kind === 'message' ? [each.message] : []));

function valuesOf(outputs: readonly Output[]): unknown[] {
  return framesOf(outputs).flatMap((frame) => Array.from(frame.values, (_, cellIndex) => cellValue(frame, cellIndex)));
}

describe('a row written into frames', () => {
  it('is converted to house units; cells without a column are not reported', () => {
    const outputs = write(writerOf(), ['0.5', '180', '31.25', 'FALSE']);
    expect(valuesOf(outputs)).toEqual([0.5, Math.PI, 31.25, unknown('notReported')]);
    expect(flawsOf(outputs)).toEqual([]);
  });

  it('carries its time, and its stamp as the robot’s own', () => {
    const [frame] = framesOf(write(writerOf(), ['1', '2', '3', 'FALSE'], 4000));
    expect(frame).toMatchObject({ time: timeAt(4000), sourceWallMs: timeAt(4000).wallMs });
  });

  it('comes out in a fixed order: flaws, frames, messages', () => {
    expect(write(writerOf(), ['', '2', '3', 'FALSE']).map((each) => each.kind)).toEqual(['flaw', 'frame', 'message']);
  });

  it('uses the same buffers again and leaves nothing of the row before', () => {
    const writer = writerOf();
    const [first] = framesOf(write(writer, ['1', '2', '3', 'FALSE']));
    const outputs = write(writer, ['', '', '', 'FALSE'], 1000);
    expect(framesOf(outputs)[0]).toBe(first);
    expect(valuesOf(outputs)).toEqual([unknown('missing'), unknown('missing'), unknown('missing'), unknown('notReported')]);
    expect(first?.values[0]).toBe(0);
  });

  it('with missing values is kept and reported once', () => {
    const outputs = write(writerOf(), ['', ' ', '3', '']);
    expect(flawsOf(outputs)).toEqual([
      { code: 'replay/row-missing-values', place: 'line 5', text: '3 empty cells: kept as unknown', discarded: false },
    ]);
    expect(valuesOf(outputs)[2]).toBe(3);
  });

  it('with cells that are no numbers is kept, named by the first of them', () => {
    const outputs = write(writerOf(), ['NaN', 'abc', '3', 'FALSE']);
    expect(flawsOf(outputs)).toEqual([
      { code: 'replay/cell-not-a-number', place: 'line 5', text: '"v0" holds "NaN", and 1 more: kept as unknown', discarded: false },
    ]);
    expect(valuesOf(outputs).slice(0, 3)).toEqual([unknown('missing'), unknown('missing'), 3]);
  });

  it('leaves values that cannot be true to the gate: they are good readings here', () => {
    expect(valuesOf(write(writerOf(), ['0', '0', '255', 'FALSE']))[2]).toBe(255);
  });
});

describe('a flag', () => {
  it.each([
    ['TRUE', true],
    ['FALSE', false],
    [' true ', true],
    ['', unknown('missing')],
  ])('"%s" becomes a safety message', (cell, protectiveStop) => {
    const [message] = messagesOf(write(writerOf(), ['1', '2', '3', cell], 2000));
    expect(message).toEqual({ kind: 'safety', sourceId: 'arm', time: timeAt(2000), protectiveStop });
  });

  it('with an unknown word is unknown and reported', () => {
    const outputs = write(writerOf(), ['1', '2', '3', 'perhaps']);
    expect(messagesOf(outputs)).toMatchObject([{ protectiveStop: { unknown: 'missing' } }]);
    expect(flawsOf(outputs)).toEqual([
      { code: 'replay/flag-unreadable', place: 'line 5', text: '"stop" holds "perhaps": kept as unknown', discarded: false },
    ]);
  });

  it('of a condition names its event class, with words of its own', () => {
    const flags = [{ column: 'stop', kind: 'condition', name: 'gripLost', trueWords: ['lost'], falseWords: ['held'] }];
    const writer = writerOf({ flags });
    expect(messagesOf(write(writer, ['1', '2', '3', 'lost']))).toMatchObject([{ kind: 'condition', eventClass: 'gripLost', active: true }]);
    expect(messagesOf(write(writer, ['1', '2', '3', 'held']))).toMatchObject([{ active: false }]);
    expect(messagesOf(write(writer, ['1', '2', '3', 'TRUE']))).toMatchObject([{ active: { unknown: 'missing' } }]);
  });
});

describe('rows of several parts', () => {
  it('fill one frame; parts without a row stay missing', () => {
    const columns = [{ column: 'deg', component: 'joint', signal: 'positionRad', unit: 'deg' }];
    const writer = writerOf({ layout: 'long', partColumn: 'joint', flags: [], columns });
    const row = { place: { file: undefined, lineIndex: 9 }, stampMs: 0, cells: ['0', 'j1', '90'] };
    const outputs = writer.write({ stampMs: 0, rows: [{ row, partIndex: 1 }] }, timeAt(0));
    expect(valuesOf(outputs)).toEqual([unknown('missing'), Math.PI / 2]);
  });
});

describe('a number', () => {
  it.each([
    ['0', 0],
    ['-7.39E-30', -7.39e-30],
    ['+1.', 1],
    ['.5', 0.5],
  ])('%s is read', (cell, value) => {
    expect(readNumber(cell)).toBe(value);
  });

  it.each(['', 'NaN', 'nan', 'Infinity', '1e999', '0x1F', '1,5', '--1', '1 ', 'null', '#DIV/0!'])('"%s" is none', (cell) => {
    expect(readNumber(cell)).toBeUndefined();
  });

  it('is finite or unknown, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String)), (cell) => {
        const value = readNumber(cell);
        expect(value === undefined || Number.isFinite(value)).toBe(true);
      }),
    );
  });
});
