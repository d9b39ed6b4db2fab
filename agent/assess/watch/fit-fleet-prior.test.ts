import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../models/training/seeded-random.ts';
import { checkValue } from '../../configuration/read-document.ts';
import { type FleetPriorDocument, fleetPriorSchema, fleetRobotCountMin } from '../../contract/fleet-prior.ts';
import { fitFleetPrior } from './fit-fleet-prior.ts';
import { suspectJoints } from './suspect-joints.ts';

const profileSha256 = `sha256:${'0'.repeat(64)}`;
const random = seededRandom(7);
type Joints = FleetPriorDocument['joints'];
const unit = (spread: number): number => 0.1 * Math.exp(spread * random.normal());
const fleetOf = (count: number, spread = 0.2) => Array.from({ length: count }, () => ({ j1: { frictionRatio: unit(spread) } }));

describe('a prior of a fleet', () => {
  it('is the range of 1 to 99 in a hundred, the more closely the larger the fleet', () => {
    const reachOf = (count: number): number => {
      const { low = 0, high = 0 } = fitFleetPrior(fleetOf(count), profileSha256)?.joints.j1?.frictionRatio ?? {};
      return Math.log(high / low) / 2;
    };
    const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
    const spreads = [20, 100, 1000].map((count) => meanOf(Array.from({ length: 60 }, () => reachOf(count))));
    const [small = 0, middling = 0, large = 0] = spreads;
    expect(large).toBeGreaterThan(2.713 * 0.2);
    expect(large).toBeLessThan(2.713 * 0.2 * 1.15);
    expect(small).toBeGreaterThan(middling);
    expect(middling).toBeGreaterThan(large);
  });

  it('of twenty robots calls hardly one new unit in fifty suspect, fleet by fleet, and a large fleet finds worn ones', () => {
    const namedOf = (joints: Joints, factor: number): number =>
      Array.from({ length: 1000 }, () => suspectJoints(['j1'], [{ frictionRatio: factor * unit(0.2) }], { joints }).length).reduce(
        (a, b) => a + b,
      );
    const falsely = Array.from({ length: 100 }, () => namedOf(fitFleetPrior(fleetOf(20), profileSha256)?.joints ?? {}, 1));
    expect(falsely.filter((count) => count > 20).length).toBeLessThanOrEqual(12);
    expect(namedOf(fitFleetPrior(fleetOf(400), profileSha256)?.joints ?? {}, 3)).toBeGreaterThan(950);
  });

  it('is hardly moved by a worn robot among twenty', () => {
    const sound = fleetOf(20);
    const worn = [...sound.slice(1), { j1: { frictionRatio: 10 } }];
    const high = (fleet: typeof sound): number => fitFleetPrior(fleet, profileSha256)?.joints.j1?.frictionRatio?.high ?? 0;
    expect(high(worn) / high(sound)).toBeLessThan(1.5);
  });

  it('never calls units that are as like as two of one bench anything but alike', () => {
    const { frictionRatio } = fitFleetPrior(fleetOf(30, 0.001), profileSha256)?.joints.j1 ?? {};
    expect((frictionRatio?.high ?? 0) / (frictionRatio?.low ?? 1)).toBeGreaterThan(1.8);
  });

  it('tells no difference between steps of a sensor', () => {
    const still = Array.from({ length: 30 }, () => ({ j1: { riseC: 0.5 } }));
    expect(fitFleetPrior(still, profileSha256)?.joints.j1?.riseC?.high).toBe(1.5);
  });

  it('leaves out a trait that too few robots have, and is none without any', () => {
    expect(fitFleetPrior(fleetOf(fleetRobotCountMin - 1), profileSha256)).toBeUndefined();
    expect(fitFleetPrior([], profileSha256)).toBeUndefined();
    const some = fleetOf(fleetRobotCountMin).map((robot, index) => (index === 0 ? { ...robot, j2: { riseC: 1 } } : robot));
    expect(Object.keys(fitFleetPrior(some, profileSha256)?.joints ?? {})).toEqual(['j1']);
  });

  it('is a document of its schema, and holds half of every fleet (property)', () => {
    const traits = fc.record({ frictionRatio: fc.double({ min: 0.005, max: 5, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(traits, { minLength: fleetRobotCountMin, maxLength: 60 }), (seen) => {
        const prior = fitFleetPrior(
          seen.map((j1) => ({ j1 })),
          profileSha256,
        );
        checkValue('fleet prior', prior, fleetPriorSchema);
        const { low, high } = prior?.joints.j1?.frictionRatio ?? { low: 1, high: 0 };
        return 2 * seen.filter(({ frictionRatio }) => frictionRatio >= low && frictionRatio <= high).length >= seen.length;
      }),
    );
  });
});
