/** Heat paths of a motor of size 1, K/W, and heat stored, J/K: time constants of about 50 s (winding) and 12 min (case). */
const windingToCaseKPerW = 0.6;
const caseToAirKPerW = 1;
const windingJPerK = 80;
const caseJPerK = 700;
/** What the continuous current warms the winding by, for ever. */
export const continuousRiseC = 60;
/** Copper's resistance rises by 0.393 % per kelvin (IEC 60028, at 20 °C; taken about 25 °C here). */
const copperPerK = 0.00393;

export interface MotorHeat {
  readonly windingC: number;
  readonly caseC: number;
}

export interface HeatInput {
  readonly sizeRatio: number;
  /** Current as a share of the continuous one. */
  readonly loadRatio: number;
  readonly ambientC: number;
  /** What a fault would warm the winding by in the end. */
  readonly extraRiseC: number;
}

/** Copper loss at this load and temperature, W: the continuous current warms a cold-resistance winding by `continuousRiseC`. */
export function copperLossW({ sizeRatio, loadRatio }: Pick<HeatInput, 'sizeRatio' | 'loadRatio'>, windingC: number): number {
  const continuousW = (continuousRiseC * sizeRatio) / (windingToCaseKPerW + caseToAirKPerW);
  return continuousW * loadRatio * loadRatio * (1 + copperPerK * (windingC - 25));
}

/** Two nodes, winding → case → air, one explicit Euler step; stable for steps below 20 s. */
export function stepMotorHeat({ windingC, caseC }: MotorHeat, input: HeatInput, dtS: number): MotorHeat {
  const { sizeRatio, ambientC, extraRiseC } = input;
  const faultW = (extraRiseC * sizeRatio) / (windingToCaseKPerW + caseToAirKPerW);
  const intoWindingW = copperLossW(input, windingC) + faultW;
  const intoCaseW = ((windingC - caseC) * sizeRatio) / windingToCaseKPerW;
  const intoAirW = ((caseC - ambientC) * sizeRatio) / caseToAirKPerW;
  return {
    windingC: windingC + (dtS * (intoWindingW - intoCaseW)) / (windingJPerK * sizeRatio),
    caseC: caseC + (dtS * (intoCaseW - intoAirW)) / (caseJPerK * sizeRatio),
  };
}
