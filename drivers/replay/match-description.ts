import { stat } from 'node:fs/promises';
import type { DriverContext } from '../../agent/contract/driver.ts';
import { ConfigError, type Problem } from '../../agent/contract/errors.ts';
import { likenessRatio, previewTable, type TablePreview } from './formats/table/preview-table.ts';
import { type Description, descriptionSchema } from './formats/table/table-description.ts';

export interface MatchOptions {
  /** File or folder. */
  readonly recording: string;
  /** The description to use; without it the one of `descriptions` that fits is found. */
  readonly description?: string | undefined;
  readonly descriptions?: readonly string[] | undefined;
  readonly readDocument: DriverContext['readDocument'];
}

/** The description of a recording, where it was read, its hash, and what the head of the recording looks like through it. */
export interface MatchedDescription {
  readonly path: string;
  readonly description: Description;
  readonly sha256: string;
  readonly preview: TablePreview;
}

/** A description that shares this much of its columns with the recording was probably meant. */
const likenessRatioMin = 0.5;

/**
 * Finds how a recording is read: the given description, or the only candidate whose columns and times fit its head. A given
 * description is returned even when it does not fit: its problems are in `preview`. Throws one ConfigError with all problems
 * when a document is broken or when no candidate or more than one fits.
 */
export async function matchDescription(options: MatchOptions): Promise<MatchedDescription> {
  if (options.description !== undefined) return look(options.description, options);
  const missing = await missingRecording(options.recording);
  if (missing !== undefined) throw refusal([missing]);
  const candidates: MatchedDescription[] = [];
  for (const path of options.descriptions ?? []) candidates.push(await look(path, options));
  const fitting = candidates.filter(({ preview }) => preview.problems.length === 0);
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  throw refusal(only === undefined ? whyNone(candidates, options.recording) : [severalFit(fitting, options.recording)]);
}

async function look(path: string, { recording, readDocument }: MatchOptions): Promise<MatchedDescription> {
  try {
    const { value, sha256 } = await readDocument<Description>(path, descriptionSchema);
    return { path, description: value, sha256, preview: await previewTable(value, recording) };
  } catch (error) {
    const missing = await missingRecording(recording);
    if (error instanceof ConfigError && missing !== undefined) throw new ConfigError(error.code, [...error.problems, missing]);
    throw error;
  }
}

async function missingRecording(recording: string): Promise<Problem | undefined> {
  const found = await stat(recording).catch(() => undefined);
  if (found !== undefined) return undefined;
  return { place: recording, value: 'no such file or folder', remedy: 'give the path of an existing recording' };
}

/** The problems of the likeliest candidates, or the list of those that were tried. */
function whyNone(candidates: readonly MatchedDescription[], recording: string): readonly Problem[] {
  const likeness = candidates.map(({ description, preview }) => likenessRatio(description, preview));
  const best = Math.max(0, ...likeness);
  if (best >= likenessRatioMin) {
    return candidates.filter((_, candidateIndex) => likeness[candidateIndex] === best).flatMap(problemsByName);
  }
  const names = candidates.map(({ description }) => description.name).join(', ');
  return [
    {
      place: recording,
      value: `fits no description (tried: ${names === '' ? 'none given' : names})`,
      remedy: 'write a description of its columns like those in config/recordings and give it with --description',
    },
  ];
}

function problemsByName({ description, preview }: MatchedDescription): readonly Problem[] {
  return preview.problems.map((problem) => ({ ...problem, value: `${problem.value} (description ${description.name})` }));
}

function severalFit(fitting: readonly MatchedDescription[], recording: string): Problem {
  const names = fitting.map(({ description }) => description.name).join(', ');
  return { place: recording, value: `fits several descriptions: ${names}`, remedy: 'choose one with --description' };
}

function refusal(problems: readonly Problem[]): ConfigError {
  return new ConfigError('replay/recording-refused', problems);
}
