import { TransientError } from './errors.ts';

/** What a person can do, by the code of an error without its stage. */
export type Remedies = Readonly<Record<string, string>>;

/** The same error with its place, when one is given, and what a person can do; any other as it came. */
export function withRemedy(error: unknown, remedies: Remedies, place = ''): unknown {
  if (!(error instanceof TransientError)) return error;
  const { code, message } = error;
  const remedy = remedies[code.slice(code.indexOf('/') + 1)];
  const placed = message.startsWith(place) ? message : `${place}: ${message}`;
  return remedy === undefined ? error : new TransientError(code, `${placed} — ${remedy}`, { cause: error });
}
