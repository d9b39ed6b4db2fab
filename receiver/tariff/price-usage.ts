import { decimals } from '../../agent/contract/rounding.ts';
import type { Grade, MsByGrade, UsageCounters } from '../../agent/contract/usage.ts';
import type { ReceivedReport } from './factor-path.ts';
import type { Amount, Cover, GradeRates, Tariff } from './tariff-schema.ts';

export const covers = ['body', 'thirdParty'] as const satisfies readonly Cover[];
const gradeKeys = ['e1', 'e2', 'e3', 'e4', 'e5'] as const satisfies readonly (keyof GradeRates)[];
const grades: readonly Grade[] = [1, 2, 3, 4, 5];

/** The vector of hours each cover is rated over: the physical grade for the body, that of people and terrain for third parties. */
const vectors = { body: 'operatingMsByEPhys', thirdParty: 'operatingMsByEPeople' } as const satisfies Record<Cover, keyof UsageCounters>;

const microPerUnit = 10n ** BigInt(decimals.value);
const msPerHour = 3_600_000n;

/** Millionths of the tariff's unit. Sums of them are exact, in any order and however a period is divided. */
export type Micro = bigint;

/** Operating time of one cover at one grade, and what it costs under a factor and at factor 1. */
export interface UsageCell {
  readonly cover: Cover;
  readonly grade: Grade;
  readonly operatingMs: number;
  readonly micro: Micro;
  readonly microAtReference: Micro;
}

/**
 * factor × hours × rate for each cover and grade of one report. A report is priced as a whole in the month it was received, each cell cut
 * down to a millionth, never up: so parts of a period add up exactly to the whole.
 */
export function priceReport({ payload }: ReceivedReport, { ratesPerH }: Tariff, factorRatio: number): UsageCell[] {
  const { opening, closing } = payload.exposure;
  return covers.flatMap((cover) =>
    grades.flatMap((grade) => {
      const operatingMs = msAt(closing[vectors[cover]], grade) - msAt(opening[vectors[cover]], grade);
      const rateMicro = toMicro(ratesPerH[cover][gradeKeys[grade - 1] ?? 'e5']);
      if (operatingMs <= 0) return [];
      const cell = { cover, grade, operatingMs };
      return [{ ...cell, micro: cost(operatingMs, rateMicro, factorRatio), microAtReference: cost(operatingMs, rateMicro, 1) }];
    }),
  );
}

/** Adds cells of the same cover and grade; in the order of covers and grades. */
export function addCells(cells: readonly UsageCell[]): UsageCell[] {
  const byKey = Map.groupBy(cells, ({ cover, grade }) => covers.indexOf(cover) * grades.length + grade);
  return [...byKey].sort(([left], [right]) => left - right).flatMap(([, same]) => sumCells(same));
}

function sumCells(cells: readonly UsageCell[]): UsageCell[] {
  const [first] = cells;
  if (first === undefined) return [];
  const sum = (of: (cell: UsageCell) => Micro): Micro => cells.reduce((total, cell) => total + of(cell), 0n);
  const operatingMs = cells.reduce((total, cell) => total + cell.operatingMs, 0);
  return [{ ...first, operatingMs, micro: sum(({ micro }) => micro), microAtReference: sum(({ microAtReference }) => microAtReference) }];
}

/** Base of the days [fromDay, toDay) of a month, counted from 0: per day, or the month's amount pro rata, telescoping exactly. */
export function priceBase({ base }: Tariff, monthDayCount: number, days: { readonly fromDay: number; readonly toDay: number }): Micro {
  const micro = toMicro(base.amount);
  const until = (dayCount: number): Micro =>
    base.per === 'day' ? micro * BigInt(dayCount) : (micro * BigInt(dayCount)) / BigInt(monthDayCount);
  return until(days.toDay) - until(days.fromDay);
}

/** As printed: in whole units with six decimals. */
export function toAmount(micro: Micro): Amount {
  return Number(micro) / Number(microPerUnit);
}

export function toMicro(amount: Amount): Micro {
  return BigInt(Math.round(amount * Number(microPerUnit)));
}

function cost(operatingMs: number, rateMicro: Micro, factorRatio: number): Micro {
  return (BigInt(operatingMs) * rateMicro * toMicro(factorRatio)) / (msPerHour * microPerUnit);
}

function msAt(vector: MsByGrade, grade: Grade): number {
  return vector[grade - 1] ?? 0;
}
