import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unwrapCounter } from '../../agent/aggregate/unwrap-counter.ts';
import { addAmounts, openingUsageMeter } from '../../agent/aggregate/usage-meter.ts';
import { clockText } from '../../agent/commands/clock-text.ts';
import { distanceText, energyText } from '../../agent/contract/usage-text.ts';
import { hoursText } from '../../agent/page/number-text.ts';
import { formatHours } from '../../receiver/statement/statement-lines.ts';
import { BootedRobot } from '../support/booted-robot.ts';
import { ClockCourse } from '../support/clock-course.ts';
import { spoilState } from '../support/damaged-ledger.ts';
import { buildEvidence } from '../support/evidence-fixture.ts';
import { factsOf, live, liveThrough } from '../support/metered-life.ts';
import { openReception } from '../support/reception-fixture.ts';
import { scratchDirectory } from '../support/replayed.ts';
import { gradeOf, timeAt } from '../support/telemetry.ts';

/*
 * Rules M-5, M-7 to M-11 and decision B3 (risk model §2.2): each test begins with the name of the rule it shows. How M-5 is met without A/B rows:
 * ADR 0014.
 */
const hourMs = 3_600_000;
const ledgerPath = (): string => join(scratchDirectory('metering-rules'), 'ledger.sqlite');

describe('counters outlive what holds them', () => {
  it('M-5: a spoilt state goes on from the last report, never from 0', async () => {
    const path = ledgerPath();
    const before = await live(path, [0, 700]);
    spoilState(path);
    const after = await live(path, [1000, 1100]);
    const [began] = factsOf(after, 'epoch.start');
    expect(began).toMatchObject({ totalsFrom: 'report' });
    expect(after.reports.at(-1)?.exposure.opening).toEqual(before.reports.at(-1)?.exposure.closing);
  });

  it('M-5: state and ledger both gone go on from the last report that is known beside them', async () => {
    const path = ledgerPath();
    const before = await live(path, [0, 700]);
    for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true });
    expect(existsSync(path)).toBe(false);
    const after = await live(path, [1000, 1100]);
    expect(factsOf(after, 'epoch.start')).toMatchObject([{ cause: 'databaseMissing', totalsFrom: 'report' }]);
    expect(after.counters.operatingMs).toBe((before.reports.at(-1)?.exposure.closing.operatingMs ?? 0) + 99_000);
    expect(after.counters.operatingMs).toBeGreaterThan(700_000);
  });

  it('M-5: counters are whole and only rise, from record to record', async () => {
    const { records } = await live(ledgerPath(), [0, 900]);
    const last = new Map<string, number>();
    for (const [name, value] of records.filter(({ type }) => type === 'meter.tick').flatMap(({ data }) => Object.entries(data))) {
      for (const [place, ms] of [value].flat().entries()) {
        expect(Number.isSafeInteger(ms)).toBe(true);
        expect(Number(ms)).toBeGreaterThanOrEqual(last.get(`${name}/${place}`) ?? 0);
        last.set(`${name}/${place}`, Number(ms));
      }
    }
    expect(last.get('powerOnMs/0')).toBe(899_000);
  });
});

describe('foreign counters', () => {
  it('M-7: a boot without the agent is found by the controller’s own hours, and imputed', async () => {
    const robot = await BootedRobot.open(ledgerPath());
    const shiftMs = 8 * hourMs;
    const day = (number: number) => ({
      atMs: number * 24 * hourMs,
      durationMs: shiftMs,
      shown: (sinceMs: number) => [
        { component: 'controller', serialNumber: 'C', counter: 'powerOnMs', value: number * shiftMs + sinceMs } as const,
      ],
    });
    robot.live(day(0)).live(day(1)).skip().live(day(3));
    expect(robot.evidence().reports.at(-1)?.exposure.closing.unmeteredMs).toBe(shiftMs);
  });

  it('M-8: a counter lower than before is a reset: nothing is credited, nothing is taken away', () => {
    const { state, what, riseValue } = unwrapCounter({ value: 900, totalValue: 5000 }, { value: 3, elapsedMs: hourMs, perMsMax: 1 });
    expect([state.totalValue, what, riseValue]).toEqual([5000, 'reset', 0]);
  });

  it('M-8: totals below what a receiver has acknowledged are refused as evidence', () => {
    const fallen = buildEvidence({
      origin: 'live',
      changePayload: ({ exposure: { opening } }, reportSeq) => {
        if (reportSeq === 1) opening.operatingMs -= 1;
      },
    });
    const { send, log } = openReception();
    send(0);
    send(1, { evidence: fallen });
    expect(JSON.stringify(log)).toContain('usage.opening');
  });

  it('M-9: a uint32 of milliseconds is unwrapped only within elapsed wall time + 5 %', () => {
    const wrapsAt = 2 ** 32;
    const before = { value: wrapsAt - 1000, totalValue: wrapsAt - 1000 };
    const read = (elapsedMs: number) => unwrapCounter(before, { value: 49_000, wrapsAt, elapsedMs, perMsMax: 1 }).what;
    expect([read(50_000), read(47_700), read(40_000)]).toEqual(['wrapped', 'wrapped', 'reset']);
  });
});

