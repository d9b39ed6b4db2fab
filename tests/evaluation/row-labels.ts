import { parse } from 'csv-parse/sync';

/** The words of the column of this name, per text that has it, in the order of the texts. Blanks around names are ignored. */
export function rowLabels(texts: readonly string[], column: string): readonly (readonly string[])[] {
  return texts.flatMap((text) => {
    const rows: readonly (readonly string[])[] = parse(text, { relax_column_count: true, skip_empty_lines: true, trim: true });
    const [header = [], ...body] = rows;
    const place = header.indexOf(column);
    return place < 0 ? [] : [body.map((row) => row[place] ?? '')];
  });
}

/** 1, true or yes in any case: faulty. Everything else, and nothing, is normal. */
export function isFaultyWord(word: string): boolean {
  return ['1', '1.0', 'true', 'yes'].includes(word.trim().toLowerCase());
}
