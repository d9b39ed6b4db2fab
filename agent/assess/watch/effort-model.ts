import { rowPlaces, rowSize } from './joint-row.ts';

/** Temperature in units of this, so that its terms weigh like the others in the ridge. */
const temperatureSpanC = 20;
/** Share of full speed at which the sign of motion counts half: below is noise of a standing joint. */
const stickRatio = 0.01;
/** Weight of the ridge: small against an hour of windows, enough for a channel that never moved. */
export const ridgeRatio = 0.3;

export const meanBasisSize = 8;
export const rmsBasisSize = 9;

/** Reads one joint's row, unknown as 0: what is not measured explains nothing. */
function reader(rows: ArrayLike<number>, joint: number): (place: number) => number {
  return (place) => {
    const value = rows[joint * rowSize + place] ?? 0;
    return Number.isNaN(value) ? 0 : value;
  };
}

/** Temperature above its centre in commissioning; 0 where either is unknown. */
function warmth(at: (place: number) => number, centreC: number | null): number {
  const temperatureC = at(rowPlaces.temperatureC);
  return centreC === null || temperatureC === 0 ? 0 : (temperatureC - centreC) / temperatureSpanC;
}

/** Terms of the mean effort: friction with its sign and warmth, inertia, posture. */
export function meanBasis(rows: ArrayLike<number>, joint: number, centreC: number | null): Float64Array {
  const at = reader(rows, joint);
  const velocity = at(rowPlaces.velocityMean);
  const sign = velocity / (Math.abs(velocity) + stickRatio);
  const warm = warmth(at, centreC);
  const [sine, cosine] = [at(rowPlaces.positionSin), at(rowPlaces.positionCos)];
  return Float64Array.of(1, velocity, sign, at(rowPlaces.velocityChange), sine, cosine, warm * velocity, warm * sign);
}

/** Terms of the root mean square effort: speed without direction, warmth, and posture twice per turn. */
export function rmsBasis(rows: ArrayLike<number>, joint: number, centreC: number | null): Float64Array {
  const at = reader(rows, joint);
  const speed = at(rowPlaces.velocityRms);
  const moving = speed / (speed + stickRatio);
  const [sine, cosine] = [at(rowPlaces.positionSin), at(rowPlaces.positionCos)];
  const warm = warmth(at, centreC);
  return Float64Array.of(1, speed, moving, Math.abs(at(rowPlaces.velocityChange)), sine, cosine, sine * sine, sine * cosine, warm * moving);
}

/** Direction of a joint's motion, −1 … 1; 0 while it stands or does not say. */
export function directionOf(rows: ArrayLike<number>, joint: number): number {
  const velocity = reader(rows, joint)(rowPlaces.velocityMean);
  return velocity / (Math.abs(velocity) + stickRatio);
}
