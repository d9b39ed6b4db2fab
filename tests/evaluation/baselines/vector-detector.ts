import type { WindowFeatures } from '../../../agent/contract/features.ts';
import type { Detector, Method, RobotUnderTest } from '../detector.ts';
import { WindowVectors } from './window-vector.ts';

/** A fitted rating of standardised vectors. */
export type VectorRating = (vector: Float64Array) => number;

/** Fits on standardised rows of equal length; `seed` decides every random choice. */
export type VectorFit = (rows: readonly Float64Array[], seed: number) => VectorRating;

const spreadFloor = 1e-6;

interface Standard {
  readonly centre: Float64Array;
  readonly spread: Float64Array;
}

/** A method on vectors: standardised by the mean and spread of the learned rows, one model per vector. */
export function vectorMethod(name: string, fit: VectorFit): Method {
  return { name, create: (robot) => new VectorDetector(robot, fit) };
}

class VectorDetector implements Detector {
  readonly #robot: RobotUnderTest;
  readonly #fit: VectorFit;
  readonly #vectors: WindowVectors;
  readonly #rows: Float64Array[][];
  #ratings: readonly VectorRating[] = [];

  constructor(robot: RobotUnderTest, fit: VectorFit) {
    this.#robot = robot;
    this.#fit = fit;
    this.#vectors = new WindowVectors(robot);
    this.#rows = Array.from({ length: this.#vectors.vectorCount }, () => []);
  }

  learn(window: WindowFeatures): void {
    for (const [index, vector] of this.#vectors.next(window).entries()) this.#rows[index]?.push(vector.slice());
  }

  freeze(): void {
    this.#ratings = this.#rows.map((rows, index) => {
      const standard = standardOf(rows, this.#vectors.size);
      const rate = this.#fit(
        rows.map((row) => standardised(row, standard)),
        this.#robot.seed + index,
      );
      return (vector) => rate(standardised(vector, standard));
    });
  }

  rate(window: WindowFeatures): Float64Array {
    const ratings = this.#vectors.next(window).map((vector, index) => this.#ratings[index]?.(vector) ?? 0);
    return Float64Array.from(this.#robot.layout.parts, (_, joint) => ratings[ratings.length === 1 ? 0 : joint] ?? 0);
  }
}

function standardOf(rows: readonly Float64Array[], size: number): Standard {
  const centre = new Float64Array(size);
  const spread = new Float64Array(size);
  for (let cell = 0; cell < size; cell++) {
    const mean = rows.reduce((sum, row) => sum + (row[cell] ?? 0), 0) / Math.max(1, rows.length);
    const square = rows.reduce((sum, row) => sum + ((row[cell] ?? 0) - mean) ** 2, 0) / Math.max(1, rows.length);
    centre[cell] = mean;
    spread[cell] = Math.max(spreadFloor, Math.sqrt(square));
  }
  return { centre, spread };
}

function standardised(vector: Float64Array, { centre, spread }: Standard): Float64Array {
  return vector.map((value, cell) => (value - (centre[cell] ?? 0)) / (spread[cell] ?? 1));
}
