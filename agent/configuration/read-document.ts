import { readFile } from 'node:fs/promises';
import { Ajv, type ValidateFunction } from 'ajv';
import { LineCounter, parseDocument } from 'yaml';
import type { CheckedDocument } from '../contract/driver.ts';
import { ConfigError, type Problem } from '../contract/errors.ts';
import type { Json, OptionsSchema } from '../contract/schema.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import { sha256Prefixed } from '../evidence/hash.ts';
import { locatePath } from './locate-path.ts';
import { problemOf, type SchemaProblem } from './schema-problem.ts';

const documentBytesMax = 1_048_576;

/** A parsed document that can say where a value stands. */
export interface ParsedDocument {
  readonly value: unknown;
  readonly sha256: string;
  /** `file:line key.key` of the value at this path, or of its nearest ancestor. */
  placeOf(path: readonly string[]): string;
}

/**
 * Reads a YAML (or JSON, which is YAML) document, checks it against a schema and fills in defaults.
 * Throws one ConfigError with every problem: place as `file:line`, the value that stands there, and what to write instead.
 */
export async function readDocument<T>(path: string, schema: OptionsSchema): Promise<CheckedDocument<T>> {
  return checkDocument<T>(path, await readDocumentText(path), schema);
}

/** As `readDocument`, for a text already at hand; `name` is only used in messages. */
export function checkDocument<T>(name: string, text: string, schema: OptionsSchema): CheckedDocument<T> {
  const document = parseYaml(name, text);
  const problems = placedProblems(document, document.value, { schema, path: [] });
  if (problems.length > 0) throw new ConfigError('configuration/invalid', problems);
  return { value: document.value as T, sha256: document.sha256 };
}

/** A copy of a value that is no document, checked against a schema, defaults filled in; `place` is only used in messages. */
export function checkValue<T>(place: string, value: unknown, schema: OptionsSchema): T {
  const copy = structuredClone(value);
  const problems = schemaProblems(copy, schema).map(({ path, ...problem }) => ({ ...problem, place: [place, ...path].join('.') }));
  if (problems.length > 0) throw new ConfigError('configuration/invalid', problems);
  return copy as T;
}

/** Parses YAML; throws ConfigError with every syntax error and its line. */
export function parseYaml(name: string, text: string): ParsedDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      place: `${name}:${lines.linePos(error.pos[0]).line}`,
      value: error.message,
      remedy: 'mend the YAML here; indentation is two spaces, keys are unique',
    }));
    throw new ConfigError('configuration/not-yaml', problems);
  }
  const value: unknown = document.toJS() ?? {};
  return {
    value,
    sha256: sha256Prefixed(canonicalJson(value as Json)),
    placeOf: (path) => `${name}:${locatePath(document, lines, path)}${path.length > 0 ? ` ${path.join('.')}` : ''}`,
  };
}

/** Every way in which the value at `path` of a document breaks the schema, with its place; fills defaults into the value. */
export function placedProblems(
  document: ParsedDocument,
  value: unknown,
  at: { schema: OptionsSchema; path: readonly string[] },
): Problem[] {
  return schemaProblems(value, at.schema).map(({ path, ...problem }) => ({ ...problem, place: document.placeOf([...at.path, ...path]) }));
}

function schemaProblems(value: unknown, schema: OptionsSchema): SchemaProblem[] {
  const validate = validatorOf(schema);
  return validate(value) ? [] : (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(problemOf);
}

/** Compiling the schema of a reference model takes as long as hundreds of checks by it, and a process checks many documents by few schemas. */
const validators = new WeakMap<OptionsSchema, ValidateFunction>();

function validatorOf(schema: OptionsSchema): ValidateFunction {
  const held = validators.get(schema);
  if (held !== undefined) return held;
  const validate = new Ajv({ allErrors: true, useDefaults: true, verbose: true, allowUnionTypes: true }).compile(schema);
  validators.set(schema, validate);
  return validate;
}

/** The text of a document; throws ConfigError when it cannot be read or is too large. */
export async function readDocumentText(path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ConfigError('configuration/unreadable', [
      { place: path, value: reason, remedy: 'give the path of an existing, readable file' },
    ]);
  }
  if (text.length > documentBytesMax) {
    const problem = { place: path, value: `${text.length} bytes`, remedy: `a document may hold at most ${documentBytesMax} bytes` };
    throw new ConfigError('configuration/too-large', [problem]);
  }
  return text;
}
