import type { Vector } from './plain-ledger.ts';

/* Coverage by plain arithmetic: what was observed, of that and what nobody metered (risk model §3.5, decisions B4). Imports no agent. */
export type Hours = Readonly<Record<string, number | Vector>>;

interface GapRules {
  readonly gap: { readonly dutyDefaultRatio: number };
}

/** Powered-on and operating time of the shift that goes on, and the duty of the last thirty. */
export interface Duty {
  readonly onMs: number;
  readonly workedMs: number;
  readonly shifts: Vector;
}

export const noDuty: Duty = { onMs: 0, workedMs: 0, shifts: [] };
const shiftMs = 8 * 3_600_000;
const of = (hours: Hours, name: string): number => Number(hours[name] ?? 0);

/** A shift ends with the report in which eight hours powered on are complete. */
export function addReport(duty: Duty, before: Hours, after: Hours): Duty {
  const onMs = duty.onMs + of(after, 'powerOnMs') - of(before, 'powerOnMs');
  const workedMs = duty.workedMs + of(after, 'operatingMs') - of(before, 'operatingMs');
  if (onMs < shiftMs) return { ...duty, onMs, workedMs };
  const ratio = Number(Math.min(1, workedMs / onMs).toFixed(3));
  return { ...noDuty, shifts: [...duty.shifts, ratio].slice(-30) };
}

/** The third quartile of the shifts, nearest rank; without a whole shift the duty of the life. */
function trailingDuty({ shifts }: Duty, hours: Hours): number {
  const ranked = [...shifts].sort((a, b) => a - b)[Math.ceil(0.75 * shifts.length) - 1];
  const onMs = of(hours, 'powerOnMs');
  return ranked ?? (onMs === 0 ? 0 : of(hours, 'operatingMs') / onMs);
}

/** Observed of observed and imputed operating time, 0…1. */
export function coverageOf(hours: Hours, { gap }: GapRules, duty: Duty): number {
  const operatingMs = of(hours, 'operatingMs');
  const share = Math.min(1, Math.max(trailingDuty(duty, hours), gap.dutyDefaultRatio));
  const imputedMs = Math.round(of(hours, 'gapMs') * share) + of(hours, 'unmeteredMs');
  return operatingMs + imputedMs === 0 ? 1 : Number((operatingMs / (operatingMs + imputedMs)).toFixed(6));
}
