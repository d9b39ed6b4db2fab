import type { FromSchema } from 'json-schema-to-ts';
import { ConfigError } from '../../../agent/contract/errors.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { isUnknown } from '../../../agent/contract/unknown.ts';
import { ChangeWatch } from '../decoding/change-watch.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { missingField } from '../decoding/missing-field.ts';
import { flagOf } from '../decoding/read-field.ts';

const flags = [
  'emergencyStop',
  'protectiveStop',
  'safeguardStop',
  'reducedMode',
  'collisionDetected',
  'motionPossible',
  'drivesPowered',
] as const;

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    means: { enum: flags, description: 'The safety signal this topic carries.' },
    inverted: { type: 'boolean', default: false, description: 'True when the topic says true while the signal is false.' },
  },
  required: ['means'],
} as const;

type Options = Partial<FromSchema<typeof optionsSchema>>;
type FlagName = (typeof flags)[number];

const classes: Readonly<Partial<Record<FlagName, string>>> = {
  emergencyStop: 'emergencyStop',
  protectiveStop: 'protectiveStop',
  safeguardStop: 'safeguardStop',
  collisionDetected: 'impact',
};

/** `std_msgs/Bool`: one safety signal, named by the profile. */
export const boolFlag: MessageType = {
  name: 'std_msgs/Bool',
  optionsSchema,
  bind: (plan) => new BoolDecoder(plan, plan.topic.decode as Options),
};

class BoolDecoder implements TopicDecoder {
  readonly layouts = [];
  readonly observable: readonly string[];
  readonly #plan: TopicPlan;
  readonly #means: FlagName;
  readonly #isInverted: boolean;
  readonly #changes: ChangeWatch;

  constructor(plan: TopicPlan, { means, inverted = false }: Options) {
    if (means === undefined) throw withoutMeaning(plan);
    const eventClass = classes[means];
    this.observable = eventClass === undefined ? [] : [eventClass];
    this.#plan = plan;
    this.#means = means;
    this.#isInverted = inverted;
    this.#changes = new ChangeWatch(plan.sourceId);
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    const flag = flagOf(message.data);
    if (isUnknown(flag)) {
      out.flaw(missingField(this.#plan, 'data'));
      return;
    }
    for (const said of this.#changes.safety({ [this.#means]: flag !== this.#isInverted }, time)) out.message(said);
  }
}

function withoutMeaning({ topic }: TopicPlan): ConfigError {
  const place = `${topic.topic} decode.means`;
  return new ConfigError('ros-messages/bool-without-meaning', [{ place, value: 'nothing', remedy: `write one of ${flags.join(', ')}` }]);
}
