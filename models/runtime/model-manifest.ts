import { createHash } from 'node:crypto';
import { ConfigError, type Problem } from '../../agent/contract/errors.ts';
import { logVarianceMax, logVarianceMin } from './joint-scores.ts';
import { inputLayout } from './joint-tokens.ts';
import { type ChannelSpec, channelSpecs, effortChannels, motionChannels } from './model-channels.ts';

/** Rises with every change of inputs, outputs or score; an older model is then refused instead of misread. */
export const manifestSchemaVersion = 1;
export const modelFile = 'model.json';
export const weightsFile = 'weights.bin';
export const manifestFile = 'manifest.json';

export interface FileDigest {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Rows of network inputs with the outputs the `cpu` backend gave when the model was written. */
export interface GoldenVectors {
  readonly toleranceAbs: number;
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
}

/** The part of the manifest that must agree with this code, word for word. */
export interface ModelInterface {
  readonly schemaVersion: number;
  readonly motion: readonly ChannelSpec[];
  readonly effort: readonly ChannelSpec[];
  readonly inputLayout: string;
  readonly logVarianceMin: number;
  readonly logVarianceMax: number;
}

export interface ModelManifest extends ModelInterface {
  readonly modelVersion: string;
  readonly files: Readonly<Record<typeof modelFile | typeof weightsFile, FileDigest>>;
  readonly goldens: GoldenVectors;
  /** How it was made; for readers, not checked. */
  readonly training: Readonly<Record<string, unknown>>;
}

/** The bytes of a model directory as read from disk. */
export interface ModelFiles {
  readonly manifest: Buffer;
  readonly model: Buffer;
  readonly weights: Buffer;
}

/** What this code computes. */
export function expectedInterface(): ModelInterface {
  return {
    schemaVersion: manifestSchemaVersion,
    motion: channelSpecs(motionChannels),
    effort: channelSpecs(effortChannels),
    inputLayout,
    logVarianceMin,
    logVarianceMax,
  };
}

export function digestOf(bytes: Uint8Array): FileDigest {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.byteLength };
}

/** The manifest, once every statement in it agrees with the code and the files; else `ConfigError` with every difference. */
export function checkManifest(files: ModelFiles): ModelManifest {
  const manifest = parseManifest(files.manifest);
  const problems = [...interfaceProblems(manifest), ...digestProblems(manifest, files), ...goldenProblems(manifest)];
  if (problems.length > 0) throw new ConfigError('models/manifest-mismatch', problems);
  return manifest;
}

function parseManifest(bytes: Buffer): ModelManifest {
  try {
    const parsed: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as ModelManifest;
  } catch {
    // Falls through to the one message below.
  }
  throw new ConfigError('models/manifest-mismatch', [
    { place: manifestFile, value: 'not a JSON object', remedy: 'restore the model directory of the release, or run npm run train' },
  ]);
}

function interfaceProblems(manifest: Partial<ModelManifest>): Problem[] {
  return Object.entries(expectedInterface()).flatMap(([key, expected]) =>
    differences(`${manifestFile} ${key}`, manifest[key as keyof ModelManifest], expected),
  );
}

function differences(place: string, stated: unknown, expected: unknown): Problem[] {
  if (Array.isArray(expected) && Array.isArray(stated) && stated.length === expected.length) {
    return expected.flatMap((item, index) => differences(`${place}[${index}]`, stated[index], item));
  }
  if (sameJson(stated, expected)) return [];
  return [
    {
      place,
      value: `stated ${JSON.stringify(stated) ?? 'nothing'}, this version computes ${JSON.stringify(expected)}`,
      remedy: 'use the model that belongs to this version, or run npm run train',
    },
  ];
}

/** Equal whatever the order of the keys. */
function sameJson(left: unknown, right: unknown): boolean {
  return JSON.stringify(sortKeys(left)) === JSON.stringify(sortKeys(right));
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function digestProblems(manifest: Partial<ModelManifest>, files: ModelFiles): Problem[] {
  const found = { [modelFile]: digestOf(files.model), [weightsFile]: digestOf(files.weights) };
  return Object.entries(found).flatMap(([file, digest]) => {
    const stated = manifest.files?.[file as keyof ModelManifest['files']]?.sha256 ?? 'nothing';
    if (stated === digest.sha256) return [];
    return [
      { place: file, value: `${manifestFile} states sha256 ${stated}, found ${digest.sha256}`, remedy: 'restore the file of the release' },
    ];
  });
}

function goldenProblems(manifest: Partial<ModelManifest>): Problem[] {
  const { inputs, outputs, toleranceAbs } = manifest.goldens ?? {};
  const usable = Array.isArray(inputs) && Array.isArray(outputs) && inputs.length > 0 && inputs.length === outputs.length;
  if (usable && typeof toleranceAbs === 'number') return [];
  return [{ place: `${manifestFile} goldens`, value: 'absent or incomplete', remedy: 'run npm run train' }];
}