describe('what people read', () => {
  it('M-10: hours are truncated wherever they are shown, never rounded up against the insured', () => {
    const almostMs = 100 * hourMs - 1;
    expect(formatHours(almostMs)).toBe('99.9 h');
    expect(hoursText(almostMs)).toBe('99.99 h');
    expect(clockText(almostMs)).toBe('99:59:59');
    expect([distanceText(1999_999), energyText(2 * 3.6e9 - 1)]).toEqual(['1.999 km', '1.999 kWh']);
    fc.assert(
      fc.property(fc.integer({ min: 36_000_000, max: 1e13 }), (ms) => {
        expect(Number.parseFloat(formatHours(ms)) * hourMs).toBeLessThanOrEqual(ms * (1 + 1e-12));
      }),
    );
  });

  it('M-10: reports carry milliseconds', async () => {
    const { reports } = await live(ledgerPath(), [0, 100]);
    expect(reports[0]?.exposure.closing.operatingMs).toBe(99_000);
  });
});

describe('arithmetic', () => {
  it('M-11: whole units only: however many amounts are added, their sum is exact', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5000), { maxLength: 300 }), (steps) => {
        const end = steps.reduce((state, distanceUm) => addAmounts(state, { distanceUm, energyMj: distanceUm }), openingUsageMeter());
        const total = steps.reduce((sum, step) => sum + step, 0);
        expect(end.counters).toMatchObject({ distanceMm: Math.floor(total / 1000), energyMj: total });
      }),
    );
  });
});

describe('three hour vectors and the host', () => {
  it('B3: each vector sums exactly to the operating time, whatever the grades', () => {
    const grades = fc.tuple(fc.constantFrom(1, 2, 3, 4, 5), fc.constantFrom(1, 2, 3, 4, 5), fc.constantFrom(1, 2, 3, 4, 5));
    fc.assert(
      fc.property(grades, fc.array(fc.integer({ min: 1, max: 9000 }), { maxLength: 20 }), ([e, phys, people], steps) => {
        const course = new ClockCourse().start(gradeOf(e as 1, phys as 1, people as 1));
        for (const ms of steps) course.run(ms, 1);
        const { operatingMs, ...vectors } = course.stop().state.meter.counters;
        for (const name of ['operatingMsByE', 'operatingMsByEPhys', 'operatingMsByEPeople'] as const) {
          expect(vectors[name].reduce((sum, ms) => sum + ms, 0)).toBe(operatingMs);
        }
      }),
    );
  });

  it('B3: the sleep of a gateway is silence of its robot, not sleep of the robot', () => {
    const course = new ClockCourse('gateway').start().run(1000, 1).sleep(hourMs).run(1000, 1).stop();
    expect(course.state.meter.counters).toMatchObject({ suspendedMs: 0, gapMs: hourMs + 1000, powerOnMs: 1000 });
    expect(course.ofType('meter.suspended')).toEqual([{ suspendedMs: hourMs, countedAs: 'gapMs' }]);
    expect(course.ofType('meter.boot')).toMatchObject([{ suspendedMs: 0, silentMs: hourMs + 1000, elapsedMs: hourMs + 2000 }]);
  });

  it('B3: on a gateway power-on time counts only while a source of the robot lives', async () => {
    const source = [...Array(10).keys()].map((second) => ({ ms: second * 1000, velocity: 0 }));
    const path = ledgerPath();
    const silent = [{ ms: 7_200_000, velocity: 0 }];
    const { counters } = await liveThrough(path, [...source, ...silent], {
      hostRole: 'gateway',
      clock: { now: () => timeAt(0), sleep: async () => undefined },
    });
    expect(counters).toMatchObject({ powerOnMs: 12_000, gapMs: 7_188_000, suspendedMs: 0 });
  });
});
