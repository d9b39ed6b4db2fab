import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DriverContext } from '../../../../agent/contract/driver.ts';
import { ConfigError, type Problem } from '../../../../agent/contract/errors.ts';
import type { OptionsSchema } from '../../../../agent/contract/schema.ts';
import { isZstd } from './is-zstd.ts';
import type { BagPart } from './recorded-message.ts';

export type BagFormat = 'mcap' | 'sqlite3' | 'rosbag1';

/** A recording of ROS: its format and its parts in the order in which they were recorded. */
export interface FoundBag {
  readonly format: BagFormat;
  readonly parts: readonly BagPart[];
}

const magics: readonly (readonly [kind: FileKind, magic: string])[] = [
  ['mcap', '\x89MCAP0\r\n'],
  ['sqlite3', 'SQLite format 3\0'],
  ['rosbag1', '#ROSBAG V2.0\n'],
  ['rosbag1Old', '#ROSBAG V1'],
];
type FileKind = BagFormat | 'rosbag1Old' | 'packed';

const refusals: Readonly<Record<string, readonly [value: string, remedy: string]>> = {
  rosbag1Old: ['is a ROS 1 bag of version 1', 'convert it with: rosbag migrate'],
  packed: ['is compressed as a whole', 'unpack it first: zstd -d FILE'],
};

const metadataName = 'metadata.yaml';
const metadataSchema: OptionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['rosbag2_bagfile_information'],
  properties: {
    rosbag2_bagfile_information: {
      type: 'object',
      required: ['relative_file_paths'],
      properties: { relative_file_paths: { type: 'array', items: { type: 'string' } } },
    },
  },
};
interface Metadata {
  readonly rosbag2_bagfile_information: { readonly relative_file_paths: readonly string[] };
}

/**
 * Looks by its first bytes whether a file, or a folder's files, are a recording of ROS; undefined when not, also when there is nothing.
 * Throws ConfigError for one that cannot be read as it is: packed as a whole, too old, mixed, or not what its metadata say.
 */
export async function findBag(path: string, readDocument: DriverContext['readDocument']): Promise<FoundBag | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if (found.isDirectory()) return findFolder(path, readDocument);
  const kind = await kindOf(path);
  return kind === undefined ? undefined : { format: usable(kind, path), parts: [{ path, name: undefined }] };
}

async function findFolder(folder: string, readDocument: DriverContext['readDocument']): Promise<FoundBag | undefined> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const kinds = new Map<string, FileKind>();
  for (const entry of entries) {
    const kind = entry.isFile() ? await kindOf(join(folder, entry.name)) : undefined;
    if (kind !== undefined) kinds.set(entry.name, kind);
  }
  if (kinds.size === 0) return undefined;
  const hasMetadata = entries.some(({ name }) => name === metadataName);
  const names = hasMetadata ? await namedParts(folder, [...kinds.keys()], readDocument) : inNumberOrder([...kinds.keys()]);
  const formats = new Set(names.map((name) => usable(kinds.get(name) ?? 'packed', join(folder, name))));
  const [format] = formats;
  if (format === undefined || formats.size > 1) {
    throw refusal({ place: folder, value: `holds parts of several formats: ${[...formats].join(', ')}`, remedy: 'give one of them' });
  }
  const isSingle = names.length === 1;
  return { format, parts: names.map((name) => ({ path: join(folder, name), name: isSingle ? undefined : name })) };
}

/** The parts in the order of the metadata, which older releases write with a folder before the name. */
async function namedParts(
  folder: string,
  present: readonly string[],
  readDocument: DriverContext['readDocument'],
): Promise<readonly string[]> {
  const place = join(folder, metadataName);
  const { value } = await readDocument<Metadata>(place, metadataSchema);
  const named = value.rosbag2_bagfile_information.relative_file_paths.map((path) => basename(path));
  const missing = named.filter((name) => !present.includes(name));
  const strange = present.filter((name) => !named.includes(name));
  const problems = [
    ...missing.map((name) => ({
      place,
      value: `names ${name}, which is not there or no recording`,
      remedy: `put it back, or take ${metadataName} away to replay what is there`,
    })),
    ...strange.map((name) => ({
      place,
      value: `does not name ${name}`,
      remedy: `take that file away, or ${metadataName} to replay all of them`,
    })),
  ];
  if (problems.length > 0) throw new ConfigError('replay/recording-refused', problems);
  return named;
}

/** `talker_2` before `talker_10`, the same on every machine. */
function inNumberOrder(names: readonly string[]): readonly string[] {
  const order = new Intl.Collator('en', { numeric: true });
  return [...names].sort((a, b) => order.compare(a, b));
}

async function kindOf(path: string): Promise<FileKind | undefined> {
  const head = await headOf(path);
  const text = Buffer.from(head).toString('latin1');
  const kind = magics.find(([, magic]) => text.startsWith(magic))?.[0];
  return kind ?? (isZstd(head) ? 'packed' : undefined);
}

async function headOf(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) return new Uint8Array(0);
  try {
    const head = new Uint8Array(16);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function usable(kind: FileKind, place: string): BagFormat {
  const refused = refusals[kind];
  if (refused !== undefined) throw refusal({ place, value: refused[0], remedy: refused[1] });
  return kind as BagFormat;
}

function refusal(problem: Problem): ConfigError {
  return new ConfigError('replay/recording-refused', [problem]);
}
