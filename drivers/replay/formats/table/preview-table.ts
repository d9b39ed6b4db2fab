import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Problem } from '../../../../agent/contract/errors.ts';
import { checkHeader } from './check-header.ts';
import { hasReadableTime, headerOf, readHeadLines, rowLines } from './read-head.ts';
import { type Description, readColumns } from './table-description.ts';

/** One file of a recording, as its first lines show it. */
export interface TableFile {
  readonly path: string;
  /** The word of its part in layout files. */
  readonly word: string | undefined;
  /** Empty when it cannot be read. */
  readonly header: readonly string[];
}

export interface TablePreview {
  readonly files: readonly TableFile[];
  /** Everything that keeps the recording from being read by this description; empty means it fits. */
  readonly problems: readonly Problem[];
}

/** Looks at the head of every file of the recording; emits nothing and reads at most a megabyte of each. */
export async function previewTable(description: Description, recording: string): Promise<TablePreview> {
  const shape = await checkShape(description, recording);
  if (shape !== undefined) return { files: [], problems: [shape] };
  const heads: FileHead[] = [];
  for (const file of filesOf(description, recording)) heads.push(await readHead(description, file));
  return {
    files: heads.map((head) => head.file),
    problems: [...heads.flatMap((head) => head.problems), ...timeProblems(description, heads)],
  };
}

/** The bytes of a file, in chunks. */
export function chunksOf(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path);
}

type FileName = Omit<TableFile, 'header'>;

interface FileHead {
  readonly file: TableFile;
  readonly problems: readonly Problem[];
  /** First time cells, when the header and the rows could be read but none of the times. */
  readonly unreadableTimes: boolean;
}

async function checkShape({ layout, filePattern }: Description, recording: string): Promise<Problem | undefined> {
  const wanted = layout === 'files' ? `the folder that holds the files ${filePattern ?? ''}` : 'the path of the recorded table';
  const found = await stat(recording).catch(() => undefined);
  if (found === undefined) return { place: recording, value: 'no such file or folder', remedy: `give ${wanted}` };
  if (found.isDirectory() === (layout === 'files')) return undefined;
  return { place: recording, value: found.isDirectory() ? 'is a folder' : 'is a file', remedy: `give ${wanted}` };
}

function filesOf({ layout, filePattern, parts }: Description, recording: string): readonly FileName[] {
  if (layout !== 'files') return [{ path: recording, word: undefined }];
  return parts.map(({ word }) => ({
    path: join(
      recording,
      (filePattern ?? '').replace('{part}', () => word),
    ),
    word,
  }));
}

async function readHead(description: Description, file: FileName): Promise<FileHead> {
  const lines = await readHeadLines(chunksOf(file.path)).catch(reasonOf);
  const refuse = (value: string, remedy: string): FileHead => ({
    file: { ...file, header: [] },
    problems: [{ place: file.path, value, remedy }],
    unreadableTimes: false,
  });
  if (typeof lines === 'string') return refuse(`cannot be read (${lines})`, `put ${basename(file.path)} there, readable`);
  if (lines.length === 0) return refuse('is empty', 'give a recording that has rows');
  const header = headerOf(description, lines);
  if (header === undefined) return refuse(`its first line is no ${description.format} header`, 'name the right format in the description');
  const rows = rowLines(description, lines);
  const columns = checkHeader(description, header, file.path);
  const empty = rows.length > 0 ? [] : [{ place: file.path, value: 'has a header and no rows', remedy: 'give a recording that has rows' }];
  const checked = columns.length + empty.length === 0;
  return {
    file: { ...file, header },
    problems: [...columns, ...empty],
    unreadableTimes: checked && !hasReadableTime(description, header, rows),
  };
}

/** Where rows are aligned by their place, one file with readable times is enough. */
function timeProblems(description: Description, heads: readonly FileHead[]): readonly Problem[] {
  const unreadable = heads.filter((head) => head.unreadableTimes);
  if (description.align === 'row' && unreadable.length < heads.length) return [];
  return unreadable.map(({ file }) => ({
    place: file.path,
    value: `none of the first rows has a time of format ${description.time.format} in column "${description.time.column}"`,
    remedy: 'name the right column and format under "time:" in the description',
  }));
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** How much of a description's columns the first readable file has, 0…1: which description was probably meant. */
export function likenessRatio(description: Description, preview: TablePreview): number {
  const header = preview.files.find((file) => file.header.length > 0)?.header ?? [];
  const columns = readColumns(description);
  return columns.filter((name) => header.includes(name)).length / columns.length;
}
