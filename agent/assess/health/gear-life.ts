/** What the maker rates a gear for: torque T_N, speed n_N and the L10 life at both. */
export interface GearRating {
  readonly torqueNm: number;
  readonly speedRadPerS: number;
  readonly lifeL10H: number;
}

const msPerHour = 3_600_000;

/** Share of the rated gear life that so long at this torque and speed consumes: (|T|/T_N)³ · (|n|/n_N) · Δt / L10 (risk model §4.1 J10). */
export function gearLifeRatio(load: { torqueNm: number; speedRadPerS: number; ms: number }, rating: GearRating): number {
  const torqueRatio = Math.abs(load.torqueNm) / rating.torqueNm;
  const speedRatio = Math.abs(load.speedRadPerS) / rating.speedRadPerS;
  return (torqueRatio ** 3 * speedRatio * (load.ms / msPerHour)) / rating.lifeL10H;
}
