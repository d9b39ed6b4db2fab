import type { FromSchema } from 'json-schema-to-ts';
import type { Driver, DriverContext, Source } from '../../agent/contract/driver.ts';
import { ConfigError } from '../../agent/contract/errors.ts';
import { checkDescription } from './formats/table/check-description.ts';
import { planTable } from './formats/table/table-plan.ts';
import { TableSource } from './formats/table/table-source.ts';
import { matchDescription } from './match-description.ts';
import { recordingFingerprint } from './recording-fingerprint.ts';

const optionsSchema = {
  type: 'object',
  title: 'Recorded table',
  additionalProperties: false,
  required: ['recording'],
  properties: {
    recording: { type: 'string', description: 'Recorded table, or the folder of a recording with one file per part.' },
    description: { type: 'string', description: 'Description of its columns (YAML); without it one of descriptions is found.' },
    descriptions: { type: 'array', items: { type: 'string' }, default: [], description: 'Candidates, matched by the recording’s header.' },
    speedRatio: {
      type: 'number',
      minimum: 0,
      default: 0,
      description: '0: as fast as possible. 1: original timing. N: N times as fast.',
    },
  },
} as const;

export type ReplayOptions = FromSchema<typeof optionsSchema>;

const bootIdHexChars = 16;

/**
 * ```
 *  recording + description ──check everything──▶ plan ──▶ TableSource ──run──▶ frames, messages, flaws
 * ```
 * Recorded tables (CSV, JSONL) as a source. `open` throws one ConfigError with every problem of the description and of the
 * recording's head; afterwards a malformed row is a flaw, never an error.
 */
const replay: Driver<ReplayOptions> = {
  name: 'replay',
  origin: 'replay',
  optionsSchema,
  open: openRecording,
};

export default replay;

async function openRecording(options: ReplayOptions, context: DriverContext): Promise<Source> {
  const { path, description, sha256, preview } = await matchDescription({ ...options, readDocument: context.readDocument });
  const problems = [...checkDescription(description, context.profile, path), ...preview.problems];
  if (problems.length > 0) throw new ConfigError('replay/recording-refused', problems);
  const recordingSha256 = await recordingFingerprint(options.recording);
  return new TableSource({
    description,
    files: preview.files,
    plan: planTable(description, context.profile, context.sourceId),
    sourceId: context.sourceId,
    bootId: `replay-${recordingSha256.slice('sha256:'.length).slice(0, bootIdHexChars)}`,
    identity: { recordingSha256, descriptionSha256: sha256, descriptionName: description.name },
    clock: context.clock,
    speedRatio: options.speedRatio,
  });
}
