import { ledgerBytesMaxDefault } from '../../../agent/record/limits/lane-bytes.ts';
import { type RobotDays, UnboundRobot } from '../../support/unbound-robot.ts';
import type { BenchRequest, BenchResult, Figure, Scenario } from '../scenario.ts';

const megabyte = 1_000_000;

interface Course {
  readonly name: string;
  readonly days: number;
  readonly robot: RobotDays;
}

/** What issue 6 asks to fit, at full length: 876,000 ticks take minutes. */
const courses: readonly Course[] = [
  { name: '30 days offline', days: 30, robot: { jointCount: 29, hoursPerDay: 24, eventsPerDay: 5, limits: { isBound: true } } },
  { name: 'five unbound years', days: 1826, robot: { jointCount: 29, hoursPerDay: 8, eventsPerDay: 5, limits: {} } },
];

/** Whether the ledger lane holds what it must, with its bytes a day by record type. Its lengths are fixed. */
export const ledgerYearsScenario: Scenario = {
  name: 'ledger-years',
  summary: 'a humanoid on the real recorder and ledger with a fast clock: what fits in 64 MiB (minutes)',
  run: async ({ tell }: BenchRequest): Promise<BenchResult> => {
    const results = courses.map((course) => live(course, tell));
    return {
      figures: results.flatMap(({ figures }) => figures),
      notes: ['Recorder and ledger only, entries and reports as large as an agent’s; in memory, so no file system is in the figures.'],
    };
  },
};

function live({ name, days, robot: rates }: Course, tell: BenchRequest['tell']): { figures: Figure[] } {
  const robot = new UnboundRobot(rates);
  let mostBytes = 0;
  for (let day = 1; day <= days; day++) {
    robot.live(day - 1);
    if (day % 10 === 0) mostBytes = Math.max(mostBytes, robot.sizeBytes);
    if (day % 200 === 0) tell(`${name}: day ${day}, ${(robot.sizeBytes / megabyte).toFixed(1)} MB`);
  }
  const bar = { atMost: ledgerBytesMaxDefault / megabyte, source: 'issue 6' };
  const byType = [...robot.weighed()].map(([type, { count, bytes }]): Figure => {
    return { name: `${name}: ${type}, ${count} left`, value: bytes / 1000 / days, unit: 'kB/day' };
  });
  robot.ledger.close();
  return { figures: [{ name: `${name}: most bytes`, value: mostBytes / megabyte, unit: 'MB', bar }, ...byType] };
}
