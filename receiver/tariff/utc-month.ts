export const dayMs = 86_400_000;

/** A calendar month in UTC: what the factor moves by. */
export interface UtcMonth {
  /** `2026-01`. */
  readonly month: string;
  readonly startMs: number;
  /** Excluded: the first moment of the next month. */
  readonly endMs: number;
  readonly dayCount: number;
}

/** The month that holds this moment. */
export function utcMonthAt(atMs: number): UtcMonth {
  const date = new Date(atMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const [startMs, endMs] = [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)];
  return { month: new Date(startMs).toISOString().slice(0, 7), startMs, endMs, dayCount: (endMs - startMs) / dayMs };
}

/** Every month that has a moment in [fromMs, toMs), in order. */
export function utcMonthsIn(fromMs: number, toMs: number): UtcMonth[] {
  const months: UtcMonth[] = [];
  for (let startMs = fromMs; startMs < toMs; ) {
    const month = utcMonthAt(startMs);
    months.push(month);
    startMs = month.endMs;
  }
  return months;
}

/** Midnight UTC of `2026-01-31`, or of the first day of `2026-01`; undefined for what is no day of the calendar. */
export function parseUtcDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}(?:-\d{2})?$/.test(text)) return undefined;
  const day = text.length === 7 ? `${text}-01` : text;
  const atMs = Date.parse(`${day}T00:00:00.000Z`);
  return Number.isNaN(atMs) || formatUtcDay(atMs) !== day ? undefined : atMs;
}

/** `2026-01-31` of a moment. */
export function formatUtcDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** Midnight UTC at or before this moment. */
export function startOfUtcDay(atMs: number): number {
  return Math.floor(atMs / dayMs) * dayMs;
}
