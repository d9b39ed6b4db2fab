import type { FromSchema } from 'json-schema-to-ts';
import { ConfigError } from '../../../agent/contract/errors.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { ChangeWatch } from '../decoding/change-watch.ts';
import type { DecodedSink, MessageType, RosMessage, TopicDecoder, TopicPlan } from '../decoding/message-type.ts';
import { missingField } from '../decoding/missing-field.ts';
import { numberOf } from '../decoding/read-field.ts';

const meanings = ['speedOverride', 'linkQuality'] as const;
const factors = { ratio: 1, percent: 0.01 } as const;
/** Beyond one by as much as float arithmetic can leave: a slider at 100 % is no override of more. */
const ratioMax = 1 + 1e-6;

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    means: { enum: meanings, description: 'What of the use this topic carries.' },
    unit: { enum: ['ratio', 'percent'], default: 'ratio', description: 'What the number 1 means.' },
  },
  required: ['means'],
} as const;

type Options = Partial<FromSchema<typeof optionsSchema>>;
type Meaning = (typeof meanings)[number];

/** `std_msgs/Float64`: one ratio of the use, named by the profile. Said to a whole percent; a number outside 0…1 is counted and says nothing. */
export const floatRatio: MessageType = {
  name: 'std_msgs/Float64',
  optionsSchema,
  bind: (plan) => new FloatDecoder(plan, plan.topic.decode as Options),
};

class FloatDecoder implements TopicDecoder {
  readonly layouts = [];
  readonly observable = [];
  readonly #plan: TopicPlan;
  readonly #means: Meaning;
  readonly #factorRatio: number;
  readonly #changes: ChangeWatch;

  constructor(plan: TopicPlan, { means, unit = 'ratio' }: Options) {
    if (means === undefined) throw withoutMeaning(plan);
    this.#plan = plan;
    this.#means = means;
    this.#factorRatio = factors[unit];
    this.#changes = new ChangeWatch(plan.sourceId);
  }

  decode(message: RosMessage, time: TimePoint, out: DecodedSink): void {
    const ratio = numberOf(message.data) * this.#factorRatio;
    if (!(ratio >= 0 && ratio <= ratioMax)) {
      out.flaw(missingField(this.#plan, 'data'));
      return;
    }
    // A whole percent: at 500 Hz the last bits of a robot that brakes would be a message each.
    const said = Math.min(1, Math.round(ratio * 100) / 100);
    const reading = this.#means === 'speedOverride' ? { speedOverrideRatio: said } : { linkQualityRatio: said };
    for (const one of this.#changes.behaviour(reading, time)) out.message(one);
  }
}

function withoutMeaning({ topic }: TopicPlan): ConfigError {
  const place = `${topic.topic} decode.means`;
  return new ConfigError('ros-messages/float-without-meaning', [
    { place, value: 'nothing', remedy: `write one of ${meanings.join(', ')}` },
  ]);
}
