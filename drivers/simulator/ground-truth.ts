import { appendFile, writeFile } from 'node:fs/promises';
import { ConfigError } from '../../agent/contract/errors.ts';
import type { Occurrence } from './faults/script.ts';

/** One line of the file: what truly happened, and what a perfect agent would report of it. */
export interface GroundTruthLine {
  readonly atMs: number;
  readonly wall: string;
  readonly fault: string;
  readonly joint?: string;
  /** Absent: until the end. */
  readonly durationMs?: number;
  readonly expected: readonly string[];
}

/** What truly happens at an onset; `wallMs` is the robot's own clock just then. */
export function groundTruthLine({ fault, kind, startMs, durationMs, jointName }: Occurrence, wallMs: number): GroundTruthLine {
  return {
    atMs: startMs,
    wall: new Date(wallMs).toISOString(),
    fault,
    ...(kind.needs.includes('joint') ? { joint: jointName } : {}),
    ...(Number.isFinite(durationMs) ? { durationMs } : {}),
    expected: kind.expected,
  };
}

/** Where the truth is written, or nowhere. */
export interface GroundTruth {
  begin(): Promise<void>;
  write(line: GroundTruthLine): Promise<void>;
}

/** A fresh file per run, one line per fault as it begins. Throws ConfigError when the file cannot be written. */
export function groundTruthFile(path: string | undefined): GroundTruth {
  if (path === undefined) return { begin: async () => undefined, write: async () => undefined };
  return {
    begin: () => writeFile(path, '').catch((error: Error) => refuse(path, error)),
    write: (line) => appendFile(path, `${JSON.stringify(line)}\n`).catch((error: Error) => refuse(path, error)),
  };
}

function refuse(path: string, error: Error): never {
  throw new ConfigError('simulator/ground-truth-unwritable', [
    { place: 'groundTruth', value: `${path}: ${error.message}`, remedy: 'name a file in a directory that exists and may be written' },
  ]);
}
