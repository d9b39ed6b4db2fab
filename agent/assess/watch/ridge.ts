/** Ridge regression by its normal equations, for a few weights. */
export interface Ridge {
  readonly size: number;
  /** Row by row, with the right-hand side as last column. */
  readonly equations: readonly Float64Array[];
}

export function openRidge(size: number, ridgeRatio: number): Ridge {
  const equations = Array.from({ length: size }, (_, place) =>
    Float64Array.from({ length: size + 1 }, (_, column) => (column === place ? ridgeRatio : 0)),
  );
  return { size, equations };
}

export function addObservation({ size, equations }: Ridge, inputs: Float64Array, target: number): void {
  for (let place = 0; place < size; place++) {
    const factor = inputs[place] ?? 0;
    const equation = equations[place];
    if (factor === 0 || equation === undefined) continue;
    for (let column = 0; column < size; column++) equation[column] = (equation[column] ?? 0) + factor * (inputs[column] ?? 0);
    equation[size] = (equation[size] ?? 0) + factor * target;
  }
}

/** Weights of (XᵀX + λI)w = Xᵀy, by Gauss–Jordan; positive definite, so no pivoting. The equations stay as they were. */
export function solveRidge({ size, equations }: Ridge): Float64Array {
  const rows = equations.map((equation) => equation.slice());
  for (const [place, row] of rows.entries()) {
    const diagonal = row[place] ?? 1;
    for (let column = 0; column <= size; column++) row[column] = (row[column] ?? 0) / diagonal;
    for (const other of rows) if (other !== row) subtract(other, row, place);
  }
  return Float64Array.from(rows, (row) => row[size] ?? 0);
}

function subtract(from: Float64Array, row: Float64Array, place: number): void {
  const factor = from[place] ?? 0;
  if (factor === 0) return;
  for (let column = 0; column < from.length; column++) from[column] = (from[column] ?? 0) - factor * (row[column] ?? 0);
}

export function predict(weights: ArrayLike<number>, inputs: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < inputs.length; place++) sum += (weights[place] ?? 0) * (inputs[place] ?? 0);
  return sum;
}
