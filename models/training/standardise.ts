/** Below this a column counts as constant; keeps a quiet channel from dividing by zero. */
const spreadFloor = 1e-3;
/** Makes the median absolute deviation of normal values estimate their standard deviation. */
const madToSd = 1.4826;

/** Maps a row of values to z-scores, column by column. */
export type Standardiser = (values: readonly number[]) => number[];

interface Centre {
  readonly centre: number;
  readonly spread: number;
}

/** By mean and standard deviation of each column of these rows. */
export function standardiser(rows: readonly (readonly number[])[]): Standardiser {
  return standardise(rows, (column) => {
    const centre = column.reduce((sum, value) => sum + value, 0) / column.length;
    return { centre, spread: Math.sqrt(column.reduce((sum, value) => sum + (value - centre) ** 2, 0) / column.length) };
  });
}

/** By median and scaled median absolute deviation, so that a few odd rows do not move it. */
export function robustStandardiser(rows: readonly (readonly number[])[]): Standardiser {
  return standardise(rows, (column) => {
    const centre = median(column);
    return { centre, spread: madToSd * median(column.map((value) => Math.abs(value - centre))) };
  });
}

function standardise(rows: readonly (readonly number[])[], measure: (column: readonly number[]) => Centre): Standardiser {
  const centres = (rows[0] ?? []).map((_, index) => measure(rows.map((row) => row[index] ?? 0)));
  return (values) =>
    values.map((value, index) => {
      const { centre, spread } = centres[index] ?? { centre: 0, spread: 0 };
      return (value - centre) / (spread + spreadFloor);
    });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
