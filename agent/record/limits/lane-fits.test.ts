import { describe, expect, it } from 'vitest';
import { UnboundRobot } from '../../../tests/support/unbound-robot.ts';
import { ledgerBytesMaxDefault } from './lane-bytes.ts';

/*
 * The real recorder and ledger with a robot's entries at a robot's rates and a fast clock; `npm run bench -- --only ledger-years` runs the
 * full lengths, which take minutes.
 */
describe('the ledger lane of 64 MiB', () => {
  it('takes 30 days offline of a humanoid that never stops: three days, ten times', () => {
    const robot = new UnboundRobot({ jointCount: 29, hoursPerDay: 24, eventsPerDay: 5, limits: { isBound: true } });
    for (let day = 0; day < 3; day++) robot.live(day);
    expect(robot.sizeBytes * 10).toBeLessThan(0.7 * ledgerBytesMaxDefault);
    const [ticks, joints] = [robot.weighed().get('meter.tick'), robot.weighed().get('meter.joints')];
    expect(ticks?.count).toBe(3 * 1440 - 1);
    expect(joints?.count).toBeGreaterThanOrEqual(3 * 96);
    robot.ledger.close();
  });

  it('stops growing once days are replaced, over five years', { timeout: 60_000 }, () => {
    // A tick in ten minutes and an hour a day: the same mechanism at a fortieth of the records.
    const robot = new UnboundRobot({ jointCount: 29, hoursPerDay: 1, eventsPerDay: 1, limits: { lossBoundMs: 600_000 } });
    const sizes: number[] = [];
    for (let day = 0; day < 5 * 365; day++) {
      robot.live(day);
      if (day % 100 === 99) sizes.push(robot.sizeBytes);
    }
    // After 24 months events go too; a day that is gone leaves its aggregate, a month its report.
    expect((sizes.at(-1) ?? 0) - (sizes[2] ?? 0)).toBeLessThan(14_000_000);
    expect(Math.max(...sizes)).toBeLessThan(0.35 * ledgerBytesMaxDefault);
    expect(robot.weighed().get('event.started')?.count).toBeLessThan(2 * 366 + 92);
    expect(robot.weighed().get('(report)')?.count).toBeLessThan(2 * 92 + 62);
    robot.ledger.close();
  });

  it('thins when it fills all the same, says so on record and in the loss bound, and goes on', () => {
    const robot = new UnboundRobot({
      jointCount: 29,
      hoursPerDay: 24,
      eventsPerDay: 0,
      limits: { isBound: true, ledgerBytesMax: 4_000_000 },
    });
    for (let day = 0; day < 12; day++) robot.live(day);
    const thinned = [...robot.ledger.lines()].map((line) => JSON.parse(line)).filter(({ type }) => type === 'ledger.thinned');
    expect(thinned.map(({ data }) => data.tickMs)).toEqual(expect.arrayContaining([600_000, 3_600_000, 21_600_000]));
    expect(robot.recorder.lossBoundMs).toBeGreaterThanOrEqual(3_600_000);
    robot.ledger.close();
  });
});
