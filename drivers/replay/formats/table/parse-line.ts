import { parse } from 'csv-parse/sync';

/** Why a line is no row; the code completes `replay/`. */
export interface Malformed {
  readonly code: 'replay/field-count' | 'replay/quote-broken' | 'replay/broken-json';
  readonly text: string;
}

/** Text of a line to cells, in the order of the columns wanted. */
export type LineParser = (text: string) => readonly string[] | Malformed;

export function isMalformed(value: readonly string[] | Malformed): value is Malformed {
  return 'code' in value;
}

/**
 * The fields of one CSV line (RFC 4180), or undefined when its quotes do not close. A record never spans lines: robot tables
 * have no newline inside a field, and so a stray quote spoils one row and not the rest of the file.
 */
export function splitCsvLine(text: string, delimiter: string): readonly string[] | undefined {
  if (!text.includes('"')) return text.split(delimiter);
  try {
    const records = parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true });
    return records.length === 1 ? records[0] : undefined;
  } catch {
    return undefined;
  }
}

/** Parser of CSV lines below this header. */
export function csvParser(header: readonly string[], wanted: readonly string[], delimiter: string): LineParser {
  const columnIndexes = wanted.map((name) => header.indexOf(name));
  return (text) => {
    const fields = splitCsvLine(text, delimiter);
    if (fields === undefined) return { code: 'replay/quote-broken', text: 'a quote is not closed or stands inside a field' };
    if (fields.length !== header.length) {
      return { code: 'replay/field-count', text: `${fields.length} fields instead of ${header.length}` };
    }
    return columnIndexes.map((columnIndex) => fields[columnIndex] ?? '');
  };
}

/** Python writes NaN and Infinity bare into JSON; quoted they cost one cell instead of the row. */
const bareWord = /(?<=[:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,}\]])/g;

/** The object on one JSON line, or undefined when it is none. */
export function readJsonLine(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = parseJson(text) ?? (/NaN|Infinity/.test(text) ? parseJson(text.replace(bareWord, '"$&"')) : undefined);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as Record<string, unknown>;
}

/** Parser of JSON lines; an absent key or null is an empty cell. */
export function jsonParser(wanted: readonly string[]): LineParser {
  return (text) => {
    const row = readJsonLine(text);
    if (row === undefined) return { code: 'replay/broken-json', text: 'not one JSON object on one line' };
    return wanted.map((name) => (Object.hasOwn(row, name) ? cellOf(row[name]) : ''));
  };
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? '{…}' : String(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
