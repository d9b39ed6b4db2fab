import { ConfigError } from '../contract/errors.ts';

/** Longest term of a signature or a trusted key, days. */
export const validDaysMax = 3_650;
const dayMs = 86_400_000;

export interface ValidityOptions {
  /** UTC day or moment; now when left out. */
  readonly validFrom?: string;
  readonly validDays: string;
}

/** The term that `--valid-from` and `--valid-days` mean, ms; throws one ConfigError with both problems. */
export function readValidity({ validFrom, validDays }: ValidityOptions, nowMs: number): { validFromMs: number; validUntilMs: number } {
  const validFromMs = validFrom === undefined ? nowMs : readUtc(validFrom);
  const days = /^\d+$/.test(validDays) ? Number(validDays) : 0;
  const problems = [
    ...(Number.isNaN(validFromMs)
      ? [
          {
            place: '--valid-from',
            value: JSON.stringify(validFrom),
            remedy: 'write a UTC day or moment: 2026-01-31 or 2026-01-31T12:00:00Z',
          },
        ]
      : []),
    ...(days >= 1 && days <= validDaysMax
      ? []
      : [{ place: '--valid-days', value: JSON.stringify(validDays), remedy: `write whole days from 1 to ${validDaysMax}` }]),
  ];
  if (problems.length > 0) throw new ConfigError('commands/validity', problems);
  return { validFromMs, validUntilMs: validFromMs + days * dayMs };
}

function readUtc(text: string): number {
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,3})?Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
}
