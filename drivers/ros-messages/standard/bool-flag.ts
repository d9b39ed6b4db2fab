import type { FromSchema } from 'json-schema-to-ts';
import { ConfigError } from '../../../agent/contract/errors.ts';
import type { TimePoint } from '../../../agent/contract/time.ts';
import { isUnknown, unknown } from '../../../agent/contract/unknown.ts';
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

const programRunning = 'programRunning';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    means: {
      enum: [...flags, programRunning],
      description: 'The safety signal this topic carries, or that a program from outside runs on the controller.',
    },
    inverted: { type: 'boolean', default: false, description: 'True when the topic says true while the signal is false.' },
  },
  required: ['means'],
} as const;

type Options = Partial<FromSchema<typeof optionsSchema>>;
type FlagName = (typeof flags)[number];
type Meaning = FlagName | typeof programRunning;

const classes: Readonly<Partial<Record<Meaning, string>>> = {
  emergencyStop: 'emergencyStop',
  protectiveStop: 'protectiveStop',
  safeguardStop: 'safeguardStop',
  collisionDetected: 'impact',
};

/** `std_msgs/Bool`: one safety signal, or whether a program runs, named by the profile. */
export const boolFlag: MessageType = {
  name: 'std_msgs/Bool',
  optionsSchema,
  bind: (plan) => new BoolDecoder(plan, plan.topic.decode as Options),
};

/** Who is in control of a robot that no program from outside runs on, this topic does not say. */
const running = { executionState: 'running', controlSource: 'externalProgram' } as const;
const standing = { executionState: 'stopped', controlSource: unknown('notReported') } as const;

class BoolDecoder implements TopicDecoder {
  readonly layouts = [];
  readonly observable: readonly string[];
  readonly #plan: TopicPlan;
  readonly #means: Meaning;
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
    const isTrue = flag !== this.#isInverted;
    const said =
      this.#means === programRunning
        ? this.#changes.mode(isTrue ? running : standing, time)
        : this.#changes.safety({ [this.#means]: isTrue }, time);
    for (const one of said) out.message(one);
  }
}

function withoutMeaning({ topic }: TopicPlan): ConfigError {
  const place = `${topic.topic} decode.means`;
  return new ConfigError('ros-messages/bool-without-meaning', [
    { place, value: 'nothing', remedy: `write one of ${[...flags, programRunning].join(', ')}` },
  ]);
}
