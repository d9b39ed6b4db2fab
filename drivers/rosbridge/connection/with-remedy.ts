import { TransientError } from '../../../agent/contract/errors.ts';

/** What helps where nobody listens; `doctor` says the same. */
export const unreachableRemedy = 'start the bridge (packaging/rosbridge/), or correct the address';

/** By the code, without the name of this driver. */
const remedies: Readonly<Record<string, string>> = {
  unreachable: unreachableRemedy,
  'connection-lost': 'see the log of the bridge; it is connected to again by itself',
};

/** The same error with what a person can do; any other as it came. */
export function withRemedy(error: unknown): unknown {
  if (!(error instanceof TransientError)) return error;
  const remedy = remedies[error.code.replace(/^rosbridge\//, '')];
  return remedy === undefined ? error : new TransientError(error.code, `${error.message} — ${remedy}`, { cause: error });
}
