/** One equation per weight: coefficients, then the right-hand side. */
export type NormalEquations = readonly Float64Array[];

/** Empty normal equations of a ridge regression: λ on the diagonal. */
export function ridgeEquations(weightCount: number, ridgeWeight: number): NormalEquations {
  return Array.from({ length: weightCount }, (_, index) => {
    const equation = new Float64Array(weightCount + 1);
    equation[index] = ridgeWeight;
    return equation;
  });
}

/** Adds one observation: the inputs and, as last element, the value to predict. */
export function addObservation(equations: NormalEquations, observation: Float64Array): void {
  for (const [index, equation] of equations.entries()) {
    const factor = observation[index] ?? 0;
    if (factor !== 0) addScaled(equation, observation, { factor, fromIndex: 0 });
  }
}

/** Solves (XᵀX + λI)w = Xᵀy in place by Gauss–Jordan; without pivoting, which a positive definite matrix does not need. */
export function solveRidge(equations: NormalEquations): Float64Array {
  const size = equations.length;
  for (const [pivotIndex, pivot] of equations.entries()) {
    const diagonal = pivot[pivotIndex] ?? 1;
    for (let column = pivotIndex; column <= size; column++) pivot[column] = (pivot[column] ?? 0) / diagonal;
    for (const [index, equation] of equations.entries()) {
      const factor = index === pivotIndex ? 0 : (equation[pivotIndex] ?? 0);
      if (factor !== 0) addScaled(equation, pivot, { factor: -factor, fromIndex: pivotIndex });
    }
  }
  return Float64Array.from(equations, (equation) => equation[size] ?? 0);
}

function addScaled(into: Float64Array, from: Float64Array, by: { readonly factor: number; readonly fromIndex: number }): void {
  for (let column = by.fromIndex; column < into.length; column++) into[column] = (into[column] ?? 0) + by.factor * (from[column] ?? 0);
}
