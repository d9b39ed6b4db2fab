import type { Knowable } from './unknown.ts';
import type { Grade } from './usage.ts';

/** The dimensions of the environment grade, risk model §1.3, in the order they are printed. */
export const environmentDimensions = ['D1', 'D1b', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7', 'D8', 'D9', 'D10'] as const;
export type EnvironmentDimension = (typeof environmentDimensions)[number];

/** Where a dimension's grade comes from; `derived` is a fact of the robot itself: a fixed base, or the temperature of a cold board. */
export type Provenance = 'measured' | 'declared' | 'derived' | 'unknown';

export interface DimensionGrade {
  readonly grade: Grade;
  readonly provenance: Provenance;
  /** The measured value in the dimension's unit, or the declared word. */
  readonly value: Knowable<number | string>;
}

/** The environment grade now: worst dimension wins, and the binding one is named (rules ). */
export interface EnvironmentGrade {
  readonly e: Grade;
  readonly ePhys: Grade;
  readonly ePeople: Grade;
  readonly binding: EnvironmentDimension;
  readonly dimensions: Readonly<Partial<Record<EnvironmentDimension, DimensionGrade>>>;
}
