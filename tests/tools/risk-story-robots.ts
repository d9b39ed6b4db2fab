import type { DeclaredContext } from '../../agent/contract/declared-context.ts';
import type { LifeScript, ScriptedEvent } from '../support/scripted-life.ts';

/** A robot of the story: who it is, and what happens to it. */
export interface StoryRobot {
  readonly title: string;
  /** File name of its picture. */
  readonly picture: string;
  readonly about: string;
  /** What the picture and the table show, in plain words. */
  readonly lesson: string;
  readonly script: LifeScript;
}

const factory: DeclaredContext = {
  ...{ declaredBy: 'plant safety engineering', declaredAt: '2026-01-01' },
  ...{ lifecycleStage: 'commercial', scene: 'factory', trl: 9, robotClass10218: 'II', humanExposure: 'H1', terrain: 'fixedBase' },
  ...{ ambientMinC: 16, ambientMaxC: 28, humidityMinRatio: 0.35, humidityMaxRatio: 0.55, wetting: false },
  ...{ thermalRateMaxKPerMin: 0.3, vibrationMaxMPerS: 0.001, shocksMaxCount: 0 },
  ...{ ingressRequired: 'IP40', corrosivity: 'C1', specialHazard: 'none' },
};
const publicHall: DeclaredContext = {
  ...{
    ...factory,
    declaredBy: 'venue operations',
    scene: 'publicService',
    humanExposure: 'H3',
    terrain: 'leggedFlat',
    ingressRequired: 'IPXX',
  },
  autonomyLevel: { perception: 3, decision: 2, execution: 3, collaboration: 2 },
};
/** As an integrator writes them into the profile of the robot at hand; the numbers are this story's own. */
const ratings: LifeScript['ratings'] = { ambientMinC: 0, ambientMaxC: 45, ingress: 'IP54', source: 'an example' };
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
    picture: 'clean-cobot',
    about:
      'A UR3e in a closed factory cell, trained people outside, half of its rated torque. The site declares every dimension of its environment, and the integrator has written the robot’s ratings into its profile. Nothing happens for sixty days, but somebody presses the emergency stop on days 20, 21 and 40.',
    lesson:
      'Nothing is known of the robot on day 1, so it stands near 50 with a wide interval. Each clean hour lowers the index and narrows the interval, by less each day. The three presses leave no trace: an emergency stop has weight 0.',
    script: {
      ...days,
      ...{ keySeed: 1, profile: 'ur3e', ratings, context: factory },
      ...{ load: { shareRatio: 0.5, ratedNm: 56 }, reportable: cobotReports },
      events: [at(20, 2, 'emergencyStop'), at(21, 2, 'emergencyStop'), at(40, 5, 'emergencyStop')],
    },
  },
  {
    title: 'An overloaded cobot',
    picture: 'overloaded-cobot',
    about:
      'The same cell, the same robot, at 95 % of its rated torque. From day 15 it stops itself every day; on days 30 and 31 it trips on its temperature. From day 36 somebody has mended the program, and it stops no more, at the same load.',
    lesson:
      'The load counts little at first and more as hours confirm it. The first stops raise the index by about one each, later ones by less, as they are what one has come to expect. After the mending clean hours lower it again, slowly: the stops are not forgotten at once.',
    script: {
      ...days,
      ...{ keySeed: 2, profile: 'ur3e', ratings, context: factory },
      ...{ load: { shareRatio: 0.95, ratedNm: 56 }, reportable: cobotReports },
      events: [...everyDay(15, 35, 'protectiveStop'), at(30, 6, 'limitTrip'), at(31, 6, 'limitTrip')],
    },
  },
  {
    title: 'A humanoid in a public hall',
    picture: 'public-hall-humanoid',
    about:
      'A Unitree G1 among visitors who are supervised. It is knocked on day 12, falls on day 25, and on day 26 falls with a knock in the same second: a causal chain counts once, in its severest class. On day 45 its safety configuration is changed.',
    lesson:
      'It begins higher than the cobots because of where it works: untrained people nearby are E4. That weighs on the cover of third parties and not on that of the body. A fall raises the index more than a knock does. What it earned under one safety configuration says little about the next: credit for stops and impacts begins again, and the report carries a finding that says so.',
    script: {
      ...days,
      ...{ keySeed: 3, profile: 'unitree-g1-29dof', context: publicHall, reportable: humanoidReports },
      configurationChangedOnDay: 45,
      events: [at(12, 4, 'impact'), at(25, 3, 'fall'), at(26, 2, 'impact'), at(26, 2, 'fall')],
    },
  },
  {
    title: 'A humanoid in the test stage',
    picture: 'test-stage-humanoid',
    about: 'The same model in a laboratory, declared as a pilot test at TRL 4. It falls every second day.',
    lesson:
      'Below TRL 5 there is no index: hours and counts are reported, and the reason why there is no more. When it goes into commercial use, these hours and falls stay in the stage they belong to and are never pooled with later ones.',
    script: {
      ...days,
      ...{ keySeed: 4, profile: 'unitree-g1-29dof', reportable: humanoidReports },
      context: { ...publicHall, scene: 'test', lifecycleStage: 'pilotTest', trl: 4, humanExposure: 'H1' },
      events: Array.from({ length: 30 }, (_, index) => at(2 * index + 1, 5, 'fall')),
    },
  },
  {
    title: 'A robot with a month of silence',
    picture: 'month-of-silence',
    about:
      'A UR3e in three shifts, with the profile that ships, which states no ratings. After day 20 nothing is read for thirty days while its computer was up; then it reports again. The picture counts days with a report; the silent month lies in day 20.',
    lesson:
      'Silence is neither rewarded nor ignored. The silent hours are taken to have been worked as the hours before were, but nobody observed them: coverage falls below half and there is no index. It comes back, higher than it was, when observed hours outweigh the silent ones. What the profile does not rate is unknown, and unknown is E3.',
    script: {
      ...{ keySeed: 5, profile: 'ur3e', context: factory, daysCount: 50, hoursPerDay: 24, load: { shareRatio: 0.5, ratedNm: 56 } },
      ...{ reportable: cobotReports, events: [at(8, 4, 'protectiveStop')], silence: { afterDay: 20, daysCount: 30 } },
    },
  },
];
