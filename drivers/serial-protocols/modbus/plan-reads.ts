import { type RegisterBlock, type RegisterTable, registersMax } from './read-request.ts';
import { type AnyEntry, type RegisterMap, registerTypes } from './register-map.ts';

export interface MapUse {
  readonly map: RegisterMap;
  readonly jointCount: number;
  /** Whether entries nobody could check are read all the same. */
  readonly acceptUnverified: boolean;
}

/** The map without the entries that nobody could check, unless they are accepted. */
export function readableMap({ map, acceptUnverified }: MapUse): RegisterMap {
  const keep = (entry: AnyEntry): boolean => acceptUnverified || entry.unverified === undefined;
  return {
    ...map,
    columns: map.columns.filter(keep),
    flags: map.flags.filter(keep),
    modes: map.modes.filter(keep),
    faults: map.faults.filter(keep),
  };
}

export function entriesOf(map: RegisterMap): AnyEntry[] {
  return [...map.columns, ...map.flags, ...map.modes, ...map.faults];
}

/** How many values an entry has: one per joint, or one. */
export function placesOf(entry: AnyEntry, jointCount: number): number {
  const perJoint = 'component' in entry && 'signal' in entry ? entry.component === 'joint' : 'perJoint' in entry && entry.perJoint;
  return perJoint ? jointCount : 1;
}

/**
 * The fewest requests that read exactly the registers of these entries. Registers between them are never asked for: a controller
 * answers a block with one hole in it by an exception for all of it. A value is never cut in two.
 */
export function planReads(entries: readonly AnyEntry[], jointCount: number): RegisterBlock[] {
  return (['holding', 'input'] as const).flatMap((table) => planTable(entries, table, jointCount));
}

function planTable(entries: readonly AnyEntry[], table: RegisterTable, jointCount: number): RegisterBlock[] {
  const spans = entries.filter((entry) => entry.table === table).flatMap((entry) => spansOf(entry, jointCount));
  const blocks: { table: RegisterTable; at: number; count: number }[] = [];
  for (const { at, count } of spans.sort((a, b) => a.at - b.at || b.count - a.count)) {
    const last = blocks.at(-1);
    const reach = at + count - (last?.at ?? 0);
    if (last === undefined || at > last.at + last.count || reach > registersMax) blocks.push({ table, at, count });
    else last.count = Math.max(last.count, reach);
  }
  return blocks;
}

function spansOf(entry: AnyEntry, jointCount: number): { at: number; count: number }[] {
  const count = registerTypes[entry.type];
  return Array.from({ length: placesOf(entry, jointCount) }, (_, index) => ({ at: entry.at + index * count, count }));
}
