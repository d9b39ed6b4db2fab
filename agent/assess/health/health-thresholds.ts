import type { HealthIndicator, ThresholdSource } from '../../contract/health.ts';
import type { Profile } from '../../contract/profile.ts';
import type { JointRating } from './joint-gauge.ts';
import type { Thresholds } from './severity.ts';

/** Where an indicator begins, is half way and is at its worst, and who says so. */
export interface SourcedThresholds {
  readonly thresholds: Thresholds;
  readonly source: ThresholdSource;
}

/** The component that stands for every pack, cell and sensor of the battery. */
export const batteryComponent = 'battery';

/** Shares of a maker's temperature limit (risk model §4.1 J1). */
const shareOfLimit = [0.7, 0.85, 0.95] as const;
/** Quasi-direct drives of legged robots run hotter than the gears of an arm (risk model §4.1 J1). */
const leggedMotorC: Thresholds = [65, 80, 90];

/** Defaults of the risk model §4.1 and §4.2, in the unit of the indicator; none of them is a maker's word. */
const defaults: Readonly<Record<HealthIndicator, Thresholds>> = {
  J1: [60, 75, 85],
  J3: [0.85, 1, 1.2],
  J4: [0.01, 0.05, 0.15],
  J10: [0.5, 0.8, 1],
  B3: [0.02, 0.05, 0.1],
  B4: [45, 55, 60],
};

/** The thresholds of an indicator on this robot: of the maker's limit where the profile states one, else the default. */
export function healthThresholds(indicator: HealthIndicator, profile: Profile): SourcedThresholds {
  const limitC = profile.ratings?.motorTemperatureMaxC;
  if (indicator !== 'J1') return { thresholds: defaults[indicator], source: 'generic default' };
  if (limitC !== undefined) {
    const [a, b, c] = shareOfLimit;
    return { thresholds: [a * limitC, b * limitC, c * limitC], source: 'maker' };
  }
  return { thresholds: profile.locomotion === 'legged' ? leggedMotorC : defaults.J1, source: 'generic default' };
}

/**
 * What the profile states of each driven joint: critical components, all of them. A profile's `currentA` is a limit of the drive, never a
 * continuous rating: I²t and gear life are evaluated only where the maker's own ratings are written in, with their source.
 */
export function jointRatings(profile: Profile): ReadonlyMap<string, JointRating> {
  const known = ratingsOf.get(profile) ?? statedRatings(profile);
  ratingsOf.set(profile, known);
  return known;
}

/** Asked for in every second of work; a profile never changes. */
const ratingsOf = new WeakMap<Profile, ReadonlyMap<string, JointRating>>();

function statedRatings({ joints }: Profile): ReadonlyMap<string, JointRating> {
  const driven = joints.filter(({ role }) => role === 'actuator');
  return new Map(driven.map(({ name, torqueNm, continuousCurrentA, gear }) => [name, { torqueMaxNm: torqueNm, continuousCurrentA, gear }]));
}
