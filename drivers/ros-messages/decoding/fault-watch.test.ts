import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultMessage } from '../../../agent/contract/message.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { type CodeTable, meaning } from './code-table.ts';
import { classesOf, FaultWatch } from './fault-watch.ts';

const table: CodeTable = {
  codeSpace: 'test.motor',
  version: 1,
  source: 'this test',
  form: 'bits',
  component: 'joint',
  codes: {
    0: meaning('overcurrent', 'overcurrent', 'error'),
    1: meaning('too hot', 'overTemperature', 'error'),
    2: meaning('a bit warm', 'overTemperature', 'warning'),
    3: meaning('stopped', 'emergencyStop', 'error'),
  },
};

/** Said once, so that the proofs are out of the way. */
function provenWatch(healMs?: number): FaultWatch {
  const watch = healMs === undefined ? new FaultWatch('arm') : new FaultWatch('arm', healMs);
  watch.read({ table, part: 'j0', value: 0 }, timeAt(0));
  return watch;
}

const spell = (messages: readonly FaultMessage[]) =>
  messages.map(({ codeRaw, part, active }) => `${codeRaw} ${typeof part === 'string' ? part : '-'} ${active ? 'on' : 'off'}`);

describe('the first reading of a table', () => {
  it('proves every event class the table can show, with codes that do not stand', () => {
    const said = new FaultWatch('arm').read({ table, part: 'j0', value: 0 }, timeAt(1));
    expect(said.map(({ category, active, codeRaw }) => [category, active, codeRaw])).toEqual([
      ['overcurrent', false, '0'],
      ['overTemperature', false, '0'],
    ]);
  });

  it('says what already stands too', () => {
    expect(spell(new FaultWatch('arm').read({ table, part: 'j0', value: 2 }, timeAt(1)))).toEqual(['0 j0 off', '0 j0 off', 'bit1 j0 on']);
  });

  it('that is not a number proves nothing', () => {
    const watch = new FaultWatch('arm');
    expect(watch.read({ table, part: 'j0', value: Number.NaN }, timeAt(1))).toEqual([]);
    expect(watch.read({ table, part: 'j0', value: 0 }, timeAt(2))).toHaveLength(2);
  });

  it('is of each table by its own', () => {
    const watch = provenWatch();
    expect(watch.read({ table: { ...table, codeSpace: 'test.other' }, part: 'j0', value: 0 }, timeAt(1))).toHaveLength(2);
  });
});

describe('a fault', () => {
  it('is said when it is first seen, with its evidence and its meaning', () => {
    expect(provenWatch().read({ table, part: 'j0', value: 1 }, timeAt(5))).toEqual([
      {
        kind: 'fault',
        sourceId: 'arm',
        time: timeAt(5),
        codeSpace: 'test.motor',
        codeRaw: 'bit0',
        component: 'joint',
        part: 'j0',
        text: 'overcurrent',
        category: 'overcurrent',
        severity: 'error',
        active: true,
      },
    ]);
  });

  it('of the whole robot has no part', () => {
    const [said] = provenWatch().read({ table, part: undefined, value: 1 }, timeAt(5));
    expect(said?.part).toEqual(unknown('notReported'));
  });

  it('that stands is not said again', () => {
    const watch = provenWatch();
    watch.read({ table, part: 'j0', value: 1 }, timeAt(5));
    expect(watch.read({ table, part: 'j0', value: 1 }, timeAt(60_000))).toEqual([]);
  });

  it('that flaps is one occurrence: it heals when it was gone for so long', () => {
    const watch = provenWatch(1000);
    watch.read({ table, part: 'j0', value: 1 }, timeAt(0));
    expect(watch.read({ table, part: 'j0', value: 0 }, timeAt(600))).toEqual([]);
    expect(watch.read({ table, part: 'j0', value: 1 }, timeAt(900))).toEqual([]);
    expect(watch.read({ table, part: 'j0', value: 0 }, timeAt(1899))).toEqual([]);
    expect(spell(watch.read({ table, part: 'j0', value: 0 }, timeAt(1900)))).toEqual(['bit0 j0 off']);
    expect(watch.read({ table, part: 'j0', value: 0 }, timeAt(9000))).toEqual([]);
  });

  it('goes on standing while readings are not numbers, however long', () => {
    const watch = provenWatch(1000);
    watch.read({ table, part: 'j0', value: 1 }, timeAt(0));
    expect(watch.read({ table, part: 'j0', value: Number.NaN }, timeAt(5000))).toEqual([]);
    expect(watch.read({ table, part: 'j0', value: 1 }, timeAt(5001))).toEqual([]);
  });

  it('of one joint is not healed by another joint without it', () => {
    const watch = provenWatch(1000);
    watch.read({ table, part: 'j1', value: 1 }, timeAt(0));
    expect(watch.read({ table, part: 'j10', value: 0 }, timeAt(5000))).toEqual([]);
    expect(watch.read({ table, part: 'j', value: 0 }, timeAt(5000))).toEqual([]);
    expect(spell(watch.read({ table, part: 'j1', value: 0 }, timeAt(5000)))).toEqual(['bit0 j1 off']);
  });

  it('heals beside others of the same word that stay', () => {
    const watch = provenWatch(1000);
    watch.read({ table, part: 'j0', value: 3 }, timeAt(0));
    watch.read({ table, part: 'j0', value: 2 }, timeAt(500));
    expect(spell(watch.read({ table, part: 'j0', value: 2 }, timeAt(1000)))).toEqual(['bit0 j0 off']);
  });
});

describe('what stands', () => {
  it('is bounded: a word that is noise cannot fill the memory', () => {
    const noisy: CodeTable = { ...table, form: 'values', codeSpace: 'test.noise' };
    const watch = new FaultWatch('arm');
    let raisedCount = 0;
    for (let value = 1; value <= 6000; value++) raisedCount += spell(watch.read({ table: noisy, part: 'j0', value }, timeAt(1))).length;
    expect(raisedCount).toBeLessThanOrEqual(4096 + 2);
  });

  it('is raised and healed in turn, whatever is read (property)', () => {
    const reading = fc.record({
      value: fc.oneof(fc.nat(15), fc.constant(Number.NaN)),
      stepMs: fc.nat(3000),
      part: fc.constantFrom('j0', 'j1'),
    });
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 60 }), (readings) => {
        const watch = new FaultWatch('arm');
        const standing = new Set<string>();
        let nowMs = 0;
        for (const { value, stepMs, part } of readings) {
          nowMs += stepMs;
          for (const said of watch.read({ table, part, value }, timeAt(nowMs)).filter(({ codeRaw }) => codeRaw !== '0')) {
            const key = `${said.codeRaw} ${said.part}`;
            expect(standing.has(key)).toBe(!said.active);
            if (said.active) standing.add(key);
            else standing.delete(key);
          }
        }
      }),
    );
  });
});

describe('the classes of tables', () => {
  it('are those of their codes and of what they say of all others, without stops and warnings', () => {
    expect(classesOf([table])).toEqual(['limitTrip', 'majorFault']);
    expect(classesOf([{ ...table, codes: {} }])).toEqual([]);
    expect(classesOf([{ ...table, codes: {}, others: meaning('hit', 'collision', 'error') }])).toEqual(['impact']);
  });
});
