import { join } from 'node:path';
import { runCli } from './cli.ts';
import { temporaryFiles, wideDescription, wideHeader } from './replay-fixture.ts';
import { twoJointProfile } from './telemetry.ts';

/** A recording of a minute of two joints with everything it needs, in a folder that goes with the test. */
export interface SmallRecording {
  readonly folder: string;
  /** Where results go; it does not exist yet. */
  readonly out: string;
  at(name: string): string;
  /** `replay` of it with its description and profile, and whatever else is given. */
  replay(...more: string[]): ReturnType<typeof runCli>;
}

export interface SmallRecordingChange {
  /** The whole table. */
  readonly table?: string | Uint8Array;
  /** Keys of the description to replace. */
  readonly description?: object;
  readonly profile?: object;
  readonly files?: Readonly<Record<string, string | object>>;
}

const rowCount = 60;

/** One row a second: both joints move, and a protective stop lasts from second 20 to 24. */
export function smallRows(): string[] {
  return Array.from(
    { length: rowCount },
    (_, second) => `${second},${second},0.5,90,31.5,${second >= 20 && second < 25 ? 'TRUE' : 'FALSE'}`,
  );
}

export const tableOf = (rows: readonly string[], header = wideHeader): string => `${[header, ...rows].join('\n')}\n`;

export async function smallRecording({ table, description, profile, files }: SmallRecordingChange = {}): Promise<SmallRecording> {
  const folder = await temporaryFiles({
    'table.csv': table ?? tableOf(smallRows()),
    'columns.yaml': wideDescription(description),
    'two-joint.yaml': profile ?? twoJointProfile,
    ...files,
  });
  const at = (name: string): string => join(folder, name);
  const given = ['--description', at('columns.yaml'), '--profile', at('two-joint.yaml')];
  return { folder, at, out: at('out'), replay: (...more) => runCli('replay', at('table.csv'), ...given, ...more) };
}

/** What was said, with the folder of the test left out. */
export const withoutFolder = (text: string, { folder }: Pick<SmallRecording, 'folder'>): string[] =>
  text.split('\n').map((line) => line.replaceAll(`${folder}/`, '').trim());
