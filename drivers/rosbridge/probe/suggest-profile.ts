import { arrayOf, messageOf } from '../../ros-messages/decoding/read-field.ts';
import type { HeardTopic } from './heard-topic.ts';

const jointsMax = 128;
/** What a profile may say. Beyond it messages came in a burst, which says nothing of the robot's own rate. */
const publishedHzMax = 2000;
const neededHzMax = 50;

/**
 * A profile to begin with, as YAML: the topics that were heard and can be read, their rates, and the joints that JointState names.
 * What nobody can know from listening is listed as unverified. Empty when nothing was heard.
 */
export function suggestProfile(heard: readonly HeardTopic[]): string {
  const spoke = heard.filter(({ messageCount }) => messageCount > 0);
  if (spoke.length === 0) return '';
  const joints = jointNames(spoke);
  return [
    '# Made by `robot-risk profile suggest`: correct every line marked "please" before you rely on it.',
    'name: my-robot # please: same as the file name',
    'manufacturer: unknown # please',
    'model: unknown # please',
    'category: other # please: cobot, humanoid, mobileManipulator, quadruped or other',
    'locomotion: fixed # please: fixed, wheeled or legged',
    'joints:',
    ...(joints.length === 0
      ? ['  - { name: joint_1, type: revolute } # please: no JointState was heard']
      : joints.map((name) => `  - { name: ${JSON.stringify(name)}, type: revolute }`)),
    'ros:',
    '  topics:',
    ...spoke.flatMap(topicLines),
    'observable: []',
    'unverified:',
    '  - lowerRad, upperRad, velocityRadPerS, torqueNm and currentA of the joints',
    '  - massKg',
    '  - ratings (ambient temperature, ingress protection, motor temperature)',
    '  - whether effort is a torque or a current',
    '',
  ].join('\n');
}

function jointNames(heard: readonly HeardTopic[]): string[] {
  const names = heard
    .filter(({ topic }) => topic.type === 'sensor_msgs/JointState')
    .flatMap(({ last }) => Array.from(arrayOf(messageOf(last).name)));
  return [...new Set(names.filter((name) => typeof name === 'string'))].slice(0, jointsMax);
}

function topicLines(heard: HeardTopic): string[] {
  const rateHz = Math.max(0.1, Math.round(heard.rateHz() * 10) / 10);
  return [
    `    - topic: ${heard.topic.topic}`,
    `      type: ${heard.topic.type}`,
    `      rateHz: ${Math.min(rateHz, neededHzMax)}`,
    ...(rateHz <= publishedHzMax ? [`      publishedHz: ${rateHz}`] : []),
  ];
}
