import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readDocument } from '../../agent/configuration/read-document.ts';
import type { DriverContext, Source } from '../../agent/contract/driver.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import type { Clock } from '../../agent/contract/time.ts';
import replay, { type ReplayOptions } from '../../drivers/replay/index.ts';
import { type RecordingSink, recordingSink } from './recording-sink.ts';
import { timeAt, twoJointProfile } from './telemetry.ts';

/** A clock that stands still; sleeping moves it and is written down. */
export function standingClock(): Clock & { readonly sleepsMs: number[] } {
  const sleepsMs: number[] = [];
  let nowMs = 0;
  return {
    sleepsMs,
    now: () => timeAt(nowMs),
    sleep: async (durationMs) => {
      sleepsMs.push(durationMs);
      nowMs += Math.ceil(durationMs);
    },
  };
}

/** Writes files (text, bytes or JSON documents) into a folder that goes away with the test; gives the folder. */
export async function temporaryFiles(files: Readonly<Record<string, string | Uint8Array | object>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'replay-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content));
  }
  return folder;
}

/** A wide description of two joints, one flag and one ignored column, as it would be written; keys can be replaced. */
export function wideDescription(replaced: object = {}): object {
  return {
    name: 'fixture',
    profile: 'two-joint',
    about: 'made by a test',
    licence: 'none',
    attribution: 'none',
    layout: 'wide',
    time: { column: 't', format: 'seconds' },
    periodMs: 1000,
    columns: [
      { column: 'v0', component: 'joint', part: 'j0', signal: 'velocityRadPerS', unit: 'rad/s' },
      { column: 'v1', component: 'joint', part: 'j1', signal: 'velocityRadPerS', unit: 'deg/s' },
      { column: 'tempA', component: 'joint', part: 'j0', signal: 'motorTemperatureC', unit: 'C' },
    ],
    flags: [{ column: 'stop', kind: 'safety', name: 'protectiveStop' }],
    ignored: [{ column: 'n', reason: 'row number' }],
    ...replaced,
  };
}

export const wideHeader = 'n,t,v0,v1,tempA,stop';

export interface OpenOverrides {
  readonly profile?: Profile;
  readonly clock?: Clock;
  readonly options?: Partial<ReplayOptions>;
}

/** Opens a recording through the driver, with the real reader of documents. */
export function openReplay(recording: string, description: string | undefined, overrides: OpenOverrides = {}): Promise<Source> {
  const context: DriverContext = {
    sourceId: 'arm',
    profile: overrides.profile ?? twoJointProfile,
    clock: overrides.clock ?? standingClock(),
    readDocument,
  };
  const described = description === undefined ? {} : { description };
  return replay.open({ recording, descriptions: [], speedRatio: 0, includeUnverified: false, ...described, ...overrides.options }, context);
}

/** Runs a source to its end into a fresh sink. */
export async function pourAll(source: Source, sink: RecordingSink = recordingSink()): Promise<RecordingSink> {
  await source.run(sink, new AbortController().signal);
  return sink;
}

/** A table under the wide fixture description, replayed to its end. */
export async function replayText(text: string | Uint8Array, replaced: object = {}): Promise<RecordingSink> {
  const folder = await temporaryFiles({ 'table.csv': text, 'description.json': wideDescription(replaced) });
  return pourAll(await openReplay(join(folder, 'table.csv'), join(folder, 'description.json')));
}

/** The problems of an attempt that must be refused, as `place-without-folder | value | remedy`. */
export async function refusalOf(attempt: Promise<unknown>, folder: string): Promise<readonly string[]> {
  const error: unknown = await attempt.then(
    () => new Error('it was accepted'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error) || !('problems' in error) || !Array.isArray(error.problems)) throw error;
  return error.problems.map(({ place, value, remedy }) => `${place} | ${value} | ${remedy}`.replaceAll(`${folder}/`, ''));
}
