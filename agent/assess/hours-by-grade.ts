import { type Knowable, unknown } from '../contract/unknown.ts';
import type { Grade, MsByGrade } from '../contract/usage.ts';
import { agedMs } from './ageing.ts';
import type { ReferenceModel } from './reference-model.ts';

export const noHours: MsByGrade = [0, 0, 0, 0, 0];
export const grades: readonly Grade[] = [1, 2, 3, 4, 5];
const displayShareRatio = 0.95;

/** The vector with `durationMs` more at one grade. */
export function addMs(vector: MsByGrade, grade: Grade, durationMs: number): MsByGrade {
  if (durationMs === 0) return vector;
  return mapMs(vector, (ms, i) => (i === grade - 1 ? ms + durationMs : ms));
}

export function ageMs(vector: MsByGrade, factorRatio: number): MsByGrade {
  return mapMs(vector, (ms) => agedMs(ms, factorRatio));
}

export function totalMs(vector: MsByGrade): number {
  return vector.reduce((sum, ms) => sum + ms, 0);
}

function mapMs([a, b, c, d, e]: MsByGrade, of: (ms: number, index: number) => number): MsByGrade {
  return [of(a, 0), of(b, 1), of(c, 2), of(d, 3), of(e, 4)];
}

/** Smallest grade such that at least 95 % of the operating time was at it or better (rule R-4); the fallback without any hours. */
export function displayGrade(vector: MsByGrade, fallback: Grade): Grade {
  const total = totalMs(vector);
  if (total === 0) return fallback;
  const upTo = (grade: Grade): number => vector.slice(0, grade).reduce((sum, ms) => sum + ms, 0);
  return grades.find((grade) => upTo(grade) >= total * displayShareRatio) ?? 5;
}

/** f_env: mean of the grade relativities weighted by operating hours; unknown without hours, so that a new robot is at 50 (§3.5). */
export function environmentRelativity(vector: MsByGrade, table: ReferenceModel['gradeRelativities']): Knowable<number> {
  const total = totalMs(vector);
  if (total === 0) return unknown('insufficientData');
  const relativities = [table.e1, table.e2, table.e3, table.e4, table.e5];
  return vector.reduce((sum, ms, i) => sum + ms * (relativities[i] ?? 1), 0) / total;
}
