/** Covariance of standardised rows, shrunk towards its own diagonal mean: (1 − s)·C + s·(tr C/n)·I. */
export function shrunkCovariance(rows: readonly Float64Array[], shrinkRatio: number): Float64Array[] {
  const size = rows[0]?.length ?? 0;
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  for (const row of rows) addOuter(matrix, row);
  const count = Math.max(1, rows.length);
  const trace = matrix.reduce((sum, line, place) => sum + (line[place] ?? 0) / count, 0);
  return matrix.map((line, place) =>
    line.map((value, column) => ((1 - shrinkRatio) * value) / count + (column === place ? (shrinkRatio * trace) / Math.max(1, size) : 0)),
  );
}

function addOuter(matrix: readonly Float64Array[], row: Float64Array): void {
  for (const [place, line] of matrix.entries()) {
    const factor = row[place] ?? 0;
    for (let column = 0; column < line.length; column++) line[column] = (line[column] ?? 0) + factor * (row[column] ?? 0);
  }
}

const sweepCount = 30;
const offDiagonalMin = 1e-20;

/** Eigenvalues with their vectors, largest first, by Jacobi rotations; the matrix is symmetric and is used up. */
export function eigenOf(matrix: Float64Array[]): readonly { readonly value: number; readonly vector: Float64Array }[] {
  const size = matrix.length;
  const vectors = Array.from({ length: size }, (_, place) =>
    Float64Array.from({ length: size }, (_, column) => (place === column ? 1 : 0)),
  );
  for (let sweep = 0; sweep < sweepCount && offDiagonal(matrix) > offDiagonalMin; sweep++) {
    for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) rotate(matrix, vectors, [p, q]);
  }
  const pairs = matrix.map((line, place) => ({ value: line[place] ?? 0, vector: Float64Array.from(vectors, (row) => row[place] ?? 0) }));
  return pairs.sort((a, b) => b.value - a.value);
}

function offDiagonal(matrix: readonly Float64Array[]): number {
  return matrix.reduce(
    (sum, line, place) => sum + line.reduce((part, value, column) => part + (column === place ? 0 : value * value), 0),
    0,
  );
}

function rotate(matrix: readonly Float64Array[], vectors: readonly Float64Array[], [p, q]: readonly [number, number]): void {
  const off = matrix[p]?.[q] ?? 0;
  if (off === 0) return;
  const theta = ((matrix[q]?.[q] ?? 0) - (matrix[p]?.[p] ?? 0)) / (2 * off);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(t * t + 1);
  const turn = { cosine, sine: t * cosine };
  for (const line of matrix) turnPair(line, [p, q], turn);
  const [rowP, rowQ] = [matrix[p], matrix[q]];
  if (rowP === undefined || rowQ === undefined) return;
  for (let column = 0; column < rowP.length; column++) {
    const [a, b] = [rowP[column] ?? 0, rowQ[column] ?? 0];
    rowP[column] = turn.cosine * a - turn.sine * b;
    rowQ[column] = turn.sine * a + turn.cosine * b;
  }
  for (const line of vectors) turnPair(line, [p, q], turn);
}

function turnPair(line: Float64Array, [p, q]: readonly [number, number], { cosine, sine }: { cosine: number; sine: number }): void {
  const [a, b] = [line[p] ?? 0, line[q] ?? 0];
  line[p] = cosine * a - sine * b;
  line[q] = sine * a + cosine * b;
}
