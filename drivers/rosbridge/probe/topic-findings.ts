import type { Finding } from '../../../agent/contract/probe.ts';
import type { HeardTopic } from './heard-topic.ts';
import type { ListedTopic } from './publishable.ts';

/** A topic slower than this share of the rate its features need is too slow. */
const rateRatioMin = 0.8;
const offsetMsMax = 2000;
const degreesRatioMax = 0.01;

/** What each topic of the profile did while the probe listened: heard, missed, silent, slow, and doubts about its units. */
export function topicFindings(heard: readonly HeardTopic[], listed: readonly ListedTopic[] | undefined): Finding[] {
  return [...heard.flatMap((one) => [presence(one, listed), ...rate(one), ...units(one)]), ...clockOffset(heard)];
}

function presence(heard: HeardTopic, listed: readonly ListedTopic[] | undefined): Finding {
  const { topic, type, onChange, optional } = heard.topic;
  const there = listed?.find((one) => one.topic === topic);
  if (heard.messageCount > 0) return { level: 'ok', check: 'topic-heard', text: `${topic}: ${heard.messageCount} messages`, remedy: '' };
  if (there !== undefined && there.type !== type) {
    return {
      level: 'fail',
      check: 'topic-type',
      text: `${topic} is ${there.type}, the profile says ${type}`,
      remedy: 'take the profile of this robot, or correct the type in yours',
    };
  }
  if (onChange) return { level: 'ok', check: 'topic-silent', text: `${topic}: nothing yet; it is published on change only`, remedy: '' };
  const level = optional ? 'warning' : 'fail';
  if (listed !== undefined && there === undefined) {
    return {
      level,
      check: 'topic-missed',
      text: `${topic} (${type}) is not there`,
      remedy: 'start the node that publishes it, or correct the name in the profile',
    };
  }
  return {
    level,
    check: 'topic-silent',
    text: `${topic} (${type}): nothing arrived; a bridge says nothing about a wrong type, an absent topic or a closed glob`,
    remedy: 'compare name and type with `ros2 topic list -t`, and see that topics_glob lets it through',
  };
}

function rate(heard: HeardTopic): Finding[] {
  const { topic, rateHz: neededHz, onChange } = heard.topic;
  if (onChange || heard.messageCount < 2) return [];
  const rateHz = heard.rateHz();
  const text = `${topic}: ${rateHz.toFixed(1)} Hz, the features need ${neededHz} Hz`;
  if (rateHz >= neededHz * rateRatioMin) return [{ level: 'ok', check: 'topic-rate', text, remedy: '' }];
  return [
    { level: 'warning', check: 'topic-rate', text, remedy: 'raise the publishing rate, or write the rate there is into the profile' },
  ];
}

function units(heard: HeardTopic): Finding[] {
  const { topic } = heard.topic;
  const cellCount = heard.goodCount + heard.outOfRangeCount;
  const doubts: Finding[] = [...heard.flawCodes].map((code) => ({
    level: 'warning',
    check: 'message-flaw',
    text: `${topic}: ${code}`,
    remedy: 'see docs/errors.md',
  }));
  if (heard.outOfRangeCount > 0) {
    doubts.push({
      level: 'warning',
      check: 'unit-doubt',
      text: `${topic}: ${heard.outOfRangeCount} of ${cellCount} values cannot be true in the unit assumed`,
      remedy: 'check the decode options of the profile',
    });
  }
  if (heard.degreesCount > degreesRatioMax * cellCount) {
    doubts.push({
      level: 'fail',
      check: 'unit-doubt',
      text: `${topic}: positions lie beyond the joint limits and would fit as degrees`,
      remedy: 'ROS says radians; see that the publisher converts',
    });
  }
  return doubts;
}

function clockOffset(heard: readonly HeardTopic[]): Finding[] {
  const offsets = heard.flatMap((one) => one.offsetMs() ?? []);
  if (offsets.length === 0) return [{ level: 'skipped', check: 'clock-offset', text: 'no message carried a stamp', remedy: '' }];
  const offsetMs = [...offsets].sort((a, b) => a - b)[Math.floor(offsets.length / 2)] ?? 0;
  const text = `messages arrive ${(offsetMs / 1000).toFixed(2)} s after their stamp; limit ${offsetMsMax / 1000} s`;
  if (Math.abs(offsetMs) <= offsetMsMax) return [{ level: 'ok', check: 'clock-offset', text, remedy: '' }];
  return [
    {
      level: 'warning',
      check: 'clock-offset',
      text,
      remedy: 'synchronise the clocks (chrony), or see whether a recording is being played',
    },
  ];
}
