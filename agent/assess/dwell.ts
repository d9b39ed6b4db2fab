import type { Grade } from '../contract/usage.ts';

/**
 * Dwell and hysteresis of one measured dimension (rule R-3), stepped once a minute. A grade worsens when it was reached in 10 of the last
 * 15 minutes, and improves by one after 60 minutes inside the better bound minus its deadband.
 */
const recallMinuteCount = 15;
const worsenMinuteCount = 10;
const improveMinuteCount = 60;

export interface DwellState {
  readonly grade: Grade;
  /** The plain grades of the last minutes as digits, newest last: small in JSON. */
  readonly recentGrades: string;
  /** Consecutive minutes in which a better grade would have held. */
  readonly betterMinuteCount: number;
}

export interface DwellInput {
  /** Grade of the value as it is, and with the deadband taken off every bound. */
  readonly plain: Grade;
  readonly toImprove: Grade;
  /** True where a worse grade takes hold without waiting (D2 wetting, D6, D10). */
  readonly immediate?: boolean;
}

/** Without a state (at start, and after more than 30 min unknown) the dimension takes its value at once (decisions A7). */
export function stepDwell(state: DwellState | undefined, input: DwellInput): DwellState {
  if (state === undefined) return { grade: input.plain, recentGrades: String(input.plain), betterMinuteCount: 0 };
  const recentGrades = `${state.recentGrades}${input.plain}`.slice(-recallMinuteCount);
  const reached = input.immediate ? input.plain : sustainedGrade(recentGrades);
  if (reached > state.grade) return { grade: reached, recentGrades, betterMinuteCount: 0 };
  const betterMinuteCount = input.toImprove < state.grade ? state.betterMinuteCount + 1 : 0;
  if (betterMinuteCount < improveMinuteCount) return { grade: state.grade, recentGrades, betterMinuteCount };
  return { grade: (state.grade - 1) as Grade, recentGrades, betterMinuteCount: 0 };
}

/** The worst grade reached or passed in enough of the recalled minutes. */
function sustainedGrade(recentGrades: string): Grade {
  const worstFirst = [...recentGrades].map(Number).sort((a, b) => b - a);
  return (worstFirst[worsenMinuteCount - 1] ?? 1) as Grade;
}
