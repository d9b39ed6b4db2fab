import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BootedRobot, type BootPlan, type Pace, type Shown } from '../support/booted-robot.ts';

/*
 * A real agent, its power cut or the agent left out, boot after boot on one ledger (decisions B4, risk model §3.5).
 */
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const shiftMs = 8 * hourMs;

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'unmetered-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const opened = (pace: Pace = {}): Promise<BootedRobot> => BootedRobot.open(join(directory, 'ledger.sqlite'), pace);

/** A controller that counts its hours and a joint that counts its turns, whether we look or not. */
const counted = (shiftsBefore: number, serialNumber: string | null = 'C-77') => ({
  shown: (sinceMs: number): Shown[] => [
    { component: 'controller', serialNumber, counter: 'powerOnMs', value: 4_000 * hourMs + shiftsBefore * shiftMs + sinceMs },
    {
      component: 'joint waist',
      serialNumber: serialNumber && 'J-1',
      counter: 'travelUrad',
      value: (shiftsBefore * shiftMs + sinceMs) * 1000,
    },
  ],
});

const day = (number: number, more: Partial<BootPlan> = {}): BootPlan => ({ atMs: number * dayMs, durationMs: shiftMs, ...more });

const between = (robot: BootedRobot) =>
  robot
    .evidence()
    .records.filter(({ type }) => type === 'usage.between')
    .map(({ data }) => data);
const findings = (robot: BootedRobot) =>
  robot
    .evidence()
    .records.filter(({ type }) => type === 'meter.unmeteredRun')
    .map(({ data }) => data);

describe('a robot whose power is cut every evening', () => {
  it('B4: with joint states only: 90 days of 8 hours impute nothing, and are covered to at least .98', async () => {
    const robot = await opened({ stepMs: hourMs, reportPeriodMs: shiftMs });
    for (let number = 0; number < 90; number++) robot.live(day(number, { poseRad: number % 2 }));
    const { reports } = robot.evidence();
    const last = reports.at(-1);
    expect(last?.exposure.closing.unmeteredMs).toBe(0);
    expect(last?.exposure.closing.gapMs).toBe(0);
    expect(last?.risk.coverageRatio).toBeGreaterThanOrEqual(0.98);
    expect((last?.exposure.closing.powerOnMs ?? 0) / hourMs).toBeGreaterThan(90 * 8 * 0.99);
    expect((last?.exposure.closing.operatingMs ?? 0) / hourMs).toBeGreaterThan(90 * 7 * 0.99);
    expect(between(robot)).toHaveLength(89);
    expect(findings(robot)).toEqual([]);
    expect(robot.notRecomputed()).toEqual([]);
  }, 180_000);
});

describe('an agent left out for one boot of eight hours', () => {
  it('B4: is found by controller hours, and imputes exactly those', async () => {
    const robot = await opened();
    for (let number = 0; number < 3; number++) robot.live(day(number, counted(number)));
    robot.skip().live(day(4, counted(4)));
    expect(between(robot).map((said) => said.class)).toEqual(['offConsistent', 'offConsistent', 'unmeteredRun']);
    expect(findings(robot)).toEqual([{ where: 'betweenRuns', witness: 'controller/C-77/powerOnMs', unmeteredMs: shiftMs }]);
    const last = robot.evidence().reports.at(-1);
    expect(last?.exposure.closing.unmeteredMs).toBe(shiftMs);
    expect(last?.risk.coverageRatio).toBeCloseTo(4 / 5, 1);
    expect(robot.notRecomputed()).toEqual([]);
  });

  it('B4: is found by an odometer alone, at what it turned per operating hour', async () => {
    const robot = await opened();
    const odometer = (shiftsBefore: number) => ({ shown: (sinceMs: number) => counted(shiftsBefore).shown(sinceMs).slice(1) });
    robot
      .live(day(0, odometer(0)))
      .live(day(1, odometer(1)))
      .skip()
      .live(day(3, odometer(3)));
    const [found] = findings(robot);
    expect(found).toMatchObject({ witness: 'joint waist/J-1/travelUrad' });
    expect(Number(found?.unmeteredMs) / hourMs).toBeGreaterThan(7.5);
    expect(Number(found?.unmeteredMs) / hourMs).toBeLessThan(8.5);
  });

  it('B4: is found by a counter of starts, and imputed at the robot’s own duty', async () => {
    const robot = await opened();
    const starts = (count: number) => ({
      shown: () => [{ component: 'controller', serialNumber: 'C-77', counter: 'bootCount', value: count } as const],
    });
    robot
      .live(day(0, starts(1)))
      .live(day(1, starts(2)))
      .skip()
      .live(day(3, starts(4)));
    const said = between(robot).at(-1);
    expect(said).toMatchObject({ class: 'missedBoot', missedBootCount: 1, imputedBy: 'duty' });
    expect(Number(said?.imputedMs)).toBe(Math.round(Number(said?.wallGapMs) * Number(said?.dutyRatio)));
    expect(Number(said?.dutyRatio)).toBeGreaterThan(0.9);
  });

  it('B4: with joint states and charge alone is doubted, stated, and not imputed', async () => {
    const robot = await opened();
    const pack = { chargeRatio: (sinceMs: number) => 1 - (0.8 * sinceMs) / shiftMs };
    robot
      .live(day(0, { stops: true, chargeRatio: () => 0.9 }))
      .skip()
      .live(day(2, { poseRad: 1.2, ...pack, chargeRatio: () => 0.3 }));
    expect(between(robot)).toMatchObject([
      {
        class: 'doubtful',
        imputedMs: 0,
        witnesses: [
          { witness: 'pose', changeValue: 1.2, contradictsOff: true, isStrong: false },
          { witness: 'charge', changeValue: 0.6, contradictsOff: true, isStrong: false },
        ],
      },
    ]);
    expect(robot.evidence().reports.at(-1)?.risk.coverageRatio).toBe(1);
  });

  it('B4: whose controller has no serial number is doubted and no more', async () => {
    const robot = await opened();
    const hours = (shiftsBefore: number) => ({ shown: (sinceMs: number) => counted(shiftsBefore, null).shown(sinceMs).slice(0, 1) });
    robot
      .live(day(0, hours(0)))
      .skip()
      .live(day(2, hours(2)));
    expect(between(robot)).toMatchObject([{ class: 'doubtful', imputedMs: 0 }]);
    expect(findings(robot)).toEqual([]);
  });
});

