import type { Problem } from '../../../agent/contract/errors.ts';
import type { Profile, RosTopic } from '../../../agent/contract/profile.ts';
import type { RosbridgeOptions } from '../options-schema.ts';
import { periodMs, throttleMs } from './ask-form.ts';

/** One topic that will be asked for, and how. */
export interface ChosenTopic {
  readonly topic: RosTopic;
  readonly periodMs: number;
  readonly throttleMs: number;
  readonly compression: 'none' | 'cbor' | 'cbor-raw';
}

type Wish = NonNullable<RosbridgeOptions['topics']>[number];
type Wishes = Pick<RosbridgeOptions, 'topics' | 'generation' | 'includeUnverified'>;

/** The profile's topics as the options want them: verified ones, or those named; and what is wrong with the wishes. */
export function chooseTopics(
  profile: Profile,
  wishes: Wishes,
): { readonly chosen: readonly ChosenTopic[]; readonly problems: readonly Problem[] } {
  if (profile.ros === undefined) {
    const remedy = 'use a profile with one, or write its topics into a profile of your own';
    return { chosen: [], problems: [{ place: `profile ${profile.name}`, value: 'has no ros block', remedy }] };
  }
  const spoken = profile.ros.topics.filter(
    ({ generation }) => wishes.generation === 'auto' || (generation ?? wishes.generation) === wishes.generation,
  );
  const problems = [...unknownWishes(wishes.topics ?? [], spoken), ...repeated(spoken)];
  const chosen = spoken.flatMap((topic) => choose(topic, wishes));
  if (chosen.length > 0 || problems.length > 0) return { chosen, problems };
  const remedy = 'set includeUnverified: true, or name the topics, after comparing them with the robot';
  return { chosen, problems: [{ place: `profile ${profile.name} ros.topics`, value: 'no verified topic is left', remedy }] };
}

/** A topic that is named is wanted, verified or not. */
function choose(topic: RosTopic, { topics, includeUnverified }: Wishes): ChosenTopic[] {
  const wish = topics?.find((one) => one.topic === topic.topic);
  const isWanted = topics === undefined ? includeUnverified || !topic.unverified : wish !== undefined;
  if (!isWanted) return [];
  const rateHz = wish?.rateHz ?? topic.rateHz;
  return [
    {
      topic: { ...topic, optional: wish?.optional ?? topic.optional },
      periodMs: periodMs(topic, wish?.rateHz),
      throttleMs: rateHz === 'all' || topic.onChange ? 0 : throttleMs(topic, rateHz),
      compression: wish?.compression ?? 'none',
    },
  ];
}

function unknownWishes(wishes: readonly Wish[], spoken: readonly RosTopic[]): Problem[] {
  const known = spoken.map(({ topic }) => topic);
  const remedy = `write one of ${known.join(', ')}`;
  return wishes.flatMap(({ topic }, index) => {
    const place = `topics.${index}.topic`;
    if (!known.includes(topic)) return [{ place, value: `${topic} is not in the profile`, remedy }];
    const isFirst = wishes.findIndex((other) => other.topic === topic) === index;
    return isFirst ? [] : [{ place, value: `${topic} again`, remedy: 'name every topic once' }];
  });
}

/** One topic of one client has one setting at the bridge, so one entry per generation. */
function repeated(spoken: readonly RosTopic[]): Problem[] {
  return spoken.flatMap((topic, index) => {
    const twin = spoken.findIndex((other) => other.topic === topic.topic && meet(other, topic));
    return twin === index
      ? []
      : [{ place: `ros.topics ${topic.topic}`, value: 'again', remedy: 'write one entry per topic and generation' }];
  });
}

function meet(one: RosTopic, other: RosTopic): boolean {
  return one.generation === undefined || other.generation === undefined || one.generation === other.generation;
}
