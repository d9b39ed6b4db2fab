import { Ajv, type ErrorObject } from 'ajv';
import { parseDocument } from 'yaml';
import { ConfigError, type Problem } from '../../agent/contract/errors.ts';
import type { Json } from '../../agent/contract/schema.ts';
import { canonicalJson } from '../../agent/evidence/canonical-json.ts';
import { sha256Prefixed } from '../../agent/evidence/hash.ts';
import { checkedTariffSchema, type GradeRates, type Tariff } from './tariff-schema.ts';
import { notChecked, type TariffSignature } from './tariff-signature.ts';

/** A checked tariff under the hash of its canonical JSON: comments and layout of the YAML do not change it (decisions A8). */
export interface TariffVersion {
  readonly tariff: Tariff;
  readonly sha256: string;
  /** What is hashed and archived. */
  readonly canonical: string;
  /** What is known of a signature beside the document; `notChecked` until a trust store was asked. */
  readonly signature: TariffSignature;
}

/** Longest tariff document, characters. */
export const tariffCharsMax = 65_536;

/** Reads a tariff from YAML or JSON; `place` names it in messages. Throws one ConfigError with every problem. */
export function readTariff(place: string, text: string): TariffVersion {
  if (text.length > tariffCharsMax) throw refusal([{ place, value: `${text.length} characters`, remedy: `at most ${tariffCharsMax}` }]);
  const document = parseDocument(text, { uniqueKeys: true });
  const mistakes = document.errors.map(({ message, linePos }) => ({
    place: `${place}:${linePos?.[0].line ?? 1}`,
    value: message.split('\n')[0] ?? 'not YAML',
    remedy: 'mend the YAML here; indentation is two spaces, keys are unique',
  }));
  if (mistakes.length > 0) throw refusal(mistakes);
  const value: unknown = document.toJS() ?? {};
  const validate = new Ajv({ allErrors: true, verbose: true }).compile<Tariff>(checkedTariffSchema);
  if (!validate(value)) {
    // The branches of a condition say what is wrong; the condition itself only repeats it.
    const errors = (validate.errors ?? []).filter(({ keyword }) => !['if', 'anyOf', 'const'].includes(keyword));
    throw refusal(errors.map((error) => problemOf(place, error)));
  }
  const problems = contradictions(place, value);
  if (problems.length > 0) throw refusal(problems);
  const canonical = canonicalJson(value as unknown as Json);
  return { tariff: value, sha256: sha256Prefixed(canonical), canonical, signature: notChecked };
}

function refusal(problems: readonly Problem[]): ConfigError {
  return new ConfigError('receiver/tariff', problems);
}

function problemOf(document: string, { keyword, instancePath, message, params, data, parentSchema }: ErrorObject): Problem {
  const foreign = params.additionalProperty as string | undefined;
  const missing = params.missingProperty as string | undefined;
  const place = [document, [...instancePath.split('/').slice(1), ...[foreign ?? missing ?? []].flat()].join('.')].join(' ').trimEnd();
  if (foreign !== undefined) {
    const known = Object.keys((parentSchema?.properties as object | undefined) ?? {}).join(', ');
    return { place, value: 'has no place in a tariff', remedy: `take it out; here stand ${known}` };
  }
  if (missing !== undefined) return { place, value: 'missing', remedy: `add "${missing}:"` };
  const value = JSON.stringify(data) ?? 'nothing';
  if (keyword === 'false schema') return { place, value, remedy: 'take it out: only a tariff with actuarial: true has it' };
  const allowed = params.allowedValues as readonly unknown[] | undefined;
  return { place, value, remedy: allowed === undefined ? `it ${message}` : `write one of ${allowed.join(', ')}` };
}

/** What a schema cannot say: a worse grade never costs less, and a tariff ends after it began. */
function contradictions(place: string, { ratesPerH, validFrom, validTo }: Tariff): Problem[] {
  const falling = (['body', 'thirdParty'] as const).filter((cover) => !neverFalls(ratesPerH[cover]));
  return [
    ...falling.map((cover) => ({
      place: `${place} ratesPerH.${cover}`,
      value: JSON.stringify(ratesPerH[cover]),
      remedy: 'a worse grade must not cost less than a better one',
    })),
    ...(validTo === undefined || validTo > validFrom
      ? []
      : [{ place: `${place} validTo`, value: validTo, remedy: `write a month after ${validFrom}` }]),
  ];
}

function neverFalls({ e1, e2, e3, e4, e5 }: GradeRates): boolean {
  return e1 <= e2 && e2 <= e3 && e3 <= e4 && e4 <= e5;
}
