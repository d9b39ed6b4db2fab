import type { LedgerEntry } from '../../../agent/contract/record.ts';

export type Facts = LedgerEntry['data'];

/** Facts of the records of this type, in order. */
export const factsOf = (entries: readonly LedgerEntry[], type: string): Facts[] =>
  entries.filter((entry) => entry.type === type).map(({ data }) => data);

/** A number of the facts; records of ours have it. */
export const numberOf = (facts: Facts, name: string): number => Number(facts[name]);

/** The records of each life of the agent: a start begins one. */
export function byLife(entries: readonly LedgerEntry[]): LedgerEntry[][] {
  const lives: LedgerEntry[][] = [];
  for (const entry of entries) {
    if (entry.type === 'agent.started') lives.push([]);
    lives.at(-1)?.push(entry);
  }
  return lives;
}
