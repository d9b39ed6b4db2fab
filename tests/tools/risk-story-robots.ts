import type { DeclaredContext } from '../../agent/contract/declared-context.ts';
import type { LifeScript, ScriptedEvent } from '../support/scripted-life.ts';

/** A robot of the story: who it is, and what happens to it. */
export interface StoryRobot {
  readonly title: string;
  readonly about: string;
  readonly script: LifeScript;
}

const factory: DeclaredContext = {
  ...{ lifecycleStage: 'commercial', scene: 'factory', trl: 9, robotClass10218: 'II', humanExposure: 'H1', terrain: 'fixedBase' },
  ...{ ambientMinC: 16, ambientMaxC: 28, humidityMinRatio: 0.35, humidityMaxRatio: 0.55 },
  ...{ ingressRequired: 'IP40', corrosivity: 'C1', specialHazard: 'none' },
};
const publicHall: DeclaredContext = {
  ...{ ...factory, scene: 'publicService', humanExposure: 'H3', terrain: 'leggedFlat', ingressRequired: 'IPXX' },
};
const cobotReports: readonly ScriptedEvent[] = ['protectiveStop', 'impact', 'limitTrip', 'emergencyStop'];
const humanoidReports: readonly ScriptedEvent[] = ['impact', 'fall', 'limitTrip', 'emergencyStop'];
const at = (day: number, hour: number, event: ScriptedEvent) => ({ day, hour, event });
const everyDay = (fromDay: number, toDay: number, event: ScriptedEvent) =>
  Array.from({ length: toDay - fromDay + 1 }, (_, index) => at(fromDay + index, 3, event));

const days = { daysCount: 60, hoursPerDay: 8 } as const;

/** Five robots, each with one thing to tell. */
export const storyRobots: readonly StoryRobot[] = [
  {
    title: 'A clean cobot',
    about:
      'A UR3e in a closed factory cell, trained people outside, half of its rated torque. Nothing happens for sixty days, but somebody presses the emergency stop on days 20, 21 and 40.',
    script: {
      ...days,
      ...{ keySeed: 1, profile: 'ur3e', context: factory, load: { shareRatio: 0.5, ratedNm: 56 }, reportable: cobotReports },
      events: [at(20, 2, 'emergencyStop'), at(21, 2, 'emergencyStop'), at(40, 5, 'emergencyStop')],
    },
  },
  {
    title: 'An overloaded cobot',
    about:
      'The same cell, the same robot, at 95 % of its rated torque. From day 15 it stops itself every day; on days 30 and 31 it trips on its temperature. From day 36 somebody has mended the program.',
    script: {
      ...days,
      ...{ keySeed: 2, profile: 'ur3e', context: factory, load: { shareRatio: 0.95, ratedNm: 56 }, reportable: cobotReports },
      events: [...everyDay(15, 35, 'protectiveStop'), at(30, 6, 'limitTrip'), at(31, 6, 'limitTrip')],
    },
  },
  {
    title: 'A humanoid in a public hall',
    about:
      'A Unitree G1 among visitors who are supervised. It is knocked on day 12, falls on day 25, and on day 26 falls with a knock in the same second: a causal chain counts once, in its severest class.',
    script: {
      ...days,
      ...{ keySeed: 3, profile: 'unitree-g1-29dof', context: publicHall, reportable: humanoidReports },
      events: [at(12, 4, 'impact'), at(25, 3, 'fall'), at(26, 2, 'impact'), at(26, 2, 'fall')],
    },
  },
  {
    title: 'A humanoid in the test stage',
    about:
      'The same model in a laboratory, declared as TRL 4. It falls every second day. Below TRL 5 there is no index: hours and counts are reported, and the reason why there is no more.',
    script: {
      ...days,
      ...{ keySeed: 4, profile: 'unitree-g1-29dof', reportable: humanoidReports },
      context: { ...publicHall, scene: 'test', lifecycleStage: 'pilotTest', trl: 4, humanExposure: 'H1' },
      events: Array.from({ length: 30 }, (_, index) => at(2 * index + 1, 5, 'fall')),
    },
  },
  {
    title: 'A robot with a month of silence',
    about:
      'A UR3e in three shifts. After day 20 nothing is read for thirty days while its computer was up; then it reports again. Silence is neither rewarded nor ignored.',
    script: {
      ...{ keySeed: 5, profile: 'ur3e', context: factory, daysCount: 50, hoursPerDay: 24, load: { shareRatio: 0.5, ratedNm: 56 } },
      ...{ reportable: cobotReports, events: [at(8, 4, 'protectiveStop')], silence: { afterDay: 20, daysCount: 30 } },
    },
  },
];
