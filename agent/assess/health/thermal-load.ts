/** Time constant of a motor's winding where none is stated (risk model §4.1 J3). */
export const thermalTimeConstantMs = 300_000;

/**
 * I²t state after so long at this mean square of I / I_continuous (risk model §4.1 J3): 1 is what the continuous current settles at.
 * Exact for any step, because the load is constant within it.
 */
export function stepThermalLoad(before: number, squaredLoad: number, ms: number): number {
  return before + (1 - Math.exp(-ms / thermalTimeConstantMs)) * (squaredLoad - before);
}
