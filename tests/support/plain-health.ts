/* What the health index does to the index. Imports nothing of the agent. */
export interface HealthTerms {
  readonly referenceIndex: number;
  readonly lnPerIndex: number;
  readonly minRatio: number;
  readonly maxRatio: number;
}

/** ln of the relativity of a health index; nothing evaluated is the reference. */
export function plainHealthLn({ referenceIndex, lnPerIndex, minRatio, maxRatio }: HealthTerms, health = referenceIndex): number {
  return Math.log(Math.min(maxRatio, Math.max(minRatio, Math.exp(lnPerIndex * (referenceIndex - health)))));
}
