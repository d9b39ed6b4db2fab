import type { FalseAlarmPlan } from './false-alarm-life.ts';

/** Commissioning as the product does it, then a hundred hours each: two thousand of all robots. */
const asShipped = { collectH: 8, calibrateH: 8, activeH: 100, faultCountPerKind: 3 } as const;
/** An hour to learn and an hour to calibrate, as on a short recording: what such haste costs. */
const inHaste = { collectH: 1, calibrateH: 1, activeH: 20, faultCountPerKind: 3 } as const;
const tiny = { collectH: 0.1, calibrateH: 0.1, activeH: 0.1, faultCountPerKind: 1 } as const;

const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
const hastySeeds = seeds.slice(0, 5);
const jointCounts = [6, 7] as const;

/** Twenty robots as shipped and ten in haste, in turn, so that a run that is cut short has some of both. */
export function falseAlarmPlans(size: 'whole' | 'smoke'): readonly FalseAlarmPlan[] {
  if (size === 'smoke') return [{ seed: 1, jointCount: 6, ...tiny }];
  return seeds.flatMap((seed) =>
    jointCounts.flatMap((jointCount) => [
      { seed, jointCount, ...asShipped },
      ...(hastySeeds.includes(seed) ? [{ seed, jointCount, ...inHaste }] : []),
    ]),
  );
}
