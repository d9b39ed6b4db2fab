import type { EnvironmentGrade } from '../contract/environment-grade.ts';

/** What makes a grade another grade: digits and provenance; a measured value that moves within its grade does not. */
export function gradeKey({ e, ePhys, ePeople, binding, dimensions }: EnvironmentGrade): string {
  const parts = Object.entries(dimensions).map(([dimension, { grade, provenance }]) => `${dimension}${grade}${provenance}`);
  return [e, ePhys, ePeople, binding, ...parts.sort()].join();
}
