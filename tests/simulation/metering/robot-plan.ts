import type { FrameLayout } from '../../../agent/contract/frame.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { ForeignCounter } from './foreign-counter.ts';
import type { TrueRobot } from './true-robot.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** What one robot of the simulation is, and what can be read of it; all of it follows from its seed. */
export interface RobotPlan {
  readonly isGateway: boolean;
  /** Of the joints' stream; a reading holds three times as long. */
  readonly periodMs: number;
  /** True for a robot whose controller sleeps with the host. */
  readonly sleepsWithHost: boolean;
  /** True where the host has no clock of its own that runs on without power: each boot begins in 1970. */
  readonly forgetsTime: boolean;
  readonly hasHostSensors: boolean;
  readonly counters: readonly ForeignCounter[];
}

export function drawPlan(random: SeededRandom, parts: { readonly robot: TrueRobot; readonly hostStarts: () => number }): RobotPlan {
  return {
    isGateway: random.chance(0.25),
    periodMs: random.pick([20_000, 60_000, 60_000, 200_000, 200_000]),
    sleepsWithHost: random.chance(0.5),
    forgetsTime: random.chance(0.2),
    hasHostSensors: random.chance(0.4),
    counters: drawCounters(random, parts),
  };
}

/** How long a reading of this robot's joints holds, ms. */
export const holdMsOf = ({ periodMs }: RobotPlan): number => 3 * periodMs;

export const jointLayoutOf = ({ periodMs }: RobotPlan): FrameLayout => ({
  ...{ sourceId: 'robot', component: 'joint', parts: ['j0', 'j1'], signals: ['positionRad', 'velocityRadPerS'] },
  periodMs,
});

/** The host's own temperature: it must not hold the robot's hours. */
export const hostLayoutOf = ({ periodMs }: RobotPlan): FrameLayout => ({
  ...{ sourceId: 'box', component: 'controller', parts: ['cpu'], signals: ['temperatureC'] },
  periodMs,
  ofHost: true,
});

function drawCounters(random: SeededRandom, { robot, hostStarts }: { robot: TrueRobot; hostStarts: () => number }): ForeignCounter[] {
  const counters: ForeignCounter[] = [];
  const chosen = random.pick(['none', 'strong', 'strong', 'weak', 'strong'] as const);
  const meter = random.pick(hourMeters);
  const controller = { sourceId: 'robot', component: 'controller', serialNumber: chosen === 'weak' ? null : 'C-1' } as const;
  if (chosen !== 'none') {
    const firstValue = meter.wrapsAt === undefined ? 4_000 * hourMs : meter.wrapsAt - random.whole(1, 60) * hourMs;
    counters.push(new ForeignCounter({ ...controller, ...meter, counter: 'powerOnMs', firstValue, counted: () => robot.onMs }));
  }
  if (random.chance(0.3))
    counters.push(new ForeignCounter({ ...controller, counter: 'bootCount', firstValue: 700, counted: () => robot.startCount }));
  const joint = { sourceId: 'robot', component: 'joint j0', serialNumber: 'J-1', counter: 'travelUrad', firstValue: 0 } as const;
  if (random.chance(0.3)) counters.push(new ForeignCounter({ ...joint, counted: () => robot.travelUrad }));
  const pack = { sourceId: 'robot', component: 'battery', serialNumber: 'B-1', counter: 'cycleCount', firstValue: 300 } as const;
  if (random.chance(0.5)) counters.push(new ForeignCounter({ ...pack, counted: () => Math.floor(robot.onMs / (4 * hourMs)) }));
  const host = { sourceId: 'box', component: 'host', serialNumber: 'H-1', counter: 'bootCount', firstValue: 40 } as const;
  if (random.chance(0.3)) counters.push(new ForeignCounter({ ...host, counted: hostStarts }));
  return counters;
}

/** Controllers count milliseconds in 32 bits, minutes, or hours in 16 bits. */
const hourMeters: readonly { readonly stepSize: number; readonly wrapsAt?: number }[] = [
  { stepSize: 1, wrapsAt: 2 ** 32 },
  { stepSize: 1 },
  { stepSize: minuteMs },
  { stepSize: hourMs, wrapsAt: 65_536 * hourMs },
];
