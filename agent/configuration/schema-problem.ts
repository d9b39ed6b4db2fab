import type { ErrorObject } from 'ajv';

export interface SchemaProblem {
  readonly path: string[];
  readonly value: string;
  readonly remedy: string;
}

type Describe = (error: ErrorObject) => { key?: string; value?: string; remedy: string };

const describe: Readonly<Record<string, Describe>> = {
  additionalProperties: ({ params, parentSchema }) => {
    const key = String(params.additionalProperty);
    const known = Object.keys((parentSchema?.properties as object | undefined) ?? {});
    return { key, value: `unknown key "${key}"`, remedy: unknownKeyRemedy(key, known) };
  },
  required: ({ params }) => {
    const key = String(params.missingProperty);
    return { value: `"${key}" is missing`, remedy: `add "${key}:"` };
  },
  dependencies: ({ params }) => {
    const [key, by] = [String(params.missingProperty), String(params.property)];
    return { value: `"${key}" is missing`, remedy: `add "${key}:", which "${by}" needs` };
  },
  exclusiveMinimum: ({ params }) => ({ remedy: `write a number above ${String(params.limit)}` }),
  type: ({ params, data }) => ({ remedy: `write ${[params.type].flat().map(withArticle).join(' or ')}${quoted(params.type, data)}` }),
  enum: ({ params }) => ({ remedy: `write one of ${(params.allowedValues as unknown[]).map(String).join(', ')}` }),
  const: ({ params }) => ({ remedy: `only ${JSON.stringify(params.allowedValue)} is allowed here` }),
  pattern: ({ params, parentSchema }) => ({ remedy: `it must match ${String(params.pattern)}${described(parentSchema?.description)}` }),
};

/** YAML takes a serial number for a number unless it stands in quotes. */
const quoted = (type: unknown, data: unknown): string =>
  type === 'string' && ['number', 'boolean'].includes(typeof data) ? `, in quotes: "${String(data)}"` : '';

/** Not everybody reads patterns. */
const described = (description: unknown): string => (typeof description === 'string' ? `: ${description}` : '');

const withArticle = (type: unknown): string => `${/^[aeiou]/.test(String(type)) ? 'an' : 'a'} ${String(type)}`;

/** An ajv error as a problem a person can mend: where, what stands there, what to write. */
export function problemOf(error: ErrorObject): SchemaProblem {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const described = describe[error.keyword]?.(error) ?? { remedy: `it ${error.message ?? 'is not allowed'}` };
  if (described.key !== undefined) path.push(described.key);
  return { path, value: described.value ?? shown(error.data), remedy: described.remedy };
}

const shownCharactersMax = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > shownCharactersMax ? `${text.slice(0, shownCharactersMax)}…` : text;
}

function unknownKeyRemedy(key: string, known: readonly string[]): string {
  const near = known.map((name) => ({ name, distance: editDistance(key, name) })).sort((a, b) => a.distance - b.distance)[0];
  if (near !== undefined && near.distance <= Math.max(2, key.length / 3)) return `did you mean "${near.name}"?`;
  return known.length > 0 ? `take it out, or write one of ${known.join(', ')}` : 'take it out';
}

/** Levenshtein distance, for "did you mean". */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitute));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
