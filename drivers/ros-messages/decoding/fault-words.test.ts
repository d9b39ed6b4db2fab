import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf, raisedFaults } from '../../../tests/support/humanoid-fixture.ts';
import { recordingSink } from '../../../tests/support/recording-sink.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { type CodeTable, meaning } from './code-table.ts';
import { FaultWatch, healMsDefault } from './fault-watch.ts';
import { FaultWords } from './fault-words.ts';

const table: CodeTable = {
  codeSpace: 'maker.motor',
  version: 1,
  source: 'test',
  form: 'bits',
  component: 'joint',
  codes: { 0: meaning('overcurrent', 'overcurrent', 'error'), 1: meaning('hot', 'overTemperature', 'error') },
};
const parts = ['left', 'right'];

/** Words of both joints at their times; what is said about each, as `at part codeRaw active`. */
function said(readings: readonly (readonly [atMs: number, partIndex: number, word: number])[]): string[] {
  const words = new FaultWords('ros', { table, parts });
  return readings.flatMap(([atMs, partIndex, word]) => {
    const out = recordingSink();
    words.read(partIndex, word, { time: timeAt(atMs), out });
    return faultsOf(out.messages)
      .filter(({ codeRaw }) => codeRaw !== '0')
      .map(({ part, codeRaw, active }) => `${atMs} ${part} ${codeRaw} ${active}`);
  });
}

describe('fault words', () => {
  it('are proven readable by the first word of any joint, also when nothing stands', () => {
    const out = recordingSink();
    const words = new FaultWords('ros', { table, parts });
    words.read(0, 0, { time: timeAt(0), out });
    words.read(1, 0, { time: timeAt(0), out });
    expect(faultsOf(out.messages).map(({ codeRaw, active }) => [codeRaw, active])).toEqual([
      ['0', false],
      ['0', false],
    ]);
    expect(raisedFaults(out.messages)).toEqual([]);
  });

  it('say a code once however long it stands, and its end when it was gone for the healing time', () => {
    const standing = Array.from({ length: 500 }, (_, index) => [10 * index, 0, 1] as const);
    const gone = Array.from({ length: 500 }, (_, index) => [5000 + 10 * index, 0, 0] as const);
    expect(said([...standing, ...gone])).toEqual(['0 left bit0 true', `${4990 + healMsDefault} left bit0 false`]);
  });

  it('are one occurrence while they flap, also after they stood for long without a change', () => {
    const flapping = Array.from({ length: 40 }, (_, index) => [60_000 + 500 * index, 1, index % 2] as const);
    expect(said([[0, 1, 1], [30_000, 1, 1], [59_900, 1, 1], ...flapping, [90_000, 1, 0]])).toEqual([
      '0 right bit0 true',
      '90000 right bit0 false',
    ]);
  });

  it('heal one bit while another goes on', () => {
    expect(
      said([
        [0, 0, 3],
        [1000, 0, 2],
        [2000, 0, 2],
        [3100, 0, 2],
        [9000, 0, 2],
      ]),
    ).toEqual(['0 left bit0 true', '0 left bit1 true', '2000 left bit0 false']);
  });

  it('say nothing for a word that is no number, and for a joint that is not there', () => {
    expect(
      said([
        [0, 0, 1],
        [10, 0, Number.NaN],
        [9000, 0, Number.NaN],
        [9000, 7, 1],
        [9000, -1, 1],
      ]),
    ).toEqual(['0 left bit0 true']);
  });

  it('say what a watch says that is asked every time, at the same moments', () => {
    const reading = fc.tuple(fc.integer({ min: 1, max: 900 }), fc.constantFrom(0, 1), fc.constantFrom(0, 0, 1, 2, 3, 8));
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 60 }), (steps) => {
        const words = new FaultWords('ros', { table, parts });
        const watch = new FaultWatch('ros');
        const [quick, asked] = [recordingSink(), recordingSink()];
        const current = [0, 0];
        let nowMs = 0;
        for (const [stepMs, changed, word] of steps) {
          nowMs += stepMs;
          current[changed] = word;
          const time = timeAt(nowMs);
          for (const [partIndex, value] of current.entries()) {
            words.read(partIndex, value, { time, out: quick });
            for (const message of watch.read({ table, part: parts[partIndex], value }, time)) asked.message(message);
          }
        }
        expect(quick.messages).toEqual(asked.messages);
      }),
    );
  });
});
