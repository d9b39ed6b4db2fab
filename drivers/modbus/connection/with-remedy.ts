import { TransientError } from '../../../agent/contract/errors.ts';

/** What helps where nobody listens; `doctor` says the same. */
export const unreachableRemedy =
  'see that the controller is on, that its Modbus server is enabled, and that nothing on the way closes the port';

/** By the code, without the name of this driver. */
const remedies: Readonly<Record<string, string>> = {
  unreachable: unreachableRemedy,
  silent: 'see that unitId and map are those of the device',
  'connection-closed': 'see whether the controller allows one more client; it is connected to again by itself',
};

/** The same error with the device's place and what a person can do; any other as it came. */
export function withRemedy(error: unknown, place: string): unknown {
  if (!(error instanceof TransientError)) return error;
  const { code, message } = error;
  const remedy = remedies[code.replace(/^modbus\//, '')];
  const placed = message.startsWith(place) ? message : `${place}: ${message}`;
  return remedy === undefined ? error : new TransientError(code, `${placed} — ${remedy}`, { cause: error });
}
