import { type FleetFault, type FleetOutcome, type FleetPlan, fleetFaults } from './fleet-trial.ts';

const builds = [
  { seed: 1, jointCount: 6 },
  { seed: 2, jointCount: 7 },
  { seed: 3, jointCount: 6 },
  { seed: 4, jointCount: 6 },
  { seed: 5, jointCount: 7 },
  { seed: 6, jointCount: 14 },
] as const;
const whole = { fleetCount: 30, triedCount: 20, warmUpS: 300, learnS: 900 } as const;
const tiny = { fleetCount: 20, triedCount: 1, warmUpS: 10, learnS: 150 } as const;

/** Six builds, thirty units each to make a prior of. */
export function fleetPlans(size: 'whole' | 'smoke'): readonly FleetPlan[] {
  return size === 'smoke' ? [{ seed: 1, jointCount: 6, ...tiny }] : builds.map((build) => ({ ...build, ...whole }));
}

export interface FleetRow extends Omit<FleetOutcome, 'seed' | 'jointCount'> {
  readonly leastFoundRatio: number;
  readonly mostFoundRatio: number;
}

/** Over all builds, and of the build with which it went worst and best. */
export function fleetRows(outcomes: readonly FleetOutcome[]): readonly FleetRow[] {
  const sum = (own: readonly FleetOutcome[], of: (one: FleetOutcome) => number): number => own.reduce((all, one) => all + of(one), 0);
  return [...Map.groupBy(outcomes, ({ fault }) => fault)].map(([fault, own]) => {
    const found = own.map(({ foundCount, robotCount }) => foundCount / robotCount);
    return {
      fault,
      robotCount: sum(own, ({ robotCount }) => robotCount),
      foundCount: sum(own, ({ foundCount }) => foundCount),
      soundJointCount: sum(own, ({ soundJointCount }) => soundJointCount),
      namedSoundCount: sum(own, ({ namedSoundCount }) => namedSoundCount),
      namedRobotCount: sum(own, ({ namedRobotCount }) => namedRobotCount),
      leastFoundRatio: Math.min(...found),
      mostFoundRatio: Math.max(...found),
    };
  });
}

const faultTexts: Readonly<Partial<Record<FleetFault, string>>> = { none: 'nothing' };
const percent = (ratio: number): string => `${(100 * ratio).toFixed(1)} %`;

/** The rows in lines of Markdown. */
export function fleetLines(outcomes: readonly FleetOutcome[]): readonly string[] {
  const head = [
    'what is wrong with one joint',
    'robots',
    'joint named',
    'by build',
    'sound joints named',
    'robots with a sound joint named',
  ];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rows = fleetRows(outcomes).map((row) => {
    const isFault = fleetFaults[row.fault] !== undefined;
    const found = isFault
      ? [percent(row.foundCount / row.robotCount), `${percent(row.leastFoundRatio)} … ${percent(row.mostFoundRatio)}`]
      : ['–', '–'];
    const sound = percent(row.namedSoundCount / row.soundJointCount);
    return line([
      faultTexts[row.fault] ?? row.fault,
      String(row.robotCount),
      ...found,
      sound,
      percent(row.namedRobotCount / row.robotCount),
    ]);
  });
  return [line(head), line(head.map((_, place) => (place === 0 ? '---' : '--:'))), ...rows];
}

/** docs/fleet-prior.md. Generated. */
export function fleetDocument(outcomes: readonly FleetOutcome[], date: string | undefined): string {
  const buildCount = new Set(outcomes.map(({ seed, jointCount }) => `${seed} ${jointCount}`)).size;
  return `# Fleet prior

Written by \`npm run evaluate -- --fleet-prior --write\`${date === undefined ? '' : ` on ${date}`}. ${buildCount} simulated builds. Of each, ${whole.fleetCount} units make a prior, and ${whole.triedCount} others are
tried for each row; units of a build differ in friction (15 %, standard deviation of the logarithm), sensor noise (10 %), torque constant (2 %), room (5 K) and
program. The joint is faulty from before its first second, through the whole commissioning of a quarter of an hour: a watch that only compares a robot with itself
learns it as normal, and names none of them.

${fleetLines(outcomes).join('\n')}

A joint that is named is not learned, and only rules watch it (\`agent/assess/watch/suspect-joints.ts\`). Ranges are tolerance intervals, so a small fleet names few: what it
costs to be wrong is a sound joint that nobody judges. Builds differ in what they report: without a declared limit, with a coarse sensor or with programs that
hardly reverse, friction is told from motion badly, and the range of the fleet says so by being wide.
`;
}