describe('on a gateway', () => {
  it('B4: the host’s counters are not used, the robot’s are', async () => {
    const robot = await opened({ hostRole: 'gateway' });
    const host = (value: number): Shown => ({ component: 'host nvme', serialNumber: 'N-1', counter: 'powerOnMs', value });
    robot.live(day(0, { shown: (sinceMs) => [host(sinceMs)] })).live(day(1, { shown: (sinceMs) => [host(20 * hourMs + sinceMs)] }));
    robot.live(day(2, counted(0))).live(day(3, counted(2)));
    expect(between(robot).map((said) => said.class)).toEqual(['offConsistent', 'offConsistent', 'unmeteredRun']);
  });
});

describe('parts and counters that change', () => {
  it('B4: packs swapped three times a day, and a new controller, are said and impute nothing', async () => {
    const robot = await opened();
    const cycles: Record<string, number> = { A: 10, B: 500, C: 90 };
    const swapped = (sinceMs: number): Shown[] => {
      const serialNumber = ['A', 'B', 'C'][Math.floor(sinceMs / (3 * hourMs)) % 3] ?? 'A';
      cycles[serialNumber] = (cycles[serialNumber] ?? 0) + (sinceMs % (3 * hourMs) === 0 ? 5 : 0);
      return [{ component: 'battery', serialNumber, counter: 'cycleCount', value: cycles[serialNumber] ?? 0 }];
    };
    for (let number = 0; number < 5; number++) {
      const controller = number < 3 ? counted(number) : counted(number - 100, 'C-NEW');
      robot.live(day(number, { shown: (sinceMs) => [...swapped(sinceMs), ...controller.shown(sinceMs).slice(0, 1)] }));
    }
    const replaced = robot
      .evidence()
      .records.filter(({ type }) => type === 'component.replaced')
      .map(({ data }) => data);
    expect(replaced.filter(({ component }) => component === 'battery').length).toBeGreaterThanOrEqual(10);
    expect(replaced.filter(({ component }) => component === 'controller')).toMatchObject([{ before: 'C-77', now: 'C-NEW' }]);
    expect(robot.evidence().reports.at(-1)?.exposure.closing.unmeteredMs).toBe(0);
  });

  it('B4: counters that wrap, at 49.7 days of milliseconds and at 65,536 hours, go on; one set back by service starts afresh', async () => {
    const robot = await opened();
    const wrap32 = 2 ** 32;
    const wrap16 = 65_536 * hourMs;
    for (let number = 0; number < 4; number++) {
      const ms = (sinceMs: number): number => wrap32 - shiftMs - hourMs + number * shiftMs + sinceMs;
      const hours = (sinceMs: number): number => Math.floor((wrap16 - shiftMs - hourMs + number * shiftMs + sinceMs) / hourMs) * hourMs;
      const served = (sinceMs: number): number => (number < 2 ? 9_000 * hourMs : -2 * shiftMs) + number * shiftMs + sinceMs;
      const shown = (sinceMs: number): Shown[] => [
        { component: 'drive', serialNumber: 'D', counter: 'powerOnMs', value: ms(sinceMs) % wrap32, wrapsAt: wrap32 },
        { component: 'plc', serialNumber: 'P', counter: 'powerOnMs', value: hours(sinceMs) % wrap16, wrapsAt: wrap16, stepSize: hourMs },
        { component: 'arm', serialNumber: 'S', counter: 'powerOnMs', value: served(sinceMs) },
      ];
      robot.live(day(number, { shown }));
    }
    const { records, reports } = robot.evidence();
    expect(records.filter(({ type }) => type === 'witness.reset').map(({ data }) => data.component)).toEqual(['arm']);
    expect(records.filter(({ type }) => /unmeteredRun|implausible|behind/.test(type))).toEqual([]);
    expect(reports.at(-1)?.exposure.closing.unmeteredMs).toBe(0);
  });
});
