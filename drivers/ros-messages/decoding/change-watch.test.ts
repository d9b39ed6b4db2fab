import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from '../../../agent/contract/unknown.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { ChangeWatch, type SafetyReading } from './change-watch.ts';

describe('a change watch', () => {
  it('says a safety reading at first sight, with its source and time', () => {
    const watch = new ChangeWatch('arm');
    expect(watch.safety({ emergencyStop: false, safetyModeRaw: '1' }, timeAt(5))).toEqual([
      { kind: 'safety', sourceId: 'arm', time: timeAt(5), emergencyStop: false, safetyModeRaw: '1' },
    ]);
  });

  it('says a mode reading at first sight, apart from safety', () => {
    const watch = new ChangeWatch('arm');
    watch.safety({ emergencyStop: false }, timeAt(0));
    expect(watch.mode({ robotMode: 'running', modeRaw: '7' }, timeAt(5))).toEqual([
      { kind: 'mode', sourceId: 'arm', time: timeAt(5), robotMode: 'running', modeRaw: '7' },
    ]);
  });

  it('keeps silent while nothing changes', () => {
    const watch = new ChangeWatch('arm');
    watch.safety({ emergencyStop: unknown('missing') }, timeAt(0));
    expect(watch.safety({ emergencyStop: unknown('missing') }, timeAt(9999))).toEqual([]);
  });

  it.each<[string, SafetyReading]>([
    ['another value', { emergencyStop: true }],
    ['a value that became unknown', { emergencyStop: unknown('missing') }],
    ['one more field', { emergencyStop: false, protectiveStop: false }],
    ['another field', { protectiveStop: false }],
    ['another raw mode', { emergencyStop: false, safetyModeRaw: '2' }],
  ])('says %s at once', (_, changed) => {
    const watch = new ChangeWatch('arm');
    watch.safety({ emergencyStop: false }, timeAt(0));
    expect(watch.safety(changed, timeAt(1))).toHaveLength(1);
  });

  it('says an unchanged reading again after its period, and after a clock that went back', () => {
    const watch = new ChangeWatch('arm', 1000);
    watch.mode({ modeRaw: '7' }, timeAt(5000));
    expect(watch.mode({ modeRaw: '7' }, timeAt(5999))).toEqual([]);
    expect(watch.mode({ modeRaw: '7' }, timeAt(6000))).toHaveLength(1);
    expect(watch.mode({ modeRaw: '7' }, timeAt(2000))).toHaveLength(1);
  });

  it('has nothing to say of a reading without fields, and does not forget the last one for it', () => {
    const watch = new ChangeWatch('arm');
    expect(watch.safety({}, timeAt(0))).toEqual([]);
    watch.safety({ emergencyStop: true }, timeAt(1));
    expect(watch.safety({}, timeAt(2))).toEqual([]);
    expect(watch.safety({ emergencyStop: true }, timeAt(3))).toEqual([]);
  });

  it('keeps its own copy: a reading that is reused and changed is still a change', () => {
    const watch = new ChangeWatch('arm');
    const reading = { emergencyStop: false };
    watch.safety(reading, timeAt(0));
    reading.emergencyStop = true;
    expect(watch.safety(reading, timeAt(1))).toHaveLength(1);
  });

  it('says every change, and at most one message a reading (property)', () => {
    const flag = fc.constantFrom(true, false, unknown('missing'), unknown('outOfRange'));
    fc.assert(
      fc.property(fc.array(flag), (flags) => {
        const watch = new ChangeWatch('arm');
        const said = flags.flatMap((emergencyStop, index) => watch.safety({ emergencyStop }, timeAt(index)));
        const changes = flags.filter((each, index) => index === 0 || each !== flags[index - 1]);
        expect(said.map(({ emergencyStop }) => emergencyStop)).toEqual(changes);
      }),
    );
  });
});
