import { ConfigError, type Problem } from '../../../agent/contract/errors.ts';
import type { TopicPlan } from './message-type.ts';

/** The joints a topic carries, and where: their index in its array, or the identifier of their entry. */
export interface JointPlaces {
  readonly parts: readonly string[];
  readonly placeIndexes: readonly number[];
}

/** Schema of `slots`: robots whose array has holes or another order than the profile. */
export const slotsSchema = {
  type: 'array',
  items: { minimum: 0, maximum: 255, type: 'integer' },
  description: 'Place in the array of every joint of the profile, in its order; left out: the n-th entry is the n-th joint.',
} as const;

/** Schema of `partIds`: robots that number their motors. */
export const partIdsSchema = {
  type: 'object',
  additionalProperties: { type: 'string' },
  description: 'Which joint of the profile has this identifier on the topic; only the joints named here are in its stream.',
} as const;

/** All joints of the profile, by place. Throws ConfigError when there are not as many places as joints. */
export function jointSlots({ profile, topic }: TopicPlan, slots: readonly number[] | undefined): JointPlaces {
  const parts = profile.joints.map(({ name }) => name);
  if (slots === undefined || slots.length === 0) return { parts, placeIndexes: parts.map((_, index) => index) };
  if (slots.length === parts.length && new Set(slots).size === slots.length) return { parts, placeIndexes: slots };
  throw new ConfigError('ros-messages/slots-unfit', [
    {
      place: `${topic.topic} decode.slots`,
      value: `${slots.length} places for ${parts.length} joints`,
      remedy: 'write one place of its own for every joint',
    },
  ]);
}

/** The joints that are named, by identifier. Throws ConfigError with every identifier that is no number and every name that is no joint. */
export function jointIds({ profile, topic }: TopicPlan, partIds: Readonly<Record<string, string>> = {}): JointPlaces {
  const known = new Set(profile.joints.map(({ name }) => name));
  const entries = Object.entries(partIds);
  const place = `${topic.topic} decode.partIds`;
  const problems = entries.flatMap(([id, name]): Problem[] => [
    ...(/^\d+$/.test(id) ? [] : [{ place, value: id, remedy: 'write the identifier as a whole number' }]),
    ...(known.has(name) ? [] : [{ place, value: name, remedy: 'write the name of a joint of the profile' }]),
  ]);
  if (entries.length === 0) problems.push({ place, value: 'nothing', remedy: 'name the joints that this topic carries' });
  if (problems.length > 0) throw new ConfigError('ros-messages/part-ids-unfit', problems);
  return { parts: entries.map(([, name]) => name), placeIndexes: entries.map(([id]) => Number(id)) };
}
