import { TransientError } from '../../../agent/contract/errors.ts';
import type { RosMessage } from '../../ros-messages/decoding/message-type.ts';
import { isObject } from './operation.ts';

const refusalCharsMax = 200;

/** The values of a `service_response`. Throws TransientError `rosbridge/service-refused`: a refusal carries an error text in their place. */
export function valuesOf(service: string, { result, values }: RosMessage): RosMessage {
  if (result !== false && isObject(values)) return values;
  const text = typeof values === 'string' ? values.slice(0, refusalCharsMax) : 'refused without a text';
  throw new TransientError('rosbridge/service-refused', `${service}: ${text}`);
}
