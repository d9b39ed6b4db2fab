import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One file of two folders that should be the same. */
export interface ComparedFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Where the first byte differs, counted from 0; none when every byte is the same. */
  readonly differsAtByte?: number | undefined;
  /** Unrounded numbers: how many of them differ. Told, not judged: what is kept is rounded first. */
  readonly numbers?: { readonly count: number; readonly differingCount: number };
}

/** Every file of either folder; one that only one folder has differs at byte 0. */
export function compareOutputs(left: string, right: string): ComparedFile[] {
  const names = [...new Set([...filesOf(left), ...filesOf(right)])].sort();
  return names.map((name) => {
    const [a, b] = [bytesOf(join(left, name)), bytesOf(join(right, name))];
    if (name.endsWith('.f64')) return { name, sizeBytes: a.length, numbers: compareNumbers(a, b) };
    return { name, sizeBytes: a.length, differsAtByte: firstDifference(a, b) };
  });
}

function filesOf(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => statSync(join(folder, name)).isFile());
}

/** Empty when there is no such file: no output of ours is. */
function bytesOf(path: string): Buffer {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? Buffer.alloc(0) : readFileSync(path);
}

function firstDifference(a: Buffer, b: Buffer): number | undefined {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) if (a[index] !== b[index]) return index;
  return a.length === b.length && shared > 0 ? undefined : shared;
}

function compareNumbers(a: Buffer, b: Buffer): { count: number; differingCount: number } {
  const count = Math.max(a.length, b.length) / 8;
  const equal = (index: number): boolean => a.subarray(8 * index, 8 * index + 8).equals(b.subarray(8 * index, 8 * index + 8));
  return { count, differingCount: Array.from({ length: count }, (_, index) => equal(index)).filter((same) => !same).length };
}
