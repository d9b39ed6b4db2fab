import { ConfigError, type Problem } from '../../agent/contract/errors.ts';
import type { Period } from './price-robot.ts';
import { dayMs, formatUtcDay, parseUtcDay, startOfUtcDay } from './utc-month.ts';

/** Longest period of one statement. */
export const periodDaysMax = 3_660;

/** `--from` and `--to` as whole UTC days, `to` excluded and not beyond today. Throws ConfigError with every problem. */
export function readPeriod({ from, to }: { readonly from: string; readonly to: string }, nowMs: number): Period {
  const [fromMs, toMs] = [parseUtcDay(from), parseUtcDay(to)];
  const unread = [...notDay('--from', from, fromMs), ...notDay('--to', to, toMs)];
  if (fromMs === undefined || toMs === undefined) throw new ConfigError('receiver/period', unread);
  const endMs = startOfUtcDay(nowMs) + dayMs;
  const problem = (value: string, remedy: string): ConfigError => new ConfigError('receiver/period', [{ place: '--to', value, remedy }]);
  if (toMs <= fromMs) throw problem(to, `write a day after ${from}; it is excluded`);
  if (toMs > endMs) throw problem(to, `a statement speaks of what has been: at most ${formatUtcDay(endMs)}`);
  if (toMs - fromMs > periodDaysMax * dayMs) throw problem(to, `at most ${periodDaysMax} days after ${from}`);
  return { fromMs, toMs };
}

function notDay(place: string, value: string, atMs: number | undefined): Problem[] {
  return atMs === undefined ? [{ place, value, remedy: 'write a UTC day as 2026-01-31, or 2026-01 for its first' }] : [];
}
