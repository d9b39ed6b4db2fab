import { type Line, LineSplitter } from './line-splitter.ts';
import { csvParser, isMalformed, jsonParser, type LineParser, readJsonLine, splitCsvLine } from './parse-line.ts';
import { readTime } from './read-time.ts';
import type { ByteChunks } from './row-cursor.ts';
import { type Description, readColumns } from './table-description.ts';

/** Rows looked at before a recording is accepted. */
export const headRowCountMax = 100;
const headBytesMax = 1_048_576;

/** The first lines of a file that are not blank; never more than `headRowCountMax` + 1. */
export async function readHeadLines(chunks: ByteChunks): Promise<readonly string[]> {
  const splitter = new LineSplitter();
  const lines: string[] = [];
  const take = (): void => {
    for (let line = splitter.next(); line !== undefined && lines.length <= headRowCountMax; line = splitter.next()) {
      if (!isBlank(line)) lines.push(line.text);
    }
  };
  let readBytes = 0;
  for await (const chunk of chunks) {
    splitter.push(chunk);
    take();
    readBytes += chunk.byteLength;
    if (lines.length > headRowCountMax || readBytes >= headBytesMax) return lines;
  }
  splitter.end();
  take();
  return lines;
}

function isBlank(line: Line): boolean {
  return line.text.trim() === '';
}

/** Column names of a file: the first line of a CSV, every key of the first JSON lines. */
export function headerOf(description: Description, lines: readonly string[]): readonly string[] | undefined {
  if (description.format === 'csv') return lines[0] === undefined ? undefined : splitCsvLine(lines[0], description.delimiter);
  const rows = lines.map(readJsonLine).filter((row) => row !== undefined);
  return rows.length === 0 ? undefined : [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** The parser for rows below this header. */
export function parserFor(description: Description, header: readonly string[]): LineParser {
  const wanted = readColumns(description);
  return description.format === 'csv' ? csvParser(header, wanted, description.delimiter) : jsonParser(wanted);
}

/** The lines of a head that are rows. */
export function rowLines(description: Description, lines: readonly string[]): readonly string[] {
  return description.format === 'csv' ? lines.slice(1) : lines;
}

/** Whether any of these rows has a time that can be read. */
export function hasReadableTime(description: Description, header: readonly string[], rows: readonly string[]): boolean {
  const parser = parserFor(description, header);
  return rows.some((text) => {
    const cells = parser(text);
    return !isMalformed(cells) && readTime(cells[0] ?? '', description.time.format) !== undefined;
  });
}
