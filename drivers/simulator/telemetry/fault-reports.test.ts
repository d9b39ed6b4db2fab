import { beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../../agent/contract/message.ts';
import { recordingSink } from '../../../tests/support/recording-sink.ts';
import { cobotProfile, humanoidProfile } from '../../../tests/support/simulation-fixture.ts';
import { timeAt } from '../../../tests/support/telemetry.ts';
import { createEffects, type Effects, type FaultReport } from '../plant/effects.ts';
import { Plant } from '../plant/plant.ts';
import { buildRobot, type RobotKind } from '../plant/robot-build.ts';
import { seededRandom } from '../plant/seeded-random.ts';
import { Announcements } from './announcements.ts';

const periodMs = 100;

interface Bench {
  readonly plant: Plant;
  readonly effects: Effects;
  /** Everything that is said at this moment. */
  say(nowMs: number, accepts?: () => boolean): { messages: readonly Message[]; room: boolean };
}

function bench(kind: RobotKind, temperatureMaxC?: number): Bench {
  const random = seededRandom(1);
  const build = buildRobot(kind === 'cobot' ? cobotProfile : humanoidProfile, kind, random);
  const plant = new Plant(build, random);
  const effects = createEffects(build.jointNames.length, build.cellCount);
  const announcements = new Announcements('robot', temperatureMaxC);
  return {
    plant,
    effects,
    say: (nowMs, accepts = () => true) => {
      const sink = recordingSink(accepts);
      const room = announcements.pour(sink, { plant, effects, time: timeAt(nowMs), nowMs }, periodMs);
      return { messages: sink.messages, room };
    },
  };
}

const kinds = ({ messages }: { messages: readonly Message[] }) => messages.map(({ kind }) => kind);
const faults = ({ messages }: { messages: readonly Message[] }) =>
  messages.flatMap((message) => (message.kind === 'fault' ? [`${message.active ? '+' : '−'}${message.codeRaw} ${message.part}`] : []));

const report = (codeRaw: string, part: string | undefined): FaultReport => ({
  codeRaw,
  component: 'joint',
  part,
  severity: 'warning',
  category: 'other',
  text: 'something',
});

describe('what a robot says', () => {
  let run: Bench;
  beforeEach(() => {
    run = bench('cobot');
  });

  it('is safety, mode and use at first, and then nothing until something is due or changes', () => {
    expect(kinds(run.say(0))).toEqual(['safety', 'mode', 'behaviour']);
    expect([100, 200, 900].map((nowMs) => kinds(run.say(nowMs)))).toEqual([[], [], []]);
    expect(kinds(run.say(1000))).toEqual(['safety']);
    expect(kinds(run.say(10_000))).toEqual(['safety', 'mode', 'behaviour']);
  });

  it('is a change at once, in the order safety, mode, faults, at the time of the moment', () => {
    run.say(0);
    Object.assign(run.effects, { protectiveStop: true });
    run.effects.reports.push(report('odd', 'elbow_joint'));
    const { messages } = run.say(100);
    expect(messages.map(({ kind }) => kind)).toEqual(['safety', 'mode', 'fault']);
    expect(messages.every(({ time, sourceId }) => time.monoNs === 100_000_000n && sourceId === 'robot')).toBe(true);
    expect(messages[1]).toMatchObject({ robotMode: 'ready' });
  });

  it('tells of a sink that fills up, whichever message filled it, and has poured all the same', () => {
    expect(run.say(0, () => false)).toMatchObject({ room: false, messages: [{ kind: 'safety' }, { kind: 'mode' }, { kind: 'behaviour' }] });
    let left = 1;
    expect(run.say(10_000, () => left-- > 0)).toMatchObject({ room: false, messages: [{}, {}, {}] });
    expect(run.say(20_000)).toMatchObject({ room: true });
    expect(run.say(20_100, () => false)).toMatchObject({ room: true, messages: [] });
  });
});

describe('a fault', () => {
  it('is told when it appears and when it goes, and not while it lasts', () => {
    const run = bench('cobot');
    run.effects.reports.push(report('odd', 'elbow_joint'));
    expect(faults(run.say(0))).toEqual(['+odd elbow_joint']);
    expect(faults(run.say(1000))).toEqual([]);
    run.effects.reports.length = 0;
    expect(faults(run.say(2000))).toEqual(['−odd elbow_joint']);
    expect(faults(run.say(3000))).toEqual([]);
  });

  it('is one per code and part: what two causes show is told once', () => {
    const run = bench('cobot');
    run.effects.reports.push(report('odd', 'a'), report('odd', 'b'), report('odd', 'a'), report('other', 'a'));
    expect(faults(run.say(0))).toEqual(['+odd a', '+odd b', '+other a']);
    run.effects.reports.splice(0, 2);
    expect(faults(run.say(100))).toEqual(['−odd b']);
  });

  it('of no part says that none was reported', () => {
    const run = bench('cobot');
    run.effects.reports.push(report('whole', undefined));
    const [fault] = run.say(0).messages.filter((message) => message.kind === 'fault');
    expect(fault).toMatchObject({ part: { unknown: 'notReported' }, codeSpace: 'simulator', active: true });
  });
});

describe('a hot motor', () => {
  const heat = (run: Bench, index: number, windingC: number): void => {
    run.plant.joints.windingC[index] = windingC;
  };

  it('is told from 85 °C on and cool again below 80: between them it stays what it was', () => {
    const run = bench('cobot');
    const told = [84.9, 85, 82, 80, 79.9, 82, 84.9, 85.1].map((windingC, k) => {
      heat(run, 2, windingC);
      return faults(run.say(k * 100)).join();
    });
    const [on, off] = ['+motorTemperature elbow_joint', '−motorTemperature elbow_joint'];
    expect(told).toEqual(['', on, '', '', off, '', '', on]);
  });

  it('is told from the rating of the profile on, with it in the text', () => {
    const run = bench('humanoid', 60);
    heat(run, 3, 61);
    const [fault] = run.say(0).messages.filter((message) => message.kind === 'fault');
    expect(fault).toMatchObject({ text: 'the winding is hotter than 60 °C', severity: 'error', category: 'overTemperature' });
  });

  it('is each its own', () => {
    const run = bench('cobot');
    heat(run, 0, 90);
    heat(run, 5, 90);
    expect(faults(run.say(0))).toEqual(['+motorTemperature shoulder_pan_joint', '+motorTemperature wrist_3_joint']);
    heat(run, 0, 20);
    expect(faults(run.say(100))).toEqual(['−motorTemperature shoulder_pan_joint']);
  });
});

describe('the mode', () => {
  const modeOf = (kind: RobotKind, change: Partial<Effects>, charging = false) => {
    const run = bench(kind);
    Object.assign(run.effects, change);
    run.plant.battery = { ...run.plant.battery, charging };
    return run.say(0).messages.find((message) => message.kind === 'mode')?.robotMode;
  };

  it('is what weighs most: a mode that was set, then a fall, a button or the charger, then a stop', () => {
    const all = { robotMode: 'updating', fallen: true, emergencyStop: true, protectiveStop: true } as const;
    expect(modeOf('humanoid', all)).toBe('updating');
    expect(modeOf('humanoid', { ...all, robotMode: undefined })).toBe('fault');
    expect(modeOf('humanoid', { emergencyStop: true, protectiveStop: true })).toBe('standby');
    expect(modeOf('humanoid', { protectiveStop: true }, true)).toBe('standby');
    expect(modeOf('humanoid', { protectiveStop: true })).toBe('ready');
    expect(modeOf('humanoid', {})).toBe('running');
  });

  it('says that the work has stopped once it stands, not when it is told to', () => {
    const run = bench('cobot');
    const stateAt = (pace: number) => {
      run.plant.pace = pace;
      return run.say(0).messages.find((message) => message.kind === 'mode')?.executionState;
    };
    expect([1, 0.1, 0].map(stateAt)).toEqual(['running', 'running', 'stopped']);
  });
});
