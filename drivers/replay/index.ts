import type { FromSchema } from 'json-schema-to-ts';
import type { Driver, DriverContext, Source } from '../../agent/contract/driver.ts';
import { ConfigError } from '../../agent/contract/errors.ts';
import { BagSource } from './formats/bag/bag-source.ts';
import { type FoundBag, findBag } from './formats/bag/find-bag.ts';
import { openBag } from './formats/bag/open-bag.ts';
import { checkDescription } from './formats/table/check-description.ts';
import { planTable } from './formats/table/table-plan.ts';
import { TableSource } from './formats/table/table-source.ts';
import { matchDescription } from './match-description.ts';
import { recordingFingerprint } from './recording-fingerprint.ts';

const optionsSchema = {
  type: 'object',
  title: 'Recording',
  additionalProperties: false,
  required: ['recording'],
  properties: {
    recording: {
      type: 'string',
      description: 'Recorded table or recording of ROS (.mcap, .db3, .bag), or the folder of one with several files.',
    },
    description: { type: 'string', description: 'Description of its columns (YAML); without it one of descriptions is found.' },
    descriptions: { type: 'array', items: { type: 'string' }, default: [], description: 'Candidates, matched by the recording’s header.' },
    speedRatio: {
      type: 'number',
      minimum: 0,
      default: 0,
      description: '0: as fast as possible. 1: original timing. N: N times as fast.',
    },
    includeUnverified: {
      type: 'boolean',
      default: false,
      description: 'Recordings of ROS: also reads topics that the profile marks unverified.',
    },
  },
} as const;

export type ReplayOptions = FromSchema<typeof optionsSchema>;

const bootIdHexChars = 16;

/**
 * ```
 *                ┌ table ─▶ description ─check everything─▶ plan ─▶ TableSource ┐
 *  recording ────┤                                                              ├─run─▶ frames, messages, flaws
 *                └ ROS ───▶ topics of the profile ────────▶ plan ─▶ BagSource ──┘
 * ```
 * Recordings as a source: tables (CSV, JSONL) and recordings of ROS (MCAP, SQLite, ROS 1 bag), told apart by their first bytes. `open`
 * throws one ConfigError with every problem found before the first frame; afterwards what is malformed is a flaw, never an error.
 */
const replay: Driver<ReplayOptions> = {
  name: 'replay',
  origin: 'replay',
  optionsSchema,
  open: openRecording,
};

export default replay;

async function openRecording(options: ReplayOptions, context: DriverContext): Promise<Source> {
  const bag = await findBag(options.recording, context.readDocument);
  return bag === undefined ? openTable(options, context) : openBagSource(bag, options, context);
}

async function openTable(options: ReplayOptions, context: DriverContext): Promise<Source> {
  const { path, description, sha256, preview } = await matchDescription({ ...options, readDocument: context.readDocument });
  const problems = [...checkDescription(description, context.profile, path), ...preview.problems];
  if (problems.length > 0) throw new ConfigError('replay/recording-refused', problems);
  const recordingSha256 = await recordingFingerprint(options.recording);
  return new TableSource({
    description,
    files: preview.files,
    plan: planTable(description, context.profile, context.sourceId),
    sourceId: context.sourceId,
    bootId: bootIdOf(recordingSha256),
    identity: { recordingSha256, descriptionSha256: sha256, descriptionName: description.name },
    clock: context.clock,
    speedRatio: options.speedRatio,
  });
}

async function openBagSource(
  bag: FoundBag,
  { recording, includeUnverified, speedRatio }: ReplayOptions,
  context: DriverContext,
): Promise<Source> {
  const plan = await openBag(bag, { recording, includeUnverified }, context);
  const recordingSha256 = await recordingFingerprint(recording);
  return new BagSource({
    bag,
    plan,
    bootId: bootIdOf(recordingSha256),
    identity: { recordingSha256, format: bag.format, topicCount: plan.decoders.size },
    clock: context.clock,
    speedRatio,
  });
}

function bootIdOf(recordingSha256: string): string {
  return `replay-${recordingSha256.slice('sha256:'.length).slice(0, bootIdHexChars)}`;
}
